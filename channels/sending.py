"""Send to a messaging service: one request until it is accepted, and the parts of an answer in their order.

What is sent arrives at least once: a request that timed out but was accepted is repeated.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential_jitter

logger = logging.getLogger(__name__)

#: Seconds for the answer to one message, retries included.
BUDGET = 8.0

_back_off = wait_exponential_jitter(initial=0.25, max=2, jitter=0.25)

Part = TypeVar("Part")
Result = TypeVar("Result")


class Undelivered(Exception):
    """The service did not take it now; later it may. `pause`: seconds that it asks to wait."""

    def __init__(self, pause: float = 0) -> None:
        super().__init__("not taken now")
        self.pause = pause


class Unauthorized(Undelivered):
    """The service does not accept our token or account: until the operator mends it nothing can be sent.

    `status`: of HTTP; `code`: the service's own, None when it gave none.
    """

    def __init__(self, status: int, code: int | None = None) -> None:
        super().__init__()
        self.status, self.code = status, code


class Refused(Exception):
    """The service will never take it. `status`: of HTTP; `code`: the service's own, None when it gave none."""

    def __init__(self, status: int, code: int | None = None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status, self.code = status, code


async def insist(attempt: Callable[[float], Awaitable[Result]], deadline: float, most_seconds: float) -> Result:
    """Call `attempt` with the seconds that it may take until it works; gives its result.

    `deadline`: on the running loop's clock; `most_seconds`: for one attempt. Raises the last Undelivered when the next
    attempt would come after the deadline, and at once Unauthorized and whatever else the attempt raises.
    """
    clock = asyncio.get_running_loop().time

    async def once() -> Result:
        seconds = min(most_seconds, deadline - clock())
        if seconds <= 0:  # which an HTTP client would read as no limit
            raise Undelivered
        return await attempt(seconds)

    retrying = AsyncRetrying(
        retry=retry_if_exception(may_pass),
        wait=_pause,
        stop=lambda state: clock() + state.upcoming_sleep >= deadline,
        reraise=True,
    )
    return await retrying(once)


async def send_all(
    service: str,
    parts: deque[Part],
    send: Callable[[Part], Awaitable[object]],
    is_unreachable: Callable[[Refused], bool],
) -> None:
    """Send the parts, each after the one before was accepted; each leaves the queue when nothing is left to do.

    A part that is refused does not hold back the next, unless `is_unreachable` says that the recipient will get
    none. `service`: its name for the log. Raises Undelivered, with what is left still in the queue.
    """
    while parts:
        try:
            await send(parts[0])
        except Refused as refusal:
            logger.error("%s refused a message: HTTP %d, code %s.", service, refusal.status, refusal.code)
            if is_unreachable(refusal):
                parts.clear()
                return
        parts.popleft()


def may_pass(error: BaseException) -> bool:
    """Whether a failure may be over in a moment."""
    return isinstance(error, Undelivered) and not isinstance(error, Unauthorized)


def pause_in(retry_after: str | None) -> float:
    """The seconds in a Retry-After header; 0 without one, and for a date, which no messaging service sends."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else 0


def _pause(state: RetryCallState) -> float:
    """Seconds until the next attempt: longer each time, and never shorter than the service asked for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.pause if isinstance(error, Undelivered) else 0
    return max(asked, _back_off(state))
