"""What a student types when one fact is asked for."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from actions.conversation.typed_values import evaluation_key, impossible, read_evaluations, read_value, says
from actions.knowledge.model import Conocimiento, Dato
from actions.rulebooks.plazos import LIMA

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=LIMA)  # a Sunday
OPTIONS = {"en_curso": ["este ciclo", "ahora"], "regular": ["curso normal"], "taller": ["talleres"]}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("entero", "16", 16), ("entero", "son 16", 16), ("entero", "como 20 clases", 20), ("entero", "dieciséis", 16),
        ("entero", "ninguna", 0), ("entero", "-3", -3), ("entero", "¿y si son 16?", None), ("entero", "3 o 4", None),
        ("entero", "quiero saber del susti", None), ("entero", "hola", None), ("entero", "", None),
        ("decimal", "2,5", 2.5), ("nota", "saqué 14", None), ("nota", "un 14", 14), ("nota", "14.5 puntos", 14.5),
        ("si_no", "sí", True), ("si_no", "SIII", True), ("si_no", "ya pagué", True), ("si_no", "claro que sí", True),
        ("si_no", "no", False), ("si_no", "todavía no", False), ("si_no", "no tengo deudas", False),
        ("si_no", "no entiendo la pregunta", None), ("si_no", "cuánto cuesta el susti", None),
        ("opcion", "es un taller", "taller"), ("opcion", "En curso", "en_curso"),
        ("opcion", "lo llevo este ciclo", "en_curso"),
        ("opcion", "otra cosa", None),
        ("fecha", "ayer", "2026-11-21"), ("fecha", "20/11", "2026-11-20"), ("fecha", "el lunes", "2026-11-16"),
        ("fecha", "el 3 de marzo del 2025", "2025-03-03"), ("fecha", "hace dos días", "2026-11-20"),
        ("fecha", "16", None), ("fecha", "qué sé yo", None),
        ("momento", "hoy a las 9", "2026-11-22T09:00"), ("momento", "20/11 18:30", "2026-11-20T18:30"),
        ("momento", "el viernes a las 6 de la tarde", "2026-11-20T18:00"),
        ("momento", "hace dos horas", "2026-11-22T08:00"),
        ("texto", "Cálculo II", "Cálculo II"),
        ("evaluaciones", "T1 20 % 14, final 30 %", "T1 20 % 14, final 30 %"), ("evaluaciones", "no tengo notas", None),
    ],
)  # fmt: skip
def test_an_answer_is_read(knowledge: Conocimiento, kind: str, text: str, value: Any) -> None:
    dato = Dato("x", kind, "¿?", opciones=OPTIONS if kind == "opcion" else {})
    assert read_value(dato, text, knowledge.palabras, NOW) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("T1 20 % 14, parcial 30 % 11,5; final 30%",
         {"peso t1": 20, "nota t1": 14, "peso parcial": 30, "nota parcial": 11.5, "peso final": 30}),
        ("parcial 12 y final 14", {"nota parcial": 12, "nota final": 14}),
        ("T1: 14 (20%)\nexamen final: 50 %", {"nota t1": 14, "peso t1": 20, "peso final": 50}),
        ("práctica 1: 12, práctica 2 15 10%", {"nota practica 1": 12, "nota practica 2": 15, "peso practica 2": 10}),
        ("T 2 15", {"nota t2": 15}),
        ("hola", {}),
    ],
)  # fmt: skip
def test_a_list_of_grades_is_read(text: str, found: dict[str, float]) -> None:
    assert {f"{fact.entity} {fact.role}": fact.value for fact in read_evaluations(text)} == found


@pytest.mark.parametrize(
    ("name", "key"), [("Examen final", "final"), ("EP", "parcial"), ("T 1", "t1"), ("Práctica 2", "practica 2")]
)  # fmt: skip
def test_the_key_of_an_evaluation(name: str, key: str) -> None:
    assert evaluation_key(name) == key


@pytest.mark.parametrize(
    ("dato", "value", "cannot"),
    [
        (Dato("n", "nota", "¿?"), 25, True), (Dato("n", "nota", "¿?"), 20, False),
        (Dato("n", "nota", "¿?"), -0.5, True),
        (Dato("n", "entero", "¿?", Decimal(0), Decimal(9)), 10, True),
        (Dato("n", "entero", "¿?", Decimal(0)), 2.5, True),
        (Dato("n", "porcentaje", "¿?"), 101, True), (Dato("n", "si_no", "¿?"), True, False),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(dato: Dato, value: Any, cannot: bool) -> None:
    assert impossible(dato, value) is cannot


@pytest.mark.parametrize(("text", "kind"), [("No sé.", "no_sabe"), ("déjalo", "salir"), ("¡Cancelar!", "salir")])
def test_not_knowing_and_leaving(knowledge: Conocimiento, text: str, kind: str) -> None:
    assert says(text, kind, knowledge.palabras)
    assert not says("no sé si me inhabilitan", kind, knowledge.palabras)
