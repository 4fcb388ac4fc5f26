"""Several grades in a row: `saqué 12, 14 y 09 en las prácticas`, `T1, T2 y parcial: 12, 14 y 10`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from components.text.fact_patterns import phrases_of
from components.text.figures import LEXICON_FILE, evaluation, number
from components.text.lexicon import read
from components.text.weighted_list import Weighted

#: What may stand between the name of evaluations and their grades.
_FILLER = (
    r"(?:,? (?:me|ya|yo|he|las|los|saque|saco|tengo|tuve|obtuve|puse|puesto|pusieron|son|fueron|salieron|llevo|van|con|"
    r"notas?|de nota|un|una))*"
)
_OF = r"(?: de nota)? (?:en|de)(?: (?:el|la|las|los|mi|mis))*"
#: "12 y 14 en las prácticas y 9 en el parcial": the last of a run may be another one's.
_OWNED = re.compile(r" (?:en|de|del|para) ")
#: "necesito 13 y 15" tells no grades.
_WANTED = re.compile(r"(?:necesit\w+|minimo|maximo|sacar|entre|no saque|faltan?)(?: \w+)? $")
_OWNER = "nota"
_MOST = 9  # more grades than anybody tells in one go


def grade_runs(folded: str) -> Iterator[tuple[list[tuple[int, int]], list[Weighted]]]:
    """Where each run of grades stands, and whose they are; nobody's where that cannot be told for sure.

    A run is never one grade: the first of "saqué 12, 14 y 09" says nothing on its own.
    """
    grade = _grade()
    for pattern, owned_after in _patterns():
        for match in pattern.finditer(folded):
            start = match.start("run")
            spans = [(start + found.start(), start + found.end()) for found in grade.finditer(match["run"])]
            names = _names(match, len(spans))
            if (not owned_after and _OWNED.match(folded, match.end())) or _WANTED.search(folded[: match.start()]):
                names = []
            yield spans, [_grade_of(name, folded, span) for name, span in zip(names, spans, strict=False)]


def _grade_of(name: str, folded: str, span: tuple[int, int]) -> Weighted:
    return _OWNER, number(folded[slice(*span)]), *span, name


def _names(match: re.Match[str], count: int) -> list[str]:
    """The evaluations that a match names, when they are as many as its grades."""
    found = match.groupdict()
    names: list[str | None] = []
    if found.get("series"):
        names = _of_a_series(found["series"], found.get("numbers"), count)
    elif found.get("ordinals"):
        ordinals = re.findall(r"\w+", re.sub(r"(?<!\w)(?:y|la|el)(?!\w)", " ", found["ordinals"]))
        names = [evaluation(f"{ordinal} {found['kind']}") for ordinal in ordinals]
    elif found.get("names"):
        names = [evaluation(one[0]) for one in re.finditer(phrases_of(read(LEXICON_FILE))["EV"], found["names"])]
    told = [name for name in names if name]
    return told if len(told) == len(set(told)) == count == len(names) else []


def _of_a_series(words: str, numbers: str | None, count: int) -> list[str | None]:
    """`prácticas` and three grades: those of practices 1, 2 and 3, unless their numbers are told."""
    series = read(LEXICON_FILE)["series"]
    key = next((key for key, forms in series.items() if re.fullmatch(forms, words)), None)
    told = re.findall(r"\d", numbers or "") or [str(place) for place in range(1, count + 1)]
    return [evaluation(f"{key} {place}") for place in told]


@lru_cache(maxsize=1)
def _grade() -> re.Pattern[str]:
    return re.compile(rf"(?:\d{{1,2}}(?:[.,]\d\d?)?|{phrases_of(read(LEXICON_FILE))['V']})")


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], bool]]:
    """From the surest to the least; whether the owner of the grades stands after them."""
    lexicon = read(LEXICON_FILE)
    grade = rf"(?:(?:0\d|1\d|20|\d)(?:[.,]\d\d?)?|{phrases_of(lexicon)['V']})(?!\w)"
    between = r"(?: ?, (?:y )?| y | e | / | - )(?:un )?"
    no_unit = phrases_of(lexicon)["no_nota"]
    run = rf"(?<![\w.,:/-])(?P<run>{grade}(?:{between}{grade}){{1,{_MOST}}})(?!{between}\d){no_unit}"
    many = "|".join(lexicon["series"].values())
    places = r"(?: [1-5](?:, ?[1-5])*,? y [1-5](?!\w|[.,]\d))"
    series = rf"(?P<series>{many})(?!\w)(?! (?:pre|profesional))(?:(?P<numbers>{places})|(?!{places}))"
    counted = r"(?: (?:primeras|primeros))?(?: (?:dos|tres|cuatro|cinco|[2-5]))?"
    one = phrases_of(lexicon)["EV"]
    names = rf"(?P<names>{one}(?:(?: ?,| y|, y|/| e)(?: (?:el|la|mi|en|del?))* ?{one})+)"
    ordinal = r"(?:primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa])"
    kind = "|".join(lexicon["evaluaciones"][key] for key in lexicon["numeradas"])
    ordinals = rf"(?P<ordinals>{ordinal}(?:(?:,| y)(?: la| el)? {ordinal})+) (?P<kind>{kind}|t)(?!\w)"
    told = r"(?:tengo|tuve|saque|obtuve|puse|pusieron|llevo|notas?(?: son| fueron)?):?(?: (?:un|una|notas?|de))*"
    sources = (
        (rf"{run}{_OF}{counted} {series}", True),
        (rf"{run}{_OF} {names}", True),
        (rf"{run}{_OF} {ordinals}", True),
        (rf"{names}{_FILLER} ?[:=]? ?{run}", False),
        (rf"{ordinals}{_FILLER} ?[:=]? ?{run}", False),
        (rf"(?<!\w){series}{_FILLER} ?[:=]? ?{run}", False),
        (rf"{told} {run}", False),
    )
    return [(re.compile(source), owned_after) for source, owned_after in sources]
