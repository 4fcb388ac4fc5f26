"""Turn answers and dictámenes into what the student reads. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from actions.knowledge.model import Conocimiento, Respuesta
from actions.rulebooks.dictamen import Dictamen, Fuente, Paso
from actions.rulebooks.formato import lista


def source_line(sources: Iterable[Fuente], knowledge: Conocimiento) -> str:
    """`Fuente: <document>, <place>; <place>; <other document>, <place>`, each once; empty without sources."""
    by_document: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        name, place = knowledge.cita(source)
        by_document.setdefault(name, []).append(place)
    if not by_document:
        return ""
    return "Fuente: " + "; ".join(f"{name}, {'; '.join(places)}" for name, places in by_document.items())


def above_source(text: str, more: str) -> str:
    """A text with a paragraph more, which stands before its source line if it has one."""
    body, mark, source = text.rpartition("Fuente:")
    return f"{body.rstrip()}\n\n{more}\n\n{mark}{source}" if mark else f"{text}\n\n{more}"


def render_answer(answer: Respuesta, knowledge: Conocimiento, extra_sources: Sequence[Fuente] = ()) -> str:
    """A general rule with its doubt and its source line."""
    parts = [answer.texto]
    if answer.duda:
        parts.append(answer.duda)
    parts.append(source_line([*answer.fuentes, *extra_sources], knowledge))
    return "\n\n".join(parts)


def render_dictamen(
    dictamen: Dictamen,
    knowledge: Conocimiento,
    record_of: datetime | None,
    general: Respuesta | None = None,
    stated: str = "",
) -> str:
    """A verdict with its steps. `record_of`: the moment as of which the record speaks (America/Lima), None when the
    facts are the student's own; `general`: the rule to add when the verdict alone does not answer the question;
    `stated`: what the student states, over the record where there is one."""
    parts = [dictamen.resumen]
    if dictamen.pasos:
        parts.append("Por qué:\n" + "\n".join(map(_step, dictamen.pasos)))
    if dictamen.siguiente:
        parts.append("Qué puedes hacer:\n" + _bullets(dictamen.siguiente))
    if dictamen.avisos:
        parts.append("Ten en cuenta:\n" + _bullets(dictamen.avisos))
    sources = list(dictamen.fuentes)
    if general:
        parts.append("La regla:\n" + general.texto)
        sources += general.fuentes
        if general.duda and general.duda not in dictamen.avisos:
            parts.append(general.duda)
    if dictamen.pasos:
        parts.append(as_of(record_of, stated, dictamen.puede_cambiar))
    parts.append(source_line(sources, knowledge))
    return "\n\n".join(part for part in parts if part)


def render_summary(
    title: str, dictamenes: Sequence[Dictamen], knowledge: Conocimiento, record_of: datetime | None
) -> str:
    """Several courses, a line each under the title."""
    lines = _bullets(dictamen.resumen for dictamen in dictamenes)
    sources = [source for dictamen in dictamenes for source in dictamen.fuentes]
    told = as_of(record_of, changes=_changes(dictamenes))
    return "\n\n".join([f"{title}\n{lines}", told, source_line(sources, knowledge)])


def render_rule_and_case(
    general: Respuesta,
    title: str,
    dictamenes: Sequence[Dictamen],
    knowledge: Conocimiento,
    record_of: datetime | None,
) -> str:
    """A general rule, which is what was asked for, and what it comes to in the student's own case."""
    if len(dictamenes) == 1:
        case = [f"En tu caso: {dictamenes[0].resumen}"]
        if dictamenes[0].siguiente:
            case.append("Qué puedes hacer:\n" + _bullets(dictamenes[0].siguiente))
    else:
        case = [f"{title}\n{_bullets(dictamen.resumen for dictamen in dictamenes)}"]
    sources = [*general.fuentes, *(source for dictamen in dictamenes for source in dictamen.fuentes)]
    told = as_of(record_of, changes=_changes(dictamenes))
    parts = [general.texto, general.duda, *case, told, source_line(sources, knowledge)]
    return "\n\n".join(part for part in parts if part)


def render_reasons(
    dictamenes: Sequence[Dictamen], knowledge: Conocimiento, record_of: datetime | None, stated: str = ""
) -> str:
    """The steps that lead to each verdict."""
    if len(dictamenes) == 1:
        dictamen = dictamenes[0]
        blocks = ["Paso a paso:\n" + "\n".join(map(_step, dictamen.pasos)), f"Por eso: {dictamen.resumen}"]
    else:
        blocks = ["\n".join([dictamen.resumen, *map(_step, dictamen.pasos)]) for dictamen in dictamenes]
    sources = [source for dictamen in dictamenes for source in dictamen.fuentes]
    told = as_of(record_of, stated, _changes(dictamenes))
    return "\n\n".join([*blocks, told, source_line(sources, knowledge)])


def as_of(record_of: datetime | None, stated: str = "", changes: Sequence[str] = ()) -> str:
    """On what the verdict rests: the record as of a moment, what the student states, or both.

    `changes`: facts of the record that may have changed since, on which it hangs.
    """
    if record_of is None:
        return f"Lo calculé con los datos que me das{': ' + stated if stated else ''}."
    told = f"Según tu expediente al {record_of:%d/%m/%Y %H:%M}"
    told += f" y los datos que me das: {stated}" if stated else ""
    if changes:
        return f"{told}. Vale si esto sigue igual: {lista(changes)}."
    return f"{told}." if stated else f"{told}; lo que cambió después no figura aquí."


def _changes(dictamenes: Sequence[Dictamen]) -> list[str]:
    return list(dict.fromkeys(fact for dictamen in dictamenes for fact in dictamen.puede_cambiar))


def _step(step: Paso) -> str:
    return f"- {step.regla}: {step.hecho} → {step.resultado} ({step.fuente.lugar})."


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
