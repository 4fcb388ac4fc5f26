"""The validation questions, asked of the running bot: floors that may only be raised (tests/validation/floors.yml)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml

from tests.bot.conftest import Bot, new_sender
from tests.bot.scoring import FOLDER, fault, is_turned_away, rows

FLOORS = yaml.safe_load((FOLDER / "floors.yml").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.bot, pytest.mark.timeout(600)]


def answers(bot: Bot, questions: list[dict[str, Any]]) -> list[str]:
    """Each question in a conversation of its own."""

    def answer(row: dict[str, Any]) -> str:
        sender = new_sender()
        bot.ask(sender, f'/elegir_universidad{{"universidad": "{row["uni"]}"}}')
        return bot.ask(sender, row["q"])

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(answer, questions))


@pytest.mark.parametrize("document", sorted(FLOORS["fact_and_source"]))
def test_right_fact_and_source(bot: Bot, document: str) -> None:
    questions = list(rows(document))
    given = answers(bot, questions)
    faults = [
        (row["id"], row["q"], why) for row, answer in zip(questions, given, strict=True) if (why := fault(row, answer))
    ]
    share = 1 - len(faults) / len(questions)
    turned_away = sum(map(is_turned_away, given)) / len(questions)
    report = "\n".join(map(str, faults))
    print(f"{document}: {share:.1%} right, {turned_away:.1%} turned away\n{report}")
    assert share >= FLOORS["fact_and_source"][document], report
    assert turned_away <= FLOORS["turned_away"]


def test_out_of_scope_is_recognised(bot: Bot) -> None:
    messages = list(rows("fuera_de_alcance"))
    given = answers(bot, messages)
    missed = [(row["id"], row["q"]) for row, answer in zip(messages, given, strict=True) if not is_turned_away(answer)]
    share = 1 - len(missed) / len(messages)
    print(f"out of scope: {share:.1%} recognised\n" + "\n".join(map(str, missed)))
    assert all(answer.strip() for answer in given)
    assert share >= FLOORS["recognised"], missed
