"""The file of support desks: read whole, or refused with what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from actions.knowledge.model import Conocimiento
from actions.knowledge.support import SupportDesk, SupportError, load_desks
from actions.settings import ROOT

UNIVERSITIES = ("UPN", "UPCH", "UPC")

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of desks."""

    def make(content: str | bytes) -> Path:
        path = tmp_path / "soporte.yml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def test_without_a_file_there_are_no_desks() -> None:
    assert load_desks(None, UNIVERSITIES) == {}


def test_each_university_has_its_desk(write: Write) -> None:
    path = write("UPN: {correo: a@upn.example, horario: ' de 9 a 18 '}\nUPC: {correo: b@upc.example, horario: siempre}")
    assert load_desks(path, UNIVERSITIES) == {
        "UPN": SupportDesk("UPN", "a@upn.example", "de 9 a 18"),
        "UPC": SupportDesk("UPC", "b@upc.example", "siempre"),
    }


def test_the_example_names_every_university(knowledge: Conocimiento) -> None:
    assert (
        load_desks(ROOT / "docs" / "soporte.example.yml", knowledge.universidades).keys()
        == knowledge.universidades.keys()
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"- UPN", b"UPN", b"5", b"{}", b"null", b"UPN: [", b"UPN: \xff\xfe", b"UPN: !!python/object:os.system {}"],
    ids=repr,
)
def test_a_file_of_another_kind_is_refused(write: Write, content: bytes) -> None:
    with pytest.raises(SupportError, match=r"soporte\.yml"):
        load_desks(write(content), UNIVERSITIES)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yml", tmp_path):
        with pytest.raises(SupportError):
            load_desks(path, UNIVERSITIES)


@pytest.mark.parametrize(
    "row",
    [
        "null", "soporte@upn.example", "[]", "{}", "{correo: a@upn.example}", "{horario: siempre}",
        "{correo: a@upn.example, horario: siempre, telefono: 1}",
    ],
)  # fmt: skip
def test_a_desk_has_an_address_and_hours_and_nothing_else(write: Write, row: str) -> None:
    with pytest.raises(SupportError, match="UPN"):
        load_desks(write(f"UPN: {row}"), UNIVERSITIES)


@pytest.mark.parametrize(
    "address",
    [
        "''", "soporte", "5", "null", "[a@upn.example]", "'@'", "a@", "'@upn.example'",
        "'a@upn.example, b@upn.example'", '"a@upn.example\\nBcc: b@x.example"', '"a@upn.example\\rBcc: b@x.example"',
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(write: Write, address: str) -> None:
    with pytest.raises(SupportError, match="correo of UPN"):
        load_desks(write(f"UPN: {{correo: {address}, horario: siempre}}"), UNIVERSITIES)


@pytest.mark.parametrize("hours", ["''", "'  '", "null", "9", "[9, 18]"])
def test_hours_that_are_none_are_refused(write: Write, hours: str) -> None:
    with pytest.raises(SupportError, match="horario of UPN"):
        load_desks(write(f"UPN: {{correo: a@upn.example, horario: {hours}}}"), UNIVERSITIES)


@pytest.mark.parametrize("name", ["upn", "PUCP", "1", "null"])
def test_a_desk_of_no_university_is_refused(write: Write, name: str) -> None:
    with pytest.raises(SupportError, match="no university"):
        load_desks(write(f"? {name}\n: {{correo: a@upn.example, horario: siempre}}"), UNIVERSITIES)
