"""WhatsApp through Twilio: who may post, what is said to whom, and that each message gets its answer once."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic
from sanic.request import Request
from twilio.request_validator import RequestValidator

from actions.limits import MovingWindow
from actions.records.database import Database
from actions.settings import Settings, SettingsError
from channels.inbox import Inbox
from channels.reception import APOLOGY, NO_WORDS, NOT_TEXT, TOO_FAST, TOO_LONG
from channels.state import State, provide
from channels.twilio.channel import BY_NUMBER, LARGEST_BODY, SIGNATURE_HEADER, TwilioInput
from tests.channels.conftest import Agent
from tests.channels.fakes.twilio_api import (
    ACCEPTED,
    ACCOUNT_SID,
    AUTH_TOKEN,
    BLOCKED,
    BROKEN,
    BUSY,
    GATEWAY,
    NUMBER,
    OUTSIDE_WINDOW,
    PORTAL,
    SILENCE,
    UNSUBSCRIBED,
    FakeTwilio,
    Reply,
)
from tests.channels.test_telegram import listening
from tests.conftest import Clock
from tests.serving import served

WEBHOOK_URL = "https://delegado.upn.example/webhooks/twilio/webhook"
LUCIA = "whatsapp:+51999888777"
DIEGO = "whatsapp:+51999888666"
SENDERS = [f"whatsapp:+5199900000{number}" for number in range(10)]
BUTTONS = [
    {"title": "UPN", "payload": '/elegir_universidad{"universidad": "UPN"}'},
    {"title": "UPCH", "payload": '/elegir_universidad{"universidad": "UPCH"}'},
]

_sids = itertools.count(1)

Form = dict[str, str]


def form_of(text: str, sender: str = LUCIA, **others: str) -> Form:
    """The fields of a message, as Twilio sends them; the empty ones are signed as well."""
    sid = f"SM{next(_sids):032x}"
    return {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": "Lucía Ramos",
        "MessageType": "text",
        "SmsSid": sid,
        "WaId": sender.partition("+")[2],
        "SmsStatus": "received",
        "Body": text,
        "To": NUMBER,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": sender,
        "ApiVersion": "2010-04-01",
        "ButtonText": "",
    } | others


def sign(form: Form, url: str = WEBHOOK_URL, token: str = AUTH_TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, form))


class Channel:
    """The channel over HTTP, the bot behind it, and a door that rings when a message comes in."""

    def __init__(self, agent: Agent, api: FakeTwilio) -> None:
        self.agent, self.api = agent, api
        self.address = ""
        self.came: dict[str, threading.Event] = {}

    def post(self, form: Form) -> int:
        """Deliver a form as Twilio does; gives the status."""
        return self.post_raw(urlencode(form).encode(), sign(form))

    def post_raw(self, body: bytes, signature: str | None) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        if signature is not None:
            headers[SIGNATURE_HEADER] = signature
        connection = self.connect()
        try:
            connection.request("POST", "/webhooks/twilio/webhook", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        assert answer.status != 204 or content == b"", "Twilio would send it to the student"
        return answer.status

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=60)

    def rings_at(self, form: Form) -> threading.Event:
        """Set as soon as the server begins with this form."""
        return self.came.setdefault(urlencode(form), threading.Event())

    async def ring(self, request: Request) -> None:
        event = self.came.get(request.body.decode("utf-8", "replace"))
        if event:
            event.set()

    @property
    def heard(self) -> list[str]:
        """What reached the dialogue engine, in its order."""
        return [message.text for message in self.agent.received]


@pytest.fixture
def state(database: Database, clock: Clock, tmp_path: Path) -> Iterator[State]:
    """What the channels work with; Lucía and the crowd have read the privacy notice."""
    settings = Settings.from_environment({"DELEGADO_VAR": str(tmp_path), "DELEGADO_CODE_SECRET": "s" * 32})
    made = replace(State.from_settings(settings, database), inbox=Inbox(database, clock))

    async def greet() -> None:
        for sender in (LUCIA, *SENDERS):
            await made.notices.is_first_contact(sender.replace("whatsapp", "twilio"))

    asyncio.run(greet())
    provide(made)
    yield made
    provide(None)


@pytest.fixture
def api() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    with fake.serving():
        yield fake
    assert fake.wrong == []


Serve = Callable[..., Any]


@pytest.fixture
def serve(state: State, api: FakeTwilio) -> Serve:
    """Serve a new channel until the block is left; `budget`: seconds for an answer; `pauses`: of further tries."""

    @contextmanager
    def start(budget: float = 20.0, pauses: Sequence[float] = ()) -> Iterator[Channel]:
        app = Sanic("test_twilio", register=False, configure_logging=False)
        app.ctx.agent = Agent()
        channel = Channel(app.ctx.agent, api)
        app.on_request(channel.ring)
        twilio = TwilioInput(ACCOUNT_SID, AUTH_TOKEN, NUMBER, WEBHOOK_URL, api.address, budget, pauses)
        register([twilio], app, route="/webhooks/")
        with served(app) as channel.address:
            yield channel

    return start


@pytest.fixture
def channel(serve: Serve) -> Iterator[Channel]:
    with serve() as running:
        yield running


def say(*answers: dict[str, Any]) -> Callable[[UserMessage], Any]:
    """A bot that says the same to everything."""

    async def bot(message: UserMessage) -> None:
        for answer in answers:
            await message.output_channel.send_response(message.sender_id, dict(answer))

    return bot


# A message and its answer


def test_a_message_is_answered(channel: Channel) -> None:
    assert channel.post(form_of("¿puedo dar el susti?")) == 204
    assert channel.api.texts_to(LUCIA) == ["¿puedo dar el susti?"]
    (message,) = channel.agent.received
    assert (message.sender_id, message.input_channel) == ("twilio:+51999888777", "twilio")


@pytest.mark.parametrize("text", ["¡Hola!", "ñandú & co. = 50 % + «¿sí?»", "hola 😀\n¿qué tal?", "+51 999"])
def test_a_text_comes_in_and_goes_out_as_it_is(channel: Channel, text: str) -> None:
    assert channel.post(form_of(text)) == 204
    assert (channel.heard, channel.api.texts_to(LUCIA)) == ([text], [text])


def test_the_first_contact_begins_with_the_privacy_notice(channel: Channel, state: State) -> None:
    channel.post(form_of("hola", DIEGO))
    channel.post(form_of("¿y ahora?", DIEGO))
    assert channel.api.texts_to(DIEGO) == [state.notices.text, "hola", "¿y ahora?"]


def test_an_answer_with_blank_lines_stays_one_message(channel: Channel) -> None:
    text = "Sí.\n\nPor qué:\n- una razón\n\nFuente: Reglamento, Art. 23"
    channel.agent.bot = say({"text": text})
    channel.post(form_of("hola"))
    assert channel.api.texts_to(LUCIA) == [text]


def test_a_long_answer_comes_in_order_and_whole(channel: Channel) -> None:
    paragraphs = [f"Párrafo {number}: " + "á" * 700 + " 😀." for number in range(6)]
    text = "\n\n".join([*paragraphs, "Fuente: Reglamento de Estudios, Art. 23 a"])
    channel.agent.bot = say({"text": text}, {"text": "Y otra cosa."})
    channel.post(form_of("hola"))
    texts = channel.api.texts_to(LUCIA)
    assert len(texts) > 3
    assert texts[-1] == "Y otra cosa."
    assert "\n\n".join(texts[:-1]) == text
    assert texts[-2].endswith("Fuente: Reglamento de Estudios, Art. 23 a")


@pytest.mark.parametrize("text", ["palabra " * 700, "á" * 3300, "😀" * 3300], ids=["words", "letters", "emoji"])
def test_a_text_without_a_line_break_is_cut_where_twilio_wants_it(channel: Channel, text: str) -> None:
    channel.agent.bot = say({"text": text})
    channel.post(form_of("hola"))
    texts = channel.api.texts_to(LUCIA)
    assert len(texts) > 2
    assert "".join(texts).replace(" ", "") == text.replace(" ", "")


def test_of_a_picture_only_its_text_is_sent(channel: Channel) -> None:
    channel.agent.bot = say({"text": "Tu tabla", "image": "data:image/png;base64,iVBORw0KGgo="})
    assert channel.post(form_of("hola")) == 204
    assert channel.api.texts_to(LUCIA) == ["Tu tabla"]


@pytest.mark.parametrize("sender", [LUCIA, DIEGO], ids=["known", "first contact"])
def test_a_picture_alone_is_no_silence(channel: Channel, sender: str) -> None:
    channel.agent.bot = say({"image": "data:image/png;base64,iVBORw0KGgo="})
    assert channel.post(form_of("hola", sender)) == 204
    assert channel.api.texts_to(sender)[-1] == APOLOGY


def test_a_picture_beside_other_words_needs_no_apology(channel: Channel) -> None:
    channel.agent.bot = say({"text": "¿Cuál?", "buttons": BUTTONS}, {"image": "data:image/png;base64,iVBORw0KGgo="})
    assert channel.post(form_of("hola")) == 204
    assert channel.api.texts_to(LUCIA) == [f"¿Cuál?\n\n1. UPN\n2. UPCH\n\n{BY_NUMBER}"]


def test_who_floods_is_told_once_and_then_hears_nothing(channel: Channel, state: State) -> None:
    provide(replace(state, sender_limit=MovingWindow(1, 60)))
    forms = [form_of("uno"), form_of("dos"), form_of("tres")]
    assert [channel.post(form) for form in (*forms, forms[-1])] == [204] * 4
    assert channel.api.texts_to(LUCIA) == ["uno", TOO_FAST]


def test_a_bot_that_breaks_apologises(channel: Channel) -> None:
    async def break_down(_message: UserMessage) -> None:
        raise RuntimeError

    channel.agent.bot = break_down
    assert channel.post(form_of("hola")) == 204
    assert channel.api.texts_to(LUCIA) == [APOLOGY]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"Body": "", "NumMedia": "1", "MediaContentType0": "audio/ogg", "MessageType": "audio"}, NOT_TEXT),
        ({"Body": " ", "NumMedia": "2", "MediaContentType0": "image/jpeg"}, NOT_TEXT),
        ({"Body": "", "Latitude": "-12.04", "Longitude": "-77.02", "MessageType": "location"}, NOT_TEXT),
        ({"Body": "Av. Siempre Viva 742", "Latitude": "-12.04", "Longitude": "-77.02", "Label": "Campus"}, NOT_TEXT),
        ({"Body": ""}, NO_WORDS),
        ({"Body": "😀"}, NO_WORDS),
        ({"Body": "a" * 10_000}, TOO_LONG),
    ],
)
def test_what_is_no_question_is_told_so(channel: Channel, others: Form, said: str) -> None:
    assert channel.post(form_of("", **others)) == 204
    assert (channel.heard, channel.api.texts_to(LUCIA)) == ([], [said])


def test_words_beside_a_picture_count(channel: Channel) -> None:
    channel.post(form_of("¿me inhabilitan?", NumMedia="1", MediaContentType0="image/jpeg", MessageType="image"))
    assert channel.heard == ["¿me inhabilitan?"]


# Options


def test_options_are_numbered(channel: Channel) -> None:
    channel.agent.bot = say({"text": "¿De qué universidad eres?", "buttons": BUTTONS})
    channel.post(form_of("hola"))
    assert channel.api.texts_to(LUCIA) == [f"¿De qué universidad eres?\n\n1. UPN\n2. UPCH\n\n{BY_NUMBER}"]


@pytest.mark.parametrize("choice", ["2", "2.", "upch", "UPCH"])
def test_an_option_is_chosen_by_number_or_title(channel: Channel, choice: str) -> None:
    channel.agent.bot = say({"text": "¿De qué universidad eres?", "buttons": BUTTONS})
    channel.post(form_of("hola"))
    channel.post(form_of(choice))
    assert channel.heard == ["hola", BUTTONS[1]["payload"]]


@pytest.mark.parametrize("text", ["3", "0", "UPC", "la 2 o la 1"])
def test_what_names_no_option_is_a_message(channel: Channel, text: str) -> None:
    channel.agent.bot = say({"text": "¿De qué universidad eres?", "buttons": BUTTONS})
    channel.post(form_of("hola"))
    channel.post(form_of(text))
    assert channel.heard == ["hola", text]


def test_the_options_of_several_answers_are_numbered_through(channel: Channel) -> None:
    more = [{"title": "Otra cosa", "payload": "/otra_cosa"}]
    channel.agent.bot = say({"text": "Uno", "buttons": BUTTONS}, {"text": "Dos", "buttons": more})
    channel.post(form_of("hola"))
    assert channel.api.texts_to(LUCIA)[1] == f"Dos\n\n3. Otra cosa\n\n{BY_NUMBER}"
    channel.post(form_of("3"))
    channel.post(form_of("1"))
    assert channel.heard == ["hola", "/otra_cosa", BUTTONS[0]["payload"]]


def test_a_number_is_a_number_again_after_another_question(channel: Channel) -> None:
    channel.agent.bot = say({"text": "¿De qué universidad eres?", "buttons": BUTTONS})
    channel.post(form_of("hola"))
    channel.agent.bot = say({"text": "¿Cuántas faltas tienes?"})
    channel.post(form_of("1"))
    channel.post(form_of("2"))
    assert channel.heard == ["hola", BUTTONS[0]["payload"], "2"]


def test_nobody_chooses_from_another_ones_options(channel: Channel) -> None:
    channel.agent.bot = say({"text": "¿De qué universidad eres?", "buttons": BUTTONS})
    channel.post(form_of("hola"))
    channel.post(form_of("2", DIEGO))
    assert channel.heard == ["hola", "2"]


# Who may post


def refused(channel: Channel) -> bool:
    return channel.heard == [] and channel.api.requests == 0


@pytest.mark.parametrize("signature", [None, ""])
def test_an_unsigned_form_is_refused(channel: Channel, signature: str | None) -> None:
    assert channel.post_raw(urlencode(form_of("hola")).encode(), signature) == 401
    assert refused(channel)


FORM = form_of("hola")


@pytest.mark.parametrize(
    "signature",
    [
        "x",
        "ñ" * 28,
        sign(FORM)[:-2],
        sign(FORM, token="another token"),
        sign(FORM, url="https://elsewhere.example/webhooks/twilio/webhook"),
        sign(FORM, url="http://delegado.upn.example/webhooks/twilio/webhook"),
        sign(FORM, url=WEBHOOK_URL + "?a=b"),
        sign(FORM | {"Body": "chau"}),
        sign(FORM | {"From": DIEGO}),
        sign(FORM | {"More": ""}),
        sign({name: value for name, value in FORM.items() if value}),
    ],
)
def test_a_wrong_signature_is_refused(channel: Channel, signature: str) -> None:
    assert channel.post_raw(urlencode(FORM).encode(), signature) == 403
    assert refused(channel)


def test_what_twilio_signs_is_the_public_address(serve: Serve, api: FakeTwilio) -> None:
    """Whatever the server is called behind its proxy, and with a port or without."""
    form = form_of("hola")
    with serve() as channel:
        signature = sign(form, url=WEBHOOK_URL.replace(".example/", ".example:443/"))
        assert channel.post_raw(urlencode(form).encode(), signature) == 204
    assert api.texts_to(LUCIA) == ["hola"]


def test_a_field_that_comes_twice_is_signed_twice(channel: Channel) -> None:
    form = form_of("hola")
    assert channel.post_raw(urlencode(form).encode() + b"&From=whatsapp%3A%2B51999888666", sign(form)) == 403
    assert refused(channel)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"From": "whatsapp:+51999888777"}',
        b"\xff\xfe\x00=\xff",
        b"%FF%00=%ED%A0%80",
        b"=&=&;;&&",
        b"From",
        b"%",
        b"a=b&" * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_nobody_signed_is_refused(channel: Channel, body: bytes) -> None:
    assert channel.post_raw(body, sign(FORM)) == 403
    assert refused(channel)


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 3 * LARGEST_BODY])
def test_a_body_over_a_megabyte_is_refused(channel: Channel, size: int) -> None:
    body = b"Body=".ljust(size, b"a")
    assert channel.post_raw(body, sign({"Body": body[5:].decode()})) == 413
    assert refused(channel)


def test_a_megabyte_is_read_and_told_to_be_too_long(channel: Channel) -> None:
    assert channel.post(form_of("a" * 990_000)) == 204
    assert channel.api.texts_to(LUCIA) == [TOO_LONG]


IGNORED: list[Form] = [
    {},
    {"Body": "hola"},
    form_of("hola", From=""),
    form_of("hola", From="+51999888777"),
    form_of("hola", From="whatsapp:51999888777"),
    form_of("hola", From="whatsapp:+"),
    form_of("hola", From="whatsapp:+519998887a7"),
    form_of("hola", From="whatsapp:+٥١٩٩٩٨٨٨٧٧٧"),
    form_of("hola", From="whatsapp:+51999888777\n"),
    form_of("hola", From="whatsapp:+" + "5" * 300),
    form_of("hola", From="messenger:123456789"),
    form_of("hola", MessageSid=""),
    form_of("hola", MessageSid="SM" + "0" * 300),
    form_of("hola", MessageSid="SM\x00"),
    form_of("hola", To="whatsapp:+14155230000"),
    # The status of a message of ours
    form_of("", From=NUMBER, To=LUCIA, MessageStatus="undelivered", ErrorCode="63016"),
]


@pytest.mark.parametrize("form", IGNORED, ids=lambda form: repr(sorted(form.items()))[-60:])
def test_a_signed_form_that_is_no_message_to_us_is_ignored(channel: Channel, form: Form) -> None:
    assert channel.post(form) == 204
    assert refused(channel)


def test_the_health_check_answers(channel: Channel) -> None:
    connection = channel.connect()
    connection.request("GET", "/webhooks/twilio/")
    assert connection.getresponse().status == 200
    connection.close()


# Once, in order, to the right one


def test_a_message_that_comes_again_is_answered_once(channel: Channel, clock: Clock) -> None:
    form = form_of("hola")
    assert [channel.post(form) for _ in range(3)] == [204, 204, 204]
    clock.advance(hours=1)
    assert channel.post(form) == 204
    assert (channel.heard, channel.api.texts_to(LUCIA)) == (["hola"], ["hola"])


def test_a_message_that_comes_again_after_a_restart_is_answered_once(serve: Serve, api: FakeTwilio) -> None:
    form = form_of("hola")
    for _ in range(2):
        with serve() as channel:
            assert channel.post(form) == 204
    assert api.texts_to(LUCIA) == ["hola"]


def test_a_message_that_comes_many_times_at_once_is_answered_once(channel: Channel) -> None:
    form = form_of("hola")
    with ThreadPoolExecutor(8) as posts:
        assert list(posts.map(channel.post, [form] * 8)) == [204] * 8
    assert (channel.heard, channel.api.texts_to(LUCIA)) == (["hola"], ["hola"])


def test_a_crowd_gets_each_its_own_answers(channel: Channel) -> None:
    forms = [form_of(f"pregunta {number}", sender) for sender in SENDERS for number in range(10)]
    random.Random(7).shuffle(forms)
    with ThreadPoolExecutor(10) as posts:
        assert set(posts.map(channel.post, forms)) == {204}
    received = Counter((sent.recipient, sent.text) for sent in channel.api.sent)
    assert received == Counter((form["From"], form["Body"]) for form in forms)


def test_an_answer_waits_for_the_one_before(channel: Channel) -> None:
    """Twilio holds the first answer back; the second message comes meanwhile."""
    first, second = form_of("uno"), form_of("dos")
    channel.api.planned.append(SILENCE)
    with ThreadPoolExecutor(2) as posts:
        one = posts.submit(channel.post, first)
        assert channel.api.held.wait(60)
        came = channel.rings_at(second)
        two = posts.submit(channel.post, second)
        assert came.wait(60)
        assert not channel.api.saw(2, seconds=0.5), "the second answer overtook the first"
        channel.api.let_go()
        assert (one.result(60), two.result(60)) == (204, 204)
    assert channel.api.texts_to(LUCIA) == ["uno", "dos"]


def test_one_student_waits_for_no_other(channel: Channel) -> None:
    channel.api.planned.append(SILENCE)
    with ThreadPoolExecutor(1) as posts:
        slow = posts.submit(channel.post, form_of("uno"))
        assert channel.api.held.wait(60)
        assert channel.post(form_of("dos", SENDERS[0])) == 204
        assert channel.api.texts_to(SENDERS[0]) == ["dos"]
        channel.api.let_go()
        assert slow.result(60) == 204


def test_an_answer_is_finished_though_twilio_hangs_up(channel: Channel) -> None:
    asked, go_on = threading.Event(), threading.Event()

    async def think(message: UserMessage) -> None:
        asked.set()
        await asyncio.to_thread(go_on.wait, 60)
        await message.output_channel.send_response(message.sender_id, {"text": "por fin"})

    channel.agent.bot = think
    form = form_of("hola")
    connection = channel.connect()
    connection.request("POST", "/webhooks/twilio/webhook", urlencode(form), {SIGNATURE_HEADER: sign(form)})
    assert asked.wait(60)
    connection.close()
    test_the_health_check_answers(channel)  # by now the server has noticed
    go_on.set()
    assert channel.post(form) == 204, "it comes again and waits for the first one's end"
    assert (channel.heard, channel.api.texts_to(LUCIA)) == (["hola"], ["por fin"])


# When Twilio's API fails


@pytest.mark.parametrize("replies", [[BROKEN], [BUSY], [GATEWAY], [PORTAL], [BROKEN, GATEWAY, BUSY]], ids=len)
def test_what_fails_for_a_moment_is_tried_again(channel: Channel, replies: list[Reply]) -> None:
    channel.api.planned.extend(replies)
    assert channel.post(form_of("hola")) == 204
    assert (channel.heard, channel.api.texts_to(LUCIA)) == (["hola"], ["hola"])
    assert channel.api.requests == len(replies) + 1


def test_a_request_without_an_answer_is_tried_again(serve: Serve, api: FakeTwilio, monkeypatch: Any) -> None:
    monkeypatch.setattr("channels.twilio.api._LONGEST_REQUEST", 0.2)
    api.planned.append(SILENCE)
    with serve() as channel:
        assert channel.post(form_of("hola")) == 204
    assert api.texts_to(LUCIA) == ["hola"]


def test_a_pause_that_twilio_asks_for_beyond_the_budget_is_left_to_the_next_delivery(serve: Serve, api: Any) -> None:
    api.planned.append(Reply(429, 20429, retry_after="30"))
    form = form_of("hola")
    with serve() as channel:
        assert channel.post(form) == 503
        assert api.requests == 1
        assert channel.post(form) == 204
    assert api.texts_to(LUCIA) == ["hola"]


def test_what_could_not_be_sent_goes_with_the_next_delivery(serve: Serve, api: FakeTwilio) -> None:
    api.always = BROKEN
    form = form_of("hola")
    with serve(budget=0.4) as channel:
        assert [channel.post(form), channel.post(form)] == [503, 503]
        api.always = None
        assert [channel.post(form), channel.post(form)] == [204, 204]
        assert channel.heard == ["hola"], "asked again, the bot would count the message twice"
    assert api.texts_to(LUCIA) == ["hola"]


def test_what_was_sent_already_is_not_repeated(serve: Serve, api: FakeTwilio) -> None:
    form = form_of("hola")
    with serve(budget=0.4) as channel:
        channel.agent.bot = say({"text": "uno"}, {"text": "dos"}, {"text": "tres"})
        api.planned.append(ACCEPTED)
        api.always = BROKEN
        assert channel.post(form) == 503
        assert api.texts_to(LUCIA) == ["uno"]
        api.always = None
        assert channel.post(form) == 204
    assert api.texts_to(LUCIA) == ["uno", "dos", "tres"]


def test_what_could_not_be_sent_is_answered_after_a_restart(serve: Serve, api: FakeTwilio) -> None:
    api.always = BROKEN
    form = form_of("hola")
    with serve(budget=0.4) as channel:
        assert channel.post(form) == 503
    api.always = None
    with serve() as channel:
        assert channel.post(form) == 204
    assert api.texts_to(LUCIA) == ["hola"]


def test_an_api_that_is_not_there_is_no_end(state: State) -> None:
    app = Sanic("test_twilio", register=False, configure_logging=False)
    app.ctx.agent = Agent()
    channel = Channel(app.ctx.agent, FakeTwilio())
    away = "http://127.0.0.1:9"
    register([TwilioInput(ACCOUNT_SID, AUTH_TOKEN, NUMBER, WEBHOOK_URL, away, 0.4)], app, route="/webhooks/")
    with served(app) as channel.address:
        assert channel.post(form_of("hola")) == 503


@pytest.mark.parametrize("refusal", [UNSUBSCRIBED, OUTSIDE_WINDOW, BLOCKED])
def test_nothing_more_is_sent_to_who_cannot_be_reached(
    channel: Channel, refusal: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    channel.agent.bot = say({"text": "uno"}, {"text": "dos"})
    channel.api.planned.append(refusal)
    form = form_of("hola")
    assert [channel.post(form), channel.post(form)] == [204, 204]
    assert (channel.api.requests, channel.api.sent) == (1, [])
    assert f"Twilio refused a message: HTTP {refusal.status}, code {refusal.code}." in caplog.messages


@pytest.mark.parametrize("refusal", [Reply(400, 21617), Reply(307)])
def test_a_refused_message_does_not_hold_back_the_next(
    channel: Channel, refusal: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    channel.agent.bot = say({"text": "uno"}, {"text": "dos"})
    channel.api.planned.append(refusal)
    form = form_of("hola")
    assert [channel.post(form), channel.post(form)] == [204, 204]
    assert channel.api.texts_to(LUCIA) == ["dos"]
    assert f"Twilio refused a message: HTTP {refusal.status}, code {refusal.code}." in caplog.messages


def test_a_token_that_ends_does_not_cost_the_answer(channel: Channel, caplog: pytest.LogCaptureFixture) -> None:
    channel.api.always = Reply(401, 20003)
    form = form_of("hola")
    assert [channel.post(form), channel.post(form)] == [503, 503]
    assert channel.api.requests == 2, "it is no use to insist"
    assert "HTTP 401, code 20003" in caplog.text
    channel.api.always = None
    assert [channel.post(form), channel.post(form)] == [204, 204]
    assert (channel.heard, channel.api.texts_to(LUCIA)) == (["hola"], ["hola"])


def test_what_twilio_stops_sending_is_tried_again_all_the_same(serve: Serve, api: FakeTwilio) -> None:
    failures = [Reply(401, 20003)] * 3
    api.planned.extend(failures)
    form = form_of("hola")
    with serve(pauses=(0, 0, 0, 0)) as channel:
        assert channel.post(form) == 503
        assert api.saw(len(failures) + 1)
        assert channel.post(form) == 204, "it waits for the end of the last try"
        assert channel.heard == ["hola"]
    assert (api.requests, api.texts_to(LUCIA)) == (len(failures) + 1, ["hola"])


def test_what_never_works_is_given_up(serve: Serve, api: FakeTwilio, caplog: pytest.LogCaptureFixture) -> None:
    api.always = Reply(401, 20003)
    with serve(pauses=(0, 0)) as channel, told(caplog, "given up") as was_told:
        assert channel.post(form_of("hola")) == 503
        assert was_told.wait(60)
    assert (api.requests, api.sent) == (3, [])


@contextmanager
def told(caplog: pytest.LogCaptureFixture, words: str) -> Iterator[threading.Event]:
    """Set as soon as a log says these words."""
    event = threading.Event()

    def listen(record: logging.LogRecord) -> bool:
        if words in record.getMessage():
            event.set()
        return True

    caplog.handler.addFilter(listen)  # type: ignore[arg-type]
    yield event
    caplog.handler.removeFilter(listen)  # type: ignore[arg-type]


def test_a_server_that_stops_gives_back_what_it_had_in_hand(state: State, api: FakeTwilio) -> None:
    asked = asyncio.Event()
    form = form_of("hola")

    async def never_answer(_message: UserMessage) -> None:
        asked.set()
        await asyncio.Event().wait()

    async def play() -> None:
        app = Sanic("test_twilio_stopping", register=False, configure_logging=False)
        app.ctx.agent = Agent()
        app.ctx.agent.bot = never_answer
        register([TwilioInput(ACCOUNT_SID, AUTH_TOKEN, NUMBER, WEBHOOK_URL, api.address)], app, route="/webhooks/")
        async with aiohttp.ClientSession(headers={SIGNATURE_HEADER: sign(form)}) as client:
            async with listening(app) as address:
                post = asyncio.create_task(client.post(f"{address}/webhooks/twilio/webhook", data=form))
                await asked.wait()
            post.cancel()
        assert await state.inbox.claim("twilio", form["MessageSid"])

    asyncio.run(asyncio.wait_for(play(), 60))


def test_what_a_server_had_in_hand_when_it_died_has_to_come_again(channel: Channel, state: State, clock: Clock) -> None:
    form = form_of("hola")
    assert asyncio.run(state.inbox.claim("twilio", form["MessageSid"]))
    assert [channel.post(form), channel.post(form)] == [503, 503]
    assert channel.heard == []
    clock.advance(minutes=2)
    assert channel.post(form) == 204
    assert channel.api.texts_to(LUCIA) == ["hola"]


def test_after_a_refusal_the_next_question_is_answered(channel: Channel) -> None:
    channel.api.planned.append(OUTSIDE_WINDOW)
    assert [channel.post(form_of("uno")), channel.post(form_of("dos"))] == [204, 204]
    assert channel.api.texts_to(LUCIA) == ["dos"]


@pytest.mark.parametrize("trouble", [BROKEN, BLOCKED, GATEWAY])
def test_nothing_that_was_said_reaches_a_log(
    serve: Serve, api: FakeTwilio, trouble: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    api.always = trouble
    with caplog.at_level(logging.DEBUG), serve(budget=0.4) as channel:
        channel.agent.bot = say({"text": "Tu promedio es 16.40"})
        channel.post(form_of("estoy con depresión"))
        channel.post(form_of("soy otra persona", From="whatsapp:+51999888777x"))
        channel.post_raw(b"Body=depresi%C3%B3n&From=whatsapp%3A%2B51999888777", "x")
    assert api.requests
    for secret in ("depresión", "999888777", "promedio", "Lucía", "otra persona", AUTH_TOKEN):
        assert secret not in caplog.text


def test_without_a_database_twilio_is_asked_to_come_again(
    channel: Channel, database: Database, records_file: Path
) -> None:
    form = form_of("hola")
    database.close()
    hidden = records_file.rename(records_file.with_suffix(".away"))
    assert channel.post(form) == 503
    hidden.rename(records_file)
    assert channel.post(form) == 204
    assert channel.api.texts_to(LUCIA) == ["hola"]


# Settings

CREDENTIALS = {
    "account_sid": ACCOUNT_SID,
    "auth_token": AUTH_TOKEN,
    "twilio_number": NUMBER,
    "webhook_url": WEBHOOK_URL,
}


def test_the_address_may_tell_twilio_how_to_try_again(state: State, api: FakeTwilio) -> None:
    app = Sanic("test_twilio", register=False, configure_logging=False)
    app.ctx.agent = Agent()
    channel = Channel(app.ctx.agent, api)
    credentials = CREDENTIALS | {"webhook_url": f"{WEBHOOK_URL}#rc=2&rp=all", "api_url": api.address}
    register([TwilioInput.from_credentials(credentials)], app, route="/webhooks/")
    with served(app) as channel.address:
        assert channel.post(form_of("hola")) == 204
    assert api.texts_to(LUCIA) == ["hola"]


@pytest.mark.parametrize("missing", CREDENTIALS)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_setting_is_named(missing: str, value: str | None) -> None:
    with pytest.raises(SettingsError, match=missing):
        TwilioInput.from_credentials(CREDENTIALS | {missing: value})
    with pytest.raises(SettingsError, match=missing):
        TwilioInput.from_credentials({name: given for name, given in CREDENTIALS.items() if name != missing})


def test_no_settings_at_all_are_told() -> None:
    with pytest.raises(SettingsError, match="account_sid, auth_token"):
        TwilioInput.from_credentials(None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("account_sid", "SK" + "0" * 32),
        ("account_sid", "AC123"),
        ("twilio_number", "+14155238886"),
        ("twilio_number", "whatsapp:14155238886"),
        ("webhook_url", "delegado.upn.example"),
        ("webhook_url", "http://delegado.upn.example/webhooks/twilio/webhook"),
        ("webhook_url", "https://delegado.upn.example:port/"),
        ("webhook_url", "https:///webhooks"),
        ("webhook_url", "https://["),
        ("api_url", "http://api.example"),
    ],
)
def test_a_setting_that_cannot_work_is_told(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as error:
        TwilioInput.from_credentials(CREDENTIALS | {name: value})
    assert AUTH_TOKEN not in str(error.value)


def test_there_is_no_output_channel_of_its_own() -> None:
    assert TwilioInput.from_credentials(CREDENTIALS).get_output_channel() is None
