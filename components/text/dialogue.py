"""How a message hangs together with the one before it, and how many questions it holds. Pure text: no model."""

from __future__ import annotations

import re
from functools import lru_cache

from components.text.lexicon import fold, read

_LEXICON_FILE = "conversacion.yml"
_LONGEST_CONTINUATION = 9
_LONGEST_FRAGMENT = 5
_LONGEST_RESUMPTION = 6
_LONGEST_CORRECTION = 14
_FEWEST_WORDS = 2
_MOST_QUESTIONS = 2
_ACCENTED = re.compile(r"(?<!\w)(?:qué|cómo|cuándo|dónde|quién|cuál|cuánt[oa]s?)(?!\w)")
_OPENING = re.compile(r"^[\s¿¡!.,…-]+")


def addition(text: str) -> str | None:
    """What a message adds to the question before it ("verano" of "¿y en verano?"), None when it stands alone.

    A message that only goes on ("y ...", "pero ..."), a bare fragment ("¿en verano?") or a correction ("perdón, quise
    decir el final") is an addition; longer messages are questions of their own.
    """
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    folded = fold(text)[start:]
    words = len(folded.split())
    for kind, longest in (
        ("correcciones", _LONGEST_CORRECTION),
        ("continuaciones", _LONGEST_CONTINUATION),
        ("trozos", _LONGEST_FRAGMENT),
        ("retomas", _LONGEST_RESUMPTION),
    ):
        match = _cues(kind).match(folded) if words <= longest else None
        if match and folded[match.end() :].strip(" ,.?!¿"):
            kept = start if kind in ("trozos", "retomas") else start + match.end()
            # "¿Con cuánto apruebo?" is a question of its own, "¿y con cuánto?" is not.
            own_question = kind in ("trozos", "correcciones") and has_interrogative(text[start:])
            return None if own_question else text[kept:].strip(" ,.¿?!")
    return None


def questions(text: str) -> list[tuple[int, int]]:
    """Where the questions of a message stand, as (start, end) in its text: one, or two when it asks two things.

    A story before the first question belongs to it, and a third question to the second.
    """
    folded = fold(text)
    starts = [0]
    for match in _boundary().finditer(folded):
        if _asks(folded[starts[-1] : match.end()]) and _asks(folded[match.end() :]):
            starts.append(match.end())
    starts = starts[:_MOST_QUESTIONS]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def has_interrogative(text: str) -> bool:
    """Whether a text has a word that asks for something in particular ("cuántos", "puedo", "qué")."""
    return bool(_interrogative().search(fold(text)) or _ACCENTED.search(text.lower()))


def _asks(folded: str) -> bool:
    words = len(folded.split())
    return words >= _FEWEST_WORDS and ("?" in folded or bool(_interrogative().search(folded)))


def _alternatives(kind: str) -> str:
    words = sorted(read(_LEXICON_FILE)[kind], key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"[\s,]+") for word in words)


@lru_cache(maxsize=4)
def _cues(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives(kind)})(?:(?<= )|\b)[\s,:]*(?=\S)")


@lru_cache(maxsize=1)
def _interrogative() -> re.Pattern[str]:
    sure, unsure = _alternatives("interrogativos"), _alternatives("dudosos")
    return re.compile(rf"(?:^|[\s¿,.])(?:{sure})\b|(?:^\W*|[¿?.,;]\s*|\b(?:y|e) )(?:{unsure})\b")


@lru_cache(maxsize=1)
def _boundary() -> re.Pattern[str]:
    """A question mark with words behind it, or a joining word before a word that asks."""
    asking = _alternatives("interrogativos") + "|" + _alternatives("dudosos")
    joined = rf"[\s,.;](?:{_alternatives('uniones')})[\s,:]+(?=¿?\s*(?:{asking})\b)"
    return re.compile(rf"\?+[\s.,]*(?=\S)|{joined}")
