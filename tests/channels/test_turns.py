"""A page that lost its connection gets the answers to its last message again, and to no other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from actions.records.database import Database
from channels.web.turns import Turns
from tests.conftest import Clock

ANA, LUIS = "web:ana", "web:luis"
ANSWERS = [{"text": "¿De qué universidad eres?", "buttons": [{"title": "UPN", "payload": "/elegir"}]}, {"text": "Ñ"}]
OTHER_ANSWERS = [{"text": "La nota mínima es 12."}]


@pytest.fixture
def turns(database: Database, clock: Clock) -> Turns:
    return Turns(database, clock)


def answered(turns: Turns, message_id: str, sender_id: str = ANA) -> list[dict[str, Any]] | None:
    return asyncio.run(turns.answered(sender_id, message_id))


def keep(turns: Turns, message_id: str, answers: list[dict[str, Any]], sender_id: str = ANA) -> None:
    asyncio.run(turns.keep(sender_id, message_id, answers))


def test_nothing_was_answered_yet(turns: Turns) -> None:
    assert answered(turns, "m1") is None


def test_the_last_answers_are_given_again_as_they_were(turns: Turns) -> None:
    keep(turns, "m1", ANSWERS)
    assert answered(turns, "m1") == answered(turns, "m1") == ANSWERS


def test_a_new_message_has_no_answer_yet(turns: Turns) -> None:
    keep(turns, "m1", ANSWERS)
    assert answered(turns, "m2") is None


def test_the_answers_before_are_gone(turns: Turns) -> None:
    keep(turns, "m1", ANSWERS)
    keep(turns, "m2", OTHER_ANSWERS)
    assert answered(turns, "m1") is None
    assert answered(turns, "m2") == OTHER_ANSWERS


def test_a_number_means_nothing_in_another_conversation(turns: Turns) -> None:
    keep(turns, "m1", ANSWERS)
    assert answered(turns, "m1", LUIS) is None
    keep(turns, "m1", OTHER_ANSWERS, LUIS)
    assert answered(turns, "m1") == ANSWERS


def test_what_is_kept_outlives_the_process(turns: Turns, database: Database, clock: Clock) -> None:
    keep(turns, "m1", ANSWERS)
    assert answered(Turns(Database(database.url), clock), "m1") == ANSWERS
