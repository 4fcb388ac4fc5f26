"""What is left behind: nothing of a student in the logs whatever breaks, nothing at all once erasure was asked for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.environment import free_port
from tests.bot.conftest import Bot, new_sender, start_bot, stop_bot
from tests.bot.web_page import WebPage, web_page

pytestmark = pytest.mark.bot

CODE, NAME, MAIL = "N00100005", "Rosa", "n00100005@upn.example"
SENTENCE = "unafrasequesoloestealumnoescribe"
#: Tables that may hold something of a conversation; whatever is added to the databases is looked at too.
DATABASES = ("records.db", "conversations.db")


@pytest.fixture
def own_bot(tmp_path: Path) -> Iterator[Bot]:
    """A bot that a test may break."""
    bot = start_bot(tmp_path, free_port(), free_port())
    yield bot
    stop_bot(bot)


def rows_with(bot: Bot, needle: str) -> list[tuple[str, str]]:
    """(database.table, row) of every row of every table that holds a text."""
    found = []
    for name in DATABASES:
        with sqlite3.connect(bot.var / name) as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                rows = database.execute(f'SELECT * FROM "{table}"')
                found += [(f"{name}.{table}", repr(row)) for row in rows if needle in repr(row)]
    return found


def test_borra_mis_datos_leaves_no_row(bot: Bot) -> None:
    with web_page(bot.port) as page:
        before = len(bot.mails())
        page.ask(f"hola, {SENTENCE}")
        page.ask(CODE)
        found = re.search(r"\b\d{6}\b", bot.wait_for_mail(before))
        assert found
        assert "ya te reconozco" in page.ask(found.group())
        page.ask("¿cuántas faltas me quedan?")
        assert rows_with(bot, page.sender)
        assert "borro esta conversación" in page.ask("borra mis datos por favor")
        assert rows_with(bot, page.sender) == []
        assert rows_with(bot, SENTENCE) == []
        assert "No estás identificado" in page.ask("¿quién soy?")


def test_borra_mis_datos_over_rest_too(bot: Bot) -> None:
    sender = new_sender()
    bot.ask(sender, f"hola, {SENTENCE}")
    bot.ask(sender, "borra mis datos")
    assert rows_with(bot, sender) == []


def test_what_cannot_be_undone_is_asked_about_first(bot: Bot) -> None:
    """Only plain words erase; the button does."""
    sender = new_sender()
    bot.ask(sender, f"hola, {SENTENCE}")
    assert "borro esta conversación" in bot.ask(sender, "/borrar_datos")
    assert rows_with(bot, sender) == []


def test_nothing_of_a_student_is_logged_whatever_breaks(own_bot: Bot) -> None:
    sender, before = new_sender(), len(own_bot.mails())
    own_bot.ask(sender, f"hola, {SENTENCE}")
    own_bot.ask(sender, f"mi código es {CODE}")
    found = re.search(r"\b\d{6}\b", own_bot.wait_for_mail(before))
    assert found
    one_time = found.group()
    assert "ya te reconozco" in own_bot.ask(sender, f"aquí va: {one_time}")
    own_bot.ask(sender, "¿puedo dar el susti de estadística aplicada?")
    with web_page(own_bot.port) as page:
        talk_while_it_breaks(own_bot, page, sender)

    log = own_bot.log.read_text(encoding="utf-8")
    assert "ERROR" in log  # something did break
    for private in (CODE, NAME, MAIL, SENTENCE, one_time, sender, page.sender):
        assert private not in log
    kept = b"".join(path.read_bytes() for path in own_bot.var.glob("conversations.db*"))
    assert CODE.encode() not in kept
    assert not re.search(rb"(?<![\d.])" + one_time.encode() + rb"(?!\d)", kept)
    records = b"".join(path.read_bytes() for path in own_bot.var.glob("records.db*"))
    assert not re.search(rb"(?<![\d.])" + one_time.encode() + rb"(?!\d)", records)


def talk_while_it_breaks(bot: Bot, page: WebPage, sender: str) -> None:
    """Questions over REST and on the page while figures, conversations and records go wrong one after the other."""
    page.ask(f"hola, {SENTENCE}")
    break_the_grades(bot)
    bot.ask(sender, f"¿cuánto necesito en el final de estadística aplicada? {SENTENCE}")
    bot.ask(sender, f"¿cuántas faltas me quedan? {SENTENCE}")
    break_the_conversations(bot)
    bot.ask(sender, f"¿y ahora? {SENTENCE} {CODE}")
    page.ask(f"¿y aquí? {SENTENCE} {CODE}")
    away = bot.var / "records.db"
    away.rename(bot.var / "records.away")
    bot.ask(sender, f"¿puedo retirarme? {SENTENCE}")
    page.acknowledged(f"¿puedo retirarme? {SENTENCE}")
    (bot.var / "records.away").rename(away)


def break_the_grades(bot: Bot) -> None:
    """Figures that are none: reading them raises, with the row at hand."""
    with sqlite3.connect(bot.var / "records.db") as records:
        records.execute("PRAGMA ignore_check_constraints = ON")
        records.execute("UPDATE grades SET grade = 'no es nota'")
        records.execute("UPDATE attendance SET absences = 'no es falta'")


def break_the_conversations(bot: Bot) -> None:
    """The store cannot write any more."""
    with sqlite3.connect(bot.var / "conversations.db") as conversations:
        conversations.execute("ALTER TABLE events RENAME TO events_away")
