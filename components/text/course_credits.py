"""Credits of several courses: `un curso de 4 y dos de 3 créditos` are 10 in all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from components.text.fact_patterns import phrases_of
from components.text.figures import LEXICON_FILE, number
from components.text.lexicon import read

_HIGHEST = 12  # credits of a course, and how many courses
_BETWEEN = re.compile(r",?(?: y| mas| \+)? ")
_FEWEST = 2

#: Entity, value, start, end, role; without an entity the figures are no fact.
CreditSum = tuple["str | None", "int | float", int, int, "str | None"]


def course_credits(folded: str) -> Iterator[CreditSum]:
    """The sum of each list of courses with their credits, as what the verb before it says."""
    if "cred" not in folded and "kred" not in folded:
        return
    for start, end, total in (*_lists(folded), *_one_by_one(folded)):
        place = _purpose(folded[:start]) if total is not None else None
        yield (place[0] if place else None), total or 0, start, end, (place[1] if place else None)


def _lists(folded: str) -> Iterator[tuple[int, int, int | None]]:
    """Where `2 cursos de 4 y uno de 3` stands, and its sum."""
    item, kinds, _ = _patterns()
    runs: list[list[re.Match[str]]] = []
    for match in item.finditer(folded):
        if runs and _BETWEEN.fullmatch(folded[runs[-1][-1].end() : match.start()]):
            runs[-1].append(match)
        else:
            runs.append([match])
    for run in runs:
        start, end = run[0].start(), run[-1].end()
        if len(run) >= _FEWEST and kinds.search(folded[start:end]) and "red" in folded[start:end]:
            yield start, end, _sum(run)


def _sum(run: list[re.Match[str]]) -> int | None:
    total = 0
    for match in run:
        count, each = _whole(match["count"] or "un"), _whole(match["each"])
        if count is None or each is None:
            return None
        total += count * each
    return total


def _whole(words: str) -> int | None:
    """A count of courses or the credits of one, None where it can be neither."""
    value = number(re.sub(r"^otr[oa]s? ?", "", words) or "un")
    return value if isinstance(value, int) and 0 < value <= _HIGHEST else None


def _one_by_one(folded: str) -> Iterator[tuple[int, int, int | None]]:
    """Where `4 cursos de 4, 4, 3 y 5 créditos` stands: a sum if there is one figure for each course."""
    for match in _patterns()[2].finditer(folded):
        figures = [int(figure) for figure in re.findall(r"\d+", match["figures"])]
        whole = match["all"] is not None or (match["count"] and _whole(match["count"]) == len(figures))
        yield match.start(), match.end(), sum(figures) if whole else None


def _purpose(before: str) -> tuple[str, str] | None:
    """What the credits are for: those to register unless another verb stands before them."""
    verbs = _verbs()
    if verbs["convalidar"].search(before):
        return ("dato", "creditos_por_convalidar")
    return None if verbs["otra cosa"].search(before) else ("creditos", "por_matricular")


@lru_cache(maxsize=1)
def _verbs() -> dict[str, re.Pattern[str]]:
    phrases = phrases_of(read(LEXICON_FILE))
    other = (
        rf"{phrases['jale']}|{phrases['aprobe']}|retir\w*|dej\w+|exoner\w+|convalid\w+|reconoc\w+|adelant\w+|saque|"
        rf"obtuve|tengo \d+|debo|faltan?|repet\w+|pas[eo]|lleve|hice|tenia|\d en"
    )
    return {
        "convalidar": re.compile(r"convalidar(?:me)?(?: \w+){0,2} $"),
        "otra cosa": re.compile(rf"(?<!\w)(?:{other})(?: \w+){{0,4}} $"),
    }


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    phrases = phrases_of(read(LEXICON_FILE))
    course, credit, many = phrases["curso"], phrases["credito"], phrases["M"]
    count = rf"(?P<count>otr[oa]s? {many}|{many}|un[oa]?|otr[oa])"
    no_unit = r"(?! ?%| (?:horas?|anos?|ciclos?|mes))"
    item = (
        rf"(?<!\w)(?:{count} (?:{course} )?|{course} )(?:de|con) (?P<each>{phrases['N']}){no_unit}(?: {credit})?"
        rf"(?: cada un[oa])?(?! (?:en|con|nota)(?!\w))(?!\w)"
    )
    figures = rf"(?P<figures>\d{{1,2}}(?:, ?\d{{1,2}})+,? y \d{{1,2}}|\d{{1,2}} y \d{{1,2}}) {credit}"
    each = rf"(?<!\w)(?:(?P<count>{many}) )?(?P<all>mis )?{course}(?: (?:son|que|llevo|valen))* (?:de|con) {figures}"
    return re.compile(item), re.compile(rf"(?<!\w){course}(?!\w)"), re.compile(each)
