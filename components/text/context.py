"""Words that place a question: a topic that is always asked with them does not win a question that has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from components.text.lexicon import fold, read

_LEXICON_FILE = "contextos.yml"
#: A label is bound to a context when at least this share of its examples has one of its words.
_BOUND = 0.95


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        context: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + ")")
        for context, words in read(_LEXICON_FILE).items()
    }


def contexts_of(text: str) -> frozenset[str]:
    """The contexts whose words stand in a text."""
    folded = fold(text)
    return frozenset(context for context, pattern in _patterns().items() if pattern.search(folded))


def bound_labels(texts: Sequence[str], labels: Sequence[str], names: Sequence[str]) -> dict[str, list[int]]:
    """For each context, the indexes (in `names`) of the labels that are asked with its words alone."""
    found = [contexts_of(text) for text in texts]
    bound = {}
    for context in _patterns():
        has = np.array([context in contexts for contexts in found])
        bound[context] = [
            index for index, name in enumerate(names) if has[[label == name for label in labels]].mean() >= _BOUND
        ]
    return bound
