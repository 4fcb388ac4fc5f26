"""The chat page: three static files at /delegado/ on the Rasa server, and nothing else.

Development only, like the REST channel that the page talks to.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

WEB_FOLDER = Path(__file__).resolve().parent.parent / "web"
INDEX = "index.html"
CONTENT_TYPES = {
    INDEX: "text/html; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "chat.css": "text/css; charset=utf-8",
}
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
METHODS = ["GET", "HEAD"]


async def _serve(name: str) -> HTTPResponse:
    # A copy of the headers: Sanic adds its own to the dict that it is given.
    return await response.file(WEB_FOLDER / name, mime_type=CONTENT_TYPES[name], headers=dict(HEADERS))


class PageInput(InputChannel):
    """Serves the page. It takes no messages itself: those go through the REST channel."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "page"

    def url_prefix(self) -> str:
        """An absolute path, so that the page is at /delegado/ and not below /webhooks/."""
        return "/delegado"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """One route a file, so no path from outside ever reaches the file system."""
        page = Blueprint("delegado_page")

        @page.route("/", methods=METHODS)
        async def index(request: Request) -> HTTPResponse:
            # Sanic answers /delegado here too, but the relative addresses in the page need the slash.
            if not request.path.endswith("/"):
                return response.redirect("delegado/")
            return await _serve(INDEX)

        @page.route("/chat.js", methods=METHODS, strict_slashes=True)
        async def script(request: Request) -> HTTPResponse:
            return await _serve("chat.js")

        @page.route("/chat.css", methods=METHODS, strict_slashes=True)
        async def style(request: Request) -> HTTPResponse:
            return await _serve("chat.css")

        return page
