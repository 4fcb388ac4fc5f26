"""The page on a Sanic server of its own, mounted as Rasa mounts it."""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from rasa.core.channels.channel import register
from rasa.core.channels.rest import RestInput
from sanic import Sanic

from channels.page import WEB_FOLDER, PageInput
from tests.serving import served

FILES = [
    ("/delegado/", "index.html", "text/html; charset=utf-8"),
    ("/delegado/chat.js", "chat.js", "text/javascript; charset=utf-8"),
    ("/delegado/chat.css", "chat.css", "text/css; charset=utf-8"),
]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    app = Sanic("test_page", register=False, configure_logging=False)
    register([RestInput(), PageInput()], app, route="/webhooks/")
    with served(app) as address:
        yield address


def raw(base_url: str, path: str, method: str = "GET") -> http.client.HTTPResponse:
    """One request with the path exactly as given and no redirect followed."""
    connection = http.client.HTTPConnection(base_url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        return answer
    finally:
        connection.close()


@pytest.mark.parametrize(("path", "name", "content_type"), FILES)
def test_file_is_served_with_type_and_headers(base_url: str, path: str, name: str, content_type: str) -> None:
    with urllib.request.urlopen(base_url + path, timeout=10) as answer:
        assert answer.status == 200
        assert answer.headers.get_all("Content-Type") == [content_type]
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.read() == (WEB_FOLDER / name).read_bytes()


@pytest.mark.parametrize(("path", "name", "content_type"), FILES)
def test_head_has_no_body(base_url: str, path: str, name: str, content_type: str) -> None:
    answer = raw(base_url, path, "HEAD")
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.body == b""  # type: ignore[attr-defined]


def test_missing_slash_leads_to_the_page(base_url: str) -> None:
    assert raw(base_url, "/delegado").status == 302
    with urllib.request.urlopen(base_url + "/delegado", timeout=10) as answer:
        assert answer.url == base_url + "/delegado/"


@pytest.mark.parametrize(
    "path",
    [
        "/delegado/nada.html",
        "/delegado/chat.js/",
        "/delegado/chat.css/x",
        "/delegado/../config.yml",
        "/delegado/../channels/page.py",
        "/delegado/%2e%2e/config.yml",
        "/delegado/..%2fconfig.yml",
        "/delegado/..%5cconfig.yml",
        "/delegado//etc/passwd",
        "/webhooks/delegado/",
        "/webhooks/page/",
    ],
)
def test_anything_else_is_not_found(base_url: str, path: str) -> None:
    assert raw(base_url, path).status == 404


def test_page_takes_no_posts(base_url: str) -> None:
    assert raw(base_url, "/delegado/", "POST").status == 405


def test_unknown_path_raises_in_urllib(base_url: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(base_url + "/delegado/otra", timeout=10)
    assert error.value.code == 404


def test_rest_channel_stays_beside_it(base_url: str) -> None:
    assert raw(base_url, "/webhooks/rest/").status == 200


def test_page_holds_to_its_own_policy() -> None:
    """No inline script or style (the policy would block them), no other host, no HTML built from text."""
    page, script, style = ((WEB_FOLDER / name).read_text("utf-8") for _, name, _ in FILES)
    assert 'lang="es"' in page
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)
    for text in (page, script.replace(r"/https:\/\/", ""), style):
        assert not re.search(r"https?://|url\(|@import", text)
    assert set(re.findall(r'(?:src|href)="([^"]+)"', page)) == {"chat.js", "chat.css"}
