"""Session tokens of the web page: made and signed here, so that nobody can name a conversation of another."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, TimestampSigner

#: However long a tab stays open, its conversation is a new one after this time.
LIFETIME = timedelta(days=7)
_LONGEST_TOKEN = 200
_ID_BYTES = 16


class SessionTokens:
    """Issues and checks tokens. A token is its bearer's session: it is shown to the page it was made for alone."""

    def __init__(self, secret: str) -> None:
        """`secret`: at least 32 characters; other uses of the same secret do not sign tokens (the salt)."""
        self._signer = TimestampSigner(secret, salt="delegado.web.session", digest_method=hashlib.sha256)

    def issue(self) -> str:
        """A token for a new conversation."""
        return self._signer.sign(secrets.token_hex(_ID_BYTES)).decode()

    def session(self, token: Any) -> str | None:
        """The session id in a token; None when it was not made here, was changed, or is too old."""
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
            return None
        try:
            return self._signer.unsign(token, max_age=int(LIFETIME.total_seconds())).decode()
        except (BadSignature, UnicodeError):
            return None
