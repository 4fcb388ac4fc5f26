"""What was read from a message, told back: a misread figure must not hide behind a right sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from actions.conversation.turn import Fact
from actions.rulebooks.formato import lista, numero

#: What a message may name without giving a figure or a condition of the case.
_NOT_TOLD = ("universidad", "curso", "evaluacion", "tema")
_ACCENTS = {
    "creditos": "créditos", "ultimo": "último", "ultimos": "últimos", "sabado": "sábado", "practica": "práctica",
    "sesion": "sesión", "solicitud": "solicitud", "autorizacion": "autorización", "anios": "años", "anos": "años",
    "matricula": "matrícula", "silabo": "sílabo", "modalidad": "modalidad", "periodo": "periodo", "mas": "más",
    "evaluacion": "evaluación", "region": "región", "academico": "académico",
    "minima": "mínima", "desaprobacion": "desaprobación", "retencion": "retención", "separacion": "separación",
    "justificacion": "justificación", "titulo": "título", "titulacion": "titulación", "clinica": "clínica",
    "investigacion": "investigación", "anio": "año", "exposicion": "exposición", "participacion": "participación",
    "rotacion": "rotación", "teoria": "teoría", "desempeno": "desempeño", "institucion": "institución",
    "prorroga": "prórroga", "alla": "allá", "aqui": "aquí", "digitacion": "digitación", "remision": "remisión",
    "revision": "revisión", "emision": "emisión", "practicas": "prácticas",
}  # fmt: skip
_FIGURE = re.compile(r"(?<![\w.,:/-])\d{1,3}(?:[.,]\d+)?(?![\w:/-]|[.,]\d)")
#: A figure that belongs to a name or a time: "Cálculo 2", "a las 5", "5 pm", "4 de marzo".
_NO_FACT = re.compile(
    r"(?i:\b(?:a las?|las|art\.?|art[ií]culo|num\.?|numeral|plan|semana|d[ií]a)\s+\d+)"
    r"|(?i:\d+\s*(?:[ap]\.?\s?m\b|horas? del?))"
    r"|(?i:\d+ de (?:ene|feb|mar|abr|may|jun|jul|ago|set|sep|oct|nov|dic)\w*)"
    r"|\b[A-ZÁÉÍÓÚ][a-záéíóúñ]{3,} \d\b"
)
_MOST_TOLD = 4


def told(facts: Sequence[Fact]) -> str:
    """`faltas 5, clases 16 y con deuda`; empty when nothing of the case was stated."""
    return lista([_label(fact) for fact in facts if fact.entity not in _NOT_TOLD])


def unread_figures(text: str, facts: Sequence[Fact]) -> list[str]:
    """The figures of a message that became no fact, as they stand in it."""
    used = {Decimal(str(fact.value)) for fact in facts if _is_number(fact.value)}
    found = _FIGURE.findall(_NO_FACT.sub(" ", text))
    unread = [figure for figure in found if _number(figure) not in used]
    return list(dict.fromkeys(unread))[:_MOST_TOLD]


def _label(fact: Fact) -> str:
    name = fact.role if fact.entity == "dato" else f"{fact.entity} {fact.role or ''}"
    if fact.entity == "situacion":
        return _words(str(fact.value))
    unit = " %" if fact.entity in ("peso", "porcentaje") else ""
    value = numero(Decimal(str(fact.value))) if _is_number(fact.value) else str(fact.value)
    return f"{_words(name or '')} {value}{unit}"


def _words(name: str) -> str:
    return " ".join(_ACCENTS.get(word, word) for word in name.replace("_", " ").split())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(figure: str) -> Decimal | None:
    try:
        return Decimal(figure.replace(",", "."))
    except InvalidOperation:
        return None
