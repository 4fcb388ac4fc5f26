"""Many pages at once on one server, and the page in a browser: `python -m benchmarks.web --help`.

Each page talks in a conversation of its own, in which every answer can belong to that page and that message alone: it
chose one of three universities, whose rules differ, and asks about figures that no other page uses. An answer that does
not fit is misdelivered, one that does not come is lost; either makes the exit code 1.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import shutil
import statistics
import sys
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp
import socketio
from playwright.sync_api import sync_playwright
from tqdm import tqdm

from benchmarks.bots import FOLDER, BenchmarkFailed, Bot, isolate, memory, own_bot, prepare
from channels.web.channel import SOCKET_PATH

# The client of python-socketio is written for a newer aiohttp than Rasa 3.6.21 allows.
if not hasattr(aiohttp, "ClientWSTimeout"):
    aiohttp.ClientWSTimeout = lambda ws_close: ws_close

_RESULTS = FOLDER / "web.json"
_PATIENCE_SECONDS = 300
_UNLIMITED = {"DELEGADO_MESSAGES_PER_SENDER": "0", "DELEGADO_MESSAGES_PER_CLIENT": "0"}
#: What each university answers to "¿cuál es la nota mínima?", and to none of the others'.
_UNIVERSITIES = {"UPN": "UPN (2019), Art. 27", "UPCH": "UPCH (2021)", "UPC": "UPC (2011)"}
_QUESTIONS_IN_BROWSER = 20


@dataclass
class Load:
    """What came of one round. `seconds`: from sending a message to its answer, one a message."""

    pages: int
    lost: int = 0
    misdelivered: int = 0
    took: float = 0.0
    seconds: list[float] = field(default_factory=list)


async def talk(address: str, who: int, think: float, load: Load, done: tqdm[Any]) -> None:
    """One page's conversation: its university, two questions with figures of its own, the university's rule."""
    university = list(_UNIVERSITIES)[who % len(_UNIVERSITIES)]
    client = socketio.AsyncClient(reconnection=False)
    confirmed = asyncio.Event()
    client.on("session_confirm", lambda _data: confirmed.set())
    absences, classes = 1 + who % 9, 20 + who % 71
    figures = f"si falté {absences} de {classes} clases de un curso de la UPN, ¿me inhabilitan?"
    messages = [
        (f'/elegir_universidad{{"universidad": "{university}"}}', f"con las reglas de {university}"),
        (figures, rf"\b{absences} (?:faltas|falta|de)\D.*\b{classes}\b"),
        ("¿cuál es la nota mínima para aprobar?", re.escape(_UNIVERSITIES[university])),
        (figures, rf"\b{absences} (?:faltas|falta|de)\D.*\b{classes}\b"),
    ]
    try:
        await client.connect(
            address, socketio_path=SOCKET_PATH, transports=["websocket"], wait_timeout=_PATIENCE_SECONDS
        )
        await asyncio.wait_for(confirmed.wait(), _PATIENCE_SECONDS)
        for message, expected in messages:
            if think:
                await asyncio.sleep(random.expovariate(1 / think))
            await ask(client, message, expected, load)
            done.update()
    except (socketio.exceptions.SocketIOError, asyncio.TimeoutError, OSError):
        load.lost += 1
    finally:
        await client.disconnect()


async def ask(client: socketio.AsyncClient, message: str, expected: str, load: Load) -> None:
    """One message: how long it took, and whether the answer is its own."""
    started = time.monotonic()
    data = {"id": uuid.uuid4().hex, "message": message}
    answer = await client.call("user_uttered", data, timeout=_PATIENCE_SECONDS)
    load.seconds.append(time.monotonic() - started)
    text = "\n".join(part.get("text", "") for part in answer.get("messages", []))
    if not re.search(expected, text, re.DOTALL):
        load.misdelivered += 1


async def crowd(address: str, pages: int, think: float) -> Load:
    """Many pages at once; `think`: mean seconds of reading before each message, 0 for none."""
    load, started = Load(pages), time.monotonic()
    with tqdm(total=pages * 4, desc=f"{pages} pages, {think:g} s to read", unit="answer") as done:
        await asyncio.gather(*(talk(address, who, think, load, done) for who in range(pages)))
    load.took = time.monotonic() - started
    return load


def in_browser(address: str) -> list[float]:
    """Seconds from pressing Enter to seeing the answer, in headless Chromium: of new pages, their first question."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        raise BenchmarkFailed("Chromium is missing: apt-get install chromium.")
    seconds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for _ in tqdm(range(_QUESTIONS_IN_BROWSER), desc="in the browser", unit="page"):
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{address}/delegado/")
            question = page.get_by_role("textbox", name="Tu pregunta")
            question.fill("¿cuál es la nota mínima para aprobar en la UPN?")
            started = time.monotonic()
            question.press("Enter")
            page.get_by_text("Fuente:").first.wait_for()
            seconds.append(time.monotonic() - started)
            context.close()
        browser.close()
    return seconds


def measure(bot: Bot, pages: int, think: float) -> dict[str, Any]:
    """All rounds on one bot."""
    address = f"http://127.0.0.1:{bot.port}"
    browser = in_browser(address)
    rounds = [asyncio.run(crowd(address, pages, 0)), asyncio.run(crowd(address, pages, think))]
    megabytes = {name: memory(process)["now"] / 1e6 for name, process in bot.processes.items()}
    return {"browser": browser, "rounds": [asdict(load) for load in rounds], "megabytes": megabytes}


def report(results: dict[str, Any]) -> None:
    """Print the figures."""
    print(f"first answer in the browser: {_summary(results['browser'])}")
    for load in results["rounds"]:
        rate = len(load["seconds"]) / load["took"]
        print(
            f"{load['pages']} pages: {len(load['seconds'])} answers in {load['took']:.0f} s ({rate:.1f} a second), "
            f"lost {load['lost']}, misdelivered {load['misdelivered']}; {_summary(load['seconds'])}"
        )
    for name, megabytes in results["megabytes"].items():
        print(f"{name}: {megabytes:.0f} MB")


def _summary(seconds: list[float]) -> str:
    ordered = sorted(1000 * figure for figure in seconds)
    late = ordered[int(len(ordered) * 0.95)]
    return f"median {statistics.median(ordered):.0f} ms, 95th percentile {late:.0f} ms, longest {ordered[-1]:.0f} ms"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500, help="conversations at the same time (default: 500)")
    parser.add_argument("--think", type=float, default=45, help="mean seconds of reading in the second round")
    arguments = parser.parse_args()
    isolate()
    try:
        with own_bot(prepare(), **_UNLIMITED) as (bot, _services):
            results = measure(bot, arguments.pages, arguments.think)
    except BenchmarkFailed as error:
        print(error, file=sys.stderr)
        return 1
    _RESULTS.write_text(json.dumps(results))
    report(results)
    return int(any(load["lost"] or load["misdelivered"] for load in results["rounds"]))


if __name__ == "__main__":
    sys.exit(main())
