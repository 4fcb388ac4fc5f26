"""The outbox worker: sends waiting mail by SMTP, or writes it to `var/outbox/` in development."""

from __future__ import annotations

import copy
import logging
import secrets
import smtplib
import ssl
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol

from sqlalchemy import select, update

from actions.identity.models import OutgoingMail
from actions.records.database import Database, DatabaseUnavailable, aware, utc_now
from actions.settings import Settings, SettingsError

logger = logging.getLogger(__name__)

_RETRY_AFTER = timedelta(seconds=20)
_LONGEST_PAUSE = timedelta(minutes=10)
#: Of mail that does not say until when it is worth delivering.
_WORTH_DELIVERING = timedelta(minutes=5)
_CLAIM_LIFETIME = timedelta(minutes=2)
_POLL_SECONDS = 0.3
_POLL_SECONDS_BROKEN = 5.0

NO_TLS = "none"
STARTTLS = "starttls"
IMPLICIT_TLS = "tls"


class Transport(Protocol):
    """Delivers one message. Raises OSError, which smtplib's errors are too, when it cannot."""

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


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in and how. Raises ValueError when a login would travel in the clear or lacks a half.

    `security`: NO_TLS, STARTTLS or IMPLICIT_TLS. `authority`: a PEM file with a certificate authority that counts
    besides the system's. `timeout`: seconds for each step of the exchange.
    """

    host: str
    port: int
    security: str = NO_TLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: Path | None = None
    timeout: float = 20.0

    def __post_init__(self) -> None:
        if self.security not in (NO_TLS, STARTTLS, IMPLICIT_TLS):
            raise ValueError(f"The security of SMTP may be {NO_TLS}, {STARTTLS} or {IMPLICIT_TLS}.")
        if bool(self.user) != bool(self.password):
            raise ValueError("SMTP needs both a user and a password, or neither.")
        if self.user and self.security == NO_TLS:
            raise ValueError("SMTP logs in over TLS only: an eavesdropper would read the password.")


class SmtpTransport:
    """Sends by SMTP. The certificate is always verified, and a server without the asked security gets no mail."""

    def __init__(self, server: SmtpServer) -> None:
        """Raises OSError when the file of the certificate authority cannot be read."""
        self._server = server
        self._context = ssl.create_default_context()
        if server.authority:
            self._context.load_verify_locations(server.authority)

    def deliver(self, message: EmailMessage) -> None:
        """Send the message."""
        with closing(self._connect()) as smtp:
            if self._server.security == STARTTLS:
                smtp.starttls(context=self._context)
            if self._server.user and self._server.password:
                smtp.login(self._server.user, self._server.password)
            smtp.send_message(_in_seven_bits(message))
            # It was accepted: a server that hangs up without a word must not make us send it again.
            with suppress(OSError):
                smtp.quit()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security == IMPLICIT_TLS:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=self._context)
        return smtplib.SMTP(server.host, server.port, timeout=server.timeout)


def _in_seven_bits(message: EmailMessage) -> EmailMessage:
    """The message for servers that take ASCII only; in the outbox it stays readable for people."""
    encoded = copy.deepcopy(message)
    encoded.set_content(message.get_content(), cte="quoted-printable")
    return encoded


def _is_permanent(error: Exception) -> bool:
    """Whether the server refused this recipient or this message for good, so that no later try can succeed."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _kind(error: Exception) -> str:
    """The error's class and the server's codes, for the log; its text may quote the recipient."""
    codes: list[int] = []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = [error.smtp_code]
    return " ".join([type(error).__name__, *map(str, codes)])


def mail_transport(settings: Settings) -> Transport:
    """How mail leaves. Raises SettingsError when the mail server's settings cannot work."""
    if not settings.smtp_host:
        return FolderTransport(settings.var / "outbox")
    try:
        return SmtpTransport(
            SmtpServer(
                settings.smtp_host,
                settings.smtp_port,
                settings.smtp_security,
                settings.smtp_user,
                settings.smtp_password,
                settings.smtp_authority,
            )
        )
    except ValueError as error:
        raise SettingsError(f"DELEGADO_SMTP_...: {error}") from error
    except OSError as error:
        raise SettingsError("DELEGADO_SMTP_CA: this file holds no certificates, or cannot be read.") from error


@dataclass(frozen=True)
class _Claimed:
    """A row of the outbox in this worker's hands."""

    id: int
    recipient: str
    subject: str
    body: str
    reply_to: str | None
    created_at: datetime
    give_up_at: datetime
    reference: str
    tries: int


def _name(mail: _Claimed) -> str:
    return f"Mail {mail.id} ({mail.reference})" if mail.reference else f"Mail {mail.id}"


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
        mail = self._claim()
        if mail is None:
            return False
        if not mail.recipient:
            self._finish(mail.id, "dropped")
            return True
        if mail.give_up_at <= self._now():
            self._give_up(mail, "too late")
            return True
        try:
            self._transport.deliver(self._compose(mail))
        except Exception as error:
            # Whatever went wrong (an address that no header takes, too): a row left as it is would come back for ever.
            self._retry_or_fail(mail, error)
        else:
            self._finish(mail.id, "sent")
        return True

    def _compose(self, mail: _Claimed) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.recipient, mail.subject
        if mail.reply_to:
            message["Reply-To"] = mail.reply_to
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = self._message_id(mail)
        # Holiday notices and other machines are not to answer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body, cte="8bit")
        return message

    def _message_id(self, mail: _Claimed) -> str:
        # The same at every try: a mailbox that got the message, though we never heard so, tells the second from a new.
        domain = parseaddr(self._sender)[1].rpartition("@")[2] or "localhost"
        return f"<delegado.{mail.id}.{mail.created_at:%Y%m%d%H%M%S%f}@{domain}>"

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

    def _claim(self) -> _Claimed | None:
        now = self._now()
        with self._database.session() as session:
            row = session.execute(
                select(OutgoingMail)
                # A row that is "sending" for long belongs to a worker that died.
                .where(OutgoingMail.state.in_(("waiting", "sending")), OutgoingMail.next_try_at <= now)
                .order_by(OutgoingMail.give_up_at, OutgoingMail.id)  # a code is worth nothing in five minutes
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
            give_up_at = row.give_up_at or row.created_at + _WORTH_DELIVERING
            return _Claimed(
                row.id,
                row.recipient,
                row.subject,
                row.body,
                row.reply_to,
                row.created_at,
                aware(give_up_at),
                row.reference,
                tries=row.tries + 1,
            )

    def _finish(self, mail_id: int, state: str, keeps_body: bool = False) -> None:
        with self._database.session() as session:
            # A one-time code, or a conversation that somebody has in the mailbox now: nothing of it is kept.
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id == mail_id)
                .values({"state": state} if keeps_body else {"state": state, "body": ""})
                .execution_options(synchronize_session=False)
            )
        if not keeps_body:
            self._database.overwrite_deleted()

    def _give_up(self, mail: _Claimed, why: str) -> None:
        logger.error("%s could not be delivered, tries: %s (%s).", _name(mail), mail.tries, why)
        # Operators can still send it on by hand, as long as it is kept; a code is worth nothing.
        self._finish(mail.id, "failed", keeps_body=bool(mail.reference))

    def _retry_or_fail(self, mail: _Claimed, error: Exception) -> None:
        next_try_at = self._now() + min(_RETRY_AFTER * mail.tries, _LONGEST_PAUSE)
        if _is_permanent(error) or next_try_at >= mail.give_up_at:
            self._give_up(mail, _kind(error))
            return
        logger.warning("%s was not delivered (%s), try %s.", _name(mail), _kind(error), mail.tries)
        with self._database.session() as session:
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id == mail.id)
                .values(state="waiting", next_try_at=next_try_at)
                .execution_options(synchronize_session=False)
            )
