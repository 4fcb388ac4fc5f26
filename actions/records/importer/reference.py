"""Write docs/import.md from the models of the files: `python -m actions.records.importer.reference`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from actions.records.importer.files import FILES, Row
from actions.records.importer.kinds import Kind
from actions.records.importer.problems import REPORT, SHOWN
from actions.settings import ROOT

DOCUMENT = ROOT / "docs" / "import.md"

_INTRODUCTION = f"""# Importing records

Written by `python -m actions.records.importer.reference` from `actions/records/importer/files.py`: do not edit.

```
make import FOLDER=/data/upn UNIVERSITY=UPN                       # migrates the database, then imports everything
python -m actions.records.importer FOLDER --university UPN --dry-run --report
python -m actions.records.importer FOLDER --university UPN --mode incremental
python -m actions.records.importer --help
```

The folder holds one CSV file for each kind of fact, as a student information system exports them;
`docs/import_example/` is a small complete one. Every row of every file is checked before anything is written. If
anything is wrong, the first {SHOWN} problems are shown by file, line and column with what to do, the exit code is 1
and nothing is written; `--report` lists all of them in `{REPORT}` beside the data. Otherwise everything is written in
one transaction. Importing the same files again changes nothing but the moment of the import, which answers name.

**Modes.** A *full* import (the default) takes the files as the whole truth of that university: a row of the record
that they lack is closed, that is, kept but seen by nobody, and reopened when it comes back. Every file has to be
there (one with nothing but its header says that there are no such rows), except those named in `--without`, which
stay as they are. When more than half of the students or enrolments would be closed, the import stops, unless
`--accept-closing` is given. An *incremental* import only adds and updates; any file may be missing, and nothing is
closed.

**Format.** UTF-8, with or without byte order mark; a header row with the names of the columns, in any order; commas
or semicolons; cells that hold the delimiter in double quotes. Dates are `2026-03-31` or `31/03/2026`; moments have
the hour too, `2026-03-31 18:00`, and are Lima's unless they name a zone (`Z`, `-05:00`); numbers have a point or a
comma before their decimals; yes and no are `si`/`no`, `true`/`false` or `1`/`0`. Spaces around a cell do not count.
An optional cell that is empty stands for nothing, or for the value in brackets. An optional column that a file lacks
altogether leaves what is on record as it is. Codes of students are kept in capitals.

**Keys and references.** The columns of a file's key tell its rows apart within the university: a row with the same
key is the same fact, and its other columns are updated. What a row refers to has to be in the file named, or on
record when that file is not imported or the import is incremental.

**Memory and time.** Files are read row by row and checked in temporary tables of the database; figures are in
`benchmarks/README.md`. While an SQLite database is being written nobody else can write to it, so a large import
belongs into the night; PostgreSQL goes on serving.

After a full import, `python -m actions.records.cohorts --university UPN` computes every student's place in their
cohort, unless `positions.csv` brought it.
"""


def text() -> str:
    """The whole document."""
    return "\n".join([_INTRODUCTION, *(line for model in FILES.values() for line in _section(model))])


def _section(model: type[Row]) -> Iterator[str]:
    description = " ".join((model.__doc__ or "").split())
    yield f"## {model.file}.csv\n"
    yield f"{description}\n"
    yield f"- Key: {', '.join(f'`{name}`' for name in model.key)}."
    if model.references:
        named = dict.fromkeys(f"{_joined(found.columns)} in `{found.file}.csv`" for found in model.references)
        yield f"- Refers to: {', '.join(named)}."
    yield f"- Full import: a row that the file lacks {model.vanished}.\n"
    yield "| column | kind | required | meaning | example |"
    yield "| --- | --- | --- | --- | --- |"
    for name, field in model.__fields__.items():
        info: Any = field.field_info
        needed = "yes" if field.required else _default(field.get_default())
        yield f"| `{name}` | {_kind(field.type_)} | {needed} | {info.description} | `{info.extra['example']}` |"
    yield ""


def _joined(columns: tuple[str, ...]) -> str:
    return "+".join(f"`{name}`" for name in columns)


def _kind(kind: type[Kind]) -> str:
    longest = None if getattr(kind, "words", ()) else getattr(kind, "longest", None)
    return f"{kind.label}, up to {longest}" if longest else kind.label


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return f"no (`{'si' if value else 'no'}`)"
    return "no" if value in (None, "") else f"no (`{value}`)"


def main() -> None:
    """Command line."""
    DOCUMENT.write_text(text(), encoding="utf-8")
    print(f"Written: {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
