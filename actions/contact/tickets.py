"""Hand a conversation over to a person: a numbered ticket, mailed to the support address of the university."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from actions.contact.models import Ticket
from actions.identity.links import channel_name, channel_of
from actions.identity.models import OutgoingMail
from actions.knowledge.support import SupportDesk
from actions.records.database import Database, in_lima, utc_now
from actions.records.models import Student

#: A conversation that asks again within this time keeps its ticket.
_SAME_TICKET = timedelta(hours=12)
_WORTH_DELIVERING = timedelta(days=3)
#: Channels whose sender is an address at which staff can answer; Telegram's number is none.
_REACHABLE = frozenset(("whatsapp", "twilio"))


@dataclass(frozen=True)
class OpenedTicket:
    """A ticket's number as the student reads it, and whether it was open already."""

    number: str
    was_open: bool


class Tickets:
    """Tickets in the records database; the mail leaves through the outbox. Methods raise DatabaseUnavailable."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """`now`: the present moment (aware)."""
        self._database, self._now = database, now

    def open(
        self, sender_id: str, desk: SupportDesk, student: Student | None, conversation: Sequence[str]
    ) -> OpenedTicket:
        """Open a ticket, or give the one that this conversation opened a short while ago.

        `student`: who is identified, None when nobody; `conversation`: its lines, oldest first, codes masked.
        """
        now = self._now()
        with self._database.session() as session:
            recent = session.execute(
                select(func.max(Ticket.id)).where(
                    Ticket.sender_id == sender_id,
                    Ticket.university == desk.university,
                    Ticket.opened_at > now - _SAME_TICKET,
                    Ticket.student_code == (student.code if student else ""),
                )
            ).scalar()
            if recent is not None:
                return OpenedTicket(_number(desk.university, recent), was_open=True)
            ticket = Ticket(
                university=desk.university,
                sender_id=sender_id,
                student_code=student.code if student else "",
                opened_at=now,
            )
            session.add(ticket)
            session.flush()
            number = _number(desk.university, ticket.id)
            session.add(
                OutgoingMail(
                    recipient=desk.address,
                    reply_to=student.email if student else "",
                    subject=f"Ticket {number}: un estudiante quiere hablar con una persona",
                    body=_body(number, now, sender_id, student, conversation),
                    created_at=now,
                    state="waiting",
                    next_try_at=now,
                    give_up_at=now + _WORTH_DELIVERING,
                    reference=number,
                )
            )
        return OpenedTicket(number, was_open=False)


def can_be_reached(sender_id: str, student: Student | None) -> bool:
    """Whether support staff can answer: by the student's mail, or at the sender's own number."""
    return student is not None or channel_of(sender_id) in _REACHABLE


def _number(university: str, ticket_id: int) -> str:
    return f"{university}-{ticket_id:05d}"


def _body(number: str, now: datetime, sender_id: str, student: Student | None, conversation: Sequence[str]) -> str:
    channel = channel_of(sender_id)
    lines = [
        f"Ticket: {number}",
        f"Abierto: {in_lima(now):%d/%m/%Y %H:%M} (hora de Lima)",
        f"Canal: {channel_name(channel)}",
    ]
    if student:
        lines.append(f"Estudiante: {student.name}, código {student.code}, {student.email}")
    else:
        lines.append("Estudiante: no se identificó")
    if channel in _REACHABLE:
        lines.append(f"Contacto: {sender_id.partition(':')[2]}")
    return "\n".join([*lines, "", "Conversación (los códigos van ocultos):", "", *conversation, ""])
