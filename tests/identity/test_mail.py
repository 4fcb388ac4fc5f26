"""The outbox worker and the folder that stands for a mail server in development."""

from __future__ import annotations

import email
import email.policy
import logging
import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from actions.identity.mail import FolderTransport, OutboxWorker
from actions.identity.models import OutgoingMail
from actions.records.database import Database
from tests.conftest import Clock
from tests.identity.conftest import Rows

TRIES_OF_A_CODE = 5
SENDER = "delegado@upn.example"
RECIPIENT = "n00100001@upn.example"
BODY = "Tu código de Delegado es\n\n    123456\n\nEscríbelo aquí.\n"

Write = Callable[..., None]


class Mailbox:
    """A transport that keeps what it delivers, and fails with the given errors first."""

    def __init__(self, *errors: BaseException) -> None:
        self.delivered: list[EmailMessage] = []
        self.errors = list(errors)

    def deliver(self, message: EmailMessage) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.delivered.append(message)

    @property
    def recipients(self) -> list[str]:
        return [message["To"] for message in self.delivered]


@pytest.fixture
def write(database: Database, clock: Clock) -> Write:
    """Put a message into the outbox."""

    def put(recipient: str = RECIPIENT, body: str = BODY, reply_to: str = "") -> None:
        with database.session() as session:
            session.add(
                OutgoingMail(
                    recipient=recipient,
                    subject="Tu código",
                    body=body,
                    reply_to=reply_to,
                    created_at=clock(),
                    state="waiting",
                    next_try_at=clock(),
                )
            )

    return put


@pytest.fixture
def worker(database: Database, clock: Clock) -> Callable[[Any], OutboxWorker]:
    """A worker of its own process: it shares the database's file and nothing else."""
    return lambda transport: OutboxWorker(Database(database.url), transport, SENDER, clock)


def states(rows: Rows) -> list[tuple[str, str]]:
    return [(mail["state"], mail["body"]) for mail in rows(OutgoingMail)]


# Delivery


def test_a_message_is_delivered_and_its_body_emptied(
    write: Write, worker: Callable[..., OutboxWorker], rows: Rows, clock: Clock
) -> None:
    write()
    mailbox = Mailbox()
    assert worker(mailbox).deliver_one()
    (message,) = mailbox.delivered
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, RECIPIENT, "Tu código")
    assert message["Date"].datetime == clock().replace(microsecond=0)
    assert message.get_content() == BODY
    assert states(rows) == [("sent", "")]


def test_no_machine_is_asked_to_answer(write: Write, worker: Callable[..., OutboxWorker]) -> None:
    write()
    mailbox = Mailbox()
    worker(mailbox).deliver_one()
    (message,) = mailbox.delivered
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None


def test_an_answer_goes_to_whom_the_writer_named(write: Write, worker: Callable[..., OutboxWorker]) -> None:
    write(reply_to="lucia@upn.example")
    mailbox = Mailbox()
    worker(mailbox).deliver_one()
    assert mailbox.delivered[0]["Reply-To"] == "lucia@upn.example"


def test_every_message_has_an_identity_of_its_own(write: Write, worker: Callable[..., OutboxWorker]) -> None:
    write("a@upn.example")
    write("b@upn.example")
    mailbox = Mailbox()
    outbox = worker(mailbox)
    while outbox.deliver_one():
        pass
    identities = [message["Message-ID"] for message in mailbox.delivered]
    assert len(set(identities)) == 2
    assert all(re.fullmatch(r"<[^\s<>@]+@upn\.example>", identity) for identity in identities)


def test_a_message_keeps_its_identity_from_try_to_try(
    write: Write, worker: Callable[..., OutboxWorker], clock: Clock
) -> None:
    seen = []

    class Deaf(Mailbox):
        """Takes the message, but the worker does not hear so."""

        def deliver(self, message: EmailMessage) -> None:
            seen.append(message["Message-ID"])
            super().deliver(message)

    write()
    outbox = worker(Deaf(TimeoutError()))
    outbox.deliver_one()
    clock.advance(minutes=1)
    outbox.deliver_one()
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_an_empty_outbox_has_nothing_to_deliver(worker: Callable[..., OutboxWorker]) -> None:
    assert not worker(Mailbox()).deliver_one()


def test_the_oldest_message_leaves_first(write: Write, worker: Callable[..., OutboxWorker]) -> None:
    for name in ("a", "b", "c"):
        write(f"{name}@upn.example")
    mailbox = Mailbox()
    outbox = worker(mailbox)
    while outbox.deliver_one():
        pass
    assert mailbox.recipients == ["a@upn.example", "b@upn.example", "c@upn.example"]


def test_a_decoy_is_dropped(write: Write, worker: Callable[..., OutboxWorker], rows: Rows) -> None:
    write(recipient="")
    mailbox = Mailbox()
    assert worker(mailbox).deliver_one()
    assert mailbox.delivered == []
    assert states(rows) == [("dropped", "")]


# Failures


def test_a_failed_delivery_is_tried_again_later_and_later(
    write: Write, worker: Callable[..., OutboxWorker], rows: Rows, clock: Clock
) -> None:
    write()
    outbox = worker(Mailbox(*[OSError()] * TRIES_OF_A_CODE))
    waits = []
    for _ in range(TRIES_OF_A_CODE - 1):
        assert outbox.deliver_one()
        assert states(rows) == [("waiting", BODY)]
        wait = next_try(rows) - clock()
        waits.append(wait)
        clock.advance(seconds=wait.total_seconds() - 1)
        assert not outbox.deliver_one()
        clock.advance(seconds=1)
    assert waits == sorted(set(waits))
    assert sum(waits, timedelta()) < timedelta(minutes=5), "the code would have expired before the last try"
    assert outbox.deliver_one()
    assert states(rows) == [("failed", "")]
    clock.advance(days=1)
    assert not outbox.deliver_one()


def test_a_ticket_is_tried_for_days_and_kept_when_given_up(
    write: Write, worker: Callable[..., OutboxWorker], database: Database, rows: Rows, clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    write()
    with database.session() as session:
        session.execute(sa.update(OutgoingMail).values(give_up_at=clock() + timedelta(days=3), reference="UPN-00001"))
    outbox = worker(Mailbox(*[OSError()] * 1000))
    started = clock()
    while outbox.deliver_one():
        clock.advance(minutes=10)
    assert clock() - started >= timedelta(days=2, hours=23)
    assert states(rows) == [("failed", BODY)]
    assert "UPN-00001" in caplog.text


def test_a_code_that_is_no_longer_worth_anything_is_not_sent(
    write: Write, worker: Callable[..., OutboxWorker], rows: Rows, clock: Clock
) -> None:
    write()
    clock.advance(minutes=6)
    mailbox = Mailbox()
    assert worker(mailbox).deliver_one()
    assert mailbox.delivered == []
    assert states(rows) == [("failed", "")]


def test_a_code_leaves_before_a_ticket_that_waits(
    write: Write, worker: Callable[..., OutboxWorker], database: Database, clock: Clock
) -> None:
    write("soporte@upn.example")
    with database.session() as session:
        session.execute(sa.update(OutgoingMail).values(give_up_at=clock() + timedelta(days=3)))
    write()
    with database.session() as session:
        of_code = OutgoingMail.recipient == RECIPIENT
        session.execute(sa.update(OutgoingMail).where(of_code).values(give_up_at=clock() + timedelta(minutes=5)))
    mailbox = Mailbox()
    outbox = worker(mailbox)
    assert outbox.deliver_one() and outbox.deliver_one()
    assert mailbox.recipients == [RECIPIENT, "soporte@upn.example"]


def next_try(rows: Rows) -> datetime:
    moment: datetime = rows(OutgoingMail)[0]["next_try_at"]
    return moment.replace(tzinfo=timezone.utc)


def test_a_message_that_failed_once_arrives_once(
    write: Write, worker: Callable[..., OutboxWorker], rows: Rows, clock: Clock
) -> None:
    write()
    mailbox = Mailbox(OSError())
    outbox = worker(mailbox)
    outbox.deliver_one()
    clock.advance(minutes=1)
    assert outbox.deliver_one()
    assert not outbox.deliver_one()
    assert mailbox.recipients == [RECIPIENT]
    assert states(rows) == [("sent", "")]


def test_a_message_that_fails_holds_up_no_other(write: Write, worker: Callable[..., OutboxWorker]) -> None:
    write("a@upn.example")
    write("b@upn.example")
    mailbox = Mailbox(OSError())
    outbox = worker(mailbox)
    assert [outbox.deliver_one(), outbox.deliver_one()] == [True, True]
    assert mailbox.recipients == ["b@upn.example"]


def test_an_address_that_no_header_takes_is_given_up(
    write: Write, worker: Callable[..., OutboxWorker], rows: Rows, clock: Clock
) -> None:
    write("a@upn.example\nBcc: b@upn.example")
    mailbox = Mailbox()
    outbox = worker(mailbox)
    while outbox.deliver_one():
        clock.advance(minutes=2)
    assert states(rows) == [("failed", "")]
    assert mailbox.delivered == []


def test_failures_are_logged_without_whom_or_what(
    write: Write, worker: Callable[..., OutboxWorker], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    write()
    outbox = worker(Mailbox(*[OSError(f"{RECIPIENT} refused {BODY}")] * TRIES_OF_A_CODE))
    while outbox.deliver_one():
        clock.advance(minutes=2)
    *warnings, last = [record.levelname for record in caplog.records]
    assert set(warnings) == {"WARNING"}
    assert last == "ERROR"
    assert "OSError" in caplog.text
    for secret in (RECIPIENT, "n00100001", "123456", "Tu código"):
        assert secret not in caplog.text


# Several workers


def test_a_message_in_one_worker_s_hands_is_not_taken_by_another(
    write: Write, worker: Callable[..., OutboxWorker]
) -> None:
    write()
    theirs = Mailbox()
    other = worker(theirs)

    class Busy(Mailbox):
        def deliver(self, message: EmailMessage) -> None:
            assert not other.deliver_one()
            super().deliver(message)

    ours = Busy()
    assert worker(ours).deliver_one()
    assert (ours.recipients, theirs.recipients) == ([RECIPIENT], [])


def test_two_workers_that_see_the_same_message_deliver_it_once(
    write: Write, worker: Callable[..., OutboxWorker], database: Database, clock: Clock, rows: Rows
) -> None:
    write()
    fast, slow = Mailbox(), Mailbox()
    overtaken = []

    def overtake(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Between the slow worker's reading and its writing the other does all its work."""
        if statement.startswith("UPDATE") and not overtaken:
            overtaken.append(worker(fast).deliver_one())

    sa.event.listen(database.engine, "before_cursor_execute", overtake)
    assert not OutboxWorker(database, slow, SENDER, clock).deliver_one()
    assert overtaken == [True]
    assert (fast.recipients, slow.recipients) == ([RECIPIENT], [])
    assert states(rows) == [("sent", "")]


def test_a_message_in_a_dead_worker_s_hands_is_taken_again(
    write: Write, worker: Callable[..., OutboxWorker], rows: Rows, clock: Clock
) -> None:
    write()
    with pytest.raises(SystemExit):
        worker(Mailbox(SystemExit())).deliver_one()
    assert states(rows) == [("sending", BODY)]
    mailbox = Mailbox()
    other = worker(mailbox)
    clock.advance(seconds=119)
    assert not other.deliver_one(), "its worker may still be at it"
    clock.advance(seconds=1)
    assert other.deliver_one()
    assert mailbox.recipients == [RECIPIENT]
    assert states(rows) == [("sent", "")]


def test_the_thread_delivers_until_it_is_stopped(write: Write, worker: Callable[..., OutboxWorker]) -> None:
    arrived = threading.Event()

    class Ringing(Mailbox):
        def deliver(self, message: EmailMessage) -> None:
            super().deliver(message)
            arrived.set()

    mailbox = Ringing()
    outbox = worker(mailbox)
    outbox.start()
    write()
    assert arrived.wait(60)
    outbox.stop()
    write("late@upn.example")
    assert mailbox.recipients == [RECIPIENT]
    assert "outbox" not in [thread.name for thread in threading.enumerate()]


# Transports


def test_the_folder_holds_one_file_a_message(write: Write, worker: Callable[..., OutboxWorker], tmp_path: Path) -> None:
    folder = tmp_path / "var" / "outbox"
    outbox = worker(FolderTransport(folder))
    for name in ("a", "b"):
        write(f"{name}@upn.example")
        assert outbox.deliver_one()
    files = sorted(folder.iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    messages = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
    assert {message["To"] for message in messages} == {"a@upn.example", "b@upn.example"}
    assert {message.get_content() for message in messages} == {BODY}
    assert "Escríbelo" in files[0].read_text("utf-8"), "a person reads it with any editor"


def test_a_folder_that_cannot_be_written_to_is_a_failed_delivery(
    write: Write, worker: Callable[..., OutboxWorker], rows: Rows, tmp_path: Path
) -> None:
    (tmp_path / "outbox").write_text("a file")
    write()
    assert worker(FolderTransport(tmp_path / "outbox")).deliver_one()
    assert states(rows) == [("waiting", BODY)]
