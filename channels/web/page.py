"""The chat page and the widget at /delegado/ on the Rasa server: the files that `npm run build` made in web/dist/."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.settings import ROOT
from channels.state import current

WEB_FOLDER = ROOT / "web" / "dist"
INDEX = "index.html"
_ORIGINS_PLACEHOLDER = b"__ORIGINS__"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
#: Encodings, best first, with the ending of the file that the build left beside the plain one.
_COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
METHODS = ["GET", "HEAD"]


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: its bytes by encoding ("" is plain), its type, and a tag that changes with it."""

    bodies: dict[str, bytes]
    content_type: str
    tag: str


def load_assets(folder: Path, origins: tuple[str, ...]) -> dict[str, Asset]:
    """The built files by name. Raises RuntimeError when the page was not built."""
    if not (folder / INDEX).is_file():
        raise RuntimeError("The page is not built: `make setup` does it (npm run build in web/).")
    names = [path.name for path in folder.iterdir() if path.suffix in CONTENT_TYPES]
    return {name: _asset(folder / name, origins) for name in sorted(names)}


def _asset(path: Path, origins: tuple[str, ...]) -> Asset:
    plain = path.read_bytes()
    bodies = {"": plain}
    if path.name == INDEX:
        bodies[""] = plain.replace(_ORIGINS_PLACEHOLDER, escape(" ".join(origins)).encode())
        bodies["gzip"] = gzip.compress(bodies[""], mtime=0)
    else:
        for encoding, ending in _COMPRESSED:
            compressed = path.with_name(path.name + ending)
            if compressed.is_file():
                bodies[encoding] = compressed.read_bytes()
    tag = hashlib.sha256(bodies[""]).hexdigest()[:20]
    return Asset(bodies, CONTENT_TYPES[path.suffix], f'"{tag}"')


def headers_of_page(origins: tuple[str, ...]) -> dict[str, str]:
    """The headers of every file. `origins`: whose pages may show the chat in a frame."""
    policy = {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "style-src": "'self' 'unsafe-inline'",  # the chat component styles its own parts
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *origins]),
    }
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Resource-Policy": "cross-origin",  # the widget's script stands on the university's page
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }


class PageInput(InputChannel):
    """Serves the page. It takes no messages itself: those go through the web channel."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "page"

    def url_prefix(self) -> str:
        """An absolute path, so that the page is at /delegado/ and not below /webhooks/."""
        return "/delegado"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """One route a file, so no path from outside ever reaches the file system."""
        origins = current().settings.web_origins
        assets, headers = load_assets(WEB_FOLDER, origins), headers_of_page(origins)
        page = Blueprint("delegado_page")

        @page.route("/", methods=METHODS)
        async def index(request: Request) -> HTTPResponse:
            # Sanic answers /delegado here too, but the relative addresses in the page need the slash.
            if not request.path.endswith("/"):
                return response.redirect("delegado/")
            return _send(request, assets[INDEX], headers)

        for name in assets:
            if name != INDEX:
                page.add_route(_sender_of(assets[name], headers), f"/{name}", METHODS, strict_slashes=True, name=name)
        return page


def _sender_of(asset: Asset, headers: dict[str, str]) -> Callable[[Request], Awaitable[HTTPResponse]]:
    async def send(request: Request) -> HTTPResponse:
        return _send(request, asset, headers)

    return send


def _send(request: Request, asset: Asset, headers: dict[str, str]) -> HTTPResponse:
    if request.headers.get("if-none-match") == asset.tag:
        return response.empty(304, {**headers, "ETag": asset.tag})
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    encoding = next((name for name, _ in _COMPRESSED if name in accepted and name in asset.bodies), "")
    sent = {**headers, "ETag": asset.tag, **({"Content-Encoding": encoding} if encoding else {})}
    return response.raw(asset.bodies[encoding], content_type=asset.content_type, headers=sent)
