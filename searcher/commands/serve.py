"""`serve`: the terminal interface in a browser, each visitor with a process of their own, behind a token."""

from __future__ import annotations

import hmac
import logging
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import SearcherError
from searcher.locations import Location
from searcher.options import index_option

if TYPE_CHECKING:
    from aiohttp import web

COOKIE = "searcher-token"

POLICY = "default-src 'self' 'unsafe-inline' data: ws:"
"""Content-Security-Policy: the library's page would fetch a font from another host, which learns of every visit."""


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen at.",
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at.")
@index_option
def command(host: str, port: int, folder: Location) -> None:
    """Serve the terminal interface to a browser; its address, with the token that opens it, is printed.

    Example: searcher serve --port 8080
    """
    make_server(host, port, folder, secrets.token_urlsafe()).serve()


def make_server(host: str, port: int, folder: Location, token: str) -> Any:
    """Return a server that lets in only who has the token; raises SearcherError without the library for it."""
    try:
        from textual_serve.server import Server
    except ImportError:
        raise SearcherError("serving needs a library more: pip install 'searcher[serve]'") from None

    class TokenServer(Server):
        def initialize_logging(self) -> None:
            logging.basicConfig(level=logging.WARNING)  # the log of requests would tell the token

        async def on_startup(self, app: web.Application) -> None:
            click.echo(f"{self.public_url}/?token={token}")
            click.echo("searcher: open this address in a browser; ^c ends it", err=True)

        async def _make_app(self) -> web.Application:
            app = await super()._make_app()
            app.middlewares.append(_only_with(token))
            return app

    index = ["--index", str(folder.absolute() if isinstance(folder, Path) else folder)]
    interface = shlex.join([sys.executable, "-m", "searcher", "tui", *index])
    return TokenServer(interface, host, port, title="Searcher", public_url=f"http://{host}:{port}")


def _only_with(token: str) -> Any:
    """Return what refuses a request without the token; an address that has it leaves it behind as a cookie."""
    from aiohttp import web

    def known(given: str | None) -> bool:
        return hmac.compare_digest((given or "").encode(), token.encode())

    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if known(request.query.get("token")):
            redirect = web.Response(status=303, headers={"Location": "/"})
            redirect.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
            return redirect
        if not known(request.cookies.get(COOKIE)):
            raise web.HTTPForbidden(text="Open the address that `searcher serve` printed.\n")
        response = await handler(request)
        if not response.prepared:  # as a web socket is
            response.headers["Content-Security-Policy"] = POLICY
        return response

    return check
