"""Messages that a provider delivers again: answered once, by one hand, and never lost with a server that died."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from actions.records.database import Database, DatabaseUnavailable
from channels.inbox import Claim, Inbox
from tests.conftest import Clock

CHANNEL, NUMBER = "telegram", "1001"
TWO_MINUTES = 120


class Hand:
    """An inbox for one message, without awaiting."""

    def __init__(self, inbox: Inbox, channel: str = CHANNEL, number: str = NUMBER) -> None:
        self.inbox, self._message = inbox, (channel, number)

    def claim(self) -> Claim:
        return asyncio.run(self.inbox.claim(*self._message))

    def done(self) -> None:
        asyncio.run(self.inbox.done(*self._message))

    def release(self) -> None:
        asyncio.run(self.inbox.release(*self._message))


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock)


@pytest.fixture
def hand(inbox: Inbox) -> Hand:
    return Hand(inbox)


@pytest.fixture
def other(records_file: Path, clock: Clock) -> Hand:
    """Another server with the same database."""
    return Hand(Inbox(Database(f"sqlite:///{records_file}"), clock))


def test_a_new_message_is_taken(hand: Hand) -> None:
    assert hand.claim() is Claim.TAKEN


def test_a_message_in_hand_is_not_taken_twice(hand: Hand, other: Hand) -> None:
    hand.claim()
    assert hand.claim() is Claim.IN_HAND
    assert other.claim() is Claim.IN_HAND


@pytest.mark.parametrize("later", [0, TWO_MINUTES, 7 * 24 * 3600])
def test_an_answered_message_is_never_taken_again(hand: Hand, other: Hand, clock: Clock, later: int) -> None:
    hand.claim()
    hand.done()
    clock.advance(seconds=later)
    assert hand.claim() is Claim.DONE
    assert other.claim() is Claim.DONE


def test_a_message_that_was_given_back_is_taken_again(hand: Hand, other: Hand) -> None:
    hand.claim()
    hand.release()
    assert other.claim() is Claim.TAKEN
    assert hand.claim() is Claim.IN_HAND


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(TWO_MINUTES - 1, Claim.IN_HAND), (TWO_MINUTES, Claim.TAKEN)], ids=["before", "after"]
)
def test_a_message_is_taken_from_a_server_that_died(
    hand: Hand, other: Hand, clock: Clock, seconds: int, outcome: Claim
) -> None:
    hand.claim()
    clock.advance(seconds=seconds)
    assert other.claim() is outcome


def test_who_takes_it_over_has_two_minutes_too(hand: Hand, other: Hand, clock: Clock) -> None:
    hand.claim()
    clock.advance(seconds=TWO_MINUTES)
    other.claim()
    clock.advance(seconds=TWO_MINUTES - 1)
    assert hand.claim() is Claim.IN_HAND


def test_an_answered_message_is_not_given_back_by_who_lost_it(hand: Hand, other: Hand, clock: Clock) -> None:
    hand.claim()
    clock.advance(seconds=TWO_MINUTES)
    other.claim()
    other.done()
    hand.release()
    assert hand.claim() is Claim.DONE


def test_numbers_of_one_channel_mean_nothing_in_another(hand: Hand, inbox: Inbox) -> None:
    hand.claim()
    hand.done()
    assert Hand(inbox, "whatsapp").claim() is Claim.TAKEN
    assert Hand(inbox, number="1002").claim() is Claim.TAKEN


async def at_once(*claims: Awaitable[Claim]) -> list[Claim]:
    return list(await asyncio.gather(*claims))


def test_of_many_at_once_one_takes_it(hand: Hand, other: Hand) -> None:
    inboxes = [hand.inbox, other.inbox] * 4
    claims = asyncio.run(at_once(*(inbox.claim(CHANNEL, NUMBER) for inbox in inboxes)))
    assert sorted(claim.name for claim in claims) == ["IN_HAND"] * 7 + ["TAKEN"]


def test_of_many_at_once_one_takes_over_what_was_abandoned(hand: Hand, other: Hand, clock: Clock) -> None:
    hand.claim()
    clock.advance(seconds=TWO_MINUTES)
    inboxes = [hand.inbox, other.inbox] * 4
    claims = asyncio.run(at_once(*(inbox.claim(CHANNEL, NUMBER) for inbox in inboxes)))
    assert sorted(claim.name for claim in claims) == ["IN_HAND"] * 7 + ["TAKEN"]


@pytest.mark.parametrize("call", [Hand.claim, Hand.done, Hand.release])
def test_without_the_database_it_says_so(hand: Hand, records_file: Path, call: Callable[[Hand], object]) -> None:
    records_file.unlink()
    with pytest.raises(DatabaseUnavailable):
        call(hand)
