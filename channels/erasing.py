"""Erase conversations whole: events, links, answers kept; when asked for, and when they grow old."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

from actions.contact.erasure import Erasures
from actions.failures import log_failure
from actions.identity.service import IdentityService
from actions.records.database import utc_now
from channels.notice import Notices

logger = logging.getLogger(__name__)

#: A turn erases its own conversation; what is still noted after this time belongs to a server that died.
_LEFT_BEHIND = timedelta(minutes=1)


class Eraser:
    """Erases under the conversation's lock, so that no turn in hand writes the conversation back."""

    def __init__(self, erasures: Erasures, identity: IdentityService, notices: Notices, days: int) -> None:
        """`days`: how long conversations are kept."""
        self._erasures, self._identity, self._notices, self._days = erasures, identity, notices, days
        #: Rasa's agent, with its locks and its conversation store; set when the server starts.
        self.agent: Any = None

    @property
    def conversation_store(self) -> Any:
        """Our conversation store inside the wrapper that Rasa puts around it; None before the server has started."""
        store = getattr(self.agent, "tracker_store", None)
        return getattr(store, "_tracker_store", store)

    async def erase(self, sender_id: str) -> None:
        """Erase one conversation now. Raises when a database is gone; the note that asked for it stays then."""
        if self.agent is None:
            raise RuntimeError("the server has not started")
        async with self.agent.lock_store.lock(sender_id):
            await asyncio.to_thread(self.conversation_store.forget, sender_id)
            await asyncio.to_thread(self._erasures.erase, sender_id)
        self._notices.forget(sender_id)

    async def erase_left_behind(self) -> int:
        """Erase what was asked for and not done; how many conversations."""
        senders = await asyncio.to_thread(self._erasures.waiting, _LEFT_BEHIND)
        return await self._erase_each(senders)

    async def drop_old(self, now: datetime | None = None) -> int:
        """Erase conversations that nobody has used for the days that they are kept; how many."""
        before = (now or utc_now()) - timedelta(days=self._days)
        senders = await asyncio.to_thread(self.conversation_store.idle_since, before)
        erased = await self._erase_each(senders)
        await asyncio.to_thread(self._erasures.drop_old, self._days)
        await asyncio.to_thread(self._identity.drop_ended)
        await asyncio.to_thread(self._identity.drop_old_challenges)
        return erased

    async def _erase_each(self, senders: list[str]) -> int:
        erased = 0
        for sender_id in senders:
            try:
                await self.erase(sender_id)
                erased += 1
            except Exception as error:  # one that fails does not keep the others
                log_failure("erasing a conversation", error)
        return erased
