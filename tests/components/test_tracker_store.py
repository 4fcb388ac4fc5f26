"""No code is written down, in no field of no event; figures are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.identity.codes import MASK
from tests.components.conftest import Store

CODES = [
    "N00123456",
    "n00123456",
    "N 00123456",
    "N-00123456",
    "U201912345",
    "20231234",
    "482913",
    "482 913",
    "482-913",
    "48 29 13",
]
FIGURES = [
    "saqué 14.5 en el parcial y 08 en el final",
    "mi ponderado es 16,25",
    "tengo 176 créditos aprobados de 200",
    "falté 5 de 16 clases, 30 %",
    "me matriculo en el 2026-1, el 15/03/2026 a las 18:30",
    "debo 1250.50 soles",
]


def user(text: str, **entities: Any) -> UserUttered:
    """A message as the processor makes it: text and entities in several places."""
    found = [{"entity": name, "value": value, "start": 0, "end": len(text)} for name, value in entities.items()]
    intent = {"name": "entregar_codigo", "confidence": 1.0}
    parse_data = {
        "text": text,
        "intent": intent,
        "entities": [dict(entity) for entity in found],
        "text_tokens": [[0, len(text)]],
        "intent_ranking": [intent],
        "metadata": {},
    }
    return UserUttered(text, intent, found, parse_data, input_channel="rest")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("sentence", ["{}", "mi código es {}.", "({}) ese es", "¿puedo entrar con {}?\ngracias"])
def test_a_code_is_written_nowhere(store: Store, code: str, sentence: str) -> None:
    text = sentence.format(code)
    store.save(ActionExecuted("action_listen"), user(text, curso=code))
    assert code not in store.written()
    assert sentence.format(MASK) in [event.text for event in store.load().events if isinstance(event, UserUttered)]


def test_a_code_is_masked_in_every_field_of_the_message(store: Store) -> None:
    store.save(user("soy N00123456", curso="N00123456", lista=["N00123456", {"value": "482913"}]))
    (event,) = store.load().events
    assert isinstance(event, UserUttered)
    assert event.text == event.parse_data["text"] == f"soy {MASK}"
    for entities in (event.entities, event.parse_data["entities"]):
        assert [entity["value"] for entity in entities] == [MASK, [MASK, {"value": MASK}]]


def test_a_code_hidden_by_escapes_in_a_payload_is_masked_where_it_shows(store: Store) -> None:
    store.save(user('/elegir_curso{"curso": "\\u004e00123456"}', curso="N00123456"))
    assert "N00123456" not in store.written()


def test_a_code_is_masked_in_slots_and_answers_too(store: Store) -> None:
    store.save(
        user("hola"),
        SlotSet("hechos", [["curso", "N00123456", None]]),
        SlotSet("pregunta_pendiente", {"tema": "nota_minima", "hechos": [["curso", "482913", None]]}),
        BotUttered("No encuentro «N00123456» en tu matrícula actual."),
    )
    written = store.written()
    assert "N00123456" not in written
    assert "482913" not in written
    assert store.load().get_slot("hechos") == [["curso", MASK, None]]


def test_nothing_unmasked_goes_to_the_event_broker(store: Store) -> None:
    store.save(user("N00123456", curso="N00123456"))
    assert [event["event"] for event in store.published] == ["user"]
    assert "N00123456" not in json.dumps(store.published)


@pytest.mark.parametrize("text", FIGURES)
def test_figures_stay(store: Store, text: str) -> None:
    store.save(user(text, nota=14.5, creditos=176), SlotSet("hechos", [["nota", 14.5, "obtenida"]]), BotUttered(text))
    message, slot, answer = store.load().events
    assert isinstance(message, UserUttered)
    assert isinstance(slot, SlotSet)
    assert isinstance(answer, BotUttered)
    assert message.text == message.parse_data["text"] == answer.text == text
    assert [entity["value"] for entity in message.entities] == [14.5, 176]
    assert slot.value == [["nota", 14.5, "obtenida"]]


def test_every_message_of_the_session_is_masked(store: Store) -> None:
    store.save(SessionStarted(), user("N00123456"), ActionExecuted("action_listen"), user("482913"), user("gracias"))
    texts = [event.text for event in store.load().events if isinstance(event, UserUttered)]
    assert texts == [MASK, MASK, "gracias"]


def test_a_later_turn_adds_to_the_conversation(store: Store) -> None:
    first, second = user("N00123456"), user("¿y si saco 14?")
    store.save(first)
    store.save(first, second)
    texts = [event.text for event in store.load().events if isinstance(event, UserUttered)]
    assert texts == [MASK, "¿y si saco 14?"]


def test_readers_do_not_stop_writers(store: Store) -> None:
    with store.tracker_store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000


# --- bounded reads ------------------------------------------------------------------------------------------------

TURNS = 40


@pytest.fixture
def long_conversation(store: Store) -> Store:
    """A session of many turns whose first sets a slot."""
    store.save(ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen"))
    store.go_on(user("turno 0"), SlotSet("universidad", "UPN"), BotUttered("ok 0"), ActionExecuted("action_listen"))
    for number in range(1, TURNS):
        store.go_on(user(f"turno {number}"), BotUttered(f"ok {number}"), ActionExecuted("action_listen"))
    return store


def messages(tracker: DialogueStateTracker) -> list[str | None]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_every_turn_is_stored_once(long_conversation: Store) -> None:
    assert messages(long_conversation.load()) == [f"turno {number}" for number in range(TURNS)]


def test_a_turn_reads_the_last_turns_whole(long_conversation: Store) -> None:
    recent = messages(long_conversation.load_recent())
    assert 2 <= len(recent) < TURNS
    assert recent == [f"turno {number}" for number in range(TURNS - len(recent), TURNS)]


def test_a_slot_set_long_ago_holds(long_conversation: Store) -> None:
    assert long_conversation.load_recent().get_slot("universidad") == "UPN"


def test_the_latest_value_of_a_slot_holds(long_conversation: Store) -> None:
    long_conversation.go_on(user("soy de la UPC"), SlotSet("universidad", "UPC"), ActionExecuted("action_listen"))
    assert long_conversation.load_recent().get_slot("universidad") == "UPC"
    for number in range(TURNS):
        long_conversation.go_on(user(f"otro turno {number}"), ActionExecuted("action_listen"))
    assert long_conversation.load_recent().get_slot("universidad") == "UPC"


def test_a_code_late_in_a_conversation_is_masked(long_conversation: Store) -> None:
    long_conversation.go_on(user("N00123456"), ActionExecuted("action_listen"))
    assert messages(long_conversation.load_recent())[-1] == MASK
    assert "N00123456" not in long_conversation.written()
