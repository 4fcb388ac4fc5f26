"""Find the facts in a message: figures with their roles, situations, courses, periods, universities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from components.text.lexicon import fold, read

_LEXICON_FILE = "hechos.yml"
#: Entities that say how things stand with the student, so that a question may ask for them.
_STATES = {"situacion", "vez"}
_ANOTHER_UNIVERSITY = "otra"
_AROUND_A_NAME = frozenset(("en", "la", "el", "de", "del", "para", "los", "a", "y", "si", "es", "universidad", "u"))
_WONDERING = re.compile(
    r"(?<!\w)(?:se|saber|sabes|sepa|averiguar|ver|verificar|verifica|confirmar|confirmame|dime|dimelo|decirme|consultar|"
    r"consulto|preguntar|pregunto|entero|enterarme|duda) si "
    r"(?:(?:ya|aun|todavia|yo|me|realmente|estoy|tengo|llevo|en|por|una?|algun|alguna|curso) )*$"
)
#: "¿estoy inhabilitado?" asks; "¿sin pagar?" and "¿trika?" suppose.
_IS_CLAUSE = re.compile(
    r"(?!(?:sin|con|por|de|en|x|ningun\w*|ultim\w+|tercera|segunda|[23]\w+|trikas?|tricas?|bikas?|bicas?)(?!\w))"
)
_QUESTION_START = re.compile(r"(?:^|[¿.;:!?])\s*(?:oe |hola |ya |aun |todavia |acaso |yo )*$")
#: Nothing but a place or an object may stand between the state and the question mark.
_QUESTION_END = re.compile(r"(?: (?:en|de|del|el|la|los|por|con) [^,;.?]{1,40}| pendientes?| ya)?\s*\?")


@dataclass(frozen=True)
class Fact:
    """One fact: `value` stands at text[start:end]; `role` tells e.g. approved credits from credits to register."""

    entity: str
    value: Any
    start: int
    end: int
    role: str | None = None


@dataclass(frozen=True)
class _Pattern:
    regex: re.Pattern[str]
    entity: str | None
    value: Any


def names_only_a_university(text: str) -> bool:
    """Whether nothing but a known university stands in a text ("en la cayetano")."""
    folded = fold(text)
    named = [fact for fact in _universities(folded) if fact.value != _ANOTHER_UNIVERSITY]
    if not named:
        return False
    rest = folded[: named[0].start] + " " + folded[named[-1].end :]
    return all(word in _AROUND_A_NAME for word in re.findall(r"\w+", rest))


def find_facts(text: str, course_end: Callable[[int], int] | None = None) -> list[Fact]:
    """All facts in the order in which they stand.

    `course_end` tells, for an offset where a course's name may begin, where it ends (the offset itself: nowhere);
    without it a name ends at the first word that cannot be part of one.
    """
    folded = fold(text)
    facts: list[Fact] = []
    taken: list[tuple[int, int]] = []
    for pattern in _patterns():
        for match in pattern.regex.finditer(folded):
            if pattern.entity in _STATES and _is_asked(folded, match.span()):
                continue
            facts += _facts_of(pattern, match, taken)
    facts += _universities(folded)
    course = _course(text, folded, course_end)
    if course:
        facts.append(course)
    return sorted(facts, key=lambda fact: (fact.start, fact.end))


def _is_asked(folded: str, span: tuple[int, int]) -> bool:
    """Whether the student asks for the state instead of stating it: "no sé si tengo deudas", "¿estoy inhabilitado?"."""
    start = span[0] + 3 * folded.startswith("si ", span[0])
    before, state, after = folded[:start], folded[start : span[1]], folded[span[1] :]
    if _WONDERING.search(before):
        return True
    return bool(_IS_CLAUSE.match(state) and _QUESTION_START.search(before) and _QUESTION_END.match(after))


def _facts_of(pattern: _Pattern, match: re.Match[str], taken: list[tuple[int, int]]) -> list[Fact]:
    if pattern.entity:  # a situation: the words themselves are the fact
        if _overlaps(match.span(), taken):
            return []
        taken.append(match.span())
        return [Fact(pattern.entity, pattern.value, *match.span())]
    spans = {name: match.span(name) for name, found in match.groupdict().items() if found}
    if any(_overlaps(span, taken) for span in spans.values()):
        return []
    found = []
    for name, span in spans.items():
        entity, _, role = name.partition("__")
        value = _value(entity, match.group(name))
        if value is None:
            return []
        found.append(Fact(entity, value, *span, role or None))
    taken += spans.values()
    return found


def _value(entity: str, words: str) -> Any:
    if entity == "periodo":
        return re.sub(r"(20\d\d)[- ]?(\d)", r"\1-\2", words)
    lexicon = read(_LEXICON_FILE)
    if entity == "ciclo" and words in lexicon["ordinales"]:
        return lexicon["ordinales"][words]
    if words in lexicon["numeros"]:
        return lexicon["numeros"][words]
    try:
        number = float(words.replace(",", "."))
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


@lru_cache(maxsize=1)
def _patterns() -> list[_Pattern]:
    lexicon = read(_LEXICON_FILE)
    words = sorted(lexicon["numeros"], key=len, reverse=True)
    number = r"(?<![\w.,])-?(?:\d+(?:[.,]\d+)?|" + "|".join(words) + r")(?!\w)(?![.,]\d)"
    ordinal = r"(?:" + "|".join(sorted(lexicon["ordinales"], key=len, reverse=True)) + ")"
    digits = r"(?<![\w.,])-?\d+(?:[.,]\d+)?(?!\w)(?![.,]\d)"
    phrases = {**lexicon["frases"], "N": number, "D": digits, "ORD": ordinal}
    compiled = []
    for entry in lexicon["patrones"]:
        compiled += [_compiled(entry, source, phrases) for source in _of_each_evaluation(entry["patron"], lexicon)]
    return compiled


def _of_each_evaluation(source: str, lexicon: dict[str, Any]) -> list[str]:
    """A pattern that names {EVAL} stands for one of each evaluation, whose key is the role of its figure."""
    if "{EVAL}" not in source:
        return [source]
    return [
        source.replace("{EVAL}", f"(?:{words})").replace("__EVAL>", f"__{key}>")
        for key, words in lexicon["evaluaciones"].items()
    ]


def _compiled(entry: dict[str, Any], source: str, phrases: dict[str, str]) -> _Pattern:
    for group, place in zip(entry.get("grupos", []), ("{N}", "{N2}"), strict=False):
        source = source.replace(place, f"(?P<{group}>{phrases['N']})")
    source = re.sub(r"\{([a-zA-Z]\w*)\}", lambda match: phrases[match.group(1)], source)
    return _Pattern(re.compile(rf"(?<!\w)(?:{source})(?!\w)"), entry.get("da"), entry.get("valor"))


def _universities(folded: str) -> list[Fact]:
    found = []
    for university, names in read(_LEXICON_FILE)["universidades"].items():
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)"
        found += [Fact("universidad", university, *match.span()) for match in re.finditer(pattern, folded)]
    return found


def _course(text: str, folded: str, course_end: Callable[[int], int] | None) -> Fact | None:
    lexicon = read(_LEXICON_FILE)
    words = lexicon["cursos"]
    excluded = {*words["no_son"], *lexicon["numeros"], *lexicon["ordinales"]}
    articles = "|".join(words["articulos"])
    for match in re.finditer(rf"(?<!\w){words['antes']} (?:(?:{articles}) )*(?=[a-z])", folded):
        start = match.end()
        end = course_end(start) if course_end else _first_break(folded, start)
        name = text[start:end].strip(" ,.;:?¿!¡\"'()")
        if len(name) < 3 or fold(name).split()[0] in excluded:
            continue
        return Fact("curso", name, start, start + len(name))
    return None


def _first_break(folded: str, start: int) -> int:
    match = re.search(
        r"[,.;:?!()\n]| (?:si|y|que|pero|porque|xq|me|puedo|no|ya|tengo|con|para|cuantas|cuantos) ", folded[start:]
    )
    return start + match.start() if match else len(folded)
