"""Buttons that are remembered: pressed by key and position, or chosen by their number or title; by their sender."""

from __future__ import annotations

import asyncio

import pytest

from actions.records.database import Database
from channels.offers import Offers
from tests.conftest import Clock

ANA, LUIS = "whatsapp:51999888777", "whatsapp:51999888778"
UNIVERSITIES = [
    {"title": name, "payload": f'/elegir_universidad{{"universidad": "{name}"}}'} for name in ("UPN", "UPC")
]
TOPICS = [
    {"title": f"Tema {number}", "payload": f'/ver_tema{{"tema": "t{number}"}}'}
    for number in ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")
]


class Sender:
    """One sender's offers, without awaiting."""

    def __init__(self, offers: Offers, clock: Clock, sender_id: str) -> None:
        self._offers, self._clock, self._id = offers, clock, sender_id

    def offered(self, buttons: list[dict[str, str]]) -> str:
        self._clock.advance(seconds=5)
        return asyncio.run(self._offers.remember(self._id, buttons))

    def renewed(self, buttons: list[dict[str, str]]) -> str | None:
        self._clock.advance(seconds=5)
        return asyncio.run(self._offers.renew(self._id, buttons))

    def presses(self, key: str, position: int) -> str | None:
        return asyncio.run(self._offers.payload(self._id, key, position))

    def types(self, text: str) -> str | None:
        return asyncio.run(self._offers.chosen(self._id, text))


@pytest.fixture
def ana(database: Database, clock: Clock) -> Sender:
    return Sender(Offers(database, clock), clock, ANA)


@pytest.fixture
def luis(database: Database, clock: Clock) -> Sender:
    return Sender(Offers(database, clock), clock, LUIS)


# Pressed


def test_a_button_is_found_by_key_and_position(ana: Sender) -> None:
    key = ana.offered(UNIVERSITIES)
    assert [ana.presses(key, position) for position in (0, 1)] == [button["payload"] for button in UNIVERSITIES]


def test_a_key_is_short_and_never_the_same(ana: Sender) -> None:
    keys = {ana.offered(UNIVERSITIES) for _ in range(20)}
    assert len(keys) == 20
    assert {(len(key), key.isalnum(), key.isascii()) for key in keys} == {(8, True, True)}


@pytest.mark.parametrize("position", [-1, -2, 2, 10**9, -(10**9)])
def test_there_is_no_button_at_another_position(ana: Sender, position: int) -> None:
    assert ana.presses(ana.offered(UNIVERSITIES), position) is None


@pytest.mark.parametrize("key", ["", "00000000", "%", "' OR 1=1 --", "x" * 1000], ids=lambda key: key[:20])
def test_there_is_no_button_of_another_key(ana: Sender, key: str) -> None:
    ana.offered(UNIVERSITIES)
    assert ana.presses(key, 0) is None


def test_a_key_is_worth_nothing_to_another_sender(ana: Sender, luis: Sender) -> None:
    key = ana.offered(UNIVERSITIES)
    luis.offered(TOPICS)
    assert luis.presses(key, 0) is None


def test_an_earlier_button_still_works_when_pressed(ana: Sender) -> None:
    key = ana.offered(UNIVERSITIES)
    ana.offered(TOPICS)
    assert ana.presses(key, 1) == UNIVERSITIES[1]["payload"]


def test_what_was_offered_outlives_the_process(ana: Sender, database: Database, clock: Clock) -> None:
    key = ana.offered(UNIVERSITIES)
    again = Sender(Offers(Database(database.url), clock), clock, ANA)
    assert again.presses(key, 0) == again.types("1") == UNIVERSITIES[0]["payload"]


# Typed


@pytest.mark.parametrize("text", ["2", " 2 ", "2.", "2)", "(2)", "#2", "02", "2:", "2º", "2°"])
def test_a_number_chooses(ana: Sender, text: str) -> None:
    ana.offered(UNIVERSITIES)
    assert ana.types(text) == UNIVERSITIES[1]["payload"]


@pytest.mark.parametrize("text", ["UPC", "upc", "  Upc\n"])
def test_a_whole_title_chooses(ana: Sender, text: str) -> None:
    ana.offered(UNIVERSITIES)
    assert ana.types(text) == UNIVERSITIES[1]["payload"]


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "3",
        "12",
        "99",
        "222",
        "",
        "   ",
        "2 cursos",
        "¿2 o 1?",
        "falté 2",
        "1 2",
        "1.5",
        "UP",
        "UPC o UPN",
        "²",
        "dos",
        "<3",
        ":3",
        "<2",
        "2%",
        "-1",
        ":2",
        "x2",
        "?1",
        "2?",
        "(2).",
    ],
)
def test_anything_else_chooses_nothing(ana: Sender, text: str) -> None:
    ana.offered(UNIVERSITIES)
    assert ana.types(text) is None


def test_two_digits_choose_from_a_long_list(ana: Sender) -> None:
    ana.offered(TOPICS)
    assert ana.types("12") == TOPICS[11]["payload"]
    assert ana.types("1") == TOPICS[0]["payload"]


def test_only_the_last_offer_is_chosen_from(ana: Sender) -> None:
    ana.offered(TOPICS)
    ana.offered(UNIVERSITIES)
    assert ana.types("1") == UNIVERSITIES[0]["payload"]
    assert ana.types("3") is None
    assert ana.types("Tema uno") is None


def test_after_an_answer_without_buttons_a_number_is_a_number(ana: Sender) -> None:
    ana.offered(UNIVERSITIES)
    ana.offered([])
    assert ana.types("1") is None


def test_a_turn_without_options_ends_the_last_offer(ana: Sender) -> None:
    key = ana.renewed(UNIVERSITIES)
    assert key is not None
    assert ana.types("2") == UNIVERSITIES[1]["payload"]
    ana.renewed([])
    assert ana.types("2") is None
    assert ana.presses(key, 1) == UNIVERSITIES[1]["payload"]


def test_where_nothing_is_offered_nothing_has_to_end(ana: Sender, executed: list[str]) -> None:
    assert ana.renewed([]) is None
    assert not any("INSERT" in statement for statement in executed)


def test_nobody_chooses_from_what_another_was_offered(ana: Sender, luis: Sender) -> None:
    ana.offered(UNIVERSITIES)
    assert luis.types("1") is None
    luis.offered(TOPICS)
    assert luis.types("1") == TOPICS[0]["payload"]
    assert ana.types("1") == UNIVERSITIES[0]["payload"]
