"""Figures and the names of evaluations in words: "treinta y dos", "segundo examen parcial"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from components.text.lexicon import read

LEXICON_FILE = "hechos.yml"
_MOST_EVALUATIONS = 5  # "parcial 5"; from 6 on it is a grade
_SHORTEST_ORDINAL = 4  # "primer", not the "i" of a cycle
_LOWEST_IN_WORDS, _HIGHEST_GRADE = 5, 20
#: "once y medio", "doce punto cinco".
_DECIMALS = re.compile(r"(?P<whole>.+?)(?: y (?P<half>medio)| (?:punto|coma) (?P<tenths>\w+))")


def number(words: str) -> int | float | None:
    """`11,5`, `dieciséis`, `ciento treinta y dos`, `once y medio`, `doce punto cinco`."""
    numbers = read(LEXICON_FILE)["numeros"]
    decimals = _DECIMALS.fullmatch(words)
    if decimals and (whole := number(decimals["whole"])) is not None:
        tenths = 5 if decimals["half"] else numbers.get(decimals["tenths"])
        return None if tenths is None else float(f"{whole}.{tenths}")
    parts = [part for part in words.split() if part != "y"]
    if parts and all(part in numbers for part in parts):
        return sum(numbers[part] for part in parts)
    try:
        value = float(words.replace(",", "."))
    except ValueError:
        return None
    return int(value) if value.is_integer() else value


@lru_cache(maxsize=256)
def evaluation(words: str) -> str | None:
    """The name of an evaluation as facts carry it: `segundo examen parcial` is `parcial 2`."""
    lexicon = read(LEXICON_FILE)
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


def grade_words(numbers: dict[str, int]) -> str:
    """A grade in words (`catorce`, `once y medio`); the small ones count other things more often than points."""
    words = [word for word, value in numbers.items() if value == 0 or _LOWEST_IN_WORDS <= value <= _HIGHEST_GRADE]
    below_ten = [word for word, value in numbers.items() if value < 10 and word not in ("un", "uno", "una")]
    decimals = rf"(?: y medio| (?:punto|coma) (?:{'|'.join(below_ten)}))"
    return rf"(?<!\w)(?:{'|'.join(sorted(words, key=len, reverse=True))}){decimals}?(?!\w)"


@lru_cache(maxsize=1)
def any_figure() -> re.Pattern[str]:
    """Finds a number, in digits or in words."""
    return re.compile(rf"\d|(?<!\w){number_words(read(LEXICON_FILE)['numeros'])}(?!\w)")


def number_words(numbers: dict[str, int]) -> str:
    """`dos`, `treinta y dos`, `ciento veinte`."""

    def among(low: int, high: int) -> str:
        words = [word for word, number in numbers.items() if low <= number < high]
        return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"

    below_hundred = f"(?:{among(30, 100)}(?: y {among(1, 10)})?|{among(0, 30)})"
    return f"(?:{among(100, 1000)}(?: {below_hundred})?|{below_hundred})"


def _ordinals(lexicon: dict[str, Any]) -> str:
    words = [
        word
        for word, number in lexicon["ordinales"].items()
        if number <= _MOST_EVALUATIONS and len(word) >= _SHORTEST_ORDINAL
    ]
    return "|".join([*words, r"[1-5](?:er|ro|do|to|era|ra|da|ta|°|º)"])


def evaluation_words(lexicon: dict[str, Any]) -> str:
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
