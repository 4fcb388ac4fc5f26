"""Which channels are served: those whose variables are set, never an open one in production, never with a secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.settings import DEVELOPMENT, PRODUCTION, SettingsError
from operations.channels import CREDENTIALS, channels_to_serve, write_credentials

ALWAYS = ["channels.web.page.PageInput", "channels.web.channel.WebInput", "channels.upkeep.UpkeepInput"]
REST = "channels.rest.RestInput"
TELEGRAM = "channels.telegram.channel.TelegramInput"
WHATSAPP = "channels.whatsapp.channel.WhatsAppInput"
TWILIO = "channels.twilio.channel.TwilioInput"
#: What each channel needs, and what it may do without.
NEEDED = {
    TELEGRAM: ["DELEGADO_TELEGRAM_TOKEN", "DELEGADO_TELEGRAM_SECRET"],
    WHATSAPP: [
        f"DELEGADO_WHATSAPP_{name}" for name in ("TOKEN", "PHONE_NUMBER_ID", "APP_SECRET", "VERIFY_TOKEN")
    ],
    TWILIO: [f"DELEGADO_TWILIO_{name}" for name in ("ACCOUNT_SID", "AUTH_TOKEN", "NUMBER", "WEBHOOK_URL")],
}  # fmt: skip
OPTIONAL = {
    TELEGRAM: {
        "webhook_url": "DELEGADO_TELEGRAM_WEBHOOK_URL",
        "api_url": "DELEGADO_TELEGRAM_API_URL",
    },
    WHATSAPP: {"api_url": "DELEGADO_WHATSAPP_API_URL"},
    TWILIO: {"api_url": "DELEGADO_TWILIO_API_URL"},
}  # fmt: skip
HALF_SET = [(channel, missing) for channel, names in NEEDED.items() for missing in names]

Write = Callable[[Any], Path]


def secret(name: str) -> str:
    return f"the secret of {name}"


def all_of(*channels: str) -> dict[str, str]:
    return {name: secret(name) for channel in channels for name in NEEDED[channel]}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a credentials file that is not the project's own."""

    def make(content: Any) -> Path:
        path = tmp_path / "others.yml"
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
        return path

    return make


# The project's own file


def test_without_variables_the_page_is_served_and_rest_in_development_alone() -> None:
    assert sorted(channels_to_serve({}, DEVELOPMENT)) == sorted([*ALWAYS, REST])
    assert sorted(channels_to_serve({}, PRODUCTION)) == sorted(ALWAYS)


@pytest.mark.parametrize("environment", [DEVELOPMENT, PRODUCTION])
@pytest.mark.parametrize("channel", NEEDED)
def test_a_channel_is_served_when_its_variables_are_set(channel: str, environment: str) -> None:
    others = set(NEEDED) - {channel}
    served = channels_to_serve(all_of(channel), environment)
    assert channel in served
    assert not others & set(served)


@pytest.mark.parametrize("channel", NEEDED)
def test_what_is_not_set_and_not_needed_is_left_out(channel: str) -> None:
    without = channels_to_serve(all_of(channel), PRODUCTION)[channel]
    assert not set(OPTIONAL[channel]) & set(without)
    given = {name: secret(name) for name in OPTIONAL[channel].values()}
    complete = channels_to_serve({**all_of(channel), **given}, PRODUCTION)[channel]
    assert {key: complete[key] for key in OPTIONAL[channel]} == {
        key: f"${{{name}}}" for key, name in OPTIONAL[channel].items()
    }


@pytest.mark.parametrize("environment", [DEVELOPMENT, PRODUCTION])
@pytest.mark.parametrize(("channel", "missing"), HALF_SET, ids=str)
@pytest.mark.parametrize("value", [None, ""], ids=["not set", "empty"])
def test_half_a_channel_is_refused_by_name(environment: str, channel: str, missing: str, value: str | None) -> None:
    values = {name: given for name, given in all_of(channel).items() if name != missing}
    if value is not None:
        values[missing] = value
    with pytest.raises(SettingsError) as error:
        channels_to_serve(values, environment)
    assert missing in str(error.value)
    assert not any(secret(name) in str(error.value) for name in values)


def test_an_address_alone_switches_no_channel_on() -> None:
    addresses = {name: "https://x.example" for names in OPTIONAL.values() for name in names.values()}
    assert sorted(channels_to_serve(addresses, PRODUCTION)) == sorted(ALWAYS)


# What is written


def test_no_secret_is_written(tmp_path: Path) -> None:
    values = all_of(*NEEDED)
    path = write_credentials(channels_to_serve(values, PRODUCTION), tmp_path / "var")
    text = path.read_text(encoding="utf-8")
    assert not any(value in text for value in values.values())
    assert all(f"${{{name}}}" in text for name in values)


def test_what_is_written_is_what_rasa_reads(tmp_path: Path) -> None:
    served = channels_to_serve(all_of(TELEGRAM), PRODUCTION)
    path = write_credentials(served, tmp_path / "var")
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(written) == list(served)
    assert written[TELEGRAM] == {
        "access_token": "${DELEGADO_TELEGRAM_TOKEN}", "secret_token": "${DELEGADO_TELEGRAM_SECRET}",
    }  # fmt: skip
    assert [written[name] for name in ALWAYS] == [None] * 3


def test_a_channel_that_was_switched_off_leaves_no_trace(tmp_path: Path) -> None:
    write_credentials(channels_to_serve(all_of(TELEGRAM), PRODUCTION), tmp_path)
    path = write_credentials(channels_to_serve({}, PRODUCTION), tmp_path)
    assert "telegram" not in path.read_text(encoding="utf-8")


# Another file

OPEN = {
    "Rasa's REST": "rest",
    "Rasa's Socket.IO": "socketio",
    "Rasa's callback": "callback",
    "REST by its class": "rasa.core.channels.rest.RestInput",
    "our REST": REST,
    "a channel of others": "other_project.Channel",
    "Rasa's Telegram": "telegram",
}


@pytest.mark.parametrize("name", OPEN.values(), ids=OPEN)
def test_in_production_no_file_opens_another_door(write: Write, name: str) -> None:
    path = write({**dict.fromkeys(ALWAYS), name: {"url": "https://x.example"}})
    with pytest.raises(SettingsError, match=r"others\.yml") as error:
        channels_to_serve({}, PRODUCTION, path)
    assert name in str(error.value)


def test_in_development_any_channel_may_be_tried(write: Write) -> None:
    served = channels_to_serve({}, DEVELOPMENT, write({"rest": None, "socketio": {"namespace": "x"}}))
    assert served == {"rest": None, "socketio": {"namespace": "x"}}


def test_a_file_with_our_channels_alone_is_served_in_production(write: Write) -> None:
    path = write(dict.fromkeys(ALWAYS))
    assert sorted(channels_to_serve({}, PRODUCTION, path)) == sorted(ALWAYS)


def test_whatever_the_file_conversations_are_erased(write: Write) -> None:
    own = yaml.safe_load(CREDENTIALS.read_text(encoding="utf-8"))
    path = write({TELEGRAM: own[TELEGRAM]})
    assert "channels.upkeep.UpkeepInput" in channels_to_serve(all_of(TELEGRAM), PRODUCTION, path)


def test_the_own_file_by_another_way_is_the_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CREDENTIALS.parent)
    assert sorted(channels_to_serve({}, PRODUCTION, Path("credentials.yml"))) == sorted(ALWAYS)


@pytest.mark.parametrize("environment", [DEVELOPMENT, PRODUCTION])
@pytest.mark.parametrize(
    "content",
    ["- rest", "rest", "5", "rest: [", "channels.web.page.PageInput: true", "channels.web.page.PageInput: text"],
)
def test_a_file_of_another_kind_is_refused(write: Write, content: str, environment: str) -> None:
    with pytest.raises(SettingsError, match=r"others\.yml"):
        channels_to_serve({}, environment, write(content))


@pytest.mark.parametrize("environment", [DEVELOPMENT, PRODUCTION])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, environment: str) -> None:
    with pytest.raises(SettingsError, match=r"none\.yml"):
        channels_to_serve({}, environment, tmp_path / "none.yml")
