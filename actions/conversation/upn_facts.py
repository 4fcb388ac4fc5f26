"""From what a student states in a message to the facts that UPN's rules ask about, over those of the record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.conversation.stated import Stated
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.upn.asistencia import HechosAsistencia
from actions.rulebooks.upn.creditos import CursoPorTercera, HechosCreditos
from actions.rulebooks.upn.sustitutorio import HechosSustitutorio

_TERCERA = 3
_PLAN_CYCLES = 10  # five years of two cycles (introduction of the regulation); only for what a student states


def credit_facts(stated: Stated, record: HechosCreditos | None) -> HechosCreditos | None:
    """Facts of Art. 14; None when neither the record nor the message has one."""
    found: dict[str, Any] = {}
    if stated.has("periodo", "verano"):
        found["verano"] = True
    if stated.has("vez", _TERCERA):
        found["por_tercera"] = (CursoPorTercera("el curso que dices", stated.whole("creditos", "del_curso")),)
    if stated.situation("sin_tercera"):
        found["por_tercera"] = ()
    average = stated.number("nota", "promedio")
    if average is not None:
        found["ultimo_pps"], found["periodo_pps"] = average, None
    last = stated.either("ultimo_ciclo", "no_ultimo_ciclo")
    if last is not None:
        found["ultimo_ciclo"] = last
    links = stated.either("con_requisitos_entre_cursos", "sin_requisitos_entre_cursos")
    if links is not None:
        found["requisitos_entre_cursos"] = links
    found |= _credit_amounts(stated)
    if record is None:
        return HechosCreditos(**found) if found else None
    return replace(record, **found)


def _credit_amounts(stated: Stated) -> dict[str, int]:
    found = {}
    for name, role in (
        ("creditos_aprobados", "aprobados"),
        ("creditos_plan", "plan"),
        ("por_matricular", "por_matricular"),
    ):
        amount = stated.whole("creditos", role)
        if amount is not None:
            found[name] = amount
    courses, each = stated.whole("creditos", "cursos"), stated.whole("creditos", "por_curso")
    if courses is not None and each is not None:
        found["por_matricular"] = courses * each
    return found


def attendance_facts(stated: Stated, record: HechosAsistencia | None) -> HechosAsistencia | None:
    """Facts of Art. 15-16; None when the message has no figure and there is no record."""
    found: dict[str, Any] = {}
    for name in ("faltas", "tardanzas", "clases"):
        amount = stated.whole(name)
        if amount is not None:
            found[name] = amount
    before = stated.whole("clases", "antes")
    if before is not None and "clases" in found:
        found["clases"] -= before  # counted from the enrolment in the class (Art. 15 b, 16)
    further = stated.whole("faltas", "mas")
    if further is not None and (record is not None or "faltas" in found):
        found["faltas"] = found.get("faltas", (record.faltas or 0) if record else 0) + further
    attended = stated.whole("asistencias")
    if attended is not None and "clases" in found:
        found["faltas"] = found["clases"] - attended
    found |= _virtual_weeks(stated)
    share = stated.number("porcentaje", "faltas")
    presence = stated.number("porcentaje", "asistencia")
    if share is not None:
        found["proporcion_faltas"] = share / 100
    elif presence is not None:
        found["proporcion_faltas"] = 1 - presence / 100
    has_figures = bool(found)
    if has_figures and stated.has("modalidad", "virtual"):
        found["tipo"] = TipoClase.VIRTUAL
    if has_figures:
        exempt = _exempt(stated)
        if exempt is not None:
            found["exento"] = exempt
    if record is None:
        return HechosAsistencia(**found) if has_figures else None
    if "proporcion_faltas" in found and "clases" not in found:
        found["clases"] = found["faltas"] = found["tardanzas"] = None
    return replace(record, **found)


def _virtual_weeks(stated: Stated) -> dict[str, Any]:
    away, weeks = stated.whole("semanas", "sin_ingreso"), stated.whole("semanas", "total")
    came = stated.whole("semanas", "con_ingreso")
    if away is None and came is not None and weeks is not None:
        away = weeks - came
    if away is None:
        return {}
    found: dict[str, Any] = {"faltas": away, "tipo": TipoClase.VIRTUAL}
    if weeks is not None:
        found["clases"] = weeks
    return found


def _exempt(stated: Stated) -> bool | None:
    if stated.situation("ultimos_cuatro_ciclos"):
        return True
    cycle = stated.whole("ciclo")
    if cycle is None:
        return None
    return cycle > _PLAN_CYCLES - 4 if 1 <= cycle <= _PLAN_CYCLES else None


def sustitutorio_facts(stated: Stated, record: HechosSustitutorio | None) -> HechosSustitutorio | None:
    """Facts of Art. 23; None when the message has none and there is no record."""
    found: dict[str, Any] = {}
    debt = stated.either("con_deuda|con_deuda_vencida|con_libros_pendientes", "sin_deuda")
    if debt is not None:
        found["deudas"] = ("lo que mencionas",) if debt else ()
    for name, yes, no in (
        ("pagado", "con_pago", "sin_pago"),
        ("autorizado_sin_pago", "autorizado_sin_pago", "sin_autorizacion"),
        ("solicitado", "con_solicitud", "sin_solicitud"),
        ("inhabilitado", "inhabilitado", "habilitado"),
        ("en_silabo", "con_sustitutorio_en_silabo", "sin_sustitutorio_en_silabo"),
    ):
        value = stated.either(yes, no)
        if value is not None:
            found[name] = value
    if attendance_facts(stated, None) is not None or stated.whole("faltas", "mas") is not None:
        # Over the record's, not in its place: the classes and the cycle of the course stay what they are.
        found["asistencia"] = attendance_facts(stated, record.asistencia if record else None)
    if stated.has("modalidad", "coursera"):
        found["tipo"] = TipoClase.COURSERA
    if record is None:
        return HechosSustitutorio(**found) if found else None
    return replace(record, **found)
