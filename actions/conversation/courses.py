"""Which of the student's courses a message means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from actions.rulebooks.expediente import Matricula

_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v", "6": "vi"}
_SHORT = {
    "mate": "matematica",
    "estadi": "estadistica",
    "conta": "contabilidad",
    "progra": "programacion",
    "compu": "computacion",
    "comu": "comunicacion",
    "bd": "base datos",
    "so": "sistemas operativos",
    "arqui": "arquitectura",
    "eco": "economia",
    "inge": "ingenieria",
    "quimi": "quimica",
    "calc": "calculo",
    "fisi": "fisica",
    "mat": "matematica",
    "est": "estadistica",
    "ebusiness": "e business",
}
_NUMERALS = frozenset(_ROMAN.values())
#: Before these a number counts something and is no course's: "en cálculo 2 faltas".
_COUNTED = {"falta", "faltas", "inasistencias", "clases", "sesiones", "tardanzas", "veces", "semanas", "creditos"}
_EMPTY = {"de", "del", "la", "el", "los", "las", "y", "en", "a", "para", "curso"}
_CLOSE = 0.84


@dataclass(frozen=True)
class Choice:
    """`found`: the courses that fit best (none, one or several alike). `unknown`: a name that fits no course."""

    found: tuple[Matricula, ...] = ()
    unknown: str | None = None


def choose_course(enrolments: Sequence[Matricula], name: str | None, text: str) -> Choice:
    """Match the named course (or its code), or else any course whose name stands in the message."""
    if name:
        by_code = [e for e in enrolments if e.curso.codigo == name.strip().upper()]
        if by_code:
            return Choice(tuple(by_code))
        found = _best(enrolments, _words(name))
        if found:
            return Choice(found)
    found = _mentioned(enrolments, _words(text))
    if found:
        return Choice(found)
    return Choice(unknown=name)


def _words(text: str) -> list[str]:
    folded = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    words = [_ROMAN.get(word, _SHORT.get(word, word)) for word in re.findall(r"[a-z0-9]+", folded)]
    return [part for word in words for part in word.split() if part not in _EMPTY]


def _alike(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) > 3 and SequenceMatcher(None, a, b).ratio() >= _CLOSE)


def _best(enrolments: Sequence[Matricula], wanted: list[str]) -> tuple[Matricula, ...]:
    """The enrolments whose names hold all the wanted words; a number that is given decides between courses."""
    fitting = [
        e for e in enrolments if wanted and all(any(_alike(w, c) for c in _words(e.curso.nombre)) for w in wanted)
    ]
    return tuple(fitting)


def _mentioned(enrolments: Sequence[Matricula], words: list[str]) -> tuple[Matricula, ...]:
    """The enrolments of whose names most telling words stand in the message."""
    scored = []
    for enrolment in enrolments:
        name = _words(enrolment.curso.nombre)
        if _has_another_number(name, words):
            continue
        telling = [w for w in name if w not in _NUMERALS]
        hits = sum(any(_alike(w, word) for word in words) for w in telling)
        if (telling and hits * 2 > len(telling)) or (hits and len(telling[0]) > 5 and _alike_any(telling[0], words)):
            scored.append((hits, enrolment))
    best = max((hits for hits, _ in scored), default=0)
    return tuple(enrolment for hits, enrolment in scored if hits == best)


def _has_another_number(name: list[str], words: list[str]) -> bool:
    """Whether the message speaks of "Redes II" where the course is Redes I, and not of Redes I too."""
    numbers = [
        number
        for word, number, following in zip(words, words[1:], [*words[2:], ""], strict=False)
        if number in _NUMERALS and following not in _COUNTED and _alike_any(word, name)
    ]
    return bool(numbers) and not _NUMERALS.isdisjoint(name) and set(numbers).isdisjoint(name)


def _alike_any(word: str, words: list[str]) -> bool:
    return any(_alike(word, other) for other in words)
