"""Answer each message of a provider once, in its turn, although the provider may deliver it again.

To be exact: each is answered at least once. A call that timed out but was accepted is repeated, and after a restart the
dialogue engine is asked again for what was not answered whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar
from weakref import WeakValueDictionary

from actions.failures import log_failure
from channels.inbox import Claim
from channels.sending import Unauthorized
from channels.state import current

logger = logging.getLogger(__name__)

_MOST_UNSENT = 1000


class Identified(Protocol):
    """A message with the id that the provider repeats when it delivers it again."""

    @property
    def id(self) -> str:
        """Unique in the channel."""


Message = TypeVar("Message", bound=Identified)
Part = TypeVar("Part")
Result = TypeVar("Result")


class Deliveries(Generic[Part]):
    """The answers of one channel that are under way, or could not be sent whole. A part is one message of an answer."""

    def __init__(self, channel: str) -> None:
        """`channel`: its name, as in `Incoming`."""
        self._channel = channel
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._unsent: OrderedDict[str, deque[Part]] = OrderedDict()
        self._running: set[asyncio.Task[Any]] = set()

    async def answer(
        self,
        sender: str,
        messages: Sequence[Message],
        write: Callable[[Message], Awaitable[Iterable[Part]]],
        deliver: Callable[[Message, deque[Part]], Awaitable[None]],
    ) -> bool:
        """Answer messages of one sender in their order. False when they have to come again. Never raises.

        `write` asks for the answer to a message; `deliver` sends its parts and takes each that is sent out of the
        queue. Other messages of the sender wait meanwhile; so does one that comes again while its first answer is under
        way, which then learns how that ended.
        """
        async with self._turns.setdefault(sender, asyncio.Lock()):
            for message in messages:
                if not await self._answer_once(message, write, deliver):
                    return False
        return True

    def start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Run in the background until it ends or `close` is called; the loop alone would keep no reference."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def finish(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run to the end, also when the server cancels the request because its sender hung up; gives the result."""
        return await asyncio.shield(self.start(work))

    async def close(self) -> None:
        """Stop what is running; what was in hand is given back."""
        while self._running:
            running = tuple(self._running)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _answer_once(
        self,
        message: Message,
        write: Callable[[Message], Awaitable[Iterable[Part]]],
        deliver: Callable[[Message, deque[Part]], Awaitable[None]],
    ) -> bool:
        """Answer a message unless that is done already; gives whether nothing is left to do."""
        try:
            claim = await current().inbox.claim(self._channel, message.id)
            if claim is Claim.DONE:
                self._unsent.pop(message.id, None)
                return True
            # In hand but unsent: giving it back failed.
            if not claim and message.id not in self._unsent:
                return False
            await self._take(message, write, deliver)
        except Unauthorized as error:
            logger.error(
                "%s does not accept our token or account: HTTP %d, code %s. Answers wait until that is mended.",
                self._channel,
                error.status,
                error.code,
            )
            return False
        except Exception as error:
            log_failure(f"an answer on {self._channel}", error)
            return False
        return True

    async def _take(
        self,
        message: Message,
        write: Callable[[Message], Awaitable[Iterable[Part]]],
        deliver: Callable[[Message, deque[Part]], Awaitable[None]],
    ) -> None:
        """Answer a message that is in hand, and let go of it whatever happens."""
        inbox = current().inbox
        try:
            await deliver(message, await self._parts(message, write))
            await inbox.done(self._channel, message.id)
        except BaseException:  # also when the server stops
            with suppress(Exception):
                await inbox.release(self._channel, message.id)
            raise
        self._unsent.pop(message.id, None)

    async def _parts(self, message: Message, write: Callable[[Message], Awaitable[Iterable[Part]]]) -> deque[Part]:
        """What is to be sent.

        Kept until the message is done, so that its next delivery neither asks the dialogue engine again, which would
        move the conversation twice, nor repeats what the student has already received.
        """
        unsent = self._unsent.get(message.id)
        if unsent is None:
            unsent = self._unsent[message.id] = deque(await write(message))
            if len(self._unsent) > _MOST_UNSENT:
                self._unsent.popitem(last=False)
        return unsent
