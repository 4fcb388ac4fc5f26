"""Session tokens of the page: only ours, only whole, only for a week."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from itsdangerous import Signer, TimestampSigner

from channels.web.session_tokens import SessionTokens

SECRET = "a secret that only these tests know"
WEEK = 7 * 24 * 3600


@pytest.fixture
def tokens() -> SessionTokens:
    return SessionTokens(SECRET)


def at(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Set the clock that dates and checks tokens."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: moment)


def test_a_token_is_good_again_and_again(tokens: SessionTokens) -> None:
    token = tokens.issue()
    session = tokens.session(token)
    assert session and tokens.session(token) == session


def test_every_token_is_a_session_of_its_own(tokens: SessionTokens) -> None:
    sessions = {tokens.session(tokens.issue()) for _ in range(50)}
    assert len(sessions) == 50 and None not in sessions


def test_a_session_cannot_be_guessed_nor_leave_its_channel(tokens: SessionTokens) -> None:
    session = tokens.session(tokens.issue())
    assert session is not None
    assert len(session) >= 32 and session.isalnum()


def test_a_token_outlives_the_process(tokens: SessionTokens) -> None:
    assert SessionTokens(SECRET).session(tokens.issue())


@pytest.mark.parametrize(("age", "is_good"), [(WEEK, True), (WEEK + 1, False), (10 * WEEK, False), (-60, False)])
def test_a_token_lives_a_week(tokens: SessionTokens, monkeypatch: pytest.MonkeyPatch, age: int, is_good: bool) -> None:
    now = 1_790_000_000
    at(monkeypatch, now)
    token = tokens.issue()
    at(monkeypatch, now + age)
    assert (tokens.session(token) is not None) is is_good


def test_no_letter_of_a_token_may_change(tokens: SessionTokens) -> None:
    token = tokens.issue()
    # The last letter of a signature holds bits that mean nothing.
    for position, letter in enumerate(token[:-1]):
        changed = token[:position] + ("B" if letter != "B" else "C") + token[position + 1 :]
        assert tokens.session(changed) is None, position


def test_no_part_of_a_token_is_enough(tokens: SessionTokens) -> None:
    token = tokens.issue()
    assert [tokens.session(token[:length]) for length in range(len(token))] == [None] * len(token)
    assert [tokens.session(token[start:]) for start in range(1, len(token))] == [None] * (len(token) - 1)


@pytest.mark.parametrize("extra", ["x", " ", "\n", ".", "\0", "é"], ids=repr)
def test_nothing_may_stand_before_it(tokens: SessionTokens, extra: str) -> None:
    assert tokens.session(extra + tokens.issue()) is None


@pytest.mark.parametrize("extra", ["x", "xx", ".", ".x", " x"])
def test_nothing_may_stand_after_it(tokens: SessionTokens, extra: str) -> None:
    assert tokens.session(tokens.issue() + extra) is None


def test_the_session_of_another_cannot_be_put_into_a_token(tokens: SessionTokens) -> None:
    mine, other = (tokens.issue() for _ in range(2))
    assert tokens.session(".".join([other.split(".")[0], *mine.split(".")[1:]])) is None


FOREIGN: dict[str, Callable[[], str]] = {
    "another secret": lambda: SessionTokens(SECRET + ".").issue(),
    "another salt": lambda: TimestampSigner(SECRET, salt="other", digest_method=hashlib.sha256).sign("a" * 32).decode(),
    "no salt": lambda: TimestampSigner(SECRET, digest_method=hashlib.sha256).sign("a" * 32).decode(),
    "no time": lambda: (
        Signer(SECRET, salt="delegado.web.session", digest_method=hashlib.sha256).sign("a" * 32).decode()
    ),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
def test_a_token_made_elsewhere_is_none(tokens: SessionTokens, make: Callable[[], str]) -> None:
    assert tokens.session(make()) is None


@pytest.mark.parametrize(
    "token",
    [
        None, 5, True, 1.5, [], {}, ["a"], b"bytes", "", ".", "..", "a.b.c", "\0", "ñandú.x.y", "\ud800.x.y",
        "a" * 32, "../../etc/passwd", "x" * 1_000_000, "." * 1_000_000,
    ],
    ids=lambda token: repr(token)[:20],
)  # fmt: skip
def test_what_is_no_token_is_no_session(tokens: SessionTokens, token: Any) -> None:
    assert tokens.session(token) is None


def test_a_token_as_bytes_is_none(tokens: SessionTokens) -> None:
    assert tokens.session(tokens.issue().encode()) is None
