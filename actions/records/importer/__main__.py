"""`python -m actions.records.importer FOLDER --university UPN`: import a folder of CSV files."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

from actions.records.database import Database, in_lima
from actions.records.importer.files import FILES
from actions.records.importer.problems import REPORT
from actions.records.importer.run import ImportFailed, Order, Outcome, import_folder
from actions.settings import Settings, SettingsError

_INTERRUPTED = 130
_EXPLANATION = f"""
{textwrap.fill(f"The folder holds one CSV file each of: {', '.join(FILES)}.", 118)}
docs/import.md describes every file and column; docs/import_example/ is a small complete folder.

Files are UTF-8 with a header row, with commas or semicolons. Every row is checked first; if anything is wrong, it is
told by file, line and column, nothing is written and the exit code is 1. Otherwise all is written in one transaction.

modes:
  full         the files are the whole truth: rows of the record that they lack are closed (kept, but seen by nobody; a
               row that comes back is reopened; a student who vanished is inactive). All files have to be there, except
               those named in --without, which stay as they are.
  incremental  the files hold what is new or changed; nothing is closed, and any of them may be missing.

Importing the same files twice changes nothing but the moment of the import. The database is the one at DATABASE_URL
(README.md); its tables have to be there: python -m actions.records.migrate.

examples:
  python -m actions.records.importer /data/upn --university UPN --dry-run --report
  python -m actions.records.importer /data/upn --university UPN --without positions,activities
  python -m actions.records.importer /data/upn/today --university UPN --mode incremental
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: 0 when all was imported, 1 when nothing was."""
    order = _order(arguments)
    started = time.monotonic()
    try:
        outcome = import_folder(Database(Settings.from_environment().database_url), order)
    except (ImportFailed, SettingsError) as error:
        print(f"Not imported: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. An import is written whole or not at all: run it again.", file=sys.stderr)
        return _INTERRUPTED
    if outcome.problems:
        _tell_problems(outcome, order)
        return 1
    _tell_changes(outcome, order, time.monotonic() - started)
    return 0


def _order(arguments: Sequence[str] | None) -> Order:
    parser = argparse.ArgumentParser(
        prog="python -m actions.records.importer",
        description="Import the records that a student information system exports as CSV files.",
        epilog=_EXPLANATION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="the folder that holds the files")
    parser.add_argument("--university", required=True, type=_university, help="whose records they are: UPN, UPCH, UPC")
    parser.add_argument("--mode", choices=["full", "incremental"], default="full", help="see below (default: full)")
    parser.add_argument(
        "--without",
        default="",
        metavar="FILES",
        help="files that a full import leaves as they are, joined by commas: positions,activities",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="check everything and tell what would change; write nothing"
    )
    parser.add_argument(
        "--report", action="store_true", help=f"list every problem in {REPORT} beside the data (it quotes the data)"
    )
    parser.add_argument(
        "--accept-closing",
        action="store_true",
        help="go on although more than half of the students or enrolments vanish",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bars (there are none outside a terminal)")
    given = parser.parse_args(arguments)
    return Order(
        folder=given.folder,
        university=given.university,
        full=given.mode == "full",
        without=frozenset(name.strip().removesuffix(".csv") for name in given.without.split(",") if name.strip()),
        dry_run=given.dry_run,
        report=given.report,
        accept_closing=given.accept_closing,
        progress=not given.quiet,
    )


def _university(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2,8}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no university: write its letters, like UPN")
    return text


def _tell_problems(outcome: Outcome, order: Order) -> None:
    for line in outcome.problems.lines():
        print(line, file=sys.stderr)
    count = len(outcome.problems)
    hint = f" All of them: {order.folder / REPORT}" if order.report else " --report lists all of them in a file."
    print(f"{count:,} problem{'' if count == 1 else 's'}; nothing was written.{hint}", file=sys.stderr)


def _tell_changes(outcome: Outcome, order: Order, seconds: float) -> None:
    print(f"{'':<20}{'rows':>12}{'added':>12}{'changed':>12}{'reopened':>12}{'closed':>12}")
    for change in outcome.changes:
        figures = (change.rows, change.added, change.changed, change.reopened, change.closed)
        print(f"{change.file:<20}{''.join(f'{figure:>12,}' for figure in figures)}")
    mode = "full" if order.full else "incremental"
    if outcome.moment is None:
        print(f"Checked for {order.university} ({mode}) in {seconds:.1f} s; nothing was written.")
    else:
        moment = in_lima(outcome.moment)
        print(f"Imported for {order.university} ({mode}) in {seconds:.1f} s, as of {moment:%Y-%m-%d %H:%M:%S} Lima.")


if __name__ == "__main__":
    sys.exit(main())
