"""The action server on a free port, with an action that tests can watch, and without any file of the project."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
from rasa_sdk import Action
from sanic import Sanic

from actions import services as services_module
from actions.server import SECRET_HEADER, build_app
from actions.services import Services
from actions.settings import Settings
from tests.serving import served

SECRET = "s" * 40
PRIVATE = "texto privado del estudiante N00100001"


class WatchedAction(Action):
    """Counts its runs; raises what it is told to."""

    runs: ClassVar[list[str]] = []
    error: ClassVar[Exception | None] = None

    def name(self) -> str:
        return "action_watched"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        self.runs.append(tracker.sender_id)
        if self.error:
            raise self.error
        dispatcher.utter_message(text="ran")
        return []


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Server:
    """A running action server."""

    port: int

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, answer.read().decode(), headers)
        finally:
            connection.close()

    def call(self, action: str, text: str = "hola", sender: str = "web:1") -> Answer:
        """Call an action as Rasa does."""
        return self.post(json.dumps(action_call(action, text, sender)).encode())

    def post(self, body: bytes, **headers: str) -> Answer:
        """Post a raw body with the right secret."""
        return self.request(
            "POST", "/webhook", body, {"Content-Type": "application/json", SECRET_HEADER: SECRET, **headers}
        )


def action_call(action: str, text: str = "hola", sender: str = "web:1") -> dict[str, Any]:
    tracker = {
        "sender_id": sender,
        "slots": {},
        "latest_message": {"text": text, "intent": {"name": "quien_soy"}, "entities": []},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": sender, "tracker": tracker, "domain": {}, "version": "3.6.21"}


@contextmanager
def serving(settings: Settings) -> Iterator[Server]:
    """Build the app and serve it from a thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services_module, "_current", None)
        # The SDK gives every app the same name, which Sanic forbids outside tests.
        patch.setattr(Sanic, "test_mode", True)
        with served(build_app(Services.from_settings(settings))) as address:
            yield Server(int(address.rpartition(":")[2]))


@pytest.fixture(scope="session")
def settings_with(demo_file: Path) -> Callable[..., Settings]:
    """Settings of a server that works on the demo's records, which these tests only read."""

    def make(**environ: str) -> Settings:
        return Settings.from_environment(
            {
                "DATABASE_URL": f"sqlite:///{demo_file}",
                "DELEGADO_VAR": str(demo_file.parent),
                "DELEGADO_ACTION_SECRET": SECRET,
                "DELEGADO_CODE_SECRET": "c" * 40,
                **environ,
            }
        )

    return make


@pytest.fixture(scope="module")
def server(settings_with: Callable[..., Settings]) -> Iterator[Server]:
    with serving(settings_with()) as running:
        yield running


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> type[WatchedAction]:
    """The watched action, as if it had never run."""
    monkeypatch.setattr(WatchedAction, "runs", [])
    monkeypatch.setattr(WatchedAction, "error", None)
    return WatchedAction
