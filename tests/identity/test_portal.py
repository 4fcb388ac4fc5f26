"""Single sign-on: whom a signed token vouches for, and every token that proves nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from actions.identity.links import StudentKey
from actions.identity.portal import Portal, PortalTokenRefused
from actions.settings import SettingsError

ISSUER = "https://portal.upn.example"
SHARED_SECRET = "a secret that only the portal and these tests know, of sixty-four letters or more"
MOST_SECONDS = 15 * 60


def pem_of(private: Any) -> tuple[str, str]:
    """A key pair: private and public PEM."""
    secret = private.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption())
    public = private.public_key().public_bytes(pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo)
    return secret.decode(), public.decode()


RSA, FOREIGN_RSA = (pem_of(rsa.generate_private_key(65537, 2048)) for _ in range(2))
EC = pem_of(ec.generate_private_key(ec.SECP256R1()))
ED = pem_of(ed25519.Ed25519PrivateKey.generate())
#: What signs and what verifies, by algorithm.
KEYS = {"RS256": RSA, "ES256": EC, "EdDSA": ED, "HS256": (SHARED_SECRET, SHARED_SECRET)}

PortalOf = Callable[..., "Portal | None"]


@pytest.fixture
def portal_of(tmp_path: Path) -> PortalOf:
    """The portal of a key; other variables may be changed, or left out with None."""

    def make(key: str | bytes = RSA[1], **changed: str | None) -> Portal | None:
        file = tmp_path / "portal.pem"
        file.write_bytes(key if isinstance(key, bytes) else key.encode())
        values = {"KEY_FILE": str(file), "ISSUER": ISSUER, "UNIVERSITY": "UPN", **changed}
        return Portal.from_environment({f"DELEGADO_PORTAL_{name}": v for name, v in values.items() if v is not None})

    return make


@pytest.fixture
def portal(portal_of: PortalOf) -> Portal:
    made = portal_of()
    assert made is not None
    return made


def claims(**changed: Any) -> dict[str, Any]:
    """What the portal says of Lucía; a claim is left out with `...`."""
    now = int(time.time())
    said = {"iss": ISSUER, "aud": "delegado", "sub": "N00100001", "jti": "0f9a-1", "iat": now, "exp": now + 300}
    said.update({name: value(now) if callable(value) else value for name, value in changed.items()})
    return {name: value for name, value in said.items() if value is not ...}


def signed(content: Any, key: str = RSA[0], algorithm: str = "RS256") -> str:
    """A token of any JSON: what `jwt.encode` would refuse to write, too."""
    return jwt.api_jws.encode(json.dumps(content).encode(), key, algorithm)


def by_hand(header: Mapping[str, Any], content: Any, signature: Callable[[bytes], bytes]) -> str:
    parts = [json.dumps(part).encode() for part in (header, content)]
    start = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return (start + b"." + base64.urlsafe_b64encode(signature(start)).rstrip(b"=")).decode()


# What counts


@pytest.mark.parametrize("algorithm", KEYS)
def test_the_portal_vouches_for_its_student(portal_of: PortalOf, algorithm: str) -> None:
    signing, verifying = KEYS[algorithm]
    portal = portal_of(verifying, ALGORITHM=algorithm)
    assert portal is not None
    voucher = portal.voucher(signed(claims(), signing, algorithm))
    assert (voucher.student, voucher.number) == (StudentKey("UPN", "N00100001"), "0f9a-1")


@pytest.mark.parametrize("written", ["n00100001", " N00100001 "])
def test_the_code_is_read_as_the_records_write_it(portal: Portal, written: str) -> None:
    assert portal.voucher(signed(claims(sub=written))).student.code == "N00100001"


def test_the_university_is_the_portals_whatever_the_token_says(portal: Portal) -> None:
    assert (
        portal.voucher(signed(claims(university="UPC", DELEGADO_PORTAL_UNIVERSITY="UPC"))).student.university == "UPN"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"iat": lambda now: now - 290, "exp": lambda now: now - 20},
        {"iat": lambda now: now + 20},
        {"exp": lambda now: now + MOST_SECONDS},
        {"aud": ["another", "delegado"]},
    ],
    ids=["expired within the clocks' difference", "issued within it", "the longest life", "several audiences"],
)
def test_what_is_still_right(portal: Portal, changed: dict[str, Any]) -> None:
    assert portal.voucher(signed(claims(**changed))).number == "0f9a-1"


# What proves nothing

WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    **{f"without {name}": {name: ...} for name in ("iss", "aud", "sub", "jti", "iat", "exp")},
    **{f"{name} is nothing": {name: None} for name in ("iss", "aud", "sub", "jti", "iat", "exp")},
    **{f"{name} is a list": {name: ["N00100001"]} for name in ("iss", "aud", "sub", "jti", "iat", "exp")},
    **{f"{name} is an object": {name: {"x": "N00100001"}} for name in ("iss", "aud", "sub", "jti", "iat", "exp")},
    **{f"{name} is words": {name: "N00100001"} for name in ("iat", "exp")},
    **{f"{name} is infinite": {name: float("inf")} for name in ("iat", "exp")},
    "exp is a number as text": {"exp": lambda now: str(now + 300)},
    "iat is a number as text": {"iat": str},
    "sub is a number": {"sub": 100001},
    "jti is a number": {"jti": 1},
    "jti is empty": {"jti": ""},
    "jti is very long": {"jti": "x" * 151},
    "another issuer": {"iss": "https://N00100001.example"},
    "another audience": {"aud": "N00100001"},
    "expired": {"iat": lambda now: now - 300, "exp": lambda now: now - 31},
    "of the future": {"iat": lambda now: now + 60, "exp": lambda now: now + 300},
    "not yet": {"nbf": lambda now: now + 60},
    "lives too long": {"exp": lambda now: now + MOST_SECONDS + 1},
    "was issued long ago": {"iat": lambda now: now - MOST_SECONDS},
    "ends before it begins": {"iat": lambda now: now + 25, "exp": lambda now: now + 20},
    "lives for ever": {"exp": 10**400},
}


def refusal(portal: Portal, token: Any) -> PortalTokenRefused:
    with pytest.raises(PortalTokenRefused) as refused:
        portal.voucher(token)
    return refused.value


@pytest.mark.parametrize("changed", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_a_token_with_a_wrong_claim_is_refused_and_not_quoted(portal: Portal, changed: dict[str, Any]) -> None:
    error = refusal(portal, signed(claims(**changed)))
    assert "N00100001" not in str(error) and "0f9a" not in str(error) and ISSUER not in str(error)
    assert error.__context__ is None or error.__suppress_context__


@pytest.mark.parametrize("content", [[], "text", 5, None, [["sub", "N00100001"]]], ids=str)
def test_a_token_without_claims_is_refused(portal: Portal, content: Any) -> None:
    refusal(portal, signed(content))


def unsigned(algorithm: str) -> str:
    return by_hand({"alg": algorithm, "typ": "JWT"}, claims(), lambda _: b"")


def signed_with_the_public_key(public: str, digest: Any = hashlib.sha256) -> str:
    return by_hand(
        {"alg": "HS256", "typ": "JWT"}, claims(), lambda start: hmac.new(public.encode(), start, digest).digest()
    )


def with_changed_claims() -> str:
    header, _, signature = signed(claims()).split(".")
    return ".".join([header, signed(claims(sub="N00100002")).split(".")[1], signature])


FORGED: dict[str, Callable[[], str]] = {
    "unsigned": lambda: unsigned("none"),
    "unsigned, in capitals": lambda: unsigned("NONE"),
    "unsigned, but it says RS256": lambda: unsigned("RS256"),
    "HS256 with the public key": lambda: signed_with_the_public_key(RSA[1]),
    "HS256 with the public key as it is kept": lambda: signed_with_the_public_key(RSA[1].strip()),
    "a foreign key": lambda: signed(claims(), FOREIGN_RSA[0]),
    "a foreign key that the token brings": lambda: jwt.encode(
        claims(), FOREIGN_RSA[0], "RS256", {"jwk": {"kty": "RSA"}, "x5c": ["x"], "jku": "https://evil.example"}
    ),
    "another algorithm of the same key": lambda: signed(claims(), RSA[0], "RS512"),
    "another kind of key": lambda: signed(claims(), EC[0], "ES256"),
    "changed claims": with_changed_claims,
    "a cut signature": lambda: signed(claims())[:-4],
    "no signature": lambda: signed(claims()).rpartition(".")[0],
    "a critical extension": lambda: jwt.encode(claims(), RSA[0], "RS256", {"crit": ["x"], "x": 1}),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_refused(portal: Portal, forge: Callable[[], str]) -> None:
    assert "N0010000" not in str(refusal(portal, forge()))


def test_a_token_of_another_algorithm_is_refused_by_a_portal_with_a_shared_secret(portal_of: PortalOf) -> None:
    portal = portal_of(SHARED_SECRET, ALGORITHM="HS256")
    assert portal is not None
    refusal(portal, signed(claims()))
    refusal(portal, unsigned("none"))
    refusal(portal, signed(claims(), SHARED_SECRET + ".", "HS256"))
    refusal(portal, signed(claims(), SHARED_SECRET, "HS512"))


def encoded(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "token",
    [
        None, 5, True, ["a.b.c"], {"a": "b"}, b"a.b.c", "", ".", "..", "a.b.c", "\0", "é.é.é", "\ud800.\ud800.\ud800",
        "x" * 1_000_000, f"{encoded(b'[' * 100_000)}.e30.x", f"{encoded(b'[]')}.e30.x", f"{encoded(b'{}')}.e30.x",
    ],
    ids=lambda token: repr(token)[:20],
)  # fmt: skip
def test_what_is_no_token_is_refused(portal: Portal, token: Any) -> None:
    refusal(portal, token)


# Setting it up


def test_without_its_variables_there_is_no_portal() -> None:
    assert Portal.from_environment({}) is None
    assert Portal.from_environment({"DELEGADO_PORTAL_KEY_FILE": "", "DELEGADO_PORTAL_ALGORITHM": "RS256"}) is None


@pytest.mark.parametrize("missing", ["KEY_FILE", "ISSUER", "UNIVERSITY"])
@pytest.mark.parametrize("value", [None, ""], ids=["not set", "empty"])
def test_half_a_portal_is_refused_by_name(portal_of: PortalOf, missing: str, value: str | None) -> None:
    with pytest.raises(SettingsError, match=f"DELEGADO_PORTAL_{missing}"):
        portal_of(**{missing: value})


def test_another_audience_may_be_agreed(portal_of: PortalOf) -> None:
    portal = portal_of(AUDIENCE="chat")
    assert portal is not None
    assert portal.voucher(signed(claims(aud="chat"))).number == "0f9a-1"
    refusal(portal, signed(claims()))


@pytest.mark.parametrize("algorithm", ["none", "NONE", "HS512", "RS1", "rs256"])
def test_other_algorithms_are_refused(portal_of: PortalOf, algorithm: str) -> None:
    with pytest.raises(SettingsError, match="DELEGADO_PORTAL_ALGORITHM"):
        portal_of(ALGORITHM=algorithm)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (RSA[1], "HS256"),
        ("short", "HS256"),
        ("", "HS256"),
        (RSA[0], "RS256"),
        (SHARED_SECRET, "RS256"),
        (b"\xff\xfe\x00", "RS256"),
    ],
    ids=["a public key as secret", "short secret", "no secret", "the private key", "a secret as key", "no text"],
)
def test_a_key_of_the_wrong_kind_is_refused_and_not_quoted(
    portal_of: PortalOf, key: str | bytes, algorithm: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        portal_of(key, ALGORITHM=algorithm)
    assert SHARED_SECRET not in str(refused.value) and "BEGIN" not in str(refused.value)


def test_a_key_file_that_is_not_there_is_named(portal_of: PortalOf, tmp_path: Path) -> None:
    for path in (tmp_path / "none.pem", tmp_path):
        with pytest.raises(SettingsError, match="DELEGADO_PORTAL_KEY_FILE"):
            portal_of(KEY_FILE=str(path))


def test_the_key_is_not_shown(portal_of: PortalOf) -> None:
    assert SHARED_SECRET not in repr(portal_of(SHARED_SECRET, ALGORITHM="HS256"))
