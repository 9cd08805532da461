#!/usr/bin/env python3
"""Makes the pictures of README from the sample releases: `python tools/pictures.py` writes docs/*.svg.

Each is the real interface at a fixed size, driven by keys; what differs from run to run, the time an answer took, is
set to one value.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from index.rebuild import rebuild
from index.release import Release
from searcher.engine import Engine
from searcher.request import SearchRequest
from tui.app import SearcherApp
from tui.settings import Settings

ROOT = Path(__file__).parents[1]


class Picture(NamedTuple):
    """A screen's name, size and theme, and the query and keys that lead to it."""

    name: str
    size: tuple[int, int]
    query: str
    keys: Sequence[str]
    theme: str = "dark"


PICTURES = (
    Picture("search", (120, 32), "fisheries agreement", ("enter", "down")),
    Picture("facets", (120, 32), "agreement", ("enter", "f", "space", "down", "down", "x"), "light"),
    Picture("reader", (100, 28), "fisheries", ("enter", "enter", "v", "l", "n")),
    Picture(
        "timeline", (100, 28), "fisheries", ("enter", "t", "a", "escape", "slash", "ctrl+u", *"energy", "enter", "t")
    ),
)


class TimelessEngine(Engine):
    """Takes the same time for every answer, and tells no more of a file's place than is in this project."""

    def search(self, request: SearchRequest) -> Any:
        """Answer a request."""
        return super().search(request)._replace(took_ms=0.4)

    def release(self, name: str) -> Release:
        """Return a release."""
        found = super().release(name)
        return replace(found, path=str(Path(found.path).relative_to(ROOT)))


async def draw(picture: Picture, folder: Path) -> str:
    """Return a picture as SVG."""
    app = SearcherApp(lambda: TimelessEngine(folder), SearchRequest(picture.query), Settings(picture.theme))
    async with app.run_test(size=picture.size) as pilot:
        for key in picture.keys:
            await pilot.pause(0.3)
            await pilot.press(key)
        await pilot.pause(0.5)
        return app.export_screenshot(title="searcher", simplify=True)


def main() -> None:
    """Index the sample releases and draw all pictures."""
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}  # whatever terminal this is
    os.chdir(ROOT)
    (ROOT / "docs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        rebuild(Path(name), [Path("corpus")])
        for picture in PICTURES:
            svg = asyncio.run(draw(picture, Path(name)))
            (ROOT / "docs" / f"{picture.name}.svg").write_text(svg + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
