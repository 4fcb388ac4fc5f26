"""Identified students read the verdict of their own record."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from actions.settings import ROOT
from tests.bot.conftest import Bot, new_sender
from tests.bot.scoring import folded, sources

CASES = yaml.safe_load((ROOT / "tests/bot/casos_identificados.yml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.bot


@pytest.fixture(scope="module")
def conversations(bot: Bot) -> dict[str, str]:
    """One identified conversation a student."""
    return {code: bot.identified(code) for code in sorted({case["alumno"] for case in CASES})}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['alumno']} {case['pregunta']}")
def test_verdict(bot: Bot, conversations: dict[str, str], case: dict[str, Any]) -> None:
    answer = bot.ask(conversations[case["alumno"]], case["pregunta"])
    text = folded(answer)
    for fragment in case["dice"]:
        assert fragment in text, answer
    for fragment in case.get("no_dice", []):
        assert fragment not in text, answer
    for place in case["fuentes"]:
        assert place in sources(answer), answer
    assert re.search(r"segun tu expediente al \d\d/\d\d/\d{4} \d\d:\d\d", text), answer


def test_supposing_a_fact_recomputes_and_the_record_stays(bot: Bot) -> None:
    sender = bot.identified("N00100001")
    assert "hasta 22 créditos" in bot.ask(sender, "¿cuántos créditos puedo llevar?")
    assert "hasta 26 créditos" in bot.ask(sender, "¿y si tengo 16.5 de ponderado?")
    assert "hasta 22 créditos" in bot.ask(sender, "¿cuántos créditos puedo llevar?")


def test_another_university_is_never_answered_with_the_record(bot: Bot) -> None:
    sender = bot.identified("N00100001")
    bot.ask(sender, "¿cuántos créditos puedo llevar?")
    answer = bot.ask(sender, "¿y en la cayetano?")
    assert "expediente al" not in answer
    assert "UPCH" in answer
    assert "según tu expediente" in bot.ask(sender, "¿cuántos créditos puedo llevar?").lower()


def test_asking_before_identifying_is_answered_after_it(bot: Bot, upn: str) -> None:
    assert "Identificarme" in [button["title"] for button in bot.buttons(upn, "¿puedo dar el susti?")]
    before = len(bot.mails())
    bot.ask(upn, "N00100007")
    code = re.search(r"\b\d{6}\b", bot.wait_for_mail(before))
    assert code
    answer = bot.ask(upn, f"mi código es {code.group()}")
    assert "Economía General" in answer


def test_the_session_ends_when_the_student_says_so(bot: Bot) -> None:
    sender = bot.identified("N00100001")
    assert "cerré tu sesión" in bot.ask(sender, "cerrar sesión")
    bot.ask(sender, '/elegir_universidad{"universidad": "UPN"}')
    assert "expediente al" not in bot.ask(sender, "¿cuántos créditos puedo llevar?")


def test_unknown_and_known_codes_get_the_same_words(bot: Bot) -> None:
    known, unknown = bot.ask(new_sender(), "N00100002"), bot.ask(new_sender(), "N00999999")
    assert known == unknown


def test_five_wrong_tries_kill_the_code(bot: Bot) -> None:
    sender, before = new_sender(), len(bot.mails())
    bot.ask(sender, "N00100003")
    code = re.search(r"\b\d{6}\b", bot.wait_for_mail(before))
    assert code
    wrong = "000000" if code.group() != "000000" else "111111"
    for _ in range(5):
        bot.ask(sender, wrong)
    assert "ya te reconozco" not in bot.ask(sender, code.group())


def test_codes_are_masked_wherever_the_conversation_is_kept(bot: Bot) -> None:
    sender, before = new_sender(), len(bot.mails())
    bot.ask(sender, "hola, mi código de alumno es N00100008 gracias")
    code = re.search(r"\b\d{6}\b", bot.wait_for_mail(before))
    assert code
    bot.ask(sender, f"{code.group()}")
    kept = b"".join(path.read_bytes() for path in bot.var.glob("conversations.db*"))
    assert sender.encode() in kept
    assert b"N00100008" not in kept
    assert not re.search(rb"(?<![\d.])" + code.group().encode() + rb"(?!\d)", kept)
    log = bot.log.read_text(encoding="utf-8")
    assert "N00100008" not in log
    assert "código de alumno" not in log
