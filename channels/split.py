"""Cut a long text into the messages that a messaging service accepts.

Services count UTF-16 code units, as Telegram documents: a letter is one, an emoji outside the basic plane is two.
"""

from __future__ import annotations

import re

# From the best place to cut to the worst. The last line of an answer, "Fuente: ...", stays whole because a line break
# always wins over a break inside a line. A sentence ends only before a capital or an opening sign: "Art. 23" is none.
_BREAKS = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"(?<=[.!?…])[\"”»)]*\s+(?=[\"“«(]*[¿¡A-ZÁÉÍÓÚÑÜ])"),
    re.compile(r"\s+"),
)


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units of a text."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int) -> list[str]:
    """Return the parts of a text, in order and without space at their ends; none for a text without words.

    No part is over `limit` UTF-16 code units (at least 2, an emoji's). Cuts are at the last paragraph that fits, else
    at the last line, sentence or word, and inside a word only when the word alone is over the limit.
    """
    if limit < 2:
        raise ValueError("A part has to have room for one character, which takes up to two UTF-16 code units.")
    parts = []
    rest = text.strip()
    while utf16_length(rest) > limit:
        end = _cut(rest, _fitting(rest, limit))
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*parts, rest] if rest else parts


def _fitting(text: str, limit: int) -> int:
    """How many characters of a text fit into a number of code units."""
    units = 0
    for position, character in enumerate(text):
        units += utf16_length(character)
        if units > limit:
            return position
    return len(text)


def _cut(text: str, longest: int) -> int:
    """Where to end the first part, which may have `longest` characters before the space that follows it."""
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text) if _visible_end(match) <= longest]
        if ends:
            return ends[-1]
    return longest


def _visible_end(match: re.Match[str]) -> int:
    """Where the text before a break ends: closing quotes belong to it, the space does not."""
    return match.start() + len(match.group().rstrip())
