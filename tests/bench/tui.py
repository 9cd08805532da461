"""`python -m tests.bench.tui INDEX`: how long a person waits for the terminal interface.

The app runs as it is, over a driver that drops what is written; the escape sequences of each paint are made all the
same. A time ends with the first paint after the answer came; processor time is that of the whole process.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import click
from textual import events
from textual.keys import _character_to_key

from index.errors import SearcherError
from searcher.engine import Engine
from searcher.request import SearchRequest
from searcher.start import GARBAGE
from tests.bench.measure import fresh_process
from tui.app import SearcherApp
from tui.screens import search

SIZE = (140, 40)
QUERIES = ("health care", "iraq war", "copper mining", "trade agreement with peru", "veterans", '"climate change" -tax')
HITS = 100_000
LONG = 500_000
BETWEEN = 0.15
"""Seconds between keys, in which the preview comes."""

Taken = tuple[float, float]
"""Milliseconds until it was painted, and milliseconds of the processor."""


class MeasuredApp(SearcherApp):
    """Notes when it painted what was waited for."""

    CSS_PATH = Path(search.__file__).parents[1] / "app.tcss"
    waited: Callable[[], bool] = bool
    painted: tuple[float, float]

    def _display(self, screen: Any, renderable: Any) -> None:
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self.console)
        super()._display(screen, renderable)
        if self.waited():
            self.painted, self.waited = (time.perf_counter(), time.process_time()), bool
            self.seen.set()

    async def press(self, key: str, done: Callable[[], bool]) -> Taken:
        """Press a key; its time ends with the first paint after it is done."""
        event = events.Key(*((key, None) if len(key) > 1 else (_character_to_key(key), key)))
        event.set_sender(self)
        self.waited, self.seen = done, asyncio.Event()
        start, cpu = time.perf_counter(), time.process_time()
        self._driver.send_message(event)
        await self.seen.wait()
        taken = (self.painted[0] - start) * 1000, (self.painted[1] - cpu) * 1000
        await asyncio.sleep(BETWEEN)
        return taken

    async def answered(self, query: str = "") -> None:
        """Wait for the answer to a query."""
        await until(lambda: self.answers(query))

    def answers(self, query: str) -> bool:
        result = getattr(self.screen, "result", None)
        return result is not None and result.request.query == query


class EndlessEngine(Engine):
    """Finds the same hits again and again, as many as are wanted."""

    def search(self, request: SearchRequest) -> Any:
        found = super().search(request._replace(offset=request.offset % 10_000))
        return found._replace(request=request, total=HITS)


class LongEngine(Engine):
    """Every release is as long as few are."""

    def release(self, name: str) -> Any:
        found = super().release(name)
        return found._replace(body="\n".join([found.body] * (LONG // len(found.body) + 1)))


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    while not condition():  # noqa: ASYNC110  Textual tells of no such moment
        await asyncio.sleep(0.0005)


async def typing(folder: Path) -> list[Taken]:
    """Return the time from each letter of some questions to its results and facets, less the debounce.

    The engine works while an answer is held for letters that may follow.
    """
    app, taken = MeasuredApp(lambda: Engine(folder)), []
    async with app.run_test(size=SIZE):
        await app.answered()
        for query in QUERIES:
            for end in range(1, len(query) + 1):
                typed = query[:end]
                wall, cpu = await app.press(query[end - 1], lambda typed=typed: app.answers(typed))
                taken.append((wall - search.DEBOUNCE * 1000, cpu))
            await app.press("ctrl+u", lambda: app.answers(""))
    return taken


async def scrolling(folder: Path) -> tuple[list[Taken], float]:
    """Return the time of each key that moves through many hits, and by how many MB memory grew."""
    app, taken = MeasuredApp(lambda: EndlessEngine(folder)), []
    async with app.run_test(size=SIZE):
        await app.answered()
        results: Any = app.screen.query_one("#results")
        results.focus()
        keys = (*["j"] * 30, *["pagedown"] * 50, "G", *["k"] * 20, *["pageup"] * 20)
        before = 0.0
        for key in keys:
            place = results.cursor
            taken.append(
                await app.press(key, lambda place=place: results.cursor != place and bool(results.highlighted))
            )
            before = before or resident_mb()
        for cursor in range(0, HITS, 200):
            results.cursor = cursor
            await until(lambda: bool(results.highlighted))
    return taken, resident_mb() - before


async def opening(folder: Path) -> list[Taken]:
    """Return the time from Enter to a long release, where there was no preview."""
    app, taken = MeasuredApp(lambda: LongEngine(folder), SearchRequest("senator")), []
    async with app.run_test(size=(80, 24)):
        await app.answered("senator")
        view: Any = app.screen.query_one("#release")
        await app.press("enter", lambda: app.screen.focused.id == "results")
        for _ in range(5):
            view.reading = None
            taken.append(await app.press("enter", lambda: view.reading is not None))
            await app.press("escape", lambda: app.screen.focused.id == "results")
            await app.press("j", lambda: True)
    return taken


def starting(folder: Path, rounds: int = 9) -> dict[str, list[Taken]]:
    """Return the time from a new process to the first screen with a cursor, and that of an empty app, in turns."""
    taken: dict[str, list[Taken]] = {"interface": [], "empty": []}
    for turn in range(rounds + 1):
        for which, times in taken.items():
            began = time.time()
            figures = fresh_process("first_screen", which, folder)
            if turn:  # the first fills the system's caches
                times.append(((figures["at"] - began) * 1000, figures["cpu_ms"]))
    return taken


def resident_mb() -> float:
    """Return the memory that this process holds."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def tell(name: str, goal: str, taken: list[Taken]) -> None:
    """Print median and 95th percentile."""
    figures = []
    for values in zip(*taken, strict=True):
        ordered = sorted(values)
        figures.append(f"{median(values):8.1f}{ordered[int(len(ordered) * 0.95)]:8.1f}")
    sys.stdout.write(f"{name:<32}{goal:>8}{figures[0]}  {figures[1]}\n")


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def main(folder: Path) -> None:
    """Measure the interface over an index."""
    try:
        Engine(folder)
    except SearcherError as error:
        raise click.ClickException(str(error)) from None
    gc.set_threshold(GARBAGE)
    sys.stdout.write(f"{'milliseconds':<32}{'goal':>8}{'median':>8}{'p95':>8}  {'cpu':>8}{'p95':>8}\n")
    tell("a letter, debounce taken off", "50", asyncio.run(typing(folder)))
    taken, grown = asyncio.run(scrolling(folder))
    tell(f"a key in {HITS:,} hits", "30", taken)
    tell(f"opening {LONG // 1000} KB", "150", asyncio.run(opening(folder)))
    started = starting(folder)
    tell("first screen", "700", started["interface"])
    tell("an empty app's", "", started["empty"])
    ratio = median(a / b for (a, _), (b, _) in zip(started["interface"], started["empty"], strict=True))
    sys.stdout.write(
        f"first screen against an empty app's {ratio:.2f}; memory grew by {grown:.1f} MB in {HITS:,} hits\n"
    )


if __name__ == "__main__":
    main()
