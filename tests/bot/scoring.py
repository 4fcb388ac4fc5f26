"""Score an answer against a validation row: the fact and the source are right, nothing wrong is said."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
