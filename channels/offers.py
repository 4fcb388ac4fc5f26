"""Buttons that a channel cannot carry as they are: remembered under a short key, or chosen by their number."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from actions.contact.models import OfferedButtons
from actions.records.database import Database, utc_now

#: What to say over buttons that come without a text.
CHOOSE = "Elige una opción:"

_KEY_BYTES = 4
_NUMBER = re.compile(r"[(#]?(\d{1,2})[.):º°]?")


class Offers:
    """What was offered to each sender, in the records database. Methods raise DatabaseUnavailable."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """`now`: the present moment (aware)."""
        self._database, self._now = database, now

    async def remember(self, sender_id: str, buttons: list[dict[str, str]]) -> str:
        """Keep the buttons (`title`, `payload`) of an answer; returns the offer's key, eight letters and digits."""
        return await asyncio.to_thread(self._remember, sender_id, buttons)

    async def renew(self, sender_id: str, buttons: list[dict[str, str]]) -> str | None:
        """Keep the buttons of a turn; a turn without options ends the last offer. Returns the new offer's key, if any.

        Otherwise the "2" that answers "how many absences?" would still choose yesterday's second option.
        """
        if buttons or await asyncio.to_thread(self._read, sender_id, None):
            return await self.remember(sender_id, buttons)
        return None

    async def payload(self, sender_id: str, key: str, position: int) -> str | None:
        """The payload of the button at a position (from 0) of an offer to this sender; None when there is none."""
        offer = await asyncio.to_thread(self._read, sender_id, key)
        return str(offer[position]["payload"]) if 0 <= position < len(offer) else None

    async def chosen(self, sender_id: str, text: str) -> str | None:
        """The payload that a typed number ("2", "2.") or a button's whole title means in this sender's last offer."""
        words = text.strip()
        offer = await asyncio.to_thread(self._read, sender_id, None)
        number = _NUMBER.fullmatch(words)
        if number and 1 <= int(number.group(1)) <= len(offer):
            return str(offer[int(number.group(1)) - 1]["payload"])
        titles = {str(button["title"]).casefold(): str(button["payload"]) for button in offer}
        return titles.get(words.casefold())

    def _remember(self, sender_id: str, buttons: list[dict[str, str]]) -> str:
        key = secrets.token_hex(_KEY_BYTES)
        kept = [{"title": button["title"], "payload": button["payload"]} for button in buttons]
        with self._database.session() as session:
            session.add(OfferedButtons(sender_id=sender_id, key=key, buttons=kept, offered_at=self._now()))
        return key

    def _read(self, sender_id: str, key: str | None) -> list[dict[str, Any]]:
        """The buttons of an offer; without a key those of the last one."""
        offers = select(OfferedButtons.buttons).where(OfferedButtons.sender_id == sender_id)
        if key is not None:
            offers = offers.where(OfferedButtons.key == key)
        with self._database.session() as session:
            found = session.execute(offers.order_by(OfferedButtons.offered_at.desc()).limit(1)).scalar()
        return found or []
