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


_FIGURE_GROUP = re.compile(r"\(\?P<\w+>\{(?:N|M|D|NOTA)(?:\}\)|\}\{no_nota\}\))")


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
    """`entity`, `role` and `value` of a pattern whose words are the fact; `only_if`: what the message must hold too.

    `has_figure`: there is a number in whatever it finds, so that it need not be tried where there is none.
    """

    regex: re.Pattern[str]
    entity: str | None
    role: str | None
    value: Any
    only_if: re.Pattern[str] | None
    has_figure: bool


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
    taken: list[tuple[int, int]] = []
    facts = _weighted_list(folded, taken)
    figures = _any_figure().search(folded) is not None
    for pattern in _patterns():
        if (pattern.has_figure and not figures) or (pattern.only_if and not pattern.only_if.search(folded)):
            continue
        for match in pattern.regex.finditer(folded):
            if pattern.entity in _STATES and _is_asked(folded, match.span()):
                continue
            if pattern.entity == "situacion" and _is_denied(folded, match.start(), pattern.value):
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


def _is_denied(folded: str, start: int, value: str) -> bool:
    """Whether a "no" stands before words that state something: "no terminé el DIL"."""
    return not value.startswith(_DENIALS) and _DENIED.search(folded[:start]) is not None


def _facts_of(pattern: _Pattern, match: re.Match[str], taken: list[tuple[int, int]]) -> list[Fact]:
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
            named = _evaluation(match["EVAL"]) if role == "EVAL" else role
            found.append(Fact(entity, value, *span, named or None))
    taken += spans.values()
    return found


def _value(entity: str, words: str) -> Any:
    if entity == "periodo":
        return re.sub(r"(20\d\d)[- ]?(\d)", r"\1-\2", words)
    if entity == "fecha":  # resolved when it is used: "ayer" is another day tomorrow
        return words
    lexicon = read(_LEXICON_FILE)
    if entity in ("ciclo", "dato") and words in lexicon["ordinales"]:
        return lexicon["ordinales"][words]
    number = _number(words)
    return _evaluation(words) if number is None and entity == "dato" else number


def _number(words: str) -> int | float | None:
    """`11,5`, `dieciséis`, `ciento treinta y dos`."""
    numbers = read(_LEXICON_FILE)["numeros"]
    parts = [part for part in words.split() if part != "y"]
    if parts and all(part in numbers for part in parts):
        return sum(numbers[part] for part in parts)
    try:
        number = float(words.replace(",", "."))
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _evaluation(words: str) -> str | None:
    """The name of an evaluation as facts carry it: `segundo examen parcial` is `parcial 2`."""
    lexicon = read(_LEXICON_FILE)
    match = re.fullmatch(rf"(?:({_ordinals(lexicon)}) )?(.+?)(?: ?(?:n[°º.]{{1,2}} ?|numero )?([1-5]))?", words)
    for key, forms in lexicon["evaluaciones"].items():
        may_have, must_have = key in lexicon["numeradas"], key in lexicon["solo_numeradas"]
        if not must_have and re.fullmatch(forms, words):
            return str(key)
        if match and (may_have or must_have) and re.fullmatch(forms, match[2]):
            ordinal = match[1] and (lexicon["ordinales"].get(match[1]) or match[1][0])
            if match[3] or ordinal:
                return f"{key} {match[3] or ordinal}"
    return None


def _weighted_list(folded: str, taken: list[tuple[int, int]]) -> list[Fact]:
    """The weights of `trabajos 50, parcial 20 y final 30`, which are those of a course when they add up to 100.

    With as many grades after them (`tengo 15, 8 y 12`), those too, in the same order.
    """
    item, grades = _list_patterns()
    runs: list[list[re.Match[str]]] = []
    for match in item.finditer(folded):
        near = runs and re.fullmatch(
            r"[,;/+ ]*(?:(?:y|e|mas|el|la|los|las|mi|mis|un|una) ?)*", _gap(folded, runs, match)
        )
        runs[-1].append(match) if near else runs.append([match])
    facts = []
    for run in runs:
        figures = [match.span("figure") for match in run]
        if len(run) < 2 or sum(float(match["figure"].replace(",", ".")) for match in run) != 100:
            continue
        names = [_evaluation(match["EVAL"]) for match in run]
        facts += [
            Fact("peso", _number(match["figure"]), *span, name)
            for match, span, name in zip(run, figures, names, strict=True)
        ]
        taken += figures
        told = grades.search(folded, run[-1].end())
        marks = list(re.finditer(r"\d+(?:[.,]\d+)?", told["grades"])) if told else []
        if told and len(marks) == len(run) and all(float(mark[0].replace(",", ".")) <= 20 for mark in marks):
            for mark, name in zip(marks, names, strict=True):
                span = (told.start("grades") + mark.start(), told.start("grades") + mark.end())
                facts.append(Fact("nota", _number(mark[0]), *span, name))
                taken.append(span)
    return facts


def _gap(folded: str, runs: list[list[re.Match[str]]], match: re.Match[str]) -> str:
    return folded[runs[-1][-1].end() : match.start()]


@lru_cache(maxsize=1)
def _list_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    evaluation = _phrases(read(_LEXICON_FILE))["EVAL"]
    between = r"(?: (?:vale|valen|pesa|pesan|cuenta|con|de|un|una|el|al|es|son)| ?[:=(])*"
    figure = r"(?<![\w.,])(?P<figure>\d{1,2}(?:[.,]\d+)?)(?!\w)(?![.,]\d) ?(?:%|por ?ciento)?\)?"
    number = r"\d{1,2}(?:[.,]\d+)?"
    several = rf"(?P<grades>{number}(?:, ?{number})*,? y (?:un )?{number})(?!\w)(?![.,]\d)"
    grades = rf"(?:tengo|saque|obtuve|llevo|notas?(?: son| fueron|:)?)(?: notas?| un)? {several}"
    return re.compile(rf"(?<!\w)(?:{evaluation}){between} ?{figure}"), re.compile(rf"(?<!\w)(?:{grades})")


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


@lru_cache(maxsize=1)
def _patterns() -> list[_Pattern]:
    lexicon = read(_LEXICON_FILE)
    phrases = _phrases(lexicon)
    return [_compiled(entry, phrases) for entry in lexicon["patrones"]]


@lru_cache(maxsize=1)
def _any_figure() -> re.Pattern[str]:
    return re.compile(rf"\d|(?<!\w){_number_words(read(_LEXICON_FILE)['numeros'])}(?!\w)")


def _phrases(lexicon: dict[str, Any]) -> dict[str, str]:
    """What may stand in braces in a pattern: the lexicon's own phrases, and numbers, ordinals, evaluations."""
    words = _number_words(lexicon["numeros"])
    digits = r"-?\d+(?:[.,]\d+)?"
    phrases = {
        "N": rf"(?<![\w.,])(?:{digits}|{words})(?!\w)(?![.,]\d)",
        "M": rf"(?<![\w.,])(?:{digits}|(?!un[ao]?(?!\w)){words})(?!\w)(?![.,]\d)",
        "D": rf"(?<![\w.,]){digits}(?!\w)(?![.,]\d)",
        "ORD": "(?:" + "|".join(sorted(lexicon["ordinales"], key=len, reverse=True)) + ")",
        "EVAL": _evaluation_words(lexicon),
    }
    for name, source in lexicon["frases"].items():  # a phrase may hold those before it
        phrases[name] = _filled(source, phrases)
    return phrases


def _number_words(numbers: dict[str, int]) -> str:
    """`dos`, `treinta y dos`, `ciento veinte`."""

    def among(low: int, high: int) -> str:
        words = [word for word, number in numbers.items() if low <= number < high]
        return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"

    below_hundred = f"(?:{among(30, 100)}(?: y {among(1, 10)})?|{among(0, 30)})"
    return f"(?:{among(100, 1000)}(?: {below_hundred})?|{below_hundred})"


def _ordinals(lexicon: dict[str, Any]) -> str:
    words = [word for word, number in lexicon["ordinales"].items() if number <= 5 and len(word) > 3]
    return "|".join([*words, r"[1-5](?:er|ro|do|to|era|ra|da|ta|°|º)"])


def _evaluation_words(lexicon: dict[str, Any]) -> str:
    """Every evaluation; those of `numeradas` may have a number ("segunda práctica", "parcial 1"), or must."""
    numbered, always = lexicon["numeradas"], lexicon["solo_numeradas"]
    forms = lexicon["evaluaciones"]
    plain = "|".join(words for key, words in forms.items() if key not in numbered and key not in always)
    with_number = "|".join(words for key, words in forms.items() if key in numbered or key in always)
    with_or_without = "|".join(words for key, words in forms.items() if key in numbered)
    after = r" ?(?:n[°º.]{1,2} ?|numero )?[1-5](?!\w|[.,]\d| ?%| ?por ?ciento)"
    kinds = (
        rf"(?:{plain})(?!\w)",
        rf"(?:{_ordinals(lexicon)}) (?:{with_number})(?!\w)",
        rf"(?:{with_number}){after}",
        rf"(?:{with_or_without})(?!\w)",
    )
    return f"(?P<EVAL>{'|'.join(kinds)})"


def _filled(source: str, phrases: dict[str, str]) -> str:
    return re.sub(r"\{([a-zA-Z]\w*)\}", lambda match: phrases[match.group(1)], source)


def _compiled(entry: dict[str, Any], phrases: dict[str, str]) -> _Pattern:
    source = entry["patron"]
    entity, _, role = entry.get("da", "").partition("/")
    has_figure = not entity and (_FIGURE_GROUP.search(source) is not None or "grupos" in entry)
    for group, place in zip(entry.get("grupos", []), ("{N}", "{N2}"), strict=False):
        source = source.replace(place, f"(?P<{group}>{phrases['N']})")
    only_if = re.compile(_filled(entry["si"], phrases)) if "si" in entry else None
    regex = re.compile(rf"(?<!\w)(?:{_filled(source, phrases)})(?!\w)")
    return _Pattern(regex, entity or None, role or None, entry.get("valor"), only_if, has_figure)


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
