"""Find the facts in a message: figures with their roles, situations, courses, periods, universities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.text.course_credits import course_credits
from components.text.fact_patterns import Pattern, patterns
from components.text.figures import LEXICON_FILE, any_figure, evaluation, number
from components.text.grade_runs import grade_runs
from components.text.lexicon import fold, read
from components.text.weighted_list import weighted_list

#: Entities that say how things stand with the student, so that a question may ask for them.
_STATES = {"situacion", "vez", "dato"}
#: A figure that is no fact, so that no other pattern takes it for one.
_NOTHING = "nada"
_ANOTHER_UNIVERSITY = "otra"
_AROUND_A_NAME = frozenset(("en", "la", "el", "de", "del", "para", "los", "a", "y", "si", "es", "universidad", "u"))
_WONDERING = re.compile(
    r"(?<!\w)(?:se|saber|sabes|sepa|averiguar|ver|verificar|verifica|confirmar|confirmame|dime|dimelo|decirme|consultar|"
    r"consulto|preguntar|pregunto|decide|deciden|entero|enterarme|duda) si "
    r"(?:(?:ya|aun|todavia|yo|me|realmente|estoy|tengo|llevo|en|por|una?|algun|alguna|curso) )*$"
)
#: "¿estoy inhabilitado?" asks; "¿sin pagar?" and "¿trika?" suppose.
_IS_CLAUSE = re.compile(
    r"(?!(?:sin|con|por|de|en|x|ningun\w*|ultim\w+|tercera|segunda|[23]\w+|trikas?|tricas?|bikas?|bicas?)(?!\w))"
)
_DENIALS = ("sin_", "no_")
_DENIED = re.compile(
    r"(?<!\w)(?:no|nunca|jamas|tampoco|ni|sin)(?: (?:me|lo|la|los|las|le|se|he|han|ha|ya|aun|todavia))* $"
)
_QUESTION_START = re.compile(r"(?:^|[¿.;:!?])\s*(?:oe |hola |ya |aun |todavia |acaso |yo )*$")
#: Nothing but a place or an object may stand between the state and the question mark.
_QUESTION_END = re.compile(r"(?: (?:en|de|del|el|la|los|por|con|para|o) [^,;.?]{1,40}| pendientes?| ya)?\s*\?")


@dataclass(frozen=True)
class Fact:
    """One fact: `value` stands at text[start:end]; `role` tells e.g. approved credits from credits to register."""

    entity: str
    value: Any
    start: int
    end: int
    role: str | None = None


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
    facts, taken = _listed(folded)
    figures = any_figure().search(folded) is not None
    for pattern in patterns():
        if (pattern.has_figure and not figures) or (pattern.only_if and not pattern.only_if.search(folded)):
            continue
        for match in pattern.regex.finditer(folded):
            if pattern.entity in _STATES and _is_asked(folded, match.span()):
                continue
            if _is_denied(pattern, folded[: match.start()]):
                continue
            facts += _facts_of(pattern, match, taken)
    facts += _universities(folded)
    course = _course(text, folded, course_end)
    if course:
        facts.append(course)
    return sorted(facts, key=lambda fact: (fact.start, fact.end))


def _listed(folded: str) -> tuple[list[Fact], list[tuple[int, int]]]:
    """The facts of lists, and where the figures of lists stand, also of those that state nothing for sure."""
    facts = [Fact(*weighted) for weighted in weighted_list(folded)]
    taken = [(fact.start, fact.end) for fact in facts]
    for spans, grades in grade_runs(folded):
        if not any(_overlaps(span, taken) for span in spans):
            facts += [Fact(*grade) for grade in grades]
            taken += spans
    for entity, total, start, end, role in course_credits(folded):
        if not _overlaps((start, end), taken):
            facts += [Fact(entity, total, start, end, role)] if entity else []
            taken.append((start, end))
    return facts, taken


def _is_asked(folded: str, span: tuple[int, int]) -> bool:
    """Whether the student asks for the state instead of stating it: "no sé si tengo deudas", "¿estoy inhabilitado?"."""
    start = span[0] + 3 * folded.startswith("si ", span[0])
    before, state, after = folded[:start], folded[start : span[1]], folded[span[1] :]
    if _WONDERING.search(before):
        return True
    return bool(_IS_CLAUSE.match(state) and _QUESTION_START.search(before) and _QUESTION_END.match(after))


def _is_denied(pattern: Pattern, before: str) -> bool:
    """Whether a "no" stands before words that state something: "no terminé el DIL"."""
    states = pattern.entity in ("situacion", "dato") and pattern.value != 0
    return states and not str(pattern.value).startswith(_DENIALS) and _DENIED.search(before) is not None


def _facts_of(pattern: Pattern, match: re.Match[str], taken: list[tuple[int, int]]) -> list[Fact]:
    if pattern.entity:  # a situation: the words themselves are the fact
        if _overlaps(match.span(), taken):
            return []
        taken.append(match.span())
        return [Fact(pattern.entity, pattern.value, *match.span(), pattern.role)]
    spans = {name: match.span(name) for name, found in match.groupdict().items() if found and name != "EVAL"}
    if any(_overlaps(span, taken) for span in spans.values()):
        return []
    found = []
    for name, span in spans.items():
        entity, _, role = re.sub(r"_[23]$", "", name).partition("__")
        value = _value(entity, match.group(name))
        if value is None:
            return []
        if entity != _NOTHING:
            named = evaluation(match["EVAL"]) if role == "EVAL" else role
            found.append(Fact(entity, value, *span, named or None))
    taken += spans.values()
    return found


def _value(entity: str, words: str) -> Any:
    if entity == "periodo":
        return re.sub(r"(20\d\d)[- ]?(\d)", r"\1-\2", words)
    if entity == "fecha":  # resolved when it is used: "ayer" is another day tomorrow
        return words
    lexicon = read(LEXICON_FILE)
    if entity in ("ciclo", "dato") and words in lexicon["ordinales"]:
        return lexicon["ordinales"][words]
    figure = number(words)
    return evaluation(words) if figure is None and entity == "dato" else figure


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _universities(folded: str) -> list[Fact]:
    found = []
    for university, names in read(LEXICON_FILE)["universidades"].items():
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)"
        found += [Fact("universidad", university, *match.span()) for match in re.finditer(pattern, folded)]
    return found


def _course(text: str, folded: str, course_end: Callable[[int], int] | None) -> Fact | None:
    lexicon = read(LEXICON_FILE)
    words = lexicon["cursos"]
    excluded = {*words["no_son"], *words["articulos"], *lexicon["numeros"], *lexicon["ordinales"]}
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
