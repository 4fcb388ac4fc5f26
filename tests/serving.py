"""A Sanic application in a thread of its own, on a free port."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sanic import Sanic


@contextmanager
def served(app: Sanic) -> Iterator[str]:
    """Serve an application until the block is left; gives its address."""
    loop, listener, ready = asyncio.new_event_loop(), socket.socket(), threading.Event()
    listener.bind(("127.0.0.1", 0))

    async def start() -> Any:
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        ready.set()
        return server

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(start())
        loop.run_forever()
        server.close()
        loop.run_until_complete(server.wait_closed())

    thread = threading.Thread(target=run, daemon=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sanic, "test_mode", True)  # else Sanic optimises its classes for the first of several servers
        thread.start()
        assert ready.wait(60), "the server did not start"
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        listener.close()
