"""What a slot keeps of the questions that wait."""

from __future__ import annotations

from typing import Any

import pytest

from actions.conversation.turn import Question, Reply, questions_from_slot, questions_to_slot
from tests.conversation.conftest import facts

QUESTIONS = (
    Question("nota_minima"),
    Question("faltas_restantes", facts(faltas=5, creditos__plan=200, curso="Cálculo")),
)


def test_questions_survive_the_slot() -> None:
    assert questions_from_slot(questions_to_slot(QUESTIONS)) == QUESTIONS


@pytest.mark.parametrize(
    "slot",
    [
        None,
        "nota_minima",
        7,
        {"tema": "nota_minima"},
        ["nota_minima"],
        [None],
        [{}],
        [{"tema": ["a"]}],
        [{"tema": None}],
    ],
    ids=repr,
)
def test_a_slot_of_another_form_holds_no_questions(slot: Any) -> None:
    assert questions_from_slot(slot) == ()


@pytest.mark.parametrize("junk", [None, "faltas", 7, {"faltas": 5}, [["faltas"]], [["faltas", [5], None]]], ids=repr)
def test_a_question_whose_facts_are_junk_has_none(junk: Any) -> None:
    assert questions_from_slot([{"tema": "nota_minima", "hechos": junk}, "junk"]) == (Question("nota_minima"),)


def test_a_reply_extended_keeps_the_order_and_the_last_slots() -> None:
    first, second = Reply().say("uno"), Reply().say("dos")
    first.slots, second.slots = {"a": 1, "b": 1}, {"b": 2}
    assert first.extend(second).extend(None) is first
    assert [text for text, _ in first.messages] == ["uno", "dos"]
    assert first.slots == {"a": 1, "b": 2}
