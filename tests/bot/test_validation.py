"""The validation questions, asked of the running bot: floors that may only be raised (tests/validation/floors.yml)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml

from tests.bot.conftest import Bot, new_sender
from tests.bot.scoring import FOLDER, fault, is_referral, is_turned_away, rows

FLOORS = yaml.safe_load((FOLDER / "floors.yml").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.bot, pytest.mark.timeout(600)]


Row = dict[str, Any]


def start(bot: Bot, row: Row) -> str:
    """A new conversation at the row's university."""
    sender = new_sender()
    bot.ask(sender, f'/elegir_universidad{{"universidad": "{row["uni"]}"}}')
    return sender


def each(function: Callable[[Row], Any], questions: list[Row]) -> list[Any]:
    """A function of every row, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(function, questions))


def answers(bot: Bot, questions: list[Row]) -> list[str]:
    """Each question in a conversation of its own."""
    return each(lambda row: bot.ask(start(bot, row), row["q"]), questions)


@pytest.fixture(scope="module")
def judged(bot: Bot) -> dict[str, list[tuple[Row, str, bool]]]:
    """document -> its questions with what is wrong with the answer, and whether it states no rule."""
    found = {}
    for document in FLOORS["fact_and_source"]:
        questions = list(rows(document))
        given = answers(bot, questions)
        found[document] = [
            (row, fault(row, answer), is_turned_away(answer)) for row, answer in zip(questions, given, strict=True)
        ]
    return found


Judged = dict[str, list[tuple[Row, str, bool]]]


@pytest.mark.parametrize("document", sorted(FLOORS["fact_and_source"]))
def test_right_fact_and_source(judged: Judged, document: str) -> None:
    faults = [(row["id"], row["q"], why) for row, why, _ in judged[document] if why]
    share = 1 - len(faults) / len(judged[document])
    report = "\n".join(map(str, faults))
    print(f"{document}: {share:.1%} right\n{report}")
    assert share >= FLOORS["fact_and_source"][document], report


@pytest.mark.parametrize("style", sorted(FLOORS["style"]))
def test_every_style_is_understood(judged: Judged, style: str) -> None:
    of_style = [why for document in judged.values() for row, why, _ in document if row["style"] == style]
    share = sum(not why for why in of_style) / len(of_style)
    print(f"{style}: {share:.1%} right")
    assert share >= FLOORS["style"][style]


def test_good_questions_are_not_turned_away(judged: Judged) -> None:
    turned_away = [(row["id"], row["q"]) for document in judged.values() for row, _, away in document if away]
    share = len(turned_away) / sum(map(len, judged.values()))
    print(f"{share:.1%} turned away\n" + "\n".join(map(str, turned_away)))
    assert share <= FLOORS["turned_away"]


def test_out_of_scope_is_recognised(bot: Bot) -> None:
    messages = list(rows("fuera_de_alcance"))
    given = answers(bot, messages)
    missed = [
        (row["id"], row["q"]) for row, answer in zip(messages, given, strict=True) if not is_referral(row, answer)
    ]
    share = 1 - len(missed) / len(messages)
    print(f"out of scope: {share:.1%} recognised\n" + "\n".join(map(str, missed)))
    assert all(answer.strip() for answer in given)
    assert share >= FLOORS["recognised"], missed


def test_computed_answers(bot: Bot) -> None:
    """Students state the figures of their own case: right verdict, right figure, right source."""
    questions = list(rows("calculos"))
    given = answers(bot, questions)
    faults = [
        (row["id"], row["q"], why) for row, answer in zip(questions, given, strict=True) if (why := fault(row, answer))
    ]
    share = 1 - len(faults) / len(questions)
    report = "\n".join(map(str, faults))
    print(f"computed: {share:.1%} right\n{report}")
    assert share >= FLOORS["computed"], report


@pytest.mark.parametrize("document", sorted(FLOORS["dialogues"]))
def test_dialogues(bot: Bot, document: str) -> None:
    """Ellipsis, corrections, reasons, suppositions, two questions at once: every turn has to be right."""

    def faults(row: Row) -> list[tuple[str, str, str]]:
        sender = start(bot, row)
        given = [(turn, bot.ask(sender, turn["u"])) for turn in row["turns"]]
        return [(row["id"], turn["u"], why) for turn, answer in given if (why := fault(turn, answer))]

    dialogues = list(rows(document))
    found = each(faults, dialogues)
    share = sum(not wrong for wrong in found) / len(dialogues)
    report = "\n".join(str(wrong) for dialogue in found for wrong in dialogue)
    print(f"{document}: {share:.1%} right\n{report}")
    assert share >= FLOORS["dialogues"][document], report


def test_a_vague_opening_is_answered_with_a_choice(bot: Bot) -> None:
    openings = list(rows("vagas"))
    offered = each(lambda row: len(bot.buttons(start(bot, row), row["q"])), openings)
    chosen = [row["q"] for row, count in zip(openings, offered, strict=True) if not 2 <= count <= 4]
    print(f"vague openings without a choice: {chosen}")
    assert 1 - len(chosen) / len(openings) >= FLOORS["vague"], chosen
