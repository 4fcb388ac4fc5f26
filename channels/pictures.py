"""The picture of an answer."""

from __future__ import annotations

import base64
import logging

from channels.reception import Answer

logger = logging.getLogger(__name__)

_ADDRESS = "data:image/png;base64,"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_of(answer: Answer) -> bytes | None:
    """The PNG in an answer's data address. None without one, and for anything else, which is logged and left out."""
    address = answer.get("image")
    if not address:
        return None
    picture = _decoded(address[len(_ADDRESS) :]) if isinstance(address, str) and address.startswith(_ADDRESS) else b""
    if picture.startswith(_SIGNATURE):
        return picture
    logger.error("A picture that is no PNG in a data address was left out.")
    return None


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""
