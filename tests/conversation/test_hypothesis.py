"""From what a student writes to the verdict of a calculation, without a record: sentence, facts, hypothesis, rule."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from actions.conversation.calculations import Case, Outcome, calculate
from actions.conversation.derived import with_derived
from actions.conversation.hypothesis import as_facts, stated_value, suppose
from actions.conversation.stated import merge, unambiguous
from actions.conversation.turn import Fact
from actions.conversation.typed_values import listed_evaluations
from actions.knowledge.loader import load_data_dictionary
from actions.knowledge.model import Dato
from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.plazos import LIMA
from actions.rulebooks.registro import CALCULOS
from components.text.facts import find_facts
from tests.conversation.conftest import facts

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=LIMA)  # a Friday
SI, NO, VALOR, DEPENDE = Veredicto.SI, Veredicto.NO, Veredicto.VALOR, Veredicto.DEPENDE


def read(text: str) -> tuple[Fact, ...]:
    """The facts of a message as the answering takes them."""
    found = unambiguous([Fact(fact.entity, fact.value, fact.role) for fact in find_facts(text)])
    listed = listed_evaluations(text) if "%" in text else ()
    told = {(fact.entity, fact.role) for fact in found}
    return merge(found, [fact for fact in listed if (fact.entity, fact.role) not in told]) if len(listed) > 2 else found


def outcome_of(university: str, calculation: str, text: str) -> Outcome | None:
    return calculate(university, calculation, Case(read(text), text, NOW))


def dictamen_of(university: str, calculation: str, text: str) -> Dictamen:
    outcome = outcome_of(university, calculation, text)
    assert outcome is not None and len(outcome.dictamenes) == 1, outcome
    return outcome.dictamenes[0]


@pytest.mark.parametrize(
    ("university", "calculation", "text", "verdict", "value"),
    [
        # grades and weights
        ("UPN", "promedio_curso", "con 11 paso?", NO, 11),
        ("UPN", "promedio_curso", "mi promedio final es 11.5", SI, 12),
        ("UPN", "promedio_curso", "parcial jalé con 6 (vale 30), T1 14 (vale 20), T2 12 (vale 20), el final pesa 30",
         VALOR, 15),
        ("UPN", "promedio_curso",
         "los pesos son trabajos 50, parcial 20 y final 30; saqué 12 en trabajos y 8 en el parcial", VALOR, 13),
        ("UPN", "promedio_curso", "la continua vale 40 %, el parcial 20 % y el final 40 %; tengo 15, 08 y 12", SI, 12),
        ("UPN", "promedio_curso", "en la T1 saqué 15 y en el parcial 08, la T1 pesa 30, el parcial 30 y el final 40",
         VALOR, 12),
        ("UPN", "sustitutorio_nota",
         "T1 20 % 14, T2 20 % 12, parcial 30 % 6, final 30 % 11; si saco 15 en el susti que reemplaza el parcial",
         SI, 13),
        ("UPN", "promedio_curso", "T1 20%, T2 20%, T3 20% y final 40%; saqué 12, 14 y 15 en las T", VALOR, 8),
        ("UPN", "promedio_curso", "T1 20%, T2 20%, T3 20% y final 40%; T1, T2 y T3: 12, 14 y 15", VALOR, 8),
        ("UPN", "promedio_curso", "parcial 30%=11, continua 30%=15, final 40%", VALOR, 10),
        ("UPC", "promedio_curso", "continua 15 al 30%, parcial 8 al 30%, final al 40%", VALOR, Decimal("15.25")),
        ("UPCH", "promedio_curso", "parcial 11 que vale 30%, continua 15 que vale 30% y final 40%", VALOR, 8),
        ("UPN", "nota_cualitativa", "saqué 16 en el curso", VALOR, 16),
        ("UPCH", "promedio_curso", "teoría vale 60 y llevo 9.5, la práctica vale 40 y tengo 13", NO, Decimal("10.9")),
        ("UPCH", "promedio_curso", "saqué 08 en conocimientos y 17 en desempeño", NO, 8),
        ("UPCH", "promedio_curso", "terminé el curso con 10,99", NO, Decimal("10.99")),
        ("UPCH", "promedio_curso", "primer parcial 7,00 (30 %), segundo parcial 11.5 (30 %) y falta el final (40 %)",
         VALOR, Decimal("13.63")),
        ("UPC", "promedio_curso",
         "exposición 14 (20 %), casos 12 (20 %), participación 15 (10 %), control 11 (10 %) y el final 40 %",
         VALOR, 13),
        ("UPC", "promedio_curso", "continua 12 y parcial 11, el sílabo no dice los pesos, ¿cuánto necesito?",
         VALOR, Decimal("15.25")),
        ("UPC", "promedio_curso", "terminé Marketing con 12.60", NO, Decimal("12.6")),
        ("UPC", "suplementario", "usé dos suplementarios y terminé Costos con 12", NO, None),
        # absences
        ("UPCH", "asistencia", "tengo 2 injustificadas y 5 justificadas de 30 sesiones", SI, 0),
        ("UPCH", "asistencia", "falté 5 de 16 clases, todas justificadas", NO, 0),
        ("UPCH", "asistencia", "tengo 6 faltas de 30 clases, de las cuales 4 son justificadas", SI, 1),
        ("UPCH", "asistencia", "falté a la mitad de las clases", NO, 0),
        ("UPN", "asistencia", "falté 5 de 16 clases, todas justificadas", NO, 0),
        ("UPN", "asistencia", "tengo treinta y dos clases y falté a ocho", SI, 1),
        ("UPC", "asistencia", "falté a una sesión del taller de habilidades directivas", NO, 0),
        ("UPC", "asistencia", "asistí a la mitad de las sesiones del DIL", NO, 0),
        ("UPC", "asistencia", "solo llegué al 60 % de las sesiones", NO, 0),
        ("UPN", "asistencia", "falté a 1/3 de las clases", NO, None),
        ("UPN", "asistencia", "me faltan 2 ciclos y falté a 10 de 30 clases", SI, None),
        # credits
        ("UPN", "creditos_matricula", "llevo un curso de 4 y dos de 3 créditos", SI, 22),
        ("UPN", "avance_carrera", "me faltan 30 créditos de un plan de 200", VALOR, 85),
        ("UPN", "avance_carrera", "tengo 150 kreditos aprovados de 200", VALOR, 75),
        ("UPN", "creditos_matricula", "un curso en tercera de 4 créditos y quiero llevar 14 créditos", NO, 12),
        ("UPCH", "creditos_matricula", "llevo dos cursos en segunda matrícula y quiero llevar 20 créditos", NO, 11),
        ("UPC", "convalidacion_tope", "mi maestría tiene 60 créditos y quiero convalidar 20", NO, None),
        ("UPCH", "pension_creditos", "estoy matriculado en 20 créditos y me retiro de un curso de 4 créditos",
         VALOR, 16),
        # counts
        ("UPC", "retiros_extraordinarios", "ya usé 3 retiros extraordinarios, ¿puedo retirarme de 2 más?", SI, 2),
        ("UPC", "retiros_extraordinarios", "nunca he pedido un retiro extraordinario", VALOR, 5),
        ("UPC", "reserva", "ya reservé un periodo y quiero reservar un periodo más, el programa no ha empezado", SI, 1),
        ("UPN", "repitencia", "jalé dos veces el mismo curso", SI, 1),
        ("UPN", "repitencia", "jalé por tercera vez", NO, 0),
        ("UPN", "repitencia", "es la tercera vez que desapruebo cálculo", NO, 0),
        ("UPN", "repitencia", "tengo dos tricas, ¿las puedo llevar juntas?", NO, None),
        ("UPN", "egreso", "me faltan dos cursos para egresar", NO, None),
        ("UPN", "orden_de_merito", "estoy en el puesto 18 de 90", SI, 18),
        ("UPN", "practicas_horas", "ya hice 160 de las 360 horas de prácticas", NO, 200),
        ("UPN", "creditos_horas", "un curso con 32 horas de teoría y 32 de práctica", VALOR, 3),
        ("UPCH", "tolerancia_ingreso", "llegué siete minutos tarde", NO, None),
        # moments and days
        ("UPN", "plazo_recalificacion", "me pusieron la nota del parcial ayer a las 5 pm y sumaron mal", SI, None),
        ("UPN", "plazo_recalificacion", "subieron mi nota del final hace 50 horas", NO, None),
        ("UPN", "plazo_recalificacion", "publicaron la nota hace 3 días", NO, None),
        ("UPN", "plazo_recalificacion", "me cargaron la nota el lunes 4 de marzo de 2024", NO, None),
        ("UPN", "plazo_recalificacion", "publicaron la nota el lunes 16", NO, None),
        ("UPN", "plazo_recalificacion", "colgaron la nota del final ayer 6pm y sumaron mal", SI, None),
        ("UPC", "plazo_recalificacion", "me entregaron el examen corregido ayer a las 9 de la noche", SI, None),
        ("UPC", "plazo_reclamo", "la nota la ingresaron el 3 de noviembre", NO, None),
        ("UPCH", "plazo_reclamo", "publicaron la nota el lunes", NO, None),
        ("UPN", "plazo_documento", "me entregaron la constancia hace tres semanas", NO, None),
        # yes and no
        ("UPN", "retiro_ciclo", "tengo una cuota vencida, ¿puedo retirarme del ciclo?", NO, None),
        ("UPN", "bloqueo_matricula", "me sale una retención por documentos", NO, None),
        ("UPN", "sustitutorio", "debo un libro en la biblioteca y ya pagué el susti", NO, None),
        ("UPCH", "sustitutorio", "saqué 09 en el examen, no figuro apto", NO, None),
        ("UPCH", "repitencia", "estudio Medicina, es mi tercera matrícula", NO, None),
        ("UPCH", "titulo", "tengo el bachiller de la UPCH y ya sustenté la tesis", SI, None),
        ("UPC", "tesis", "me falta un curso de la maestría", NO, None),
        ("UPC", "recalificacion", "sumaron mal mi examen y lo resolví con lápiz", NO, None),
        ("UPC", "retiro_oficio", "no fui a ninguna clase y no tengo ninguna nota", NO, None),
    ],
)  # fmt: skip
def test_a_sentence_is_computed(
    university: str, calculation: str, text: str, verdict: Veredicto, value: Decimal | int | None
) -> None:
    dictamen = dictamen_of(university, calculation, text)
    assert dictamen.veredicto is verdict, dictamen.resumen
    if value is not None:
        assert dictamen.valor == value, dictamen.resumen


@pytest.mark.parametrize(
    ("university", "calculation", "text", "asked"),
    [
        ("UPN", "promedio_curso", "saqué 12, 14 y 09 en las prácticas", "pesos"),
        ("UPN", "plazo_recalificacion", "publicaron la nota el lunes 3", "publicada"),  # no Monday was a 3rd lately
        ("UPN", "plazo_recalificacion", "la nota salió ayer", "publicada"),  # at what hour?
        ("UPN", "plazo_recalificacion", "me pusieron 10 en la T2 ayer a las 5", "publicada"),  # morning or afternoon?
        ("UPCH", "asistencia", "tengo 5 faltas justificadas de 30 clases", "faltas"),
        ("UPC", "asistencia", "falté a 5 de 20 sesiones, 3 con certificado médico", "tipo_curso"),
        ("UPCH", "promedio_curso", "saqué 14 en el primer examen y 9 en el segundo examen", "pesos"),
        ("UPC", "exoneracion", "soy gerente hace 12 años y mi programa tiene 60 créditos", "ya_exonerada"),
    ],
)
def test_what_is_not_sure_is_asked_for(university: str, calculation: str, text: str, asked: str) -> None:
    dictamen = dictamen_of(university, calculation, text)
    assert dictamen.veredicto is DEPENDE, dictamen.resumen
    assert dictamen.pide[0] == asked


@pytest.mark.parametrize(
    ("university", "calculation", "text"),
    [
        ("UPN", "promedio_curso", "tengo 14 en un curso de 4 créditos, 11 en uno de 3"),
        ("UPN", "creditos_matricula", "tengo 14 en un curso de 4 créditos, 11 en uno de 3"),
        ("UPN", "asistencia", "me falta una firma y cometí una falta de ortografía"),
        ("UPN", "asistencia", "el reglamento permite hasta 9 faltas y me quedan 3 faltas"),
        ("UPN", "plazo_recalificacion", "todavía no publican mi nota de ayer"),
        ("UPC", "retiros_extraordinarios", "¿qué es el retiro extraordinario de una asignatura?"),
        ("UPC", "avance_carrera", "¿cuándo se da por terminado el programa?"),
    ],
)
def test_what_is_not_stated_is_not_computed(university: str, calculation: str, text: str) -> None:
    assert outcome_of(university, calculation, text) is None


MOMENT = Dato("publicada", "momento", "¿?", entidad="fecha/de_la_nota")
DAY = Dato("fecha_ingreso", "fecha", "¿?", entidad="fecha/de_la_nota")


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("ayer a las 5 pm", "2026-11-19T17:00"), ("ayer a las 5:30 p. m.", "2026-11-19T17:30"),
        ("hoy a las 8 de la manana", "2026-11-20T08:00"), ("el miercoles a las 8 de la noche", "2026-11-18T20:00"),
        ("anoche a las 9", "2026-11-19T21:00"), ("el martes a mediodia", "2026-11-17T12:00"),
        ("a las 6 de la tarde de ayer", "2026-11-19T18:00"), ("ayer a las 18 horas", "2026-11-19T18:00"),
        ("hace 20 horas", "2026-11-19T14:00"), ("hace como 3 horas", "2026-11-20T07:00"),
        ("19/11 18:30", None),  # no words of this kind: nothing is found in a sentence
        ("hace 3 dias", "2026-11-17T23:59"), ("el lunes 4 de marzo de 2024", "2024-03-04T23:59"),
        ("ayer 6pm", "2026-11-19T18:00"), ("ayer 6:30 p.m.", "2026-11-19T18:30"),
        ("el lunes 16 a las 3 de la tarde", "2026-11-16T15:00"), ("el 3 de nov a las 8 am", "2026-11-03T08:00"),
        ("ayer", None), ("antier", None), ("hace 2 dias", None), ("el miercoles", None), ("ayer a las 5", None),
        ("hoy a las 11 de la noche", None),  # still to come
        ("ayer a las 12 de la noche", None), ("ayer a las 25", None), ("2026-11-18T18:00", "2026-11-18T18:00"),
    ],
)  # fmt: skip
def test_the_moment_that_words_tell(words: str, moment: str | None) -> None:
    calculo = CALCULOS["UPN", "plazo_recalificacion"]
    found = suppose(calculo, [Fact("fecha", words, "de_la_nota")], None, {"publicada": MOMENT}, NOW)
    told = found.publicada.strftime("%Y-%m-%dT%H:%M") if found.publicada else None
    assert told == moment


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("ayer a las 5", date(2026, 11, 19)), ("el lunes", date(2026, 11, 16)), ("hace 5 dias", date(2026, 11, 15)),
        ("el 3 de noviembre", date(2026, 11, 3)), ("el lunes 4 de marzo de 2024", date(2024, 3, 4)),
        ("el lunes 16", date(2026, 11, 16)), ("el lunes 19", date(2026, 10, 19)),
        ("el pasado lunes", date(2026, 11, 16)),
        ("el lunes 3", None), ("el lunes 13 de noviembre", None),  # a Tuesday, and a Friday
        ("el primero de octubre", date(2026, 10, 1)), ("el 3 de setiembre", date(2026, 9, 3)),
        ("antier", date(2026, 11, 18)), ("hace un mes", date(2026, 10, 20)),
        ("2026-11-18", date(2026, 11, 18)), ("un día de estos", None),
    ],
)  # fmt: skip
def test_the_day_that_words_tell(words: str, day: date | None) -> None:
    calculo = CALCULOS["UPC", "plazo_reclamo"]
    found = suppose(calculo, [Fact("fecha", words, "de_la_nota")], None, {"fecha_ingreso": DAY}, NOW)
    assert found.fecha_ingreso == day


# --- what follows from what is stated -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "fields", "follows"),
    [
        (facts(faltas__total=6, dato__faltas_justificadas=4), {"faltas_justificadas"}, facts(faltas=2)),
        (facts(faltas__total=6, faltas=4), {"faltas_justificadas"}, facts(dato__faltas_justificadas=2)),
        (facts(faltas__total=2, dato__faltas_justificadas=5), {"faltas_justificadas"}, facts(faltas=2)),
        (facts(faltas__total=6, dato__faltas_justificadas=4), set(), facts(faltas=6)),
        (facts(faltas=2, dato__faltas_justificadas=4), set(), facts(faltas=6)),
        (facts(dato__proporcion_justificadas=20.5), set(), facts(porcentaje__faltas=20.5)),
        (facts(creditos__faltan=30, creditos__plan=200), set(), facts(creditos__aprobados=170)),
        (facts(creditos__faltan=30), set(), ()),
        (facts(creditos__faltan=300, creditos__plan=200), set(), ()),
        (facts(vez=3), {"veces_desaprobado"}, facts(dato__veces_desaprobado=2)),
        (facts(vez=2, situacion="con_desaprobacion"), {"segunda_desaprobada"},
         facts(situacion="con_segunda_desaprobada")),
        (facts(vez=2), {"segunda_desaprobada"}, ()),
        (facts(vez=3, situacion="con_desaprobacion"), {"tercera_desaprobada"}, facts(situacion="tercera_desaprobada")),
    ],
)  # fmt: skip
def test_what_follows(stated: tuple[Fact, ...], fields: set[str], follows: tuple[Fact, ...]) -> None:
    assert with_derived(stated, fields) == (*stated, *follows)


# --- the data dictionary ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("university", "key", "stated", "value"),
    [
        ("UPN", "tiene_deuda", facts(situacion="con_libros_pendientes"), True),
        ("UPN", "tiene_deuda", facts(situacion="sin_deuda"), False),
        ("UPCH", "verano", facts(periodo="verano"), True),
        ("UPCH", "verano", facts(periodo="regular"), None),
        ("UPN", "con_sustento", facts(motivo="trabajo"), True),
        ("UPN", "con_sustento", facts(motivo="salud"), None),
        ("UPN", "nota_sustitutorio", facts(nota__supuesta=12), 12),
        ("UPN", "nota_sustitutorio", facts(nota__supuesta=12, nota__sustitutorio=14.5), 14.5),
        ("UPC", "retiros_extraordinarios", facts(dato__retiros_extraordinarios=3), 3),
        ("UPCH", "total", facts(dato__total_estudiantes=90), 90),
        ("UPC", "tipo_curso", facts(tipo_curso="taller"), "taller"),
        ("UPC", "malla_completa", (), None),
    ],
)
def test_a_fact_is_told_in_several_ways(university: str, key: str, stated: tuple[Fact, ...], value: Any) -> None:
    assert stated_value(load_data_dictionary(university)[key], stated) == value


@pytest.mark.parametrize(
    ("university", "key", "value", "as_stated"),
    [
        ("UPN", "tiene_deuda", True, facts(situacion="con_deuda")),
        ("UPCH", "verano", True, facts(periodo="verano")),
        ("UPCH", "verano", False, facts(dato__verano="no")),
        ("UPN", "nota_sustitutorio", 14, facts(nota__sustitutorio=14)),
        ("UPN", "publicada", "2026-11-18T18:00", facts(fecha__de_la_nota="2026-11-18T18:00")),
        ("UPC", "retiros_extraordinarios", 3, facts(dato__retiros_extraordinarios=3)),
    ],
)
def test_an_answer_in_a_form_is_a_fact(university: str, key: str, value: Any, as_stated: tuple[Fact, ...]) -> None:
    assert as_facts(load_data_dictionary(university)[key], value) == as_stated


@pytest.mark.parametrize(
    ("university", "calculation", "cause", "option"),
    [("UPC", "recalificacion", "digitacion", "digitacion"), ("UPN", "plazo_recalificacion", "digitacion", "registro"),
     ("UPN", "plazo_recalificacion", "criterio", "otro"), ("UPN", "plazo_recalificacion", "suma", "suma"),
     ("UPN", "plazo_recalificacion", "lo que sea", None)],
)  # fmt: skip
def test_a_word_chooses_the_option_of_a_university(
    university: str, calculation: str, cause: str, option: str | None
) -> None:
    data = load_data_dictionary(university)
    found = suppose(CALCULOS[university, calculation], facts(reclamo=cause), None, data, NOW)
    chosen = (
        None if found is None else (getattr(found, "motivo_reclamo", None) or getattr(found, "causa_reclamo", None))
    )
    assert (chosen.value if chosen else None) == option
