"""Phrases that say that somebody is in danger or suffers violence (`data/lexicon/crisis.yml`)."""

from __future__ import annotations

import re
from functools import lru_cache

from components.text.lexicon import fold, read

_LEXICON_FILE = "crisis.yml"


def need_in(text: str) -> str | None:
    """The need that a message tells of (`angustia`, `vulneracion`), None when it tells of none."""
    folded = fold(text)
    return next((need for need, pattern in _patterns().items() if pattern.search(folded)), None)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {need: re.compile(r"\b(?:" + "|".join(phrases) + ")") for need, phrases in read(_LEXICON_FILE).items()}
