"""Find student codes and one-time codes in a text: to read the message that brings one, and to mask what is stored."""

from __future__ import annotations

import re

#: A student code: N00123456 (UPN), U201912345 (UPC), or eight and more digits in a row (UPCH). Only the letters of real
#: codes may stand apart from their digits: the "es" of "mi código es 123456" is a word.
STUDENT_CODE = re.compile(r"(?<![\w.,])(?:[A-Za-z]{1,2}\d{6,10}|[NnUu][\s-]\d{8,10}|\d{8,10})(?![\w%])")
#: A one-time code: six digits, together or in two or three groups.
ONE_TIME_CODE = re.compile(
    r"""(?<![\w.,])
    (?: \d{6}
      | (?<!\d[\s-])                                     # groups within more groups are a phone number, or grades
        (?: \d{3}[\s-]\d{3}
          | (?!(?:[01]\d|20)(?:\s(?:[01]\d|20)){2}(?!\d))  # three grades
            (?!(?:[0-2]\d|3[01])-(?:0\d|1[0-2])-)          # a date
            \d{2}[\s-]\d{2}[\s-]\d{2}
        )
        (?![\s-]\d)
    )
    (?![\w%]|[.,]\d)""",
    re.VERBOSE,
)
#: Too loose to be read as a code, but never stored: "N001 00001", "N.00100001", "1 2 3 4 5 6", "codigo123456".
_LOOSE_CODE = re.compile(
    r"(?<!\w)[NnUu][\s.\-]*\d(?:[\s.\-]?\d){6,9}[A-Za-z]?(?!\w)|(?<=digo)\d{6,10}|(?<![\w.,])\d(?:[ .\-]\d){5}(?![\w.])"
)
MASK = "••••••"
_FILLER_WORDS = 12


def mask_identifiers(text: str) -> str:
    """Replace every student code and one-time code by a mask."""
    return ONE_TIME_CODE.sub(MASK, STUDENT_CODE.sub(MASK, _LOOSE_CODE.sub(MASK, text)))


def is_code_message(text: str) -> bool:
    """Tell whether the message is there to hand over a code: it holds one, few words beside it and no question."""
    match = STUDENT_CODE.search(text) or ONE_TIME_CODE.search(text)
    if not match:
        return False
    rest = text[: match.start()] + " " + text[match.end() :]
    return len(rest.split()) <= _FILLER_WORDS and "?" not in rest


def student_code_in(text: str) -> str | None:
    """The student code in a message, in capitals without spaces; None when there is none."""
    match = STUDENT_CODE.search(text)
    return re.sub(r"[\s-]", "", match.group()).upper() if match else None


def one_time_code_in(text: str) -> str | None:
    """The six digits of the one-time code in a message; None when there is none."""
    match = ONE_TIME_CODE.search(STUDENT_CODE.sub(" ", text))
    return re.sub(r"\D", "", match.group()) if match else None
