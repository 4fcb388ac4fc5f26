"""What the page's script does, for tests of the running bot: one Socket.IO connection, questions one by one."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import socketio

from channels.web.channel import SOCKET_PATH


class WebPage:
    """A connected page."""

    def __init__(self, address: str, session: Any = None, portal: Any = None) -> None:
        self.confirmed: dict[str, Any] = {}
        self.pushed: list[dict[str, Any]] = []
        self._client = socketio.Client(reconnection=False)
        is_confirmed = threading.Event()

        def confirm(data: dict[str, Any]) -> None:
            self.confirmed = data
            is_confirmed.set()

        self._client.on("session_confirm", confirm)
        self._client.on("bot_uttered", self.pushed.append)
        auth = {"session": session, "portal": portal}
        self._client.connect(address, socketio_path=SOCKET_PATH, auth=auth, transports=["polling"])
        assert is_confirmed.wait(20)

    @property
    def session(self) -> str:
        return str(self.confirmed["session"])

    @property
    def sender(self) -> str:
        """The sender id that the server made of the session."""
        return f"web:{self.session.partition('.')[0]}"

    def acknowledged(self, message: Any) -> dict[str, Any]:
        """Ask; what the page gets back."""
        data = {"id": uuid.uuid4().hex, "message": message}
        return dict(self._client.call("user_uttered", data, timeout=30))

    def ask(self, message: Any) -> str:
        """Ask; the texts of the answer."""
        return "\n".join(answer.get("text", "") for answer in self.acknowledged(message)["messages"])

    def close(self) -> None:
        """Say goodbye without waiting for the request that listens: it ends only with the server's next ping."""
        threading.Thread(target=self._client.disconnect, daemon=True).start()


@contextmanager
def web_page(port: int, session: Any = None, portal: Any = None) -> Iterator[WebPage]:
    """A page of the bot at a port."""
    page = WebPage(f"http://127.0.0.1:{port}", session, portal)
    try:
        yield page
    finally:
        page.close()
