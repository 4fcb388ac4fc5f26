"""Who gets in, and that nothing a student wrote comes back or is logged when something breaks."""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Callable, Iterator

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection
from sanic.exceptions import SanicException

from actions.server import SECRET_HEADER
from actions.settings import Settings
from tests.server.conftest import PRIVATE, SECRET, Server, WatchedAction, action_call, serving

CALL = json.dumps(action_call("action_watched", PRIVATE)).encode()
WRONG_SECRETS = {
    "none": {},
    "empty": {SECRET_HEADER: ""},
    "other": {SECRET_HEADER: "x" * 40},
    "part": {SECRET_HEADER: SECRET[:-1]},
    "more": {SECRET_HEADER: SECRET + "s"},
    "other letters": {SECRET_HEADER: "ñ" * 40},
    "other case": {SECRET_HEADER: SECRET.upper()},
    "in another header": {"Authorization": f"Bearer {SECRET}"},
}
BAD_BODIES = {
    "nothing": b"",
    "no JSON": f'{{"sender_id": "{PRIVATE}'.encode(),
    "a text": json.dumps(PRIVATE).encode(),
    "a number": b"3",
    "null": b"null",
    "a list": json.dumps([PRIVATE]).encode(),
    "no tracker": json.dumps({"next_action": "action_watched", "sender_id": PRIVATE, "domain": {}}).encode(),
    "tracker is a text": json.dumps(
        {"next_action": "action_watched", "sender_id": "a", "domain": {}, "tracker": PRIVATE}
    ).encode(),
    "no UTF-8": b'{"sender_id": "\xff\xfe"}',
}


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, which must not hold what the student wrote."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    # With tracebacks. `caplog.text` is empty by now: it starts anew for a test's teardown.
    logged = "\n".join(map(logging.Formatter().format, caplog.get_records("call")))
    assert "privado" not in logged
    assert "N00100001" not in logged


def test_with_the_secret_the_action_runs(server: Server, watched: type[WatchedAction]) -> None:
    answer = server.post(CALL)
    assert answer.status == 200
    assert [response["text"] for response in answer.json["responses"]] == ["ran"]
    assert watched.runs == ["web:1"]


def test_the_project_s_own_actions_are_there(server: Server) -> None:
    answer = server.call("action_quien_soy")
    assert answer.status == 200
    (response,) = answer.json["responses"]
    assert response["text"].startswith("No estás identificado")


@pytest.mark.parametrize("headers", WRONG_SECRETS.values(), ids=WRONG_SECRETS)
def test_without_the_secret_nothing_runs(server: Server, watched: type[WatchedAction], headers: dict[str, str]) -> None:
    encoded = {name: value.encode() for name, value in headers.items()}
    answer = server.request("POST", "/webhook", CALL, {"Content-Type": "application/json", **encoded})
    assert (answer.status, answer.json) == (403, {"error": "forbidden"})
    assert watched.runs == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/actions"),
        ("POST", "/webhook?secret=" + SECRET),
        ("POST", "/webhook/"),
        ("POST", "//webhook"),
        ("GET", "/health/../actions"),
        ("GET", "/health/"),
        ("GET", "/nothing"),
    ],
)
def test_every_path_but_health_is_closed(server: Server, watched: type[WatchedAction], method: str, path: str) -> None:
    answer = server.request(method, path, CALL if method == "POST" else None)
    assert answer.status in (403, 404)
    assert "action" not in answer.text
    assert watched.runs == []


def test_a_bad_body_without_the_secret_is_refused_unread(server: Server) -> None:
    assert server.request("POST", "/webhook", b"{", {"Content-Type": "application/json"}).status == 403


def test_health_is_open(server: Server) -> None:
    answer = server.request("GET", "/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


def test_a_server_without_a_secret_lets_nobody_in(
    settings_with: Callable[..., Settings], watched: type[WatchedAction]
) -> None:
    with serving(settings_with(DELEGADO_ACTION_SECRET="")) as unprotected:
        for headers in ({}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET}):
            assert unprotected.request("POST", "/webhook", CALL, headers).status == 403
    assert watched.runs == []


def test_no_page_of_another_site_may_read_the_answers(server: Server) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    for headers in (asked, {**asked, SECRET_HEADER: SECRET}):
        answer = server.request("OPTIONS", "/webhook", headers=headers)
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_an_error_that_echoes_nothing(
    server: Server, watched: type[WatchedAction], quiet: pytest.LogCaptureFixture, body: bytes
) -> None:
    answer = server.post(body)
    assert answer.status in (400, 500)
    assert list(answer.json) == ["error"]
    assert "privado" not in answer.text
    assert watched.runs == []
    assert server.request("GET", "/health").status == 200


def test_a_call_that_names_no_action_runs_none(
    server: Server, watched: type[WatchedAction], quiet: pytest.LogCaptureFixture
) -> None:
    assert server.post(json.dumps({"sender_id": PRIVATE}).encode()).text == "null"
    assert watched.runs == []


@pytest.mark.parametrize(
    "body", [PRIVATE.encode(), zlib.compress(PRIVATE.encode())], ids=["not compressed", "compressed text"]
)
def test_a_badly_compressed_body_too(
    server: Server, watched: type[WatchedAction], quiet: pytest.LogCaptureFixture, body: bytes
) -> None:
    answer = server.post(body, **{"Content-Encoding": "deflate"})
    assert answer.status in (400, 500)
    assert list(answer.json) == ["error"]
    assert watched.runs == []


def test_a_compressed_call_runs(server: Server, watched: type[WatchedAction]) -> None:
    """Rasa compresses its calls when it is told to."""
    assert server.post(zlib.compress(CALL), **{"Content-Encoding": "deflate"}).status == 200
    assert watched.runs == ["web:1"]


@pytest.mark.parametrize(
    "error", [RuntimeError(PRIVATE), KeyError(PRIVATE), SanicException(PRIVATE)], ids=lambda error: type(error).__name__
)
def test_an_action_that_fails_is_an_error_that_echoes_nothing(
    server: Server,
    watched: type[WatchedAction],
    quiet: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    monkeypatch.setattr(watched, "error", error)
    answer = server.post(CALL)
    assert (answer.status, answer.json) == (500, {"error": type(error).__name__})
    assert watched.runs == ["web:1"]
    failures = [record for record in quiet.records if record.levelno >= logging.ERROR]
    assert [record.name for record in failures] == ["actions.failures"]
    assert type(error).__name__ in failures[0].getMessage()
    assert "conftest.py" in failures[0].getMessage(), "operators need the place"


def test_a_rejection_is_told_in_rasa_s_form(
    server: Server, watched: type[WatchedAction], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "error", ActionExecutionRejection("action_watched"))
    answer = server.post(CALL)
    assert (answer.status, answer.json["action_name"]) == (400, "action_watched")


def test_an_unknown_action_is_not_found(server: Server, quiet: pytest.LogCaptureFixture) -> None:
    answer = server.call("action_unknown", PRIVATE)
    assert answer.status == 404
    assert "privado" not in answer.text


def test_an_action_of_ours_that_fails_apologises(
    server: Server, quiet: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(PRIVATE)

    monkeypatch.setattr("actions.handlers.questions.answer_question", fail)
    answer = server.call("action_consulta", PRIVATE)
    assert answer.status == 200
    (response,) = answer.json["responses"]
    assert response["text"].startswith("Perdona, algo falló")
    assert "action_consulta failed: RuntimeError" in quiet.text
