"""What a student writes stays out of the log, whatever Rasa logs."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import warnings

import pytest

from actions.settings import ROOT
from components import quiet_logging

SECRET = "falté por depresión, mi código es N00123456"

# A process of its own, as operations/rasa_server.py starts it: logging is configured once and for all.
LOGGING_PROCESS = f"""
from components import quiet_logging
quiet_logging.install()
import structlog
from rasa.utils.log_utils import configure_structlog
configure_structlog()
logger = structlog.get_logger("rasa.core.processor")
SECRET = {SECRET!r}

def fail(text):
    entities = [text]
    raise ZeroDivisionError

logger.warning("processor.message.parse", event_info="A message was parsed.", parse_data_text=SECRET,
               rasa_events=[SECRET], anything_new=SECRET)
try:
    fail(SECRET)
except ZeroDivisionError:
    logger.exception("action.failed", text=SECRET)
"""


@pytest.fixture(scope="module")
def log() -> str:
    """What such a process prints."""
    process = subprocess.run(
        [sys.executable, "-c", LOGGING_PROCESS], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return process.stdout + process.stderr


def entry(log: str, event: str) -> dict[str, object]:
    (found,) = [json.loads(line) for line in log.splitlines() if f'"{event}"' in line]
    return found


def test_nothing_that_was_written_is_logged(log: str) -> None:
    assert "depresión" not in log
    assert "depresi\\u00f3n" not in log
    assert "N00123456" not in log


def test_what_happened_is_logged(log: str) -> None:
    parsed = entry(log, "processor.message.parse")
    assert parsed["event_info"] == "A message was parsed."
    assert parsed["level"] == "warning"
    assert parsed["parse_data_text"] == parsed["anything_new"] == quiet_logging.HIDDEN


def test_a_failure_tells_where_but_no_local_variable(log: str) -> None:
    (exception,) = entry(log, "action.failed")["exception"]
    assert exception["exc_type"] == "ZeroDivisionError"
    assert [frame["name"] for frame in exception["frames"]] == ["<module>", "fail"]
    assert not any(frame.get("locals") for frame in exception["frames"])


def test_warnings_tell_their_kind_and_place_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    quiet_logging.hide_warnings()
    with caplog.at_level(logging.DEBUG, logger="components.quiet_logging"), warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning(UserWarning(SECRET), UserWarning, "rasa/shared/nlu/x.py", 12)
    assert caplog.messages == ["UserWarning at rasa/shared/nlu/x.py:12"]
    assert "N00123456" not in "".join(capfd.readouterr())
