"""The WhatsApp webhook over HTTP, against an API that checks every request: signed, answered once, never lost."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import hmac
import http.client
import itertools
import json
import logging
import random
import socket
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from actions.limits import MovingWindow
from actions.records.database import Database
from actions.settings import Settings, SettingsError
from channels.inbox import Claim, Inbox
from channels.offers import Offers
from channels.reception import APOLOGY, NOT_TEXT, TOO_FAST, TOO_LONG
from channels.state import State, provide
from channels.whatsapp.api import GraphApi as Client
from channels.whatsapp.channel import API_URL, OPTION_GONE, WhatsAppInput
from channels.whatsapp.messages import messages_of
from channels.whatsapp.webhook import LARGEST_BODY
from tests.channels.conftest import Agent, echo
from tests.channels.fakes.graph_api import ACCESS_TOKEN, PHONE_NUMBER_ID, GraphApi, graph_api, options, words
from tests.channels.test_telegram import listening
from tests.channels.test_whatsapp_messages import address, buttons, png
from tests.serving import served

APP_SECRET = "an app's secret"
VERIFY_TOKEN = "una palabra que nadie adivina"
SENDERS = [f"5199988870{number}" for number in range(10)]
ANA, LUIS = SENDERS[:2]
CREDENTIALS = {
    "access_token": ACCESS_TOKEN,
    "phone_number_id": PHONE_NUMBER_ID,
    "app_secret": APP_SECRET,
    "verify_token": VERIFY_TOKEN,
}
#: Seconds for a delivery in tests in which the API stays down.
SHORT = pytest.mark.parametrize("budget", [1.0])

_numbers = itertools.count(1)


def message(kind: str, content: Any, sender: str = ANA, **more: Any) -> dict[str, Any]:
    """A message as WhatsApp notifies it, with an id of its own."""
    identifier = f"wamid.HBgLNTE5OTk4ODg3NzcVAgASGBQzQTRBNjU5{next(_numbers):06}"
    return {"from": sender, "id": identifier, "timestamp": "1795345310", "type": kind, kind: content, **more}


def text(body: Any, sender: str = ANA) -> dict[str, Any]:
    return message("text", {"body": body}, sender)


def pressed(identifier: str, sender: str = ANA, kind: str = "button_reply") -> dict[str, Any]:
    return message("interactive", {"type": kind, kind: {"id": identifier, "title": "un título"}}, sender)


def value(phone_number_id: str = PHONE_NUMBER_ID, **fields: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": metadata, **fields}


def notification(*values: dict[str, Any]) -> dict[str, Any]:
    changes = [{"field": "messages", "value": one} for one in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]}


def of(*messages: Any) -> dict[str, Any]:
    """A notification of these messages."""
    return notification(value(messages=list(messages)))


def signature(raw: bytes, secret: str = APP_SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


@dataclasses.dataclass(frozen=True)
class WhatsApp:
    """The channel over HTTP, the bot behind it and the API in front of it."""

    address: str
    agent: Agent
    api: GraphApi

    def request(self, method: str, path: str, raw: bytes = b"", headers: dict[str, str] | None = None) -> Any:
        """Status and text of the channel's answer."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            connection.request(method, f"/webhooks/whatsapp{path}", raw, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def post(self, body: Any, headers: dict[str, str] | None = None) -> int:
        """Post raw bytes, or anything else as JSON, signed unless headers are given; gives the status."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = {"X-Hub-Signature-256": signature(raw), "Content-Type": "application/json"}
        return int(self.request("POST", "/webhook", raw, signed if headers is None else headers)[0])

    def heard(self) -> list[str]:
        """What reached the bot."""
        return [str(message.text) for message in self.agent.received]


@pytest.fixture
def state(database: Database) -> Iterator[State]:
    made = State.from_settings(Settings.from_environment({}), database)
    for sender in SENDERS:  # the notice at first contact has its own test
        asyncio.run(made.notices.is_first_contact(f"whatsapp:{sender}"))
    provide(made)
    yield made
    provide(None)


@pytest.fixture
def api() -> Iterator[GraphApi]:
    with graph_api() as served_api:
        yield served_api
    assert served_api.refused == []


@pytest.fixture
def budget() -> float:
    return 8.0


@pytest.fixture
def whatsapp(state: State, api: GraphApi, budget: float) -> Iterator[WhatsApp]:
    app = Sanic("test_whatsapp", register=False, configure_logging=False)
    app.ctx.agent = Agent()
    channel = WhatsAppInput(**CREDENTIALS, api_url=api.address, budget=budget)
    register([channel], app, route="/webhooks/")
    with served(app) as channel_address:
        yield WhatsApp(channel_address, app.ctx.agent, api)


def handshake(whatsapp: WhatsApp, **arguments: str) -> tuple[int, str]:
    query = urlencode({f"hub.{name}": argument for name, argument in arguments.items()})
    status, said = whatsapp.request("GET", f"/webhook?{query}")
    return status, said


def test_the_handshake_gives_the_challenge_back(whatsapp: WhatsApp) -> None:
    assert handshake(whatsapp, mode="subscribe", verify_token=VERIFY_TOKEN, challenge="1158201444") == (
        200,
        "1158201444",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"mode": "subscribe"},
        {"mode": "subscribe", "verify_token": "otra"},
        {"mode": "subscribe", "verify_token": "ñandú 😀"},
        {"mode": "subscribe", "verify_token": VERIFY_TOKEN + " "},
        {"mode": "unsubscribe", "verify_token": VERIFY_TOKEN},
        {"verify_token": VERIFY_TOKEN},
    ],
)
def test_a_handshake_without_the_token_is_refused(whatsapp: WhatsApp, arguments: dict[str, str]) -> None:
    status, said = handshake(whatsapp, challenge="1158201444", **arguments)
    assert status == 403
    assert "1158201444" not in said


def test_a_message_is_shown_as_read_and_answered_to_its_sender(whatsapp: WhatsApp) -> None:
    asked = text("¿puedo dar el susti?")
    assert whatsapp.post(of(asked)) == 200
    assert whatsapp.api.texts_to(ANA) == ["¿puedo dar el susti?"]
    assert len(whatsapp.api.sent) == 1
    assert whatsapp.api.reads == [asked["id"]]
    (heard,) = whatsapp.agent.received
    assert (heard.sender_id, heard.input_channel) == (f"whatsapp:{ANA}", "whatsapp")


def test_the_first_message_ever_gets_the_privacy_notice_too(whatsapp: WhatsApp, state: State) -> None:
    stranger = "51911222333"
    assert whatsapp.post(of(text("hola", stranger))) == 200
    assert whatsapp.post(of(text("otra", stranger))) == 200
    assert whatsapp.api.texts_to(stranger) == [state.notices.text, "hola", "otra"]


def unsigned_ways() -> list[tuple[str | None, int]]:
    raw = json.dumps(of(text("hola"))).encode()
    return [
        (None, 401),
        ("", 401),
        ("sha256=", 403),
        ("sha256=" + "0" * 64, 403),
        (signature(raw, "another secret"), 403),
        (signature(raw).removeprefix("sha256="), 403),
        (signature(raw).replace("sha256", "sha1"), 403),
        (signature(raw + b" "), 403),
        ("sha256=ñ", 403),
    ]


@pytest.mark.parametrize(("given", "status"), unsigned_ways(), ids=lambda given: str(given)[:20])
def test_what_is_not_signed_is_refused_and_nothing_else_happens(
    whatsapp: WhatsApp, given: str | None, status: int
) -> None:
    asked = of(text("hola"))
    headers = {} if given is None else {"X-Hub-Signature-256": given.encode().decode("latin-1")}
    assert whatsapp.post(asked, headers) == status
    assert (whatsapp.heard(), whatsapp.api.sent, whatsapp.api.reads) == ([], [], [])
    assert whatsapp.post(asked) == 200  # it was not claimed either
    assert whatsapp.api.texts_to(ANA) == ["hola"]


def test_the_signature_is_over_the_bytes_not_over_what_they_mean(whatsapp: WhatsApp) -> None:
    asked = of(text("hola"))
    spaced, compact = json.dumps(asked).encode(), json.dumps(asked, separators=(",", ":")).encode()
    assert whatsapp.post(compact, {"X-Hub-Signature-256": signature(spaced)}) == 403
    assert whatsapp.heard() == []


def test_a_replayed_post_is_not_answered_again(whatsapp: WhatsApp) -> None:
    asked = of(text("hola"))
    assert [whatsapp.post(asked) for _ in range(3)] == [200, 200, 200]
    assert whatsapp.api.texts_to(ANA) == ["hola"]


def test_duplicates_at_the_same_moment_are_answered_once(whatsapp: WhatsApp) -> None:
    asked = of(text("hola"))
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda _: whatsapp.post(asked), range(8)))
    assert statuses == [200] * 8
    assert whatsapp.api.texts_to(ANA) == ["hola"]


def test_every_message_of_a_post_is_answered_in_order(whatsapp: WhatsApp) -> None:
    body = notification(
        value(messages=[text("uno"), text("dos", LUIS), text("tres")]),
        value(statuses=[{"id": "wamid.out1", "status": "delivered", "recipient_id": ANA}]),
        value("999999", messages=[text("de otro número")]),
        value(messages=[text("cuatro")]),
    )
    body["entry"] += of(text("cinco"))["entry"]
    assert whatsapp.post(body) == 200
    assert whatsapp.api.texts_to(ANA) == ["uno", "tres", "cuatro", "cinco"]
    assert whatsapp.api.texts_to(LUIS) == ["dos"]
    assert len(whatsapp.api.sent) == 5


def test_other_subscriptions_are_ignored(whatsapp: WhatsApp) -> None:
    body = of(text("hola"))
    body["entry"][0]["changes"][0]["field"] = "smb_message_echoes"
    assert whatsapp.post(body) == 200
    assert whatsapp.heard() == []


def test_a_failed_delivery_is_logged_by_its_code_alone(whatsapp: WhatsApp, caplog: pytest.LogCaptureFixture) -> None:
    errors = [{"code": 131026, "title": "Message undeliverable", "message": "to 51999"}]
    failed = {"id": "wamid.out1", "status": "failed", "recipient_id": ANA, "errors": errors}
    assert whatsapp.post(notification(value(statuses=[failed]))) == 200
    assert "131026" in caplog.text
    assert ANA not in caplog.text
    assert "undeliverable" not in caplog.text


async def offer(message: UserMessage) -> None:
    """Offer three courses, whatever is said."""
    choice = buttons(["Cálculo II", "Física II", "Economía"])
    await message.output_channel.send_response(message.sender_id, {"text": "¿Qué curso?", "buttons": choice})


@pytest.mark.parametrize("kind", ["button_reply", "list_reply"])
def test_a_pressed_button_says_its_payload(whatsapp: WhatsApp, kind: str) -> None:
    whatsapp.agent.bot = offer
    whatsapp.post(of(text("susti")))
    identifier, title = options(whatsapp.api.sent[0])[1]
    assert title == "Física II"
    assert whatsapp.post(of(pressed(identifier, kind=kind))) == 200
    assert whatsapp.heard() == ["susti", "/elige1"]


@pytest.mark.parametrize(
    ("said", "heard"), [("2", "/elige1"), ("física ii", "/elige1"), ("4", "4"), ("no sé", "no sé")]
)
def test_an_option_can_be_typed(whatsapp: WhatsApp, said: str, heard: str) -> None:
    whatsapp.agent.bot = offer
    whatsapp.post(of(text("susti")))
    whatsapp.post(of(text(said)))
    assert whatsapp.heard() == ["susti", heard]


def test_a_number_is_a_number_once_something_else_was_said(whatsapp: WhatsApp) -> None:
    whatsapp.agent.bot = offer
    whatsapp.post(of(text("susti")))
    identifier, _ = options(whatsapp.api.sent[0])[0]
    whatsapp.agent.bot = echo
    for said in ("¿cuántas faltas tengo?", "2"):
        whatsapp.post(of(text(said)))
    whatsapp.post(of(pressed(identifier)))  # the old buttons themselves still work
    assert whatsapp.heard() == ["susti", "¿cuántas faltas tengo?", "2", "/elige0"]


@pytest.mark.parametrize("identifier", ["", "ffffffff:0", "/eliminar", "x" * 5000])
def test_a_button_of_nobody_gets_a_kind_word(whatsapp: WhatsApp, identifier: str) -> None:
    assert whatsapp.post(of(pressed(identifier))) == 200
    assert whatsapp.api.texts_to(ANA) == [OPTION_GONE]
    assert whatsapp.heard() == []


def test_nobody_presses_the_button_of_another(whatsapp: WhatsApp) -> None:
    whatsapp.agent.bot = offer
    whatsapp.post(of(text("susti")))
    identifier, _ = options(whatsapp.api.sent[0])[0]
    assert whatsapp.post(of(pressed(identifier, LUIS))) == 200
    assert whatsapp.api.texts_to(LUIS) == [OPTION_GONE]


def test_a_template_button_says_its_text(whatsapp: WhatsApp) -> None:
    assert whatsapp.post(of(message("button", {"payload": "/borrar_todo", "text": "Sí"}))) == 200
    assert whatsapp.heard() == ["Sí"]


MEDIA = {"id": "1003383421387256", "mime_type": "image/jpeg", "sha256": "x"}
NOT_WORDS = [
    ("image", MEDIA),
    ("image", {**MEDIA, "caption": " "}),
    ("audio", {**MEDIA, "caption": "mira"}),
    ("audio", {**MEDIA, "voice": True}),
    ("video", MEDIA),
    ("sticker", MEDIA),
    ("document", {**MEDIA, "filename": "a.pdf"}),
    ("location", {"latitude": -12.04, "longitude": -77.04}),
    ("contacts", [{"name": {"formatted_name": "Ana"}}]),
    ("order", {"catalog_id": "1"}),
    ("unsupported", {"type": "poll_creation"}),
    ("a kind of the future", {}),
    ("text", {}),
    ("text", {"body": ["hola"]}),
    ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}),
]


@pytest.mark.parametrize(("kind", "content"), NOT_WORDS)
def test_what_is_no_text_is_told_so(whatsapp: WhatsApp, kind: str, content: Any) -> None:
    assert whatsapp.post(of(message(kind, content))) == 200
    assert whatsapp.api.texts_to(ANA) == [NOT_TEXT]
    assert whatsapp.heard() == []


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_question_under_a_picture_is_answered(whatsapp: WhatsApp, kind: str) -> None:
    assert whatsapp.post(of(message(kind, {**MEDIA, "caption": "¿me inhabilitan?"}))) == 200
    assert whatsapp.heard() == whatsapp.api.texts_to(ANA) == ["¿me inhabilitan?"]


SILENT = [
    ("reaction", {"message_id": "wamid.out1", "emoji": "👍"}),
    ("system", {"type": "user_changed_number", "wa_id": LUIS}),
    ("edit", {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "hola"}}}),
    ("revoke", {"original_message_id": "wamid.1"}),
    ("unsupported", {"type": "edit"}),
]


@pytest.mark.parametrize(("kind", "content"), SILENT)
def test_what_asks_nothing_is_not_answered(whatsapp: WhatsApp, kind: str, content: Any) -> None:
    assert whatsapp.post(of(message(kind, content))) == 200
    assert (whatsapp.heard(), whatsapp.api.sent, whatsapp.api.reads) == ([], [], [])


@pytest.mark.parametrize(
    "sender", ["", "+51999888777", "5199988٣777", "PE.1502576394655843", "51/../1", 51999888777, None]
)
def test_only_phone_numbers_are_senders(whatsapp: WhatsApp, sender: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert whatsapp.post(of(text("hola", sender))) == 200
    assert (whatsapp.heard(), whatsapp.api.sent, whatsapp.api.reads) == ([], [], [])
    assert "1 WhatsApp messages without a phone number" in caplog.text


def test_a_server_error_is_tried_again(whatsapp: WhatsApp) -> None:
    whatsapp.api.fail(status=500)
    assert whatsapp.post(of(text("hola"))) == 200
    assert whatsapp.api.texts_to(ANA) == ["hola"]
    assert whatsapp.api.requests == 2


@pytest.mark.parametrize("code", [4, 80007, 130429, 131000, 131016, 131048, 131056, 133004])
def test_a_passing_error_is_tried_again_whatever_its_status(whatsapp: WhatsApp, code: int) -> None:
    whatsapp.api.fail(status=400, code=code, retry_after=0)
    assert whatsapp.post(of(text("hola"))) == 200
    assert whatsapp.api.texts_to(ANA) == ["hola"]


def test_a_wait_longer_than_the_budget_is_left_to_the_next_delivery(whatsapp: WhatsApp) -> None:
    whatsapp.api.fail(status=429, retry_after=3600)
    asked = of(text("hola"))
    assert whatsapp.post(asked) == 503
    assert whatsapp.api.requests == 1
    assert whatsapp.post(asked) == 200
    assert whatsapp.api.texts_to(ANA) == ["hola"]


@SHORT
@pytest.mark.parametrize("failure", [{"status": 503}, {"hangs": True}])
def test_while_the_api_is_down_whatsapp_is_asked_to_come_again(
    whatsapp: WhatsApp, failure: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    whatsapp.api.fail(**failure, times=float("inf"))
    asked = of(text("mi secreto"))
    assert [whatsapp.post(asked), whatsapp.post(asked)] == [503, 503]
    assert whatsapp.api.sent == []
    whatsapp.api.failures.clear()
    assert [whatsapp.post(asked), whatsapp.post(asked)] == [200, 200]
    assert whatsapp.api.texts_to(ANA) == ["mi secreto"]
    assert whatsapp.heard() == ["mi secreto"]  # one message is one turn, however often it is delivered
    assert "Undelivered" in caplog.text
    assert "secreto" not in caplog.text
    assert ANA not in caplog.text


def test_an_api_that_cannot_be_reached_is_down(state: State) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    app = Sanic("test_whatsapp_alone", register=False, configure_logging=False)
    app.ctx.agent = Agent()
    register([WhatsAppInput(**CREDENTIALS, api_url=nowhere, budget=0.5)], app, route="/webhooks/")
    with served(app) as channel_address:
        assert WhatsApp(channel_address, app.ctx.agent, GraphApi()).post(of(text("hola"))) == 503


async def answer_thrice(message: UserMessage) -> None:
    for part in ("uno", "dos", "tres"):
        await message.output_channel.send_response(message.sender_id, {"text": part})


@SHORT
def test_what_was_sent_before_the_api_went_down_is_not_sent_again(whatsapp: WhatsApp) -> None:
    whatsapp.agent.bot = answer_thrice
    whatsapp.api.fail(after=1, times=float("inf"))
    asked = of(text("hola"))
    assert whatsapp.post(asked) == 503
    assert whatsapp.api.texts_to(ANA) == ["uno"]
    whatsapp.api.failures.clear()
    assert whatsapp.post(asked) == 200
    assert whatsapp.api.texts_to(ANA) == ["uno", "dos", "tres"]
    assert whatsapp.heard() == ["hola"]


@SHORT
def test_one_undelivered_message_does_not_lose_the_others(whatsapp: WhatsApp) -> None:
    whatsapp.api.fail(to=ANA, times=float("inf"))
    asked = of(text("uno"), text("dos", LUIS), text("tres"))
    assert whatsapp.post(asked) == 503
    assert (whatsapp.api.texts_to(ANA), whatsapp.api.texts_to(LUIS)) == ([], ["dos"])
    whatsapp.api.failures.clear()
    assert whatsapp.post(asked) == 200
    assert (whatsapp.api.texts_to(ANA), whatsapp.api.texts_to(LUIS)) == (["uno", "tres"], ["dos"])


@pytest.mark.parametrize(("status", "code"), [(400, 131026), (400, 131047)])
def test_nothing_more_is_sent_to_who_cannot_be_reached(
    whatsapp: WhatsApp, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    whatsapp.agent.bot = answer_thrice
    whatsapp.api.fail(status=status, code=code, times=float("inf"))
    asked = of(text("mi secreto"))
    assert [whatsapp.post(asked), whatsapp.post(asked)] == [200, 200]
    assert (whatsapp.api.requests, whatsapp.api.sent) == (1, [])
    assert f"HTTP {status}, code {code}" in caplog.text
    assert "secreto" not in caplog.text
    assert ANA not in caplog.text


@pytest.mark.parametrize(("status", "code"), [(400, 100), (404, None)])
def test_a_refused_message_does_not_hold_back_the_next(
    whatsapp: WhatsApp, status: int, code: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    whatsapp.agent.bot = answer_thrice
    whatsapp.api.fail(status=status, code=code, after=1)
    asked = of(text("hola"))
    assert [whatsapp.post(asked), whatsapp.post(asked)] == [200, 200]
    assert whatsapp.api.texts_to(ANA) == ["uno", "tres"]
    assert f"HTTP {status}, code {code or 1}" in caplog.text


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, 190), (401, None), (400, 190), (403, 0), (400, 3), (403, 10), (403, 131005), (403, 131031), (400, 131042)],
)
def test_a_token_or_an_account_that_ends_does_not_cost_the_answer(
    whatsapp: WhatsApp, status: int, code: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    failure = whatsapp.api.fail(status=status, code=code, times=float("inf"))
    asked = of(text("mi secreto"))
    assert [whatsapp.post(asked), whatsapp.post(asked)] == [503, 503]
    assert (whatsapp.api.requests, whatsapp.api.sent) == (2, []), "it is no use to insist"
    assert f"HTTP {status}, code {1 if code is None else code}" in caplog.text
    whatsapp.api.failures.remove(failure)
    assert [whatsapp.post(asked), whatsapp.post(asked)] == [200, 200]
    assert whatsapp.heard() == whatsapp.api.texts_to(ANA) == ["mi secreto"]
    assert "secreto" not in caplog.text
    assert ANA not in caplog.text


def test_a_read_receipt_that_fails_changes_nothing(whatsapp: WhatsApp) -> None:
    whatsapp.api.fail(path="read", status=500)
    assert whatsapp.post(of(text("hola"))) == 200
    assert (whatsapp.api.texts_to(ANA), whatsapp.api.reads) == (["hola"], [])


def test_a_bot_that_breaks_still_answers(whatsapp: WhatsApp) -> None:
    async def break_down(_message: UserMessage) -> None:
        raise RuntimeError("broken")

    whatsapp.agent.bot = break_down
    assert whatsapp.post(of(text("hola"))) == 200
    assert whatsapp.api.texts_to(ANA) == [APOLOGY]


def test_without_the_database_whatsapp_is_asked_to_come_again(whatsapp: WhatsApp, state: State) -> None:
    class Broken(Inbox):
        async def claim(self, channel: str, message_id: str) -> Claim:
            raise RuntimeError("no database")

    provide(dataclasses.replace(state, inbox=Broken(Database("sqlite://"))))
    asked = of(text("hola"))
    assert whatsapp.post(asked) == 503
    assert whatsapp.heard() == []
    provide(state)
    assert whatsapp.post(asked) == 200
    assert whatsapp.api.texts_to(ANA) == ["hola"]


def test_buttons_that_cannot_be_kept_do_not_cost_the_answer(whatsapp: WhatsApp, state: State) -> None:
    class Broken(Offers):
        async def renew(self, sender_id: str, buttons: list[dict[str, str]]) -> str | None:
            raise RuntimeError("no database")

        async def chosen(self, sender_id: str, text: str) -> str | None:
            return None

    provide(dataclasses.replace(state, offers=Broken(Database("sqlite://"))))
    whatsapp.agent.bot = offer
    asked = of(text("susti"))
    assert [whatsapp.post(asked), whatsapp.post(asked)] == [200, 200]
    assert (whatsapp.heard(), whatsapp.api.texts_to(ANA)) == (["susti"], ["¿Qué curso?"])


def test_a_server_that_stops_gives_back_what_it_had_in_hand(state: State, api: GraphApi) -> None:
    is_heard = asyncio.Event()
    asked = text("hola")
    raw = json.dumps(of(asked)).encode()

    async def never_answer(_message: UserMessage) -> None:
        is_heard.set()
        await asyncio.Event().wait()

    async def play() -> None:
        app = Sanic("test_whatsapp_stopping", register=False, configure_logging=False)
        app.ctx.agent = Agent()
        app.ctx.agent.bot = never_answer
        register([WhatsAppInput(**CREDENTIALS, api_url=api.address)], app, route="/webhooks/")
        async with aiohttp.ClientSession(headers={"X-Hub-Signature-256": signature(raw)}) as client:
            async with listening(app) as address:
                post = asyncio.create_task(client.post(f"{address}/webhooks/whatsapp/webhook", data=raw))
                await is_heard.wait()
            post.cancel()
        assert await state.inbox.claim("whatsapp", asked["id"])

    asyncio.run(asyncio.wait_for(play(), 60))


def test_a_stranger_with_an_old_button_is_told_of_the_notice(whatsapp: WhatsApp, state: State) -> None:
    stranger = "51911222333"
    assert whatsapp.post(of(pressed("ffffffff:0", stranger))) == 200
    assert whatsapp.api.texts_to(stranger) == [state.notices.text, OPTION_GONE]


def test_who_floods_is_told_once_and_then_hears_nothing(whatsapp: WhatsApp, state: State) -> None:
    provide(dataclasses.replace(state, sender_limit=MovingWindow(1, 60)))
    posts = [of(text("uno")), of(pressed("ffffffff:0")), of(text("tres"))]
    assert [whatsapp.post(post) for post in (*posts, posts[-1])] == [200] * 4
    assert whatsapp.api.texts_to(ANA) == ["uno", TOO_FAST]


def test_what_a_server_had_in_hand_when_it_died_has_to_come_again(whatsapp: WhatsApp, state: State) -> None:
    asked = text("hola")
    assert asyncio.run(state.inbox.claim("whatsapp", asked["id"]))
    assert [whatsapp.post(of(asked)), whatsapp.post(of(asked))] == [503, 503]
    assert whatsapp.heard() == []
    asyncio.run(state.inbox.release("whatsapp", asked["id"]))  # as two minutes would
    assert whatsapp.post(of(asked)) == 200
    assert whatsapp.api.texts_to(ANA) == ["hola"]


def test_a_hundred_messages_in_parallel_are_answered_once_each_to_their_sender(whatsapp: WhatsApp) -> None:
    asked = [(sender, f"pregunta {number} de {sender}") for sender in SENDERS for number in range(10)]
    random.Random(7).shuffle(asked)
    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(lambda one: whatsapp.post(of(text(one[1], one[0]))), asked))
    assert statuses == [200] * 100
    for sender in SENDERS:
        assert sorted(whatsapp.api.texts_to(sender)) == sorted(said for other, said in asked if other == sender)


def test_a_message_waits_for_the_one_before_it(whatsapp: WhatsApp) -> None:
    is_heard, may_answer = threading.Event(), threading.Event()

    async def think_about_the_first(message: UserMessage) -> None:
        if message.text == "uno":
            is_heard.set()
            await asyncio.to_thread(may_answer.wait, 60)
        await echo(message)

    whatsapp.agent.bot = think_about_the_first
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(whatsapp.post, of(text("uno")))
        assert is_heard.wait(60)
        second = threads.submit(whatsapp.post, of(text("dos")))
        assert whatsapp.post(of(text("nada que ver", LUIS))) == 200  # others do not wait
        may_answer.set()
        assert (first.result(60), second.result(60)) == (200, 200)
    assert whatsapp.api.texts_to(ANA) == ["uno", "dos"]


def test_an_answer_does_not_overtake_one_that_is_tried_again(whatsapp: WhatsApp) -> None:
    failure = whatsapp.api.fail(status=429, retry_after=1)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(whatsapp.post, of(text("uno")))
        assert failure.happened.wait(60)
        assert whatsapp.post(of(text("dos"))) == 200
        assert first.result(60) == 200
    assert whatsapp.api.texts_to(ANA) == ["uno", "dos"]


def test_an_answer_is_finished_when_whatsapp_hangs_up(whatsapp: WhatsApp) -> None:
    is_heard, may_answer = threading.Event(), threading.Event()

    async def think(message: UserMessage) -> None:
        is_heard.set()
        await asyncio.to_thread(may_answer.wait, 60)
        await echo(message)

    whatsapp.agent.bot = think
    raw = json.dumps(of(text("hola"))).encode()
    connection = http.client.HTTPConnection(urlsplit(whatsapp.address).netloc, timeout=60)
    connection.request("POST", "/webhooks/whatsapp/webhook", raw, {"X-Hub-Signature-256": signature(raw)})
    assert is_heard.wait(60)
    connection.close()
    assert whatsapp.request("GET", "/")[0] == 200  # by now the server has seen it
    may_answer.set()
    assert whatsapp.post(raw) == 200
    assert whatsapp.api.texts_to(ANA) == ["hola"]


def test_a_long_answer_comes_whole_and_in_order(whatsapp: WhatsApp) -> None:
    paragraphs = [f"{number}. " + "palabra " * 100 for number in range(20)]

    async def explain(message: UserMessage) -> None:
        whole = "\n\n".join([*paragraphs, "Fuente: Art. 23"])
        await message.output_channel.send_response(message.sender_id, {"text": whole})

    whatsapp.agent.bot = explain
    whatsapp.api.fail(after=2)
    assert whatsapp.post(of(text("todo"))) == 200
    told = whatsapp.api.texts_to(ANA)
    assert len(told) > 3
    assert " ".join(told).split() == " ".join([*paragraphs, "Fuente: Art. 23"]).split()


def test_a_picture_is_uploaded_and_carries_the_text_before_it(whatsapp: WhatsApp) -> None:
    async def draw(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "Tus faltas.", "image": address(png())})

    whatsapp.agent.bot = draw
    whatsapp.api.fail(path="media", status=503)
    assert whatsapp.post(of(text("faltas"))) == 200
    (sent,) = whatsapp.api.sent_to(ANA)
    assert (sent["type"], words(sent)) == ("image", "Tus faltas.")
    assert whatsapp.api.uploads[sent["image"]["id"]] == png()


@pytest.mark.parametrize("path", ["media", "messages"])
def test_the_caption_is_said_when_the_picture_is_not_taken(api: GraphApi, path: str) -> None:
    async def deliver() -> None:
        client = Client(api.address, PHONE_NUMBER_ID, ACCESS_TOKEN)
        await client.deliver(deque(messages_of({"text": "Tus faltas.", "image": address(png())}, ANA)))
        await client.close()

    api.fail(path=path, status=400, code=131053)
    asyncio.run(deliver())
    assert [(sent["type"], words(sent)) for sent in api.sent] == [("text", "Tus faltas.")]


MALFORMED = [
    (b"", 400),
    (b"hola", 400),
    (b"\xff\xfe\x00", 400),
    (b"[" * 100_000, 400),
    (b"[]", 400),
    (b"null", 400),
    (b"{}", 200),
    ({"entry": None}, 200),
    ({"entry": [None, 5, {"changes": "x"}, {"changes": [None, {"field": "messages", "value": []}]}]}, 200),
    (notification({"messages": [text("sin metadatos")]}), 200),
    (notification({"metadata": [], "messages": [text("sin metadatos")]}), 200),
    (notification(value(messages={"0": text("hola")})), 200),
    (of(None, 5, "hola", [], {}), 200),
    (of({**text("hola"), "id": None}), 200),
    (of({**text("hola"), "id": ""}), 200),
    (of({**text("hola"), "id": {"a": 1}}), 200),
    (of({**text("hola"), "type": ["reaction"], "from": {"a": 1}}), 200),
    (of({**text("hola"), "type": "unsupported", "unsupported": {"type": ["edit"]}, "from": ""}), 200),
    (notification(value(statuses=[None, {"status": "failed"}, {"status": "failed", "errors": [{"code": "x"}]}])), 200),
]


@pytest.mark.parametrize(("body", "status"), MALFORMED, ids=lambda given: repr(given)[:40])
def test_what_is_malformed_is_ignored(whatsapp: WhatsApp, body: Any, status: int) -> None:
    assert whatsapp.post(body) == status
    assert (whatsapp.heard(), whatsapp.api.sent) == ([], [])


def test_a_megabyte_of_text_is_told_to_be_too_long(whatsapp: WhatsApp) -> None:
    assert whatsapp.post(of(text("a" * 1_000_000))) == 200
    assert whatsapp.api.texts_to(ANA) == [TOO_LONG]


def test_a_megabyte_without_a_signature_is_refused(whatsapp: WhatsApp) -> None:
    assert whatsapp.post(b"a" * 1_000_000, {}) == 401
    assert whatsapp.post(b"a" * 1_000_000, {"X-Hub-Signature-256": "sha256=" + "0" * 64}) == 403


def test_more_than_meta_sends_is_refused_unread(whatsapp: WhatsApp) -> None:
    assert whatsapp.post(b" " * (LARGEST_BODY + 1)) == 413


def test_the_channel_is_made_from_its_credentials(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        channel = WhatsAppInput.from_credentials({**CREDENTIALS, "phone_number_id": int(PHONE_NUMBER_ID)})
    assert (channel.name(), channel.get_output_channel()) == ("whatsapp", None)
    assert API_URL.startswith("https://graph.facebook.com/v")
    assert APP_SECRET not in caplog.text


@pytest.mark.parametrize("missing", [*CREDENTIALS])
@pytest.mark.parametrize("given", [None, "", "  "])
def test_a_channel_that_lacks_something_says_what(missing: str, given: str | None) -> None:
    with pytest.raises(SettingsError, match=missing):
        WhatsAppInput.from_credentials({**CREDENTIALS, missing: given})


@pytest.mark.parametrize(
    ("unsafe", "says"),
    [
        ({"api_url": "http://graph.facebook.com/v26.0"}, "api_url"),
        ({"api_url": "graph.facebook.com"}, "api_url"),
        ({"api_url": "https:///v26.0"}, "api_url"),
        ({"api_url": "https://["}, "api_url"),
        ({"phone_number_id": "+51 999"}, "phone_number_id"),
        ({"phone_number_id": "1/../2"}, "phone_number_id"),
    ],
)
def test_an_unsafe_channel_is_not_made(unsafe: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        WhatsAppInput.from_credentials({**CREDENTIALS, **unsafe})


def test_without_credentials_everything_is_missing() -> None:
    with pytest.raises(SettingsError, match="access_token, phone_number_id, app_secret, verify_token"):
        WhatsAppInput.from_credentials(None)
