"""Which conversation belongs to which student, for how long, and where else the student is identified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.identity.models import Link
from actions.records.database import Database, aware, utc_now
from actions.records.models import Student


@dataclass(frozen=True)
class StudentKey:
    """(university, student code): who a conversation is linked to."""

    university: str
    code: str


@dataclass(frozen=True)
class Lifetime:
    """How long a link lives: `idle` without use, `longest` however much it is used."""

    idle: timedelta
    longest: timedelta


#: A browser may stand in a library; a phone is its owner's.
_BROWSER = Lifetime(timedelta(minutes=30), timedelta(hours=4))
_PHONE = Lifetime(timedelta(days=30), timedelta(days=30))
_NAMES = {"web": "Página web", "telegram": "Telegram", "whatsapp": "WhatsApp", "twilio": "WhatsApp"}
_LIFETIMES = {"telegram": _PHONE, "whatsapp": _PHONE, "twilio": _PHONE}
#: A link that is used is prolonged, but not rewritten for every message.
_PROLONG_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class OpenSession:
    """One conversation in which a student is identified. `channel`: the namespace of its sender."""

    sender_id: str
    channel: str
    linked_at: datetime
    expires_at: datetime


def channel_of(sender_id: str) -> str:
    """The channel that a sender id is namespaced by."""
    return sender_id.partition(":")[0]


def channel_name(channel: str) -> str:
    """A channel as a person reads it."""
    return _NAMES.get(channel, channel)


def lifetime_of(sender_id: str) -> Lifetime:
    """How long a link of this conversation lives."""
    return _LIFETIMES.get(channel_of(sender_id), _BROWSER)


class Links:
    """Links in the records database. Every method raises DatabaseUnavailable when it is gone."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """`now`: the present moment (aware)."""
        self._database, self._now = database, now

    def linked(self, sender_id: str, prolong: bool = True) -> StudentKey | None:
        """Who the conversation is linked to now, None when nobody; using a link prolongs it, looking does not.

        A student who left the university, or whose row is closed, loses every link.
        """
        now = self._now()
        with self._database.session() as session:
            row = session.execute(
                select(Link, Student.active, Student.closed_at)
                .outerjoin(Student, (Student.university == Link.university) & (Student.code == Link.student_code))
                .where(Link.sender_id == sender_id)
            ).first()
            if row is None:
                return None
            link, active, closed_at = row
            student = StudentKey(link.university, link.student_code)
            if not active or closed_at is not None:
                _drop_links_of(session, student)
                return None
            if _has_ended(link, now):
                session.delete(link)
                return None
            if prolong:
                _prolong(link, now)
            return student

    def belongs_to_another(self, sender_id: str, student: StudentKey) -> bool:
        """Whether the conversation was linked to somebody else last, even if that link ended."""
        with self._database.session() as session:
            link = session.get(Link, sender_id)
            return link is not None and (link.university, link.student_code) != (student.university, student.code)

    def link(self, sender_id: str, student: StudentKey) -> None:
        """Link without a code: for whom the university's portal vouches, and for support staff's shell."""
        with self._database.session() as session:
            write_link(session, sender_id, student, self._now())

    def close(self, sender_id: str) -> bool:
        """End the conversation's link; whether there was one."""
        with self._database.session() as session:
            return bool(session.execute(_delete_links(Link.sender_id == sender_id)).rowcount)

    def sessions(self, student: StudentKey) -> list[OpenSession]:
        """Every conversation in which the student is identified now, oldest first; moments in UTC."""
        now = self._now()
        with self._database.session() as session:
            links = session.execute(select(Link).where(*_of(student)).order_by(Link.linked_at)).scalars().all()
            return [
                OpenSession(link.sender_id, channel_of(link.sender_id), aware(link.linked_at), aware(link.expires_at))
                for link in links
                if not _has_ended(link, now)
            ]

    def close_all(self, student: StudentKey) -> int:
        """End every link of the student; how many were open."""
        now = self._now()
        with self._database.session() as session:
            session.execute(_delete_links(*_of(student), Link.expires_at <= now))
            return int(_drop_links_of(session, student))

    def drop_ended(self) -> int:
        """Remove links that ended by time; how many."""
        with self._database.session() as session:
            return int(session.execute(_delete_links(Link.expires_at <= self._now())).rowcount)


def write_link(session: Session, sender_id: str, student: StudentKey, now: datetime) -> None:
    """Link a conversation, in place of the link that it had."""
    session.merge(
        Link(
            sender_id=sender_id,
            university=student.university,
            student_code=student.code,
            linked_at=now,
            expires_at=now + lifetime_of(sender_id).idle,
        )
    )


def _has_ended(link: Link, now: datetime) -> bool:
    longest = aware(link.linked_at) + lifetime_of(link.sender_id).longest
    return bool(aware(link.expires_at) <= now or longest <= now)


def _prolong(link: Link, now: datetime) -> None:
    lifetime = lifetime_of(link.sender_id)
    end = min(now + lifetime.idle, aware(link.linked_at) + lifetime.longest)
    if end - aware(link.expires_at) > _PROLONG_AFTER:
        link.expires_at = end


def _of(student: StudentKey) -> tuple[object, object]:
    return Link.university == student.university, Link.student_code == student.code


def _delete_links(*conditions: object) -> object:
    return delete(Link).where(*conditions).execution_options(synchronize_session=False)


def _drop_links_of(session: Session, student: StudentKey) -> int:
    return int(session.execute(_delete_links(*_of(student))).rowcount)
