"""Link a conversation to a student by a one-time code sent to the institutional address.

The answer to a code that does not exist is the same as to one that does, in words and in work: a decoy challenge and a
decoy mail are written, and the mail leaves later, through the outbox worker.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from actions.identity.links import Links, StudentKey, write_link
from actions.identity.models import Challenge, OutgoingMail
from actions.records.database import Database, aware, utc_now
from actions.records.models import Student

CODE_LIFETIME = timedelta(minutes=5)
MOST_WRONG_TRIES = 5
_LIMIT_WINDOW = timedelta(minutes=15)
_DAY = timedelta(days=1)
_MOST_CODES_PER_STUDENT = 5
_MOST_CODES_PER_STUDENT_A_DAY = 20
_MOST_WRONG_TRIES_PER_STUDENT_A_DAY = 30
_MOST_CODES_PER_SENDER = 8
#: A campus shares an address, so this one is generous; a sweep over student codes is still slow.
_MOST_CODES_PER_CLIENT = 40
_RESERVE = 4

MAIL_SUBJECT = "Tu código de acceso a Delegado"
MAIL_BODY = """Hola:

Tu código de Delegado es

    {code}

Escríbelo en la conversación donde lo pediste. Vence en 5 minutos y sirve una sola vez.
No se lo des a nadie: Delegado nunca te lo pedirá por correo ni por teléfono.

Si tú no lo pediste, no hagas nada.
"""


class Verification(Enum):
    """What became of a one-time code that was typed."""

    LINKED = "linked"
    WRONG = "wrong"
    NOTHING_PENDING = "nothing pending"


class IdentityService(Links):
    """Challenges and links in the records database. Every method raises DatabaseUnavailable when it is gone."""

    def __init__(self, database: Database, secret: str, now: Callable[[], datetime] = utc_now) -> None:
        """`secret`: key of the codes' hashes. `now`: the present moment (aware)."""
        super().__init__(database, now)
        self._secret = secret.encode()

    def start(self, sender_id: str, university: str, student_code: str, client: str = "") -> None:
        """Send a one-time code to the student's institutional address, if there is such a student.

        `client`: keyed hash of the address that the message came from; empty where the channel sees none.
        """
        code = f"{secrets.randbelow(10**6):06d}"
        now = self._now()
        with self._database.session() as session:
            student = session.get(Student, (university, student_code))
            # Asked for every code: a statement less would tell that there is no such student.
            within_limits = _within_limits(session, sender_id, StudentKey(university, student_code), client, now)
            studies = student is not None and student.active and student.closed_at is None
            real = studies and within_limits
            session.execute(_spend_codes(sender_id))
            session.add(
                Challenge(
                    sender_id=sender_id,
                    university=university,
                    student_code=student_code,
                    # A decoy's hash is of a code that nobody was sent.
                    code_hash=self._hash(sender_id, code if real else secrets.token_hex(16)),
                    created_at=now,
                    expires_at=now + CODE_LIFETIME,
                    wrong_tries=0,
                    used=False,
                    mailed=real,
                    client=client,
                )
            )
            session.add(
                OutgoingMail(
                    recipient=student.email if student is not None and real else "",
                    subject=MAIL_SUBJECT,
                    body=MAIL_BODY.format(code=code),
                    created_at=now,
                    state="waiting",
                    next_try_at=now,
                    give_up_at=now + CODE_LIFETIME,
                )
            )

    def verify(self, sender_id: str, code: str) -> Verification:
        """Link the conversation if `code` is the one that was sent to it last."""
        now = self._now()
        with self._database.session() as session:
            challenge = session.execute(
                select(Challenge)
                .where(Challenge.sender_id == sender_id, Challenge.used.is_(False))
                .order_by(Challenge.id.desc())
                .limit(1)
                .with_for_update()
            ).scalar()
            if challenge is None or aware(challenge.expires_at) <= now:
                return Verification.NOTHING_PENDING
            if not hmac.compare_digest(challenge.code_hash, self._hash(sender_id, code)):
                _count_wrong_try(session, challenge.id)
                return Verification.WRONG
            if not _spend(session, challenge.id):  # two servers had the same code in hand: one of them links
                return Verification.NOTHING_PENDING
            write_link(session, sender_id, StudentKey(challenge.university, challenge.student_code), now)
        return Verification.LINKED

    def first_name(self, student: StudentKey) -> str | None:
        """The student's first name; None for nobody who studies there now."""
        with self._database.session() as session:
            row = session.get(Student, (student.university, student.code))
            if row is None or not row.active or row.closed_at is not None:
                return None
            return str(row.name).split()[0]

    def has_pending_code(self, sender_id: str) -> bool:
        """Whether a one-time code is expected in this conversation."""
        with self._database.session() as session:
            found = session.execute(
                select(Challenge.id).where(
                    Challenge.sender_id == sender_id, Challenge.used.is_(False), Challenge.expires_at > self._now()
                )
            ).first()
        return found is not None

    def close(self, sender_id: str) -> bool:
        """End the conversation's link, and the code that is on its way; whether there was a link."""
        with self._database.session() as session:
            session.execute(_spend_codes(sender_id))
        return super().close(sender_id)

    def drop_old_challenges(self) -> int:
        """Remove challenges that no limit counts any more; how many."""
        with self._database.session() as session:
            old = delete(Challenge).where(Challenge.created_at <= self._now() - _DAY)
            return int(session.execute(old.execution_options(synchronize_session=False)).rowcount)

    def _hash(self, sender_id: str, code: str) -> str:
        return hmac.new(self._secret, f"{sender_id}\0{code}".encode(), hashlib.sha256).hexdigest()


def _within_limits(session: Session, sender_id: str, student: StudentKey, client: str, now: datetime) -> bool:
    """Whether another code may leave. The same statements for every student, real or not."""
    recent = Challenge.created_at > now - _LIMIT_WINDOW
    today = Challenge.created_at > now - _DAY
    of_it = (Challenge.university == student.university, Challenge.student_code == student.code)
    of_student = _count(session, recent, Challenge.mailed, *of_it)
    of_sender = _count(session, recent, Challenge.sender_id == sender_id)
    of_client = _count(session, recent, Challenge.client == client) if client else 0
    codes_today, wrong_today = session.execute(
        select(func.count(), func.coalesce(func.sum(Challenge.wrong_tries), 0)).where(today, Challenge.mailed, *of_it)
    ).one()
    # A conversation that asks for the first time has a reserve: others' requests do not shut the student out.
    most = _MOST_CODES_PER_STUDENT if of_sender else _MOST_CODES_PER_STUDENT * _RESERVE
    return bool(
        of_student < most
        and codes_today < _MOST_CODES_PER_STUDENT_A_DAY
        and wrong_today < _MOST_WRONG_TRIES_PER_STUDENT_A_DAY
        and of_sender < _MOST_CODES_PER_SENDER
        and of_client < _MOST_CODES_PER_CLIENT
    )


def _count(session: Session, *conditions: Any) -> int:
    return int(session.execute(select(func.count()).select_from(Challenge).where(*conditions)).scalar_one())


def _spend_codes(sender_id: str) -> Any:
    """The statement that makes the codes sent to a conversation worthless."""
    return (
        update(Challenge)
        .where(Challenge.sender_id == sender_id, Challenge.used.is_(False))
        .values(used=True)
        .execution_options(synchronize_session=False)
    )


def _count_wrong_try(session: Session, challenge_id: int) -> None:
    """One statement each, so that two servers never count the same try twice."""
    of_it = update(Challenge).where(Challenge.id == challenge_id).execution_options(synchronize_session=False)
    session.execute(of_it.values(wrong_tries=Challenge.wrong_tries + 1))
    session.execute(of_it.where(Challenge.wrong_tries >= MOST_WRONG_TRIES).values(used=True))


def _spend(session: Session, challenge_id: int) -> bool:
    """Use a code up; False when it was used already."""
    spent = session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id, Challenge.used.is_(False))
        .values(used=True)
        .execution_options(synchronize_session=False)
    )
    return bool(spent.rowcount)
