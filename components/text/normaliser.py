"""The reading of a message beside its raw text: slang, abbreviations and typos brought to the regulation's words."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

from components.text.lexicon import fold, slang

_WORD = re.compile(r"[a-z]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_SHORTEST_TYPO = 6


def plain(text: str) -> str:
    """Fold case and accents, shorten drawn-out letters ("holaaaa") and squeeze white space."""
    return " ".join(_REPEATED.sub(r"\1", fold(text)).split())


def normalise(text: str, vocabulary: Collection[str] = (), known: Collection[str] = ()) -> str:
    """Bring slang and mistyped words to the regulation's own.

    `vocabulary` are the domain's words a typo may be corrected to; `known` are all the words that are right as they
    stand. Words under six letters are left alone: too many Spanish words lie one letter apart.
    """
    replacements, pattern = slang()
    expanded = pattern.sub(lambda match: replacements[match.group()], plain(text))
    if not vocabulary:
        return expanded
    return _WORD.sub(lambda match: _corrected(match.group(), vocabulary, known), expanded)


def _corrected(word: str, vocabulary: Collection[str], known: Collection[str]) -> str:
    if len(word) < _SHORTEST_TYPO or word in known or word in vocabulary:
        return word
    found = extractOne(word, vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=1 + (len(word) > 9))
    return found[0] if found else word
