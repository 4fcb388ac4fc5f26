"""When the student is asked which topic was meant, and which topics are offered beside an answer."""

from __future__ import annotations

import pytest

from actions.conversation.choosing import MOST_BUTTONS, TOO_CLOSE, pick_topic, rivals, topic_buttons
from actions.conversation.turn import Button
from actions.handlers.questions import ShowTopic
from actions.knowledge.model import EVERYBODY, Respuesta
from actions.rulebooks.dictamen import Fuente
from actions.services import Services
from tests.conversation.conftest import Conversation, facts, ranking, said, topics_offered, with_answers, with_topics

TOPICS: dict[str, list[str]] = {"becas": [], "notas": [], "pagos": [], "retiros": [], "traslados": []}
CLOSE = ranking(("becas", 0.30), ("notas", 0.30 - TOO_CLOSE / 2))


def answer(place: str) -> Respuesta:
    return Respuesta(f"Lo dice {place}.", (Fuente("upn", place),))


@pytest.fixture
def conversation(services: Services) -> Conversation:
    """UPN answers five topics, each from an article of its own but for `pagos` and `retiros`; UPC only `notas`."""
    places = {"becas": "Art. 2", "notas": "Art. 3", "pagos": "Art. 15 a", "retiros": "Art. 15 b", "traslados": "Art. 4"}
    answers = {topic: answer(place) for topic, place in places.items()}
    return Conversation(
        with_answers(with_topics(services, TOPICS), {"UPN": answers, "UPC": {"notas": answer("Art. 3")}})
    )


def test_two_topics_too_close_to_choose_are_asked_about(conversation: Conversation) -> None:
    reply = conversation.at("UPN").ask("una pregunta", CLOSE)
    assert said(reply) == conversation.services.knowledge.mensajes["cual_tema"]
    assert topics_offered(reply) == ["becas", "notas"]
    assert [row["tema"] for row in reply.slots["pregunta_pendiente"]] == ["becas", "notas"]


def test_what_was_stated_holds_for_the_topic_that_is_chosen(conversation: Conversation) -> None:
    conversation.at("UPN").ask("una pregunta", CLOSE, faltas=5)
    turn = conversation.turn("", facts(tema="notas"))
    conversation.keep(ShowTopic().reply(turn, conversation.services))
    assert (conversation.slots["tema_actual"], conversation.slots["hechos"]) == ("notas", [["faltas", 5, None]])
    assert conversation.slots["pregunta_pendiente"] is None


@pytest.mark.parametrize(
    ("ranked", "university"),
    [
        (ranking(("becas", 0.30), ("notas", 0.30 - TOO_CLOSE * 1.5)), "UPN"),
        (ranking(("becas", 0.46), ("notas", 0.46 - TOO_CLOSE / 2)), "UPN"),
        (ranking(("pagos", 0.30), ("retiros", 0.30 - TOO_CLOSE / 2)), "UPN"),
        (CLOSE, "UPC"),
        (CLOSE, None),
        (ranking(("becas", 0.30)), "UPN"),
    ],
    ids=["not close", "clear", "same article", "one is answered", "no university", "one is ranked"],
)
def test_what_is_not_asked_about(
    conversation: Conversation, ranked: tuple[tuple[str, float], ...], university: str | None
) -> None:
    turn, knowledge = conversation.turn("una pregunta", (), ranked), conversation.services.knowledge
    topic = pick_topic(turn, university, knowledge)
    assert topic is not None
    assert rivals(turn, topic, university, knowledge) == []


def test_before_the_university_is_known_that_is_what_is_asked(conversation: Conversation) -> None:
    reply = conversation.ask("una pregunta", CLOSE)
    assert said(reply) == conversation.services.knowledge.mensajes["elegir_universidad"]


def test_topics_for_everybody_are_asked_about_at_a_university_only(services: Services) -> None:
    answers = {"becas": answer("Art. 2"), "notas": answer("Art. 3")}
    knowledge = with_answers(with_topics(services, TOPICS), {EVERYBODY: answers}).knowledge
    turn = Conversation(services).turn("una pregunta", (), CLOSE)
    assert rivals(turn, "becas", None, knowledge) == []
    assert rivals(turn, "becas", "UPN", knowledge) == ["becas", "notas"]


def test_no_more_rivals_than_buttons(conversation: Conversation) -> None:
    ranked = ranking(*((topic, 0.2) for topic in ("becas", "notas", "pagos", "traslados")))
    assert topics_offered(conversation.at("UPN").ask("una pregunta", ranked)) == ["becas", "notas", "pagos"]


def test_figures_that_chose_a_topic_leave_no_doubt(services: Services) -> None:
    ranked = ranking(("inhabilitacion_consecuencias", 0.30), ("asistencia_minima", 0.29), ("redondeo", 0.28))
    reply = Conversation(services).at("UPN").ask("falté 5 de 16 clases", ranked, faltas=5, clases=16)
    assert "inhabilitado" in said(reply)


def test_a_continuation_that_adds_a_fact_leaves_no_doubt(services: Services) -> None:
    conversation = Conversation(services).at("UPN")
    conversation.ask("falté 5 de 16 clases", "asistencia_minima", faltas=5, clases=16)
    ranked = ranking(("sustitutorio_requisitos", 0.3), ("asistencia_minima", 0.1), ("nota_minima", 0.1))
    reply = conversation.ask("¿y si son 3?", ranked, faltas=3)
    assert conversation.slots["tema_actual"] == "asistencia_minima"
    assert services.knowledge.mensajes["cual_tema"] not in said(reply)


# --- what is offered ----------------------------------------------------------------------------------------------


@pytest.fixture
def silent(services: Services) -> Conversation:
    """UPC is silent on `becas`, which is related to `notas` and `pagos`; it answers `notas`, `retiros`, `traslados`."""
    topics = with_topics(services, {**TOPICS, "becas": ["pagos", "notas"]})
    answers = {topic: answer("Art. 2") for topic in ("notas", "retiros", "traslados")}
    return Conversation(with_answers(topics, {"UPN": {"becas": answer("Art. 2")}, "UPC": answers}))


def test_a_silent_university_offers_what_it_answers_nearby(silent: Conversation) -> None:
    ranked = ranking(("becas", 0.80), ("retiros", 0.06), ("traslados", 0.01))
    reply = silent.at("UPC").ask("¿hay becas?", ranked)
    assert "no dicen nada sobre eso" in said(reply)
    assert topics_offered(reply) == ["notas", "retiros"]


def test_a_silent_university_that_answers_nothing_nearby_offers_nothing(silent: Conversation) -> None:
    assert topics_offered(silent.at("UPCH").ask("¿hay becas?", "becas")) == []


def offered(conversation: Conversation, topics: list[str], university: str | None, **options: object) -> list[Button]:
    return topic_buttons(topics, university, conversation.services.knowledge, **options)  # type: ignore[arg-type]


def test_a_button_names_its_topic(silent: Conversation) -> None:
    assert offered(silent, ["notas"], "UPC") == [Button("Notas", '/ver_tema{"tema": "notas"}')]


@pytest.mark.parametrize(
    ("university", "expected"),
    [("UPC", ["Notas", "Retiros"]), ("UPN", ["Becas"]), (None, ["Becas", "Notas", "Retiros"]), ("UPCH", [])],
)
def test_only_topics_that_the_university_answers_get_a_button(
    silent: Conversation, university: str | None, expected: list[str]
) -> None:
    buttons = offered(silent, ["becas", "no_existe", "notas", "retiros", "notas"], university)
    assert [button.title for button in buttons] == expected


def test_no_more_buttons_than_fit(silent: Conversation) -> None:
    assert len(offered(silent, list(TOPICS), None)) == MOST_BUTTONS
    assert [button.title for button in offered(silent, list(TOPICS), None, besides="becas", most=2)] == [
        "Notas",
        "Pagos",
    ]
