"""The patterns of `data/lexicon/hechos.yml`, ready to search with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from components.text.figures import LEXICON_FILE, evaluation_words, grade_words, number_words
from components.text.lexicon import read

_FIGURE_GROUP = re.compile(r"\(\?P<\w+>\{(?:N|M|D|NOTA|DV)(?:\}\)|\}\{no_nota\}\))")


@dataclass(frozen=True)
class Pattern:
    """`entity`, `role` and `value` of a pattern whose words are the fact; `only_if`: what the message must hold too.

    `has_figure`: there is a number in whatever it finds, so that it need not be tried where there is none.
    """

    regex: re.Pattern[str]
    entity: str | None
    role: str | None
    value: Any
    only_if: re.Pattern[str] | None
    has_figure: bool


@lru_cache(maxsize=1)
def patterns() -> list[Pattern]:
    """All of them, in their order: the first that uses a figure keeps it."""
    lexicon = read(LEXICON_FILE)
    phrases = phrases_of(lexicon)
    return [_compiled(entry, phrases) for entry in lexicon["patrones"]]


def phrases_of(lexicon: dict[str, Any]) -> dict[str, str]:
    """What may stand in braces in a pattern: the lexicon's own phrases, numbers, grades, ordinals, evaluations."""
    words = number_words(lexicon["numeros"])
    digits = r"-?\d+(?:[.,]\d+)?"
    phrases = {
        "N": rf"(?<![\w.,])(?:{digits}|{words})(?!\w)(?![.,]\d)",
        "M": rf"(?<![\w.,])(?:{digits}|(?!un[ao]?(?!\w)){words})(?!\w)(?![.,]\d)",
        "D": rf"(?<![\w.,]){digits}(?!\w)(?![.,]\d)",
        "ORD": "(?:" + "|".join(sorted(lexicon["ordinales"], key=len, reverse=True)) + ")",
        "V": grade_words(lexicon["numeros"]),
        "EVAL": evaluation_words(lexicon),
        "EV": evaluation_words(lexicon).replace("?P<EVAL>", "?:"),
    }
    for name, source in lexicon["frases"].items():  # a phrase may hold those before it
        phrases[name] = _filled(source, phrases)
    return phrases


def _filled(source: str, phrases: dict[str, str]) -> str:
    return re.sub(r"\{([a-zA-Z]\w*)\}", lambda match: phrases[match.group(1)], source)


def _compiled(entry: dict[str, Any], phrases: dict[str, str]) -> Pattern:
    source = entry["patron"]
    entity, _, role = entry.get("da", "").partition("/")
    has_figure = not entity and (_FIGURE_GROUP.search(source) is not None or "grupos" in entry)
    for group, place in zip(entry.get("grupos", []), ("{N}", "{N2}"), strict=False):
        source = source.replace(place, f"(?P<{group}>{phrases['N']})")
    only_if = re.compile(_filled(entry["si"], phrases)) if "si" in entry else None
    regex = re.compile(rf"(?<!\w)(?:{_filled(source, phrases)})(?!\w)")
    return Pattern(regex, entity or None, role or None, entry.get("valor"), only_if, has_figure)
