"""`searcher serve` in a real browser: Chromium without a window, driven through its DevTools protocol."""

import asyncio
import json
import os
import shutil
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

from aiohttp import ClientSession  # noqa: E402  which the extra brings

ROOT = str(Path(__file__).parents[2])
PATIENCE = 60
"""Seconds until the page must show what is waited for."""

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--remote-debugging-port=0"),
)

WATCH = """
let looks = [], seen = "";
window.ended = new Promise(done => new MutationObserver(
  () => document.body?.classList.contains("-closed") && done()
).observe(document, {attributes: true, subtree: true, attributeFilter: ["class"]}));
Object.defineProperty(Object.prototype, "terminal", {configurable: true, set(terminal) {
  Object.defineProperty(this, "terminal", {value: terminal, writable: true});
  if (!terminal?.onRender) return;
  window.drawn = terminal;
  terminal.onRender(() => {
    const buffer = terminal.buffer.active;
    seen = [...Array(terminal.rows).keys()].map(n => buffer.getLine(n)?.translateToString(true)).join("\\n");
    looks.forEach(look => look());
  });
}});
window.shows = text => new Promise(done => {
  const look = () => seen.includes(text) && done(seen);
  looks.push(look);
  look();
});
"""
"""Tells when the terminal in the page has drawn a text; the page keeps its terminal to itself otherwise."""


class Page:
    """A page of the browser."""

    def __init__(self, connection):
        self.connection = connection
        self.asked = 0

    async def call(self, method, **parameters):
        self.asked += 1
        await self.connection.send_json({"id": self.asked, "method": method, "params": parameters})
        async with asyncio.timeout(PATIENCE):
            while (answer := json.loads(await self.connection.receive_str())).get("id") != self.asked:
                pass
        return answer["result"]

    async def evaluate(self, script):
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return answer["result"].get("value")

    async def open(self, address):
        await self.call("Page.navigate", url=address)
        while json.loads(await self.connection.receive_str()).get("method") != "Page.loadEventFired":
            pass

    async def shows(self, text):
        return await self.evaluate(f"shows({json.dumps(text)})")

    async def type(self, text):
        await self.evaluate(f"drawn.input({json.dumps(text)})")


@asynccontextmanager
async def started(*command, **options):
    """A process that ends with the test."""
    process = await asyncio.create_subprocess_exec(*map(str, command), **options)
    try:
        yield process
    finally:
        process.terminate()
        await process.communicate()


@pytest.fixture
async def page(tmp_path):
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    async with started(CHROMIUM, *FLAGS, profile, "about:blank", stderr=PIPE) as browser, ClientSession() as session:
        async for line in browser.stderr:
            if b"DevTools listening on ws://" in line:
                break
        async with session.put(f"http://{line.split(b'/')[2].decode()}/json/new") as answer:
            address = (await answer.json())["webSocketDebuggerUrl"]
        async with session.ws_connect(address, max_msg_size=0) as connection:
            page = Page(connection)
            await page.call("Page.enable")
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
            yield page


async def listens(port):
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


@pytest.fixture
async def address(library, tmp_path):
    """What `searcher serve` prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "STATE")}
    command = (sys.executable, "-m", "searcher", "serve", "--port", port, "--index", library.index)
    async with started(*command, stdout=PIPE, stderr=DEVNULL, env=os.environ | places | {"PYTHONPATH": ROOT}) as server:
        printed = (await server.stdout.readline()).decode().strip()
        while not await listens(port):
            pass
        yield printed


async def test_the_interface_is_drawn_for_who_has_the_token_and_for_nobody_else(page, address):
    site = address.partition("?")[0]
    await page.open(site)
    assert "Open the address" in await page.evaluate("document.body.innerText")
    await page.open(address)
    assert "Grain notice" in await page.shows("5 releases")
    assert await page.evaluate("location.href") == site
    await page.type("copper")
    assert "Grain notice" not in await page.shows("4 releases")
    await page.type("\x11")
    await page.evaluate("ended")
