"""What the student states: kept while the topic goes on, over what the record says, and never taken from junk."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.conversation.stated import Stated, merge
from actions.conversation.turn import Fact, facts_from_slot, facts_to_slot
from actions.handlers.base import turn_of
from tests.conversation.conftest import Conversation, facts, ranking, said

UNSURE = ranking(("tardanzas", 0.3), ("asistencia_minima", 0.2))
JUNK: list[Any] = [[5], {"a": 5}, [], {}, [[["x"]]], {"value": "5"}]


@pytest.fixture
def begun(conversation: Conversation) -> Conversation:
    """An anonymous student of UPN has asked about 3 absences in 30 classes."""
    conversation.at("UPN").ask("tengo 3 faltas de 30 clases", "faltas_restantes", faltas=3, clases=30)
    return conversation


def test_facts_are_computed_on_without_identification(begun: Conversation) -> None:
    reply = begun.ask("falté 10 de 30 clases", "faltas_restantes", faltas=10, clases=30)
    assert "quedas inhabilitado: el máximo era 9" in said(reply)
    assert "Lo calculé con los datos que me das" in said(reply)


def test_a_follow_up_keeps_the_facts_before_it(begun: Conversation) -> None:
    reply = begun.ask("¿y si tengo 5 tardanzas?", UNSURE, tardanzas=5)
    assert begun.slots["tema_actual"] == "faltas_restantes"
    assert "llevas 5 faltas de un máximo de 9 y te quedan 4 faltas más" in said(reply)
    assert begun.slots["hechos"] == [["faltas", 3, None], ["clases", 30, None], ["tardanzas", 5, None]]


def test_a_follow_up_overrides_the_fact_of_the_same_kind(begun: Conversation) -> None:
    assert "ya no te queda ninguna" in said(begun.ask("¿y si falto 9?", UNSURE, faltas=9))
    assert "quedas inhabilitado" in said(begun.ask("y con 10 faltas?", UNSURE, faltas=10))
    assert begun.slots["hechos"] == [["clases", 30, None], ["faltas", 10, None]]


def test_a_new_question_about_the_same_topic_starts_afresh(begun: Conversation) -> None:
    reply = begun.ask("cuántas faltas me quedan si llegué tarde 4 veces", "faltas_restantes", tardanzas=4)
    assert begun.slots["hechos"] == [["tardanzas", 4, None]]
    assert "30 clases" not in said(reply)


def test_another_topic_drops_the_facts(begun: Conversation) -> None:
    begun.ask("¿y cuántos créditos puedo llevar?", "creditos_maximos")
    assert begun.slots["tema_actual"] == "creditos_maximos"
    assert begun.slots["hechos"] == []


def test_a_long_message_is_no_follow_up(begun: Conversation) -> None:
    begun.ask("y ahora dime por favor qué pasa cuando alguien llega tarde 5 veces", UNSURE, tardanzas=5)
    assert begun.slots["tema_actual"] == "tardanzas"
    assert begun.slots["hechos"] == [["tardanzas", 5, None]]


def test_a_message_that_is_surely_about_something_else_is_no_follow_up(begun: Conversation) -> None:
    begun.ask("¿y si pago 14 créditos?", "pension_por_creditos", creditos__por_matricular=14)
    assert begun.slots["tema_actual"] == "pension_por_creditos"


def test_a_follow_up_without_facts_is_a_question_of_its_own(begun: Conversation) -> None:
    begun.ask("¿y las tardanzas?", UNSURE)
    assert begun.slots["tema_actual"] == "tardanzas"


def test_the_message_wins_over_the_record(conversation: Conversation) -> None:
    conversation.identify("N00100001")
    recorded = conversation.ask("¿cuántas faltas me quedan en estadística?", "faltas_restantes", curso="estadística")
    assert "llevas 9 faltas de un máximo de 9" in said(recorded)
    supposed = conversation.ask("¿y si tuviera 10 faltas?", UNSURE, faltas=10)
    assert "Con 10 faltas de 30 clases" in said(supposed)
    assert "y los datos que me das" in said(supposed)


def test_no_fact_of_the_record_enters_a_slot(conversation: Conversation) -> None:
    conversation.identify("N00100001").ask("¿cuántas faltas me quedan?", "faltas_restantes")
    conversation.ask("¿puedo dar el susti de cálculo?", "sustitutorio_requisitos", curso="cálculo")
    kept = {name: value for name, value in conversation.slots.items() if value is not None}
    assert kept == {"tema_actual": "sustitutorio_requisitos", "hechos": [["curso", "cálculo", None]]}


# --- merging ------------------------------------------------------------------------------------------------------


def test_merging_keeps_roles_apart() -> None:
    earlier, now = facts(creditos__plan=200, creditos__aprobados=170), facts(creditos__aprobados=176)
    assert merge(earlier, now) == facts(creditos__plan=200, creditos__aprobados=176)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("con_deuda", "sin_deuda"),
        ("sin_deuda", "con_deuda"),
        ("con_pago", "sin_pago"),
        ("sin_solicitud", "con_solicitud"),
        ("inhabilitado", "habilitado"),
        ("habilitado", "inhabilitado"),
        ("ultimo_ciclo", "no_ultimo_ciclo"),
        ("no_ultimo_ciclo", "ultimo_ciclo"),
    ],
)
def test_a_situation_replaces_its_opposite(before: str, now: str) -> None:
    kept = (Fact("situacion", "autorizado_sin_pago"),)
    earlier = (Fact("situacion", before), *kept)
    assert set(merge(earlier, facts(situacion=now))) == {*kept, Fact("situacion", now)}


def test_having_no_third_time_course_replaces_having_one() -> None:
    assert merge(facts(vez=3), facts(situacion="sin_tercera")) == facts(situacion="sin_tercera")
    assert merge(facts(situacion="sin_tercera"), facts(vez=3)) == facts(vez=3)


def test_situations_that_are_no_opposites_stand_together() -> None:
    together = (Fact("situacion", "con_pago"), Fact("situacion", "sin_deuda"))
    assert merge(together[:1], together[1:]) == together


# --- what is no fact ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_entities_typed_by_hand_as_lists_or_dicts_are_no_facts(junk: Any) -> None:
    entities = [
        {"entity": "faltas", "value": junk},
        {"entity": "universidad", "value": junk},
        {"entity": "curso", "value": junk},
        {"entity": "clases", "value": 16},
        "no entity at all",
        None,
    ]
    tracker = Tracker("rest:ana", {"hechos": junk}, {"text": "hola", "entities": entities}, [], False, None, {}, None)
    turn = turn_of(tracker)
    assert turn.facts == facts(clases=16)
    assert turn.named("universidad") is None
    assert turn.earlier == ()


@pytest.mark.parametrize("slot", [None, "texto", 7, {"a": 1}, ["faltas", 5, None], [["faltas"]], [[1, 2, 3]], [None]])
def test_a_slot_of_another_form_holds_no_facts(slot: Any) -> None:
    assert facts_from_slot(slot) == ()


@pytest.mark.parametrize("junk", [*JUNK, None, True], ids=repr)
def test_a_value_in_a_slot_that_is_no_word_and_no_number_is_no_fact(junk: Any) -> None:
    assert facts_from_slot([["faltas", junk, None], ["clases", 16, None]]) == facts(clases=16)


def test_facts_survive_the_slot() -> None:
    stated = facts(faltas=5, creditos__plan=200, curso="Cálculo II", nota__promedio=16.5)
    assert facts_from_slot(facts_to_slot(stated)) == stated


@pytest.mark.parametrize("junk", [*JUNK, None, True, "5", "cinco", math.nan, math.inf], ids=repr)
def test_what_is_no_number_is_passed_over(junk: Any) -> None:
    assert Stated([Fact("faltas", 4), Fact("faltas", junk)]).number("faltas") == 4


@pytest.mark.parametrize(("value", "whole"), [(5, 5), (5.0, 5), (5.5, None), (-1, -1)])
def test_whole_numbers(value: float, whole: int | None) -> None:
    assert Stated(facts(faltas=value)).whole("faltas") == whole


def test_decimals_stay_exact() -> None:
    assert Stated(facts(nota__promedio=15.995)).number("nota", "promedio") == Decimal("15.995")


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        (facts(faltas=20, clases=16), "no cuadra"),
        (facts(faltas=-3, clases=16), "-3 no puede ser"),
        (facts(faltas=1, clases=0), "0 no puede ser"),
        (facts(porcentaje__faltas=130), "no cuadra"),
    ],
)
def test_facts_that_cannot_be_are_asked_back(conversation: Conversation, stated: tuple[Fact, ...], told: str) -> None:
    by_name = {f"{fact.entity}__{fact.role}" if fact.role else fact.entity: fact.value for fact in stated}
    assert told in said(conversation.at("UPN").ask("una pregunta", "asistencia_minima", **by_name))
