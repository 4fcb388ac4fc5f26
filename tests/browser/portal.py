"""The university's portal as the browser meets it: tokens, good and bad."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://portal.example"
UNIVERSITY = "UPN"
AUDIENCE = "delegado-upn"


class UniversityPortal:
    """Signs tokens; its public key is in a file."""

    def __init__(self, folder: Path) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.public_key_file = folder / "portal.pem"
        self.public_key_file.write_bytes(
            self._key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )

    def token(self, student: str) -> str:
        """What the portal gives a student for the next five minutes."""
        return self._signed(claims_of(student))

    def expired_token(self, student: str) -> str:
        """The same, given an hour ago."""
        return self._signed(claims_of(student, age_seconds=3600))

    def unsigned_token(self, student: str) -> str:
        """What anybody can write: the algorithm "none"."""
        return jwt.encode(claims_of(student), None, algorithm="none")

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, algorithm="RS256")


def claims_of(student: str, age_seconds: int = 0) -> dict[str, Any]:
    """What a token says about a student."""
    issued = int(time.time()) - age_seconds
    return {
        "iss": ISSUER, "aud": AUDIENCE, "sub": student, "jti": uuid.uuid4().hex, "iat": issued, "exp": issued + 300,
    }  # fmt: skip
