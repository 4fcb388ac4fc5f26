"""Where a student who wants to talk to a person is handed over to: address and hours of each university."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")


class SupportError(Exception):
    """The file of support desks cannot be used; the message says what is wrong in it."""


@dataclass(frozen=True)
class SupportDesk:
    """One university's desk. `hours`: as the student reads them, e.g. "de lunes a viernes de 9:00 a 18:00"."""

    university: str
    address: str
    hours: str


def load_desks(path: Path | None, universities: Container[str]) -> Mapping[str, SupportDesk]:
    """The desks of a YAML file, by university; none without a file. Raises SupportError.

    `universities`: the keys that it may name.
    """
    if path is None:
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SupportError(f"{path} cannot be read ({type(error).__name__}).") from None
    if not isinstance(content, dict) or not content:
        raise SupportError(f"{path} has to name universities, each with correo and horario.")
    unknown = [str(university) for university in content if university not in universities]
    if unknown:
        raise SupportError(f"{path}: there is no university {', '.join(unknown)}.")
    return {university: _desk(path, university, row) for university, row in content.items()}


def _desk(path: Path, university: Any, row: Any) -> SupportDesk:
    if not isinstance(row, dict) or set(row) != {"correo", "horario"}:
        raise SupportError(f"{path}: {university} needs correo and horario, and nothing else.")
    address, hours = row["correo"], row["horario"]
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise SupportError(f"{path}: correo of {university} is no mail address.")
    if not isinstance(hours, str) or not hours.strip():
        raise SupportError(f"{path}: horario of {university} is empty.")
    return SupportDesk(str(university), address, hours.strip())
