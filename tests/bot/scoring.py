"""Score an answer against a validation row: the fact and the source are right, nothing wrong is said."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_CARE = re.compile(r"defensoria|psicolog|consejeria|\b113\b|linea 100|siento mucho|espero que te mejores")
#: Defensoría (UPN 57-61), counselling (UPCH 42), a place without violence (48A d), and how an absence is justified.
_OFFICES = re.compile(r"art\. (5[7-9]|6[01]|42|48a d|15|84|85)\b|num\. 2\.1\.8")
#: The sentence with which the bot says that a university's documents are silent, or an answer that its document is.
_SILENT = re.compile(
    r"no (lo |se |te )?(indican?|precisan?|senalan?|establecen?|figuran?|dicen?|especifican?|mencionan?|fijan?|dan)\b"
)

FOLDER = Path(__file__).parents[1] / "validation"


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The rows of one validation file."""
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def folded(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")


def sources(answer: str) -> list[str]:
    """The places that the source line names: `art. 23 b`, `pregunta 18`."""
    line = next((line for line in folded(answer).splitlines() if line.startswith("fuente:")), "")
    return [part.strip() for part in re.split(r"[;,]", line.removeprefix("fuente:")) if part.strip()]


def fault(row: dict[str, Any], answer: str) -> str:
    """Why the answer does not pass; empty when it does."""
    text = folded(answer)
    for group in row.get("must", []):
        if not any(re.search(pattern, text) for pattern in group):
            return f"lacks {group}"
    for pattern in row.get("must_not", []):
        if re.search(pattern, text):
            return f"says {pattern}"
    wanted = row.get("cite", [])
    if wanted and not any(_names(place, source) for place in wanted for source in sources(answer)):
        return f"cites {sources(answer)}, wanted {wanted}"
    return ""


def _names(place: str, source: str) -> bool:
    wanted = folded(str(place))
    if wanted.isdigit():
        return re.fullmatch(rf"art\. {wanted}( [a-z])?", source) is not None
    return re.search(rf"{re.escape(wanted)}(?!\d)", source) is not None


def is_turned_away(answer: str) -> bool:
    """Whether an answer states no rule."""
    return not sources(answer)


def is_referral(row: dict[str, Any], answer: str) -> bool:
    """Whether a message out of scope is answered as it should be: no rule; near the documents, that they are silent;
    in distress, care and at most the office that the document names, or how an absence is justified."""
    text = folded(answer)
    if row["kind"] == "sensible" and not _CARE.search(text):
        return False
    if is_turned_away(answer):
        return bool(text.strip())
    if row["kind"] == "sensible":
        places = [source for source in sources(answer) if not source.startswith("reglamento")]
        return all(map(_OFFICES.search, places))
    return row["kind"] == "cercano" and bool(_SILENT.search(text))
