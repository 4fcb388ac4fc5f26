"""Results as small pictures: only where the channel shows them, small, and with the same said in words."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from decimal import Decimal

from PIL import Image

from actions.conversation.answering import answer_question
from actions.pictures import data_url, draw
from actions.rulebooks.dictamen import Barra, Grafico
from tests.conversation.conftest import Conversation, facts, ranking

BARS = (
    Barra("Faltas en Cálculo II – sección ñ", Decimal(4), Decimal(20), Decimal(6)),
    Barra("Créditos", Decimal(9), Decimal(0)),
)


def test_a_picture_is_a_small_png() -> None:
    picture = Grafico("Así vas", BARS, "4 faltas de 20.")
    image = Image.open(io.BytesIO(draw(picture)))
    assert image.format == "PNG" and image.size[0] == 480
    assert len(draw(picture)) < 6_000
    assert base64.b64decode(data_url(picture).partition(",")[2]) == draw(picture)


def test_a_picture_is_shown_where_the_channel_can(conversation: Conversation) -> None:
    turn = conversation.at("UPN").turn("falté 5 de 20", facts(faltas=5, clases=20), ranking(("faltas_restantes", 0.9)))
    assert answer_question(turn, conversation.services).pictures == []
    (picture,) = answer_question(replace(turn, shows_pictures=True), conversation.services).pictures
    assert picture.texto
