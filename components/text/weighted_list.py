"""A list of weights without "%": `trabajos 50, parcial 20 y final 30`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from components.text.fact_patterns import phrases_of
from components.text.figures import LEXICON_FILE, evaluation, number
from components.text.lexicon import read

_HUNDRED = 100  # per cent
_HIGHEST_GRADE = 20
_BETWEEN_ITEMS = re.compile(r"[,;/+ ]*(?:(?:y|e|mas|el|la|los|las|mi|mis|un|una) ?)*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")

#: `peso` or `nota`, its value, where it stands, and of which evaluation it is.
Weighted = tuple[str, "int | float | None", int, int, "str | None"]


def weighted_list(folded: str) -> Iterator[Weighted]:
    """The weights of evaluations named one after the other: those of a course when they add up to 100.

    With as many grades after them (`tengo 15, 8 y 12`), those too, in the same order.
    """
    item, grades = _list_patterns()
    runs: list[list[re.Match[str]]] = []
    for match in item.finditer(folded):
        near = runs and _BETWEEN_ITEMS.fullmatch(folded[runs[-1][-1].end() : match.start()])
        if near:
            runs[-1].append(match)
        else:
            runs.append([match])
    for run in filter(None, map(_of_a_hundred, runs)):
        names = [evaluation(match["EVAL"]) for match in run]
        for match, name in zip(run, names, strict=True):
            yield ("peso", number(match["figure"]), *match.span("figure"), name)
        told = grades.search(folded, run[-1].end())
        marks = list(_FIGURE.finditer(told["grades"])) if told else []
        if told and len(marks) == len(run) and all((number(mark[0]) or 0) <= _HIGHEST_GRADE for mark in marks):
            start = told.start("grades")
            for mark, name in zip(marks, names, strict=True):
                yield "nota", number(mark[0]), start + mark.start(), start + mark.end(), name


def _of_a_hundred(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """The longest part of a list whose figures add up to 100."""
    figures = [number(match["figure"]) or 0 for match in run]
    parts = [(first, last) for first in range(len(run)) for last in range(first + 2, len(run) + 1)]
    whole = [(last - first, first, last) for first, last in parts if sum(figures[first:last]) == _HUNDRED]
    _, first, last = max(whole, default=(0, 0, 0))
    return run[first:last]


@lru_cache(maxsize=1)
def _list_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    evaluation = phrases_of(read(LEXICON_FILE))["EVAL"]
    between = r"(?: (?:vale|valen|pesa|pesan|cuenta|con|de|un|una|el|al|es|son)| ?[:=(])*"
    figure = r"(?<![\w.,])(?P<figure>\d{1,2}(?:[.,]\d+)?)(?!\w)(?![.,]\d) ?(?:%|por ?ciento)?\)?"
    number = r"\d{1,2}(?:[.,]\d+)?"
    several = rf"(?P<grades>{number}(?:, ?{number})*,? y (?:un )?{number})(?!\w)(?![.,]\d)"
    grades = rf"(?:tengo|saque|obtuve|llevo|notas?(?: son| fueron|:)?)(?: notas?| un)? {several}"
    return re.compile(rf"(?<!\w)(?:{evaluation}){between} ?{figure}"), re.compile(rf"(?<!\w)(?:{grades})")
