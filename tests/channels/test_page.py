"""The page on a Sanic server of its own, mounted as Rasa mounts it."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.channels.channel import register
from rasa.core.channels.rest import RestInput
from sanic import Sanic

from actions.records.database import Database
from actions.settings import Settings
from channels import state as channel_state
from channels.state import State
from channels.web.page import CONTENT_TYPES, WEB_FOLDER, PageInput, load_assets
from tests.serving import served

ORIGIN = "https://campus.upn.example"
ASSETS = ["chat.js", "chat.css", "widget.js", "licenses.txt"]
#: What the page itself loads, compressed (bytes): the target of the web channel.
LARGEST_PAGE = 300_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings.from_environment({"DELEGADO_CODE_SECRET": "s" * 32, "DELEGADO_WEB_ORIGINS": ORIGIN})
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('page') / 'none.db'}")
    channel_state.provide(State.from_settings(settings, database))
    app = Sanic("test_page", register=False, configure_logging=False)
    register([RestInput(), PageInput()], app, route="/webhooks/")
    with served(app) as served_at:
        yield served_at
    channel_state.provide(None)


class Got:
    """An answer of the server, the path taken exactly as given and no redirect followed."""

    def __init__(self, address: str, path: str, method: str = "GET", **headers: str) -> None:
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        finally:
            connection.close()


def built(name: str) -> bytes:
    return (WEB_FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", ASSETS)
def test_a_file_is_served_with_its_type(address: str, name: str) -> None:
    got = Got(address, f"/delegado/{name}")
    assert got.status == 200
    assert got.headers["Content-Type"] == CONTENT_TYPES[Path(name).suffix]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.body == built(name)


@pytest.mark.parametrize("name", ASSETS)
@pytest.mark.parametrize(
    ("accepted", "encoding", "ending"), [("gzip, deflate, br", "br", ".br"), ("gzip;q=1", "gzip", ".gz")]
)
def test_a_file_is_sent_compressed(address: str, name: str, accepted: str, encoding: str, ending: str) -> None:
    got = Got(address, f"/delegado/{name}", accept_encoding=accepted)
    assert got.headers["Content-Encoding"] == encoding
    assert got.headers["Vary"] == "Accept-Encoding"
    assert got.body == built(name + ending)


def test_the_page_knows_whose_pages_may_hold_it(address: str) -> None:
    got = Got(address, "/delegado/")
    assert f'content="{ORIGIN}"'.encode() in got.body
    assert b"__ORIGINS__" not in got.body
    assert f"frame-ancestors 'self' {ORIGIN}" in got.headers["Content-Security-Policy"]
    compressed = Got(address, "/delegado/", accept_encoding="gzip")
    assert gzip.decompress(compressed.body) == got.body


def test_scripts_come_from_here_alone(address: str) -> None:
    policy = dict(
        part.split(" ", 1) for part in Got(address, "/delegado/").headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy  # the default holds: no inline script, no eval
    assert policy["object-src"] == policy["base-uri"] == "'none'"


def test_the_page_is_small(address: str) -> None:
    loaded = ["", "chat.js", "chat.css"]
    sizes = [len(Got(address, f"/delegado/{name}", accept_encoding="gzip").body) for name in loaded]
    assert sum(sizes) < LARGEST_PAGE


@pytest.mark.parametrize("name", ["", *ASSETS])
def test_an_unchanged_file_is_not_sent_again(address: str, name: str) -> None:
    first = Got(address, f"/delegado/{name}")
    again = Got(address, f"/delegado/{name}", if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["", *ASSETS])
def test_head_has_no_body(address: str, name: str) -> None:
    got = Got(address, f"/delegado/{name}", "HEAD")
    assert (got.status, got.body) == (200, b"")


def test_missing_slash_leads_to_the_page(address: str) -> None:
    got = Got(address, "/delegado")
    assert (got.status, got.headers["Location"]) == (302, "delegado/")


@pytest.mark.parametrize(
    "path",
    [
        "/delegado/nada.html",
        "/delegado/index.html.gz",
        "/delegado/chat.js.br",
        "/delegado/chat.js/",
        "/delegado/chat.css/x",
        "/delegado/.complete",
        "/delegado/../config.yml",
        "/delegado/../channels/page.py",
        "/delegado/%2e%2e/config.yml",
        "/delegado/..%2fconfig.yml",
        "/delegado/..%5cconfig.yml",
        "/delegado//etc/passwd",
        "/config.yml",
    ],
)
def test_nothing_else_is_served(address: str, path: str) -> None:
    assert Got(address, path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(address: str, method: str) -> None:
    assert Got(address, "/delegado/", method).status == 405


def test_a_page_that_was_not_built_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not built"):
        load_assets(tmp_path, ())
