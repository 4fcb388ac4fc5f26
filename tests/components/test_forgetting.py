"""The conversation store forgets: one conversation whole, and finds those that nobody uses any more."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered

from tests.components.conftest import Store

ANA, LUIS = "telegram:1", "telegram:2"
NOW = datetime(2026, 10, 2, 3, 30, tzinfo=timezone.utc)
WORDS = "palabras que nadie escribe"


def turn(text: str, at: datetime = NOW) -> list[ActionExecuted | UserUttered | BotUttered]:
    moment = at.timestamp()
    return [
        ActionExecuted("action_listen", timestamp=moment),
        UserUttered(text, {"name": "consulta"}, [], timestamp=moment),
        BotUttered(f"Dijiste: {text}", timestamp=moment),
    ]


# Erasing


def test_every_event_of_the_conversation_is_removed(store: Store) -> None:
    store.save(*turn("hola"), *turn(WORDS), sender_id=ANA)
    assert store.tracker_store.forget(ANA) == 6
    assert asyncio.run(store.tracker_store.retrieve_full_tracker(ANA)) is None
    assert store.tracker_store.forget(ANA) == 0


def test_other_conversations_stay(store: Store) -> None:
    store.save(*turn("hola"), sender_id=ANA)
    store.save(*turn("hola"), sender_id=LUIS)
    store.save(*turn("hola"), sender_id=ANA + "2")
    store.tracker_store.forget(ANA)
    assert [len(store.load(sender).events) for sender in (LUIS, ANA + "2")] == [3, 3]


def test_nothing_of_it_is_left_on_the_disk(store: Store) -> None:
    store.save(*turn(WORDS), SlotSet("tema_actual", WORDS), sender_id=ANA)
    store.save(*turn("hola"), sender_id=LUIS)
    assert WORDS in store.written()
    store.tracker_store.forget(ANA)
    assert WORDS not in store.written()


def test_whoever_writes_again_begins_anew(store: Store) -> None:
    store.save(*turn("hola"), SlotSet("universidad", "UPN"), sender_id=ANA)
    store.tracker_store.forget(ANA)
    store.save(*turn("hola de nuevo"), sender_id=ANA)
    assert [event.text for event in store.load(ANA).events if isinstance(event, UserUttered)] == ["hola de nuevo"]
    assert store.tracker_store.latest_slot(ANA, "universidad") is None


# Growing old


@pytest.mark.parametrize(("age", "is_idle"), [(timedelta(days=89), False), (timedelta(days=90, seconds=1), True)])
def test_a_conversation_is_as_old_as_its_last_event(store: Store, age: timedelta, is_idle: bool) -> None:
    store.save(*turn("hace mucho", NOW - timedelta(days=300)), *turn("lo último", NOW - age), sender_id=ANA)
    store.save(*turn("hoy"), sender_id=LUIS)
    assert store.tracker_store.idle_since(NOW - timedelta(days=90)) == ([ANA] if is_idle else [])


def test_each_idle_conversation_is_named_once(store: Store) -> None:
    for sender in (ANA, LUIS):
        store.save(*turn("uno", NOW - timedelta(days=2)), *turn("dos", NOW - timedelta(days=1)), sender_id=sender)
    assert sorted(store.tracker_store.idle_since(NOW)) == [ANA, LUIS]


def test_an_empty_store_has_no_idle_conversation(store: Store) -> None:
    assert store.tracker_store.idle_since(NOW) == []


def test_the_moment_may_be_of_any_zone(store: Store) -> None:
    lima = timezone(timedelta(hours=-5))
    store.save(*turn("hola", NOW - timedelta(hours=1)), sender_id=ANA)
    assert store.tracker_store.idle_since(NOW.astimezone(lima)) == [ANA]
    assert store.tracker_store.idle_since((NOW - timedelta(hours=2)).astimezone(lima)) == []


# The latest value of a slot


def test_the_latest_value_counts(store: Store) -> None:
    store.save(SlotSet("universidad", "UPN"), *turn("mejor UPC"), SlotSet("universidad", "UPC"), sender_id=ANA)
    assert store.tracker_store.latest_slot(ANA, "universidad") == "UPC"


@pytest.mark.parametrize(
    "after",
    [[SlotSet("universidad", None)], [SessionStarted()], [SessionStarted(), SlotSet("tema_actual", "susti")]],
    ids=["emptied", "a new session", "a new session with another slot"],
)
def test_a_value_that_no_longer_holds_is_none(store: Store, after: list[SlotSet | SessionStarted]) -> None:
    store.save(SlotSet("universidad", "UPN"), *after, sender_id=ANA)
    assert store.tracker_store.latest_slot(ANA, "universidad") is None


def test_what_came_later_in_the_conversation_changes_nothing(store: Store) -> None:
    store.save(
        SessionStarted(), SlotSet("universidad", "UPN"), *turn("hola"), SlotSet("tema_actual", "x"), sender_id=ANA
    )
    assert store.tracker_store.latest_slot(ANA, "universidad") == "UPN"


def test_a_slot_that_was_never_set_is_none(store: Store) -> None:
    store.save(*turn("hola"), SlotSet("tema_actual", "susti"), sender_id=ANA)
    store.save(SlotSet("universidad", "UPN"), sender_id=LUIS)
    assert store.tracker_store.latest_slot(ANA, "universidad") is None
    assert store.tracker_store.latest_slot("telegram:nobody", "universidad") is None


@pytest.mark.parametrize("value", ["UPN", ["a", 1], {"k": "v"}, 5, False])
def test_a_value_comes_back_as_it_was_set(store: Store, value: object) -> None:
    store.save(SlotSet("universidad", value), sender_id=ANA)
    assert store.tracker_store.latest_slot(ANA, "universidad") == value
