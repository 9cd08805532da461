"""The interface over HTTP, on loopback."""

import asyncio
import socket

import pytest

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")

from click.testing import CliRunner

from index.errors import SearcherError
from searcher.commands import serve

TOKEN = "of-this-test"


async def ask(port, target, cookie=None):
    """Send one request and return the status, the headers and the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    cookies = f"Cookie: {serve.COOKIE}={cookie}\r\n" if cookie else ""
    writer.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookies}Connection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    status, *headers = head.split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in headers), body


@pytest.fixture
async def port(tmp_path):
    from aiohttp import web

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    runner = web.AppRunner(await serve.make_server("127.0.0.1", number, tmp_path, TOKEN)._make_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", number).start()
    yield number
    await runner.cleanup()


@pytest.mark.parametrize("target", ["/", "/ws", "/static/js/textual.js", "/?token=wrong", "/download/x"])
async def test_nothing_is_served_without_the_token(port, target):
    status, _, body = await ask(port, target)
    assert (status, "searcher serve" in body) == (403, True)


async def test_the_token_becomes_a_cookie_that_no_other_site_can_use(port):
    status, headers, _ = await ask(port, f"/?token={TOKEN}")
    assert (status, headers["Location"]) == (303, "/")
    assert headers["Set-Cookie"] == f"{serve.COOKIE}={TOKEN}; HttpOnly; Path=/; SameSite=Strict"


async def test_with_the_cookie_the_page_comes(port):
    status, headers, body = await ask(port, "/", cookie=TOKEN)
    assert (status, f"ws://127.0.0.1:{port}/ws" in body) == (200, True)
    assert headers["Content-Security-Policy"] == serve.POLICY


def test_it_listens_on_this_machine_only_unless_told_otherwise(monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(serve, "make_server", lambda *given: made.append(given) or pytest.MonkeyPatch)
    monkeypatch.setattr(pytest.MonkeyPatch, "serve", lambda: None, raising=False)
    CliRunner().invoke(serve.command, ["--index", str(tmp_path)])
    CliRunner().invoke(serve.command, ["--index", str(tmp_path)])
    (host, _, folder, token), (_, _, _, other) = made
    assert (host, folder, token != other, len(token) >= 40) == ("127.0.0.1", tmp_path, True, True)


def test_the_folder_is_no_part_of_a_shell_command(tmp_path):
    server = serve.make_server("127.0.0.1", 8000, tmp_path / "$(touch x); y", TOKEN)
    assert server.command.endswith(f" '{tmp_path}/$(touch x); y'")


def test_without_the_library_the_way_to_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "textual_serve.server", None)
    with pytest.raises(SearcherError, match="searcher\\[serve\\]"):
        serve.make_server("127.0.0.1", 8000, tmp_path, TOKEN)
