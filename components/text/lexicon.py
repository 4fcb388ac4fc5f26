"""Read the lexicon that a member of the academic secretariat may correct (`data/lexicon/*.yml`)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LEXICON_FOLDER = Path(__file__).resolve().parents[2] / "data" / "lexicon"


def fold(text: str) -> str:
    """Lower-case without accents, one character for one: offsets into the result fit the original text."""
    folded = []
    for character in text.lower():
        base = unicodedata.normalize("NFD", character)[:1]
        folded.append(base if len(character) == 1 else character[:1])
    # str.lower() may lengthen a text (a dotted capital I): fall back to the safe, equally long form.
    if len(folded) != len(text):
        return "".join(unicodedata.normalize("NFD", c)[:1].lower()[:1] or c for c in text)
    return "".join(folded)


@lru_cache(maxsize=8)
def read(name: str, folder: Path = LEXICON_FOLDER) -> Any:
    """Parse one lexicon file, e.g. `read("jerga.yml")`."""
    return yaml.safe_load((folder / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def slang(folder: Path = LEXICON_FOLDER) -> tuple[dict[str, str], re.Pattern[str]]:
    """Return what students write -> the regulation's word, and one pattern that finds all of it."""
    replacements = {fold(form): word for word, forms in read("jerga.yml", folder).items() for form in forms}
    longest_first = sorted(replacements, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    return replacements, pattern
