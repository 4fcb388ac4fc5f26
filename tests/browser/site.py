"""A page of the university that carries the widget, on an origin of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bot.conftest import Bot
from tests.browser.chat import address_of

_PAGE = """<!doctype html>
<html lang="es">
<head><meta charset="utf-8"><title>Universidad</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font-family: serif; color: #222">
<main>
<h1>Bienvenida, promoción</h1>
<p>Consulta aquí los trámites del ciclo. <a href="#tramites">Ver los trámites</a>.</p>
</main>
<script src="{widget}" data-universidad="UPN" async></script>
</body></html>"""


class UniversitySite:
    """Serves one page on a free port until the block is left."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def show_widget_of(self, bot: Bot) -> None:
        """The page loads the widget from this bot."""
        self._server.page = _PAGE.format(widget=f"{address_of(bot)}widget.js").encode()

    def __enter__(self) -> UniversitySite:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    page = b""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
