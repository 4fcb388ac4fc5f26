"""Addresses in credentials.yml: a secret or a student's data goes there."""

from __future__ import annotations

from urllib.parse import urlsplit

from actions.settings import SettingsError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def safe_address(channel: str, name: str, value: str) -> str:
    """The address as it is. Raises SettingsError unless it is https, or on this machine; `name` is the setting's."""
    try:
        address = urlsplit(value)
        is_on_this_machine = address.scheme == "http" and address.hostname in _LOOPBACK
        is_safe = bool(address.hostname) and address.port != 0 and (address.scheme == "https" or is_on_this_machine)
    except ValueError:  # a port or a host that cannot be
        is_safe = False
    if not is_safe:
        raise SettingsError(
            f"{channel}: {name} in credentials.yml has to be an https address: secrets and students' data go there."
        )
    return value
