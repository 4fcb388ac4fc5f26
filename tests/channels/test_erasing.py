"""Erasing whole conversations: under their lock, what was left behind, and what has grown old."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.contact.erasure import Erasures
from actions.identity.links import StudentKey
from actions.identity.service import IdentityService
from actions.records.database import Database
from channels.erasing import Eraser
from channels.notice import Notices
from components.tracker_store import MaskedSQLTrackerStore
from tests.conftest import Clock

ANA, LUIS = "web:ana", "web:luis"
LUCIA = StudentKey("UPN", "N00100001")
DAYS = 90


class Agent:
    """What Rasa's agent has: locks, and its wrapper around our store."""

    def __init__(self, store: MaskedSQLTrackerStore) -> None:
        self.lock_store = InMemoryLockStore()
        self.tracker_store = type("Wrapper", (), {"_tracker_store": store})()


@dataclass
class Setting:
    """An eraser on real databases."""

    eraser: Eraser
    erasures: Erasures
    identity: IdentityService
    store: MaskedSQLTrackerStore
    clock: Clock

    async def write(self, sender_id: str, *moments: datetime) -> None:
        """A conversation with a message at each moment."""
        events = [UserUttered("hola", timestamp=at.timestamp()) for at in moments]
        await self.store.save(DialogueStateTracker.from_events(sender_id, events))

    async def is_kept(self, sender_id: str) -> bool:
        return await self.store.retrieve_full_tracker(sender_id) is not None


@pytest.fixture
def setting(database: Database, clock: Clock, tmp_path: Path) -> Setting:
    identity = IdentityService(database, "s" * 32, clock)
    erasures = Erasures(database, clock)
    store = MaskedSQLTrackerStore(Domain.empty(), db=str(tmp_path / "conversations.db"))
    eraser = Eraser(erasures, identity, Notices(database, DAYS, clock), DAYS)
    eraser.agent = Agent(store)
    return Setting(eraser, erasures, identity, store, clock)


def test_a_conversation_goes_with_its_link(setting: Setting) -> None:
    async def run() -> None:
        for sender in (ANA, LUIS):
            await setting.write(sender, setting.clock())
            setting.identity.link(sender, LUCIA)
        await setting.eraser.erase(ANA)
        assert not await setting.is_kept(ANA)
        assert await setting.is_kept(LUIS)

    asyncio.run(run())
    assert setting.identity.linked(ANA) is None
    assert setting.identity.linked(LUIS) == LUCIA


def test_a_turn_in_hand_is_waited_for(setting: Setting) -> None:
    """Rasa writes the conversation at the end of its turn: erased before, it would come back."""

    async def turn() -> None:
        async with setting.eraser.agent.lock_store.lock(ANA):
            is_in_hand.set()
            await asyncio.sleep(0.2)
            await setting.write(ANA, setting.clock())

    async def run() -> None:
        in_hand = asyncio.create_task(turn())
        await is_in_hand.wait()
        await setting.eraser.erase(ANA)
        await in_hand
        assert not await setting.is_kept(ANA)

    is_in_hand = asyncio.Event()
    asyncio.run(run())


def test_an_erasure_that_a_dead_server_left_is_done_later(setting: Setting) -> None:
    async def run() -> None:
        await setting.write(ANA, setting.clock())
        setting.erasures.ask(ANA)
        assert await setting.eraser.erase_left_behind() == 0  # its own turn may still do it
        setting.clock.advance(minutes=2)
        assert await setting.eraser.erase_left_behind() == 1
        assert not await setting.is_kept(ANA)
        assert await setting.eraser.erase_left_behind() == 0

    asyncio.run(run())


def test_unused_conversations_are_erased_after_their_days(setting: Setting) -> None:
    now = datetime(2026, 10, 2, tzinfo=timezone.utc)

    async def run() -> None:
        await setting.write(ANA, now - timedelta(days=DAYS, minutes=1))
        await setting.write(LUIS, now - timedelta(days=DAYS + 30), now - timedelta(days=DAYS) + timedelta(minutes=1))
        assert await setting.eraser.drop_old(now) == 1
        assert (await setting.is_kept(ANA), await setting.is_kept(LUIS)) == (False, True)

    asyncio.run(run())


def test_one_that_cannot_be_erased_does_not_keep_the_others(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    forget = setting.store.forget

    def fail_for_ana(sender_id: str) -> int:
        if sender_id == ANA:
            raise OSError("the disk")
        return forget(sender_id)

    async def run() -> None:
        for sender in (ANA, LUIS):
            await setting.write(sender, setting.clock())
            setting.erasures.ask(sender)
        setting.clock.advance(minutes=2)
        monkeypatch.setattr(setting.store, "forget", fail_for_ana)
        assert await setting.eraser.erase_left_behind() == 1
        assert setting.erasures.waiting() == [ANA]

    asyncio.run(run())


def test_before_the_server_has_started_nothing_is_said_to_be_erased(setting: Setting) -> None:
    setting.eraser.agent = None
    setting.erasures.ask(ANA)
    with pytest.raises(RuntimeError):
        asyncio.run(setting.eraser.erase(ANA))
    assert setting.erasures.waiting() == [ANA]
