"""What WhatsApp is sent for an answer: within its limits, with nothing lost."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from channels.offers import CHOOSE
from channels.split import utf16_length
from channels.whatsapp.messages import Message, messages_of, offered, option_of
from tests.channels.fakes.graph_api import Invalid, check_message, options, words

TO = "51999888777"
KEY = "ab12cd34"
LONG_TITLES = ["Examen sustitutorio de Cálculo II", "Examen sustitutorio de Física II", "Otro"]


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "#1f6feb").save(file, "PNG")
    return file.getvalue()


def address(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def buttons(titles: list[str]) -> list[dict[str, str]]:
    return [{"title": title, "payload": f"/elige{number}"} for number, title in enumerate(titles)]


def sent(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The bodies of an answer as they are sent, all of them valid."""
    return [valid(message) for message in messages_of(answer, TO, KEY)]


def valid(message: Message) -> dict[str, Any]:
    uploads: dict[str, bytes] = {}
    body = message.body
    if message.picture is not None:
        uploads["1"] = message.picture
        body = {**body, "image": {"id": "1", **body["image"]}}
    check_message(body, uploads)
    return body


def test_a_text_is_one_message_without_a_preview_of_its_links() -> None:
    (body,) = sent({"text": "Sí puedes.\n\nFuente: Art. 23"})
    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": TO,
        "type": "text",
        "text": {"preview_url": False, "body": "Sí puedes.\n\nFuente: Art. 23"},
    }


@pytest.mark.parametrize("answer", [{}, {"text": ""}, {"text": " \n "}, {"text": None, "buttons": []}, {"image": 5}])
def test_an_answer_without_anything_to_say_is_no_message(answer: dict[str, Any]) -> None:
    assert messages_of(answer, TO, KEY) == []


def test_a_long_text_is_several_messages_and_keeps_its_source_whole() -> None:
    paragraphs = [f"{number}. " + "palabra " * 60 for number in range(20)]
    source = "Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art. 23 a; Art. 23 b"
    bodies = sent({"text": "\n\n".join([*paragraphs, source])})
    assert len(bodies) > 1
    assert words(bodies[-1]).endswith("\n" + source)
    together = " ".join(words(body) for body in bodies)
    assert together.split() == " ".join([*paragraphs, source]).split()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_buttons_are_buttons(count: int) -> None:
    titles = ["Sí", "No", "No lo sé"][:count]
    (body,) = sent({"text": "¿Pagaste?", "buttons": buttons(titles)})
    assert body["interactive"]["type"] == "button"
    assert words(body) == "¿Pagaste?"
    assert options(body) == [(f"{KEY}:{position}", title) for position, title in enumerate(titles)]


@pytest.mark.parametrize(("count", "shown"), [(4, 4), (10, 10), (12, 10)])
def test_more_buttons_are_a_list_of_at_most_ten(count: int, shown: int) -> None:
    titles = [f"Curso {number}" for number in range(count)]
    answer = {"text": "¿Qué curso?", "buttons": buttons(titles)}
    (body,) = sent(answer)
    assert body["interactive"]["type"] == "list"
    assert options(body) == [(f"{KEY}:{position}", f"Curso {position}") for position in range(shown)]
    assert [button["title"] for button in offered(answer)] == titles[:shown]


def test_buttons_without_a_text_still_say_what_to_do() -> None:
    (body,) = sent({"buttons": buttons(["Sí", "No"])})
    assert words(body) == CHOOSE


def test_cut_titles_end_at_a_word_and_are_told_in_full() -> None:
    (body,) = sent({"text": "¿Cuál?", "buttons": buttons(["Sustitutorio de Cálculo II", "Retiro", "Otro"])})
    assert [title for _, title in options(body)] == ["Sustitutorio de…", "Retiro", "Otro"]
    assert words(body) == "¿Cuál?\n\n1. Sustitutorio de Cálculo II\n2. Retiro\n3. Otro"


def test_titles_that_would_be_cut_to_the_same_are_numbered() -> None:
    (body,) = sent({"text": "¿Cuál?", "buttons": buttons(LONG_TITLES)})
    assert [title for _, title in options(body)] == ["1. Examen…", "2. Examen…", "3. Otro"]


def test_a_long_row_is_told_in_full_below_its_title() -> None:
    titles = [*LONG_TITLES, "Nada"]
    (body,) = sent({"text": "¿Cuál?", "buttons": buttons(titles)})
    (section,) = body["interactive"]["action"]["sections"]
    assert [row.get("description") for row in section["rows"]] == [*LONG_TITLES[:2], None, None]
    assert words(body) == "¿Cuál?"


def test_a_row_too_long_for_its_description_is_told_in_the_text() -> None:
    titles = ["Un curso " + "con un nombre larguísimo " * 4, "Dos", "Tres", "Cuatro"]
    (body,) = sent({"text": "¿Cuál?", "buttons": buttons(titles)})
    assert words(body) == f"¿Cuál?\n\n1. {titles[0].strip()}\n2. Dos\n3. Tres\n4. Cuatro"


def test_a_long_text_goes_before_its_buttons() -> None:
    text = "Explico. " * 600
    bodies = sent({"text": text, "buttons": buttons(["Sí", "No"])})
    assert [body["type"] for body in bodies] == ["text", "text", "interactive"]
    assert words(bodies[-1]) == CHOOSE
    assert " ".join(words(body) for body in bodies[:-1]).split() == text.split()


def test_the_full_titles_stay_with_the_buttons_of_a_long_text() -> None:
    bodies = sent({"text": "Explico. " * 200, "buttons": buttons(LONG_TITLES)})
    assert words(bodies[-1]).startswith(f"{CHOOSE}\n\n1. {LONG_TITLES[0]}\n")


def test_a_picture_carries_a_short_text_as_its_caption() -> None:
    (message,) = messages_of({"text": "Tus faltas.", "image": address(png())}, TO)
    assert valid(message)["image"]["caption"] == "Tus faltas."
    assert message.picture == png()


def test_a_picture_follows_a_long_text() -> None:
    bodies = sent({"text": "a" * 1025, "image": address(png())})
    assert [body["type"] for body in bodies] == ["text", "image"]
    assert "caption" not in bodies[1]["image"]


def test_a_picture_goes_before_the_buttons() -> None:
    bodies = sent({"text": "¿Cuál?", "buttons": buttons(["Sí", "No"]), "image": address(png())})
    assert [body["type"] for body in bodies] == ["image", "interactive"]


@pytest.mark.parametrize(
    "image", ["https://example.org/a.png", "data:image/png;base64,%%%", address(b"GIF89a"), 5, ["a"]]
)
def test_what_is_no_png_is_left_out_and_the_text_said(image: Any) -> None:
    (body,) = sent({"text": "Tus faltas.", "image": image})
    assert (body["type"], words(body)) == ("text", "Tus faltas.")


@pytest.mark.parametrize(
    ("identifier", "option"),
    [
        ("ab12cd34:0", ("ab12cd34", 0)),
        ("ab12cd34:9", ("ab12cd34", 9)),
        ("ab12cd34:10", None),
        ("ab12cd34", None),
        (":1", None),
        ("ab12cd34:1\n", None),
        ("ab12cd34:١", None),
        ("/consultar:1", None),
        ("a" * 65 + ":1", None),
    ],
)
def test_only_ids_of_ours_name_an_option(identifier: str, option: tuple[str, int] | None) -> None:
    assert option_of(identifier) == option


TITLE = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=120).filter(
    lambda title: bool(title.strip())
)
TEXT = st.text(st.sampled_from("aé .\n¿😀:-"), max_size=300).map(lambda text: text * 20)


@given(text=TEXT, titles=st.lists(TITLE, max_size=12), has_picture=st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_the_answer_every_message_is_valid(text: str, titles: list[str], has_picture: bool) -> None:
    answer: dict[str, Any] = {"text": text, "buttons": buttons(titles)}
    if has_picture:
        answer["image"] = address(png())
    bodies = sent(answer)
    assert bool(bodies) == bool(text.strip() or titles or has_picture)
    assert sum(len(options(body)) for body in bodies if body["type"] == "interactive") == min(len(titles), 10)


def test_the_fake_api_notices_what_is_over_a_limit() -> None:
    (body,) = sent({"text": "¿Pagaste?", "buttons": buttons(["Sí", "No"])})
    reply = body["interactive"]["action"]["buttons"][0]["reply"]
    reply["title"] = "x" * 21
    assert utf16_length(reply["title"]) > 20
    with pytest.raises(Invalid):
        check_message(body, {})
