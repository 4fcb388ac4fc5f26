"""The outbox worker: sends waiting mail by SMTP, or writes it to `var/outbox/` in development."""

from __future__ import annotations

import logging
import secrets
import smtplib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import select, update

from actions.identity.models import OutgoingMail
from actions.records.database import Database, DatabaseUnavailable, utc_now

logger = logging.getLogger(__name__)

MOST_TRIES = 5
_RETRY_AFTER = timedelta(seconds=20)
_CLAIM_LIFETIME = timedelta(minutes=2)
_POLL_SECONDS = 0.3
_POLL_SECONDS_BROKEN = 5.0


class Transport(Protocol):
    """Delivers one message. Raises OSError or smtplib.SMTPException when it cannot."""

    def deliver(self, message: EmailMessage) -> None:
        """Deliver the message."""


class FolderTransport:
    """Writes each message to a folder, one `.eml` file a message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: EmailMessage) -> None:
        """Write the file under a temporary name first: a reader never sees half a message."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{utc_now():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
        unfinished = self._folder / f".{name}.part"
        unfinished.write_bytes(bytes(message))
        unfinished.rename(self._folder / f"{name}.eml")


class SmtpTransport:
    """Sends by SMTP."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    def deliver(self, message: EmailMessage) -> None:
        """Send the message."""
        with smtplib.SMTP(self._host, self._port, timeout=20) as smtp:
            smtp.send_message(message)


class OutboxWorker:
    """Takes waiting mail out of the database, one row at a time; safe to run in several processes."""

    def __init__(
        self, database: Database, transport: Transport, sender: str, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._database, self._transport, self._sender, self._now = database, transport, sender, now
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread until `stop`."""
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the message in hand."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def deliver_one(self) -> bool:
        """Deliver the oldest message that is due; whether there was one."""
        claimed = self._claim()
        if claimed is None:
            return False
        mail_id, recipient, subject, body, tries = claimed
        if not recipient:
            self._finish(mail_id, "dropped")
            return True
        try:
            self._transport.deliver(self._compose(recipient, subject, body))
        except Exception as error:
            # Whatever went wrong (an address that no header takes, too): a row left as it is would come back for ever.
            self._retry_or_fail(mail_id, tries, error)
        else:
            self._finish(mail_id, "sent")
        return True

    def _compose(self, recipient: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, recipient, subject
        message["Date"] = format_datetime(self._now())
        message.set_content(body, cte="8bit")
        return message

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                busy = self.deliver_one()
                pause = 0.0 if busy else _POLL_SECONDS
            except DatabaseUnavailable:
                pause = _POLL_SECONDS_BROKEN
            except Exception as error:
                logger.error("The outbox worker met an unexpected %s.", type(error).__name__)
                pause = _POLL_SECONDS_BROKEN
            self._stop.wait(pause)

    def _claim(self) -> tuple[int, str, str, str, int] | None:
        now = self._now()
        with self._database.session() as session:
            row = session.execute(
                select(OutgoingMail)
                # A row that is "sending" for long belongs to a worker that died.
                .where(OutgoingMail.state.in_(("waiting", "sending")), OutgoingMail.next_try_at <= now)
                .order_by(OutgoingMail.id)
                .limit(1)
            ).scalar()
            if row is None:
                return None
            taken = session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id == row.id, OutgoingMail.tries == row.tries)
                .values(state="sending", tries=row.tries + 1, next_try_at=now + _CLAIM_LIFETIME)
                .execution_options(synchronize_session=False)
            )
            if taken.rowcount != 1:
                return None
            return row.id, row.recipient, row.subject, row.body, row.tries + 1

    def _finish(self, mail_id: int, state: str) -> None:
        with self._database.session() as session:
            # The body held a one-time code: nothing of it is kept.
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id == mail_id)
                .values(state=state, body="")
                .execution_options(synchronize_session=False)
            )

    def _retry_or_fail(self, mail_id: int, tries: int, error: Exception) -> None:
        if tries >= MOST_TRIES:
            logger.error("Mail %s could not be delivered after %s tries (%s).", mail_id, tries, type(error).__name__)
            self._finish(mail_id, "failed")
            return
        logger.warning("Mail %s was not delivered (%s), try %s.", mail_id, type(error).__name__, tries)
        with self._database.session() as session:
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id == mail_id)
                .values(state="waiting", next_try_at=self._now() + _RETRY_AFTER * tries)
                .execution_options(synchronize_session=False)
            )
