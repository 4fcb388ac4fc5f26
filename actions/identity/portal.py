"""Single sign-on: the university's portal vouches for a student with a signed token (JWT)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt

from actions.identity.links import StudentKey
from actions.settings import SettingsError

_ALGORITHMS = ("RS256", "ES256", "EdDSA", "HS256")
_LEAST_SECRET = 32
#: A token that lives longer is no proof that the student is at the portal now.
_LONGEST_LIFETIME = timedelta(minutes=15).total_seconds()
_CLOCK_DIFFERENCE = timedelta(seconds=30)
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "jti"]
_VARIABLES = ("DELEGADO_PORTAL_KEY_FILE", "DELEGADO_PORTAL_ISSUER", "DELEGADO_PORTAL_UNIVERSITY")


class PortalTokenRefused(Exception):
    """The token proves nothing. The message names the reason, never its content."""


@dataclass(frozen=True)
class Voucher:
    """What a valid token says. `number`: the token's own (`jti`), which may be used once."""

    student: StudentKey
    number: str


@dataclass(frozen=True)
class Portal:
    """Whom to believe: the portal's key with its one algorithm, issuer, audience and university."""

    key: str = field(repr=False)
    algorithm: str
    issuer: str
    audience: str
    university: str

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Portal | None:
        """The portal of DELEGADO_PORTAL_...; None when none is set. Raises SettingsError for half a setting."""
        given = [name for name in _VARIABLES if values.get(name)]
        if not given:
            return None
        missing = [name for name in _VARIABLES if name not in given]
        if missing:
            raise SettingsError(f"Single sign-on needs {' and '.join(missing)} too.")
        algorithm = values.get("DELEGADO_PORTAL_ALGORITHM") or "RS256"
        if algorithm not in _ALGORITHMS:
            raise SettingsError(f"DELEGADO_PORTAL_ALGORITHM may be {', '.join(_ALGORITHMS)}.")
        return cls(
            _read_key(Path(values["DELEGADO_PORTAL_KEY_FILE"]), algorithm),
            algorithm,
            values["DELEGADO_PORTAL_ISSUER"],
            values.get("DELEGADO_PORTAL_AUDIENCE") or "delegado",
            values["DELEGADO_PORTAL_UNIVERSITY"],
        )

    def voucher(self, token: Any) -> Voucher:
        """Whom the token vouches for. Raises PortalTokenRefused for a forged, foreign, expired or malformed one."""
        if not isinstance(token, str):
            raise PortalTokenRefused("not a text")
        try:
            claims = jwt.decode(
                token,
                self.key,
                algorithms=[self.algorithm],
                issuer=self.issuer,
                audience=self.audience,
                leeway=_CLOCK_DIFFERENCE,
                options={"require": _REQUIRED},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise PortalTokenRefused(type(error).__name__) from None
        if not all(isinstance(claims[moment], int | float) for moment in ("exp", "iat")):
            raise PortalTokenRefused("its moments are no numbers")
        if not 0 < claims["exp"] - claims["iat"] <= _LONGEST_LIFETIME:
            raise PortalTokenRefused("it lives too long")
        number = f"{claims['jti']}"
        if not 0 < len(number) <= 150:
            raise PortalTokenRefused("its number is no number")
        return Voucher(StudentKey(self.university, str(claims["sub"]).strip().upper()), number)


def _read_key(path: Path, algorithm: str) -> str:
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"DELEGADO_PORTAL_KEY_FILE cannot be read ({type(error).__name__}).") from None
    is_public_key = "BEGIN PUBLIC KEY" in key or "BEGIN CERTIFICATE" in key
    if algorithm == "HS256" and (is_public_key or len(key) < _LEAST_SECRET):
        raise SettingsError(f"HS256 needs a shared secret of at least {_LEAST_SECRET} characters, not a public key.")
    if algorithm != "HS256" and "BEGIN PUBLIC KEY" not in key:
        raise SettingsError(f"{algorithm} needs the portal's public key as PEM.")
    return key
