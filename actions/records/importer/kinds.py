"""What a cell of an imported file may hold, and how its text is read.

Each kind is a pydantic type. Its ValueError says what to write instead; it is shown to whoever prepares the files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, ClassVar

from actions.records.database import LIMA

_YEARS = range(1950, 2101)
_DAY = re.compile(r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}))")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,6})\d*)?)?"
    r"\s?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
)
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")
_PERIOD = re.compile(r"\d{4}-[0-9A-Z]{1,3}")
_CODE = re.compile(r"[^\s,;\"']+")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_YES = {"si", "sí", "s", "yes", "true", "verdadero", "1"}
_NO = {"no", "n", "false", "falso", "0"}


class Kind:
    """A kind of cell. `label`: how the reference calls it."""

    label: ClassVar[str] = "text"

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[Any], Any]]:
        """What pydantic calls."""
        yield cls.read

    @classmethod
    def read(cls, value: Any) -> Any:
        """The value of a cell's text. Raises ValueError."""
        raise NotImplementedError


class Text(Kind):
    """Text of one line."""

    longest: ClassVar[int] = 120

    @classmethod
    def read(cls, value: Any) -> str:
        """The text, spaces around and repeated ones taken out."""
        text = " ".join(str(value).split())
        if len(text) > cls.longest:
            raise ValueError(f"has {len(text)} characters: at most {cls.longest} fit")
        return text


class Name(Text):
    """Of a person, a course, an institution."""


class Career(Text):
    """Of a career, and what a debt is for."""

    longest = 80


class Place(Text):
    """Of a campus, of a day off."""

    longest = 60


class Reference(Text):
    """A number or text of the source's own."""

    longest = 40


class Evaluation(Text):
    """An evaluation as the syllabus writes it."""

    longest = 20


class Reason(Text):
    """A sentence."""

    longest = 200


class Address(Text):
    """An e-mail address."""

    label = "e-mail"
    longest = 160

    @classmethod
    def read(cls, value: Any) -> str:
        """The address."""
        text = super().read(value)
        if not _ADDRESS.fullmatch(text):
            raise ValueError("is no e-mail address: write name@university.edu.pe")
        return text


class Code(Text):
    """A code without spaces."""

    label = "code"
    longest = 20

    @classmethod
    def read(cls, value: Any) -> str:
        """The code as it is written."""
        text = super().read(value)
        if not _CODE.fullmatch(text):
            raise ValueError("is no code: write it without spaces, commas or quotes")
        return text


class ClassCode(Code):
    """Of a class (section)."""

    longest = 24


class Modality(Code):
    """Of a modality; `*` where it may be all of them."""

    longest = 8


class StudentCode(Code):
    """Of a student: in capitals, as it is looked up."""

    @classmethod
    def read(cls, value: Any) -> str:
        """The code in capitals."""
        return super().read(value).upper()


class PeriodCode(Kind):
    """An academic period."""

    label = "period"
    longest: ClassVar[int] = 8

    @classmethod
    def read(cls, value: Any) -> str:
        """The period as it is written."""
        text = str(value)
        if not _PERIOD.fullmatch(text):
            raise ValueError("is no period: write it like 2026-2 (2026-0: summer)")
        return text


class Word(Kind):
    """A word of the record's vocabulary, open or limited to `words`."""

    label = "word"
    longest: ClassVar[int] = 20
    words: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, value: Any) -> str:
        """The word in small letters."""
        text = str(value).lower()
        if cls.words and text not in cls.words:
            raise ValueError(f"is not one of {', '.join(cls.words)}")
        if not _WORD.fullmatch(text):
            raise ValueError("is no word: use letters without accents, digits and _, like retiro_curso")
        if len(text) > cls.longest:
            raise ValueError(f"has {len(text)} characters: at most {cls.longest} fit")
        return text


class Procedure(Word):
    """What is paid, asked for or authorised."""

    longest = 24


class ActivityKind(Word):
    """What counts besides courses."""

    longest = 30


class CalendarActivity(Word):
    """An activity of the academic calendar."""

    longest = 40


class EnrolmentState(Word):
    """State of an enrolment."""

    words = ("en_curso", "aprobado", "desaprobado", "inhabilitado", "retirado", "convalidado")


class ClassKind(Word):
    """How a class is held."""

    words = ("presencial", "virtual", "coursera")


class LinkKind(Word):
    """How two courses belong together."""

    words = ("requisite", "equivalent")


class HoldKind(Word):
    """What stands in the way."""

    words = ("retencion", "sancion")


class ConvalidationKind(Word):
    """How a course was recognised."""

    words = ("convalidacion", "reconocimiento", "exoneracion")


class WithdrawalKind(Word):
    """What the student withdrew from."""

    words = ("curso", "ciclo", "temporal", "extraordinario", "definitivo")


class Whole(Kind):
    """A whole number."""

    label = "whole number"
    least: ClassVar[int] = 0
    most: ClassVar[int] = 100_000_000

    @classmethod
    def read(cls, value: Any) -> int:
        """The number."""
        text = str(value)
        if not re.fullmatch(r"\d{1,9}", text):
            raise ValueError("is no whole number: write digits only")
        if not cls.least <= int(text) <= cls.most:
            raise ValueError(f"is not between {cls.least} and {cls.most}")
        return int(text)


class Positive(Whole):
    """A whole number from 1."""

    least = 1


class Attempt(Whole):
    """Which time a course is taken."""

    least, most = 1, 3


class Number(Kind):
    """A decimal number."""

    label = "number"
    least: ClassVar[int] = 0
    most: ClassVar[int] = 999
    places: ClassVar[int] = 2

    @classmethod
    def read(cls, value: Any) -> Decimal:
        """The number; its decimals stand after a point or a comma."""
        text = str(value)
        if not _NUMBER.fullmatch(text):
            raise ValueError("is no number: write it like 14.5 or 14,5")
        number = Decimal(text.replace(",", "."))
        if not cls.least <= number <= cls.most:
            raise ValueError(f"is not between {cls.least} and {cls.most}")
        if number != round(number, cls.places):
            raise ValueError(f"has more than {cls.places} decimals")
        return number


class GradeNumber(Number):
    """A grade."""

    label = "grade 0-20"
    most = 20


class Average(GradeNumber):
    """An average of final grades."""

    label = "average 0-20"
    places = 3


class Weight(Number):
    """A share of a grade."""

    label = "share 0-1"
    most, places = 1, 4

    @classmethod
    def read(cls, value: Any) -> Decimal:
        """The share, more than 0."""
        try:
            number = super().read(value)
        except ValueError as error:
            if "between" in str(error):
                raise ValueError("is no share between 0 and 1: write 0.2 for 20 %") from None
            raise
        if not number:
            raise ValueError("is 0: leave out an evaluation that does not count")
        return number


class Hours(Number):
    """Hours of an activity."""

    most = 99_999


class YesNo(Kind):
    """Yes or no."""

    label = "yes/no"

    @classmethod
    def read(cls, value: Any) -> bool:
        """Whether it says yes."""
        text = str(value).lower()
        if text not in _YES | _NO:
            raise ValueError("is neither yes nor no: write si or no")
        return text in _YES


class Day(Kind):
    """A date."""

    label = "date"

    @classmethod
    def read(cls, value: Any) -> date:
        """The date, written 2026-03-31 or 31/03/2026."""
        return _day(value) if isinstance(value, date) else _day(_DAY.fullmatch(str(value)))


class Moment(Kind):
    """A moment."""

    label = "moment"

    @classmethod
    def read(cls, value: Any) -> datetime:
        """The moment, aware: in Lima's time when the text names no zone."""
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=LIMA)
        day, _, clock = str(value).replace("T", " ", 1).partition(" ")
        match = _CLOCK.fullmatch(clock.strip())
        if match is None:
            raise ValueError("is no moment: write it like 2026-03-31 18:00 or 31/03/2026 18:00, with the hour")
        fraction = (match["fraction"] or "").ljust(6, "0")
        found = _day(_DAY.fullmatch(day))
        try:
            moment = datetime(
                found.year, found.month, found.day,
                int(match["hour"]), int(match["minute"]), int(match["second"] or 0), int(fraction),
            )  # fmt: skip
        except ValueError:
            raise ValueError("is no hour of the day: write 00:00 to 23:59") from None
        return moment.replace(tzinfo=_zone(match["zone"]))


def _day(found: Any) -> date:
    if isinstance(found, date):
        return found
    if found is None:
        raise ValueError("is no date: write it like 2026-03-31 or 31/03/2026")
    year, month, day = (int(found[a] or found[b]) for a, b in (("year", "y"), ("month", "m"), ("day", "d")))
    if year not in _YEARS:
        raise ValueError(f"is no date between {_YEARS.start} and {_YEARS.stop - 1}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("is no day of the calendar: write it like 2026-03-31 or 31/03/2026") from None


def _zone(text: str | None) -> Any:
    if text is None:
        return LIMA
    if text == "Z":
        return timezone.utc
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
