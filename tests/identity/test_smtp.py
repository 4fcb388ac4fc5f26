"""Mail over SMTP, against a real server: in the clear, with STARTTLS, over TLS, and with a login."""

from __future__ import annotations

import email
import email.policy
import logging
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from actions.identity.mail import (
    IMPLICIT_TLS,
    NO_TLS,
    STARTTLS,
    OutboxWorker,
    SmtpServer,
    SmtpTransport,
)
from actions.identity.models import OutgoingMail
from actions.records.database import Database
from tests.conftest import Clock
from tests.identity.conftest import Rows

HOST = "127.0.0.1"
SENDER = "Delegado <delegado@upn.example>"
RECIPIENT = "n00100001@upn.example"
SUBJECT = "Tu código de acceso: ¿ya?"
BODY = "Ñandú, pingüino y «acción»: S/ 10 → 50 %.\n\n    123456\n\n.un punto al comienzo\n" + "á" * 1500 + "\n"
USER, PASSWORD = "delegado@upn.example", "a password that only these tests use"


# The server does not know that it stands behind TLS when TLS came before it.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


class Post:
    """What a mail server does with a message.

    `answers`: replies to a command before the usual ones; `promises`: extensions that are announced but not there;
    `rude`: hangs up when it hears goodbye.
    """

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.logins: list[LoginPassword] = []
        self.encrypted: list[bool] = []
        self.answers: dict[str, list[str]] = {}
        self.commands: list[str] = []
        self.promises: list[str] = []
        self.rude = False

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(envelope.content, policy=email.policy.default) for envelope in self.envelopes]

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(f"250-{promise}" for promise in self.promises), responses[-1]]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answer = self._answer("RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        answer = self._answer("DATA")
        if answer.startswith("250"):
            self.envelopes.append(envelope)
            self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return answer

    async def handle_QUIT(self, server: Any, _session: Any, _envelope: Any) -> str:
        if self.rude:
            server.transport.abort()
        return self._answer("QUIT", "221 bye")

    def _answer(self, command: str, usual: str = "250 ok") -> str:
        self.commands.append(command)
        waiting = self.answers.get(command)
        return waiting.pop(0) if waiting else usual

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append(login)
        return AuthResult(success=login == LoginPassword(USER.encode(), PASSWORD.encode()), handled=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def authority_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def post() -> Post:
    return Post()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(post: Post, port: int | None = None, **options: Any) -> Iterator[int]:
    """A mail server until the block is left; gives its port."""
    controller = Controller(post, hostname=HOST, port=port or free_port(), ready_timeout=60, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def server_side(authority: trustme.CA, name: str = HOST) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


Serve = Callable[..., SmtpServer]


@pytest.fixture
def serve(post: Post, authority: trustme.CA, authority_file: Path) -> Iterator[Serve]:
    """Start a mail server of a kind; gives what the settings would say about it."""
    with ExitStack() as servers:

        def start(security: str, login: bool = False, certificate: str = HOST) -> SmtpServer:
            options: dict[str, Any] = {}
            if security == STARTTLS:
                options = {"tls_context": server_side(authority, certificate), "require_starttls": True}
            if security == IMPLICIT_TLS:
                # The server counts a connection as encrypted only after STARTTLS.
                options = {"ssl_context": server_side(authority, certificate), "auth_require_tls": False}
            if login:
                options |= {"authenticator": post.authenticate, "auth_required": True}
            port = servers.enter_context(running(post, **options))
            user, password = (USER, PASSWORD) if login else (None, None)
            return SmtpServer(HOST, port, security, user, password, authority_file)

        yield start


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, RECIPIENT, SUBJECT
    message.set_content(BODY, cte="8bit")
    return message


# What arrives


KINDS = [(NO_TLS, False), (STARTTLS, False), (STARTTLS, True), (IMPLICIT_TLS, False), (IMPLICIT_TLS, True)]


@pytest.mark.parametrize(("security", "login"), KINDS)
def test_a_message_arrives_intact(serve: Serve, post: Post, security: str, login: bool) -> None:
    SmtpTransport(serve(security, login)).deliver(letter())
    (envelope,) = post.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("delegado@upn.example", [RECIPIENT])
    assert envelope.content.isascii(), "a server may refuse or garble anything else"
    (message,) = post.messages
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, RECIPIENT, SUBJECT)
    assert message.get_content().splitlines() == BODY.splitlines()
    assert post.encrypted == [security != NO_TLS]
    assert post.logins == ([LoginPassword(USER.encode(), PASSWORD.encode())] if login else [])


def test_sending_leaves_the_message_as_it_was(serve: Serve, post: Post) -> None:
    message = letter()
    before = bytes(message)
    transport = SmtpTransport(serve(NO_TLS))
    transport.deliver(message)
    transport.deliver(message)
    assert bytes(message) == before
    assert len(post.envelopes) == 2


def test_a_message_that_was_accepted_was_sent_whatever_follows(serve: Serve, post: Post) -> None:
    post.rude = True
    SmtpTransport(serve(STARTTLS)).deliver(letter())
    assert post.commands == ["RCPT", "DATA", "QUIT"]
    assert len(post.envelopes) == 1


# What must not leave


@pytest.mark.parametrize("security", [STARTTLS, IMPLICIT_TLS])
def test_a_wrong_password_sends_nothing(serve: Serve, post: Post, security: str) -> None:
    server = replace(serve(security, login=True), password="another password")
    with pytest.raises(smtplib.SMTPAuthenticationError):
        SmtpTransport(server).deliver(letter())
    assert post.envelopes == []


def test_a_server_that_takes_no_login_gets_nothing(serve: Serve, post: Post) -> None:
    server = replace(serve(STARTTLS), user=USER, password=PASSWORD)
    with pytest.raises(smtplib.SMTPException):
        SmtpTransport(server).deliver(letter())
    assert post.envelopes == []


@pytest.mark.parametrize(("user", "password"), [(None, None), (USER, PASSWORD)], ids=["", "login"])
def test_a_server_without_starttls_gets_nothing(
    serve: Serve, post: Post, user: str | None, password: str | None
) -> None:
    server = replace(serve(NO_TLS), security=STARTTLS, user=user, password=password)
    with pytest.raises(smtplib.SMTPNotSupportedError):
        SmtpTransport(server).deliver(letter())
    assert (post.logins, post.commands) == ([], [])


@pytest.mark.parametrize(("user", "password"), [(None, None), (USER, PASSWORD)], ids=["", "login"])
def test_a_server_that_promises_starttls_and_refuses_gets_nothing(
    serve: Serve, post: Post, user: str | None, password: str | None
) -> None:
    post.promises = ["STARTTLS", "AUTH PLAIN LOGIN"]
    server = replace(serve(NO_TLS), security=STARTTLS, user=user, password=password)
    with pytest.raises(smtplib.SMTPResponseException) as refusal:
        SmtpTransport(server).deliver(letter())
    assert refusal.value.smtp_code == 454
    assert (post.logins, post.commands) == ([], [])


@pytest.mark.parametrize("security", [STARTTLS, IMPLICIT_TLS])
def test_an_unknown_authority_is_not_believed(serve: Serve, post: Post, security: str) -> None:
    server = replace(serve(security, login=True), authority=None)
    with pytest.raises(ssl.SSLCertVerificationError):
        SmtpTransport(server).deliver(letter())
    assert (post.logins, post.commands) == ([], [])


@pytest.mark.parametrize("security", [STARTTLS, IMPLICIT_TLS])
def test_a_certificate_for_another_name_is_not_believed(serve: Serve, post: Post, security: str) -> None:
    server = serve(security, login=True, certificate="mail.elsewhere.example")
    with pytest.raises(ssl.SSLCertVerificationError):
        SmtpTransport(server).deliver(letter())
    assert (post.logins, post.commands) == ([], [])


def test_a_file_without_an_authority_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        SmtpTransport(SmtpServer(HOST, 587, STARTTLS, authority=tmp_path / "none.pem"))


# Settings that cannot be


def test_a_login_in_the_clear_cannot_be_set_up() -> None:
    with pytest.raises(ValueError, match="TLS"):
        SmtpServer(HOST, 25, NO_TLS, USER, PASSWORD)


@pytest.mark.parametrize(("user", "password"), [(USER, None), (USER, ""), (None, PASSWORD)])
def test_half_a_login_cannot_be_set_up(user: str | None, password: str | None) -> None:
    with pytest.raises(ValueError, match="both"):
        SmtpServer(HOST, 587, STARTTLS, user, password)


def test_a_security_that_is_none_cannot_be_set_up() -> None:
    with pytest.raises(ValueError, match="starttls"):
        SmtpServer(HOST, 25, "ssl")


def test_the_password_is_not_shown() -> None:
    assert PASSWORD not in repr(SmtpServer(HOST, 587, STARTTLS, USER, PASSWORD))


# The outbox and the server


class Outbox:
    """One waiting message, and a worker that a test drives."""

    def __init__(self, database: Database, clock: Clock, rows: Rows) -> None:
        self._database, self._clock, self._rows = database, clock, rows
        with database.session() as session:
            session.add(
                OutgoingMail(
                    recipient=RECIPIENT,
                    subject=SUBJECT,
                    body=BODY,
                    created_at=clock(),
                    state="waiting",
                    next_try_at=clock(),
                )
            )

    def deliver(self, server: SmtpServer) -> str:
        """Let the worker try once, when it is time; gives what became of the message."""
        self._clock.advance(minutes=2)
        OutboxWorker(self._database, SmtpTransport(server), SENDER, self._clock).deliver_one()
        state: str = self._rows(OutgoingMail)[0]["state"]
        return state


@pytest.fixture
def outbox(database: Database, clock: Clock, rows: Rows) -> Outbox:
    return Outbox(database, clock, rows)


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_what_is_refused_for_good_is_tried_once(
    outbox: Outbox, serve: Serve, post: Post, command: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "actions")
    post.answers[command] = [f"550 5.1.1 <{RECIPIENT}> is unknown here"]
    server = serve(STARTTLS)
    assert outbox.deliver(server) == "failed"
    assert outbox.deliver(server) == "failed"
    assert post.commands.count(command) == 1
    assert post.envelopes == []
    (record,) = [record for record in caplog.records if record.name.startswith("actions")]
    assert record.levelname == "ERROR"
    assert "550" in record.getMessage()
    for secret in (RECIPIENT, "n00100001", SUBJECT, "123456"):
        assert secret not in record.getMessage()


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_what_is_refused_for_now_is_tried_again(outbox: Outbox, serve: Serve, post: Post, command: str) -> None:
    post.answers[command] = ["451 4.7.1 greylisted, come back later"]
    server = serve(STARTTLS)
    assert outbox.deliver(server) == "waiting"
    assert post.envelopes == []
    assert outbox.deliver(server) == "sent"
    assert len(post.envelopes) == 1


def test_a_server_that_comes_back_gets_the_message(outbox: Outbox, post: Post) -> None:
    port = free_port()
    server = SmtpServer(HOST, port)
    assert outbox.deliver(server) == "waiting"
    with running(post, port):
        assert outbox.deliver(server) == "sent"
    assert [message.get_content().splitlines() for message in post.messages] == [BODY.splitlines()]


def test_a_password_that_was_put_right_sends_the_message(outbox: Outbox, serve: Serve, post: Post) -> None:
    server = serve(STARTTLS, login=True)
    assert outbox.deliver(replace(server, password="another password")) == "waiting"
    assert outbox.deliver(server) == "sent"
    assert len(post.envelopes) == 1
