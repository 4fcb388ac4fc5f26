"""An answer as WhatsApp takes it: Graph API message bodies within the API's limits. Nothing is sent here.

Meta does not say how it counts characters; UTF-16 code units are the strictest way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from channels.offers import CHOOSE
from channels.pictures import png_of
from channels.reception import Answer
from channels.split import split, utf16_length

LONGEST_TEXT = 4096
LONGEST_BODY = 1024
LONGEST_CAPTION = 1024
LONGEST_BUTTON_TITLE = 20
LONGEST_ROW_TITLE = 24
LONGEST_ROW_DESCRIPTION = 72
MOST_BUTTONS = 3
MOST_ROWS = 10

LIST_BUTTON = "Ver opciones"
SECTION_TITLE = "Opciones"

_OPTION_ID = re.compile(r"([A-Za-z0-9]{1,64}):([0-9])")


@dataclass(frozen=True)
class Message:
    """One Graph API message; a picture has to be uploaded first, and its media id goes to `body["image"]["id"]`."""

    body: dict[str, Any]
    picture: bytes | None = None


def offered(answer: Answer) -> list[dict[str, str]]:
    """The buttons of an answer that a student gets to see: the first ten."""
    return list(answer.get("buttons") or [])[:MOST_ROWS]


def option_of(identifier: str) -> tuple[str, int] | None:
    """The offer's key and the position that a button's id names; None when the id is not one of ours."""
    found = _OPTION_ID.fullmatch(identifier)
    return (found[1], int(found[2])) if found else None


def messages_of(answer: Answer, to: str, offer_key: str = "") -> list[Message]:
    """The messages of one answer, in the order in which they have to be sent.

    `to` is the recipient's number, digits only; `offer_key` names the offer of `offered(answer)` and is needed when
    there are buttons. Empty when the answer holds nothing to say.
    """
    text = str(answer.get("text") or "").strip()
    picture = png_of(answer)
    titles = [" ".join(button["title"].split()) for button in offered(answer)]
    if titles:
        return [*_picture_messages(picture, "", to), *_choice(text, titles, to, offer_key)]
    if picture and utf16_length(text) <= LONGEST_CAPTION:
        return _picture_messages(picture, text, to)
    return [*_text_messages(text, to), *_picture_messages(picture, "", to)]


def text_message(text: str, to: str) -> Message:
    """One text message. The text has at most LONGEST_TEXT characters."""
    return _message("text", {"preview_url": False, "body": text}, to)


def _message(kind: str, content: dict[str, Any], to: str, picture: bytes | None = None) -> Message:
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": kind, kind: content}
    return Message(body, picture)


def _text_messages(text: str, to: str) -> list[Message]:
    return [text_message(part, to) for part in split(text, LONGEST_TEXT)]


def _picture_messages(picture: bytes | None, caption: str, to: str) -> list[Message]:
    if picture is None:
        return []
    return [_message("image", {"caption": caption} if caption else {}, to, picture)]


def _choice(text: str, titles: list[str], to: str, offer_key: str) -> list[Message]:
    identifiers = [f"{offer_key}:{position}" for position in range(len(titles))]
    make = _buttons if len(titles) <= MOST_BUTTONS else _list
    before, body = _body(text, _untold(titles))
    interactive = {**make(titles, identifiers), "body": {"text": body}}
    return [*_text_messages(before, to), _message("interactive", interactive, to)]


def _untold(titles: list[str]) -> str:
    """The numbered list of the full titles when the choice itself cannot show them; empty when it can."""
    most = LONGEST_BUTTON_TITLE if len(titles) <= MOST_BUTTONS else LONGEST_ROW_DESCRIPTION
    if all(utf16_length(title) <= most for title in titles):
        return ""
    return "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))


def _body(text: str, numbered: str) -> tuple[str, str]:
    """What goes before the choice as ordinary text, and the choice's own text."""
    whole = "\n\n".join(part for part in (text, numbered) if part) or CHOOSE
    if utf16_length(whole) <= LONGEST_BODY:
        return "", whole
    with_titles = f"{CHOOSE}\n\n{numbered}" if numbered else CHOOSE
    if utf16_length(with_titles) <= LONGEST_BODY:
        return text, with_titles
    return whole, CHOOSE


def _buttons(titles: list[str], identifiers: list[str]) -> dict[str, Any]:
    replies = [
        {"type": "reply", "reply": {"id": identifier, "title": title}}
        for identifier, title in zip(identifiers, _short(titles, LONGEST_BUTTON_TITLE), strict=True)
    ]
    return {"type": "button", "action": {"buttons": replies}}


def _list(titles: list[str], identifiers: list[str]) -> dict[str, Any]:
    rows = []
    for identifier, title, short in zip(identifiers, titles, _short(titles, LONGEST_ROW_TITLE), strict=True):
        row = {"id": identifier, "title": short}
        if utf16_length(title) > LONGEST_ROW_TITLE:
            row["description"] = _cut(title, LONGEST_ROW_DESCRIPTION)
        rows.append(row)
    return {"type": "list", "action": {"button": LIST_BUTTON, "sections": [{"title": SECTION_TITLE, "rows": rows}]}}


def _short(titles: list[str], most: int) -> list[str]:
    """The titles within a limit, no two of them equal: numbered when they would be."""
    short = [_cut(title, most) for title in titles]
    if len({title.casefold() for title in short}) == len(short):
        return short
    numbers = [f"{number}. " for number in range(1, len(titles) + 1)]
    return [number + _cut(title, most - len(number)) for number, title in zip(numbers, titles, strict=True)]


def _cut(text: str, most: int) -> str:
    """The text within a limit, cut after a word where it has one, with an ellipsis that tells so."""
    if utf16_length(text) <= most:
        return text
    kept = text
    while utf16_length(kept) >= most:
        kept = kept[:-1]
    if not text[len(kept)].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:.-(¿¡«") + "…"
