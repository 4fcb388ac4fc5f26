"""Sending: insisting until a deadline, and the parts of an answer in their order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import pytest

from channels.sending import Refused, Unauthorized, Undelivered, insist, pause_in, send_all

Attempt = Callable[[float], Awaitable[str]]


class Service:
    """Fails with each of these in turn and then works; notes the seconds that each attempt was given."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = deque(failures)
        self.given: list[float] = []

    async def __call__(self, seconds: float) -> str:
        self.given.append(seconds)
        if self.failures:
            raise self.failures.popleft()
        return "accepted"


def insisted(service: Attempt, budget: float = 20, most_seconds: float = 4) -> str:
    async def play() -> str:
        return await insist(service, asyncio.get_running_loop().time() + budget, most_seconds)

    return asyncio.run(play())


def test_what_works_is_done_once() -> None:
    service = Service()
    assert insisted(service) == "accepted"
    assert service.given == [4]


def test_what_may_pass_is_tried_again() -> None:
    service = Service(Undelivered(), Undelivered())
    assert insisted(service) == "accepted"
    assert len(service.given) == 3


def test_no_attempt_may_outlast_the_deadline() -> None:
    service = Service()
    insisted(service, budget=2)
    (seconds,) = service.given
    assert 0 < seconds <= 2


@pytest.mark.parametrize("budget", [0, -1])
def test_after_the_deadline_nothing_is_tried(budget: float) -> None:
    service = Service()
    with pytest.raises(Undelivered):
        insisted(service, budget)
    assert service.given == []


@pytest.mark.parametrize("pause", [21, 1e9, float("inf")])
def test_a_pause_beyond_the_deadline_is_not_waited_for(pause: float) -> None:
    service = Service(Undelivered(pause))
    with pytest.raises(Undelivered):
        insisted(service)
    assert len(service.given) == 1


@pytest.mark.parametrize("failure", [Refused(400, 5), Unauthorized(401), KeyError()], ids=repr)
def test_what_cannot_pass_is_not_tried_again(failure: Exception) -> None:
    service = Service(failure)
    with pytest.raises(type(failure)):
        insisted(service)
    assert len(service.given) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, 0), ("", 0), ("0", 0), ("30", 30), ("-5", 0), ("1e9", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0)],
)
def test_the_pause_that_is_asked_for(header: str | None, seconds: float) -> None:
    assert pause_in(header) == seconds


class Recipient:
    """Takes what it is sent, except for these parts."""

    def __init__(self, **failures: Exception) -> None:
        self.failures, self.got = failures, list[str]()

    async def take(self, part: str) -> None:
        if part in self.failures:
            raise self.failures[part]
        self.got.append(part)


def send(recipient: Recipient, parts: deque[str]) -> None:
    asyncio.run(send_all("Test", parts, recipient.take, lambda refusal: refusal.code == 1))


def test_parts_arrive_in_their_order() -> None:
    recipient, parts = Recipient(), deque(["a", "b", "c"])
    send(recipient, parts)
    assert (recipient.got, parts) == (["a", "b", "c"], deque())


def test_what_is_not_taken_now_stays_with_all_after_it() -> None:
    recipient, parts = Recipient(b=Undelivered()), deque(["a", "b", "c"])
    with pytest.raises(Undelivered):
        send(recipient, parts)
    assert (recipient.got, parts) == (["a"], deque(["b", "c"]))


def test_a_refused_part_is_left_out_and_told(caplog: pytest.LogCaptureFixture) -> None:
    recipient, parts = Recipient(b=Refused(400, 2)), deque(["a", "b", "c"])
    send(recipient, parts)
    assert (recipient.got, parts) == (["a", "c"], deque())
    assert caplog.messages == ["Test refused a message: HTTP 400, code 2."]


def test_nothing_more_is_sent_to_who_cannot_be_reached() -> None:
    recipient, parts = Recipient(b=Refused(400, 1)), deque(["a", "b", "c"])
    send(recipient, parts)
    assert (recipient.got, parts) == (["a"], deque())
