"""Read what a student types when one fact is asked for ("16", "sí", "ayer a las 5", "T1 20 % 14, final 30 %")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from actions.conversation.turn import Fact
from actions.knowledge.model import Dato
from actions.rulebooks.plazos import LIMA

_LONGEST_ANSWER = 8  # words: what is longer is a message of its own
_LONGEST_NAME = 60
_LONGEST_PIECE = 8  # words
_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")
_HOUR = re.compile(r"(?<!\d)a las? (\d{1,2})(?!\d|:)(?: ?(?:de la|por la) (manana|tarde|noche))?( ?[ap]\.? ?m\.?)?")
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_WEIGHT = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|por ?ciento)")
_PIECES = re.compile(r"[;\n?¿!]|[,.](?!\d)|\by\b(?= *[a-zA-Z])")
_NAME = re.compile(r"[a-z][a-z .]*\d?")

_AROUND_A_NAME = {
    *("mi", "el", "la", "los", "en", "de", "del", "examen", "evaluacion", "nota", "prueba", "saque", "tengo", "un"),
    *("una", "con", "vale", "pesa", "es", "al", "peso", "cuenta", "obtuve", "puntaje", "y", "falta", "faltan", "queda"),
    *("me", "ya", "jale", "pero", "que", "q", "saco", "fue", "aun", "todavia", "solo", "las", "mis"),
    *("calificada", "calificadas", "lectura", "academica", "academicas"),
}
#: What evaluations are called; in a sentence, nothing else that stands beside two figures is one.
_KNOWN_NAME = re.compile(
    r"(?:t\d|pc|ep|ef|ec|continuas?|parcial|final|practicas?|trabajos?|exposicion|casos?|participacion|control(?:es)?|"
    r"teoria|proyecto|tareas?|lab(?:oratorio)?s?|quiz|seminarios?|avance|informes?|foros?|paso corto|teorico|rotacion|"
    r"conocimientos?|desempeno|examen|primer|segundo|tercer)\b"
)

_ORDINALS = {
    "primer": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercera": 3, "cuarto": 4, "cuarta": 4,
    "quinto": 5, "quinta": 5, "1er": 1, "1ra": 1, "2do": 2, "2da": 2, "3er": 3, "3ra": 3, "4to": 4, "4ta": 4,
}  # fmt: skip
#: One name for what is written in several ways.
_EVALUATIONS = {
    "ep": "parcial", "ef": "final", "ec": "continua", "pc": "practica", "practicas": "practica", "parciales": "parcial",
    "continuas": "continua", "trabajos": "trabajo", "controles": "control", "seminarios": "seminario",
    "laboratorios": "laboratorio", "lab": "laboratorio", "labs": "laboratorio", "exposiciones": "exposicion",
    "tareas": "tarea", "informes": "informe", "quizzes": "quiz", "foros": "foro", "proyectos": "proyecto",
    "avances": "avance", "pasos": "paso", "cortos": "corto", "participaciones": "participacion",
    "susti": "sustitutorio", "suple": "suplementario",
}  # fmt: skip

Words = Mapping[str, Any]


def fold(text: str) -> str:
    """Lower case, no accents, single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return " ".join(plain.split())


def says(text: str, kind: str, words: Words) -> bool:
    """Whether the text is nothing but one of the phrases of a kind (`no_sabe`, `salir`)."""
    return fold(text).strip(" .,;!¡¿?") in words[kind]


def read_value(dato: Dato, text: str, words: Words, now: datetime) -> Any | None:
    """The value that a text gives to a fact, as a slot can hold it; None when it gives none.

    Numbers come as int or float, a yes or no as bool, a day as `2026-11-20`, a moment as `2026-11-20T18:00`, an
    option by its key. Whether a number is possible is not looked at here.
    """
    folded = fold(text)
    if "¿" in text or "?" in text or len(folded.split()) > (40 if dato.tipo == "evaluaciones" else _LONGEST_ANSWER):
        return None
    if dato.tipo == "si_no":
        return _yes_or_no(folded, words)
    if dato.tipo == "opcion":
        return _option(folded, dato.opciones)
    if dato.tipo in ("fecha", "momento"):
        return _moment(folded, dato.tipo == "momento", words, now)
    if dato.tipo == "texto":
        return text.strip()[:_LONGEST_NAME] or None
    if dato.tipo == "evaluaciones":
        return text.strip() if read_evaluations(text) else None
    return _number(folded, words)


def impossible(dato: Dato, value: Any) -> bool:
    """Whether a number cannot be: outside the fact's range, or with decimals where whole ones are counted."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    number = Decimal(str(value))
    low, high = _range(dato)
    is_fraction = dato.tipo == "entero" and number != number.to_integral_value()
    return is_fraction or (low is not None and number < low) or (high is not None and number > high)


def _range(dato: Dato) -> tuple[Decimal | None, Decimal | None]:
    if dato.tipo == "nota":
        return Decimal(0), Decimal(20)
    if dato.tipo == "porcentaje":
        return Decimal(0), Decimal(100)
    return dato.minimo, dato.maximo


def read_evaluations(text: str) -> tuple[Fact, ...]:
    """The grades and weights of `T1 20 % 14, parcial 30 % 11, final 30 %`, as facts about each evaluation.

    Nothing of a text that is no list: every piece with a figure is a short one that names an evaluation.
    """
    facts: list[Fact] = []
    for piece in _PIECES.split(text):
        folded = fold(piece).strip(" .:")
        if not _NUMBER.search(folded) and not _WEIGHT.search(folded):
            continue
        if len(folded.split()) > _LONGEST_PIECE:
            return ()
        weight = _WEIGHT.search(folded)
        rest = _WEIGHT.sub(" ", folded)
        grades = _NUMBER.findall(rest)
        name = _NAME.match(rest)
        if name is None or len(grades) > 2 or not (weight or grades):
            continue
        # Of two numbers the first belongs to the name ("práctica 1: 12").
        numbered = f" {grades[0]}" if len(grades) == 2 else ""
        key = evaluation_key(re.sub(r"\s\d$", "", name[0]) + numbered)
        if weight:
            facts.append(Fact("peso", _as_number(weight[1]), key))
        if grades:
            facts.append(Fact("nota", _as_number(grades[-1]), key))
    return tuple(facts)


def listed_evaluations(text: str) -> tuple[Fact, ...]:
    """The same of a message that nobody asked a list for: only when everything in it is known as an evaluation."""
    found = read_evaluations(text)
    return found if all(_KNOWN_NAME.match(fact.role or "") for fact in found) else ()


def evaluation_key(name: str) -> str:
    """The name of an evaluation as facts carry it, the same for every way to write it (components/text/facts.py too).

    `el examen final` is `final`, `T 1` is `t1`, `segunda práctica` and `PC2` are `practica 2`.
    """
    plain = re.sub(r"^(pc|ep|ef|ec|[a-z]{3,})(?=\d)", r"\1 ", fold(name).strip(" .:=()"))
    words = [word for word in plain.split() if word not in _AROUND_A_NAME]
    if len(words) == 1 and "examen" in plain and (words[0].isdigit() or words[0] in _ORDINALS):
        words.insert(1 if words[0] in _ORDINALS else 0, "examen")
    if len(words) > 1 and words[0] in _ORDINALS:
        words = [*words[1:], str(_ORDINALS[words[0]])]
    words = [_EVALUATIONS.get(word, word) for word in words]
    return re.sub(r"^([a-z]{1,2}) (?=\d)", r"\1", " ".join(words))


def _yes_or_no(folded: str, words: Words) -> bool | None:
    plain = folded.strip(" .,;!¡")
    for kind, value in (("no", False), ("si", True)):
        if plain in words[kind]:
            return value
    if any(plain.startswith(phrase) for phrase in words["no_entiende"]):
        return None
    first = re.split(r"[ ,.;]", plain)[0]
    if first in ("no", "nop", "todavia", "aun", "nunca", "ningun", "ninguna", "ninguno"):
        return False
    return True if first in ("si", "sip", "sii", "claro", "ya", "tengo") else None


def _option(folded: str, options: Mapping[str, Iterable[str]]) -> str | None:
    padded = f" {folded} "
    found = [
        (len(word), key)
        for key, names in options.items()
        for word in map(fold, (key.replace("_", " "), *map(str, names)))
        if f" {word} " in padded
    ]
    return max(found)[1] if found else None


def _number(folded: str, words: Words) -> int | float | None:
    """The one number of a short answer that says little else."""
    rest = folded.strip(" .,;!¡")
    numbers = _NUMBER.findall(rest)
    if len(numbers) == 1:
        return _as_number(numbers[0]) if _only_filler(_NUMBER.sub(" ", rest), words) else None
    if numbers:
        return None
    named = [word for word in rest.split() if word in words["numeros"] and word not in ("un", "una")]
    if len(named) == 1 and _only_filler(" ".join(w for w in rest.split() if w != named[0]), words):
        return int(words["numeros"][named[0]])
    return int(words["numeros"][rest]) if rest in words["numeros"] else None


def _only_filler(text: str, words: Words) -> bool:
    filler = {part for phrase in words["relleno"] for part in phrase.split()}
    return all(word in filler for word in re.findall(r"[^\W\d]+", text))


def _as_number(text: str) -> int | float:
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _moment(folded: str, with_hour: bool, words: Words, now: datetime) -> str | None:
    import dateparser  # noqa: PLC0415 - half a second that only a question about a date is worth

    text = _plain_date(folded, words, now)
    if re.fullmatch(r"\d{1,2}", text):
        return None
    found = dateparser.parse(
        text,
        languages=["es"],
        settings={
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "DMY",
            "RELATIVE_BASE": now.astimezone(LIMA).replace(tzinfo=None),
        },
    )
    if found is None:
        return None
    return found.strftime("%Y-%m-%dT%H:%M") if with_hour else found.strftime("%Y-%m-%d")


def _plain_date(folded: str, words: Words, now: datetime) -> str:
    """The text in the forms that the date library knows."""
    text = (
        folded.strip(" .,;!¡").replace(" del ", " de ").replace("anoche", "ayer").replace("antes de ayer", "anteayer")
    )
    text = re.sub(r"\b(?:primero|1e?ro)(?= de )", "1", re.sub(r"\bantier\b", "anteayer", text))
    text = re.sub(r"^(?:(?:fue|el|la|desde|creo que|dia|este|pasado|esta|recien) )+", "", text)
    text = " ".join(str(words["numeros"].get(word, word)) for word in text.split())
    for index, name in enumerate(_WEEKDAYS):
        if re.search(rf"\b{name}\b", text):
            today = now.astimezone(LIMA).date()
            days = (today.weekday() - index) % 7
            text = re.sub(rf"\b{name}\b(?: pasado)?", f"hace {days} dias" if days else "hoy", text)
    return _HOUR.sub(_clock, text)


def _clock(match: re.Match[str]) -> str:
    hour, part, half = int(match[1]), match[2], (match[3] or "").replace(".", "").replace(" ", "")
    if (part in ("tarde", "noche") or half == "pm") and hour < 12:
        hour += 12
    return f"{hour:02d}:00"
