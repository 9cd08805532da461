"""The engine on a thread of its own, and what is asked of it: the screen never waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from index.release import Release
from searcher.request import SearchRequest
from searcher.result import SearchResult, Span

if TYPE_CHECKING:
    from searcher.engine import Blame, Engine

T = TypeVar("T")

LONG = 100_000
"""Characters of a release whose hits take too long to be waited for."""


class EngineThread:
    """Asks one question after the other; one still waiting when its task is cancelled is never asked.

    The engine is opened, and what it needs imported, on the thread too: the first screen does without.
    """

    def __init__(self, open_engine: Callable[[], Engine]) -> None:
        self.open = open_engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine")

    @cached_property
    def _engine(self) -> Engine:
        return self.open()

    async def ask(self, question: Callable[[Engine], T]) -> T:
        """Return what the engine answers."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: question(self._engine))

    def stop(self) -> None:
        """Ask nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class Answer(NamedTuple):
    """A search's result; `ways_out` says what dropping a condition would find, where nothing was found.

    `generation` is that of the index, at least; `new` counts the hits of later generations than one that was asked
    for.
    """

    result: SearchResult
    generation: int
    ways_out: tuple[Blame, ...]
    new: int | None


def answer(engine: Engine, request: SearchRequest, since: int | None = None) -> Answer:
    """Return the answer to a request, and how many of its hits came in after a generation."""
    generation, result = engine.generation, engine.search(request)
    new = None if since is None else engine.search(request._replace(added_after=since, limit=0)).total
    return Answer(result, generation, () if result.total else engine.why_empty(request), new)


class Reading(NamedTuple):
    """A release, its body split at the query's words, or not yet."""

    release: Release
    body: tuple[Span, ...]
    split: bool = True


def read(engine: Engine, name: str, query: str) -> Reading:
    """Return a release with its hits, or without where they would take long."""
    release = engine.release(name)
    if len(release.body) > LONG:
        return Reading(release, (Span(release.body, hit=False),), split=False)
    return with_hits(engine, release, query)


def with_hits(engine: Engine, release: Release, query: str) -> Reading:
    """Return a release with its hits."""
    return Reading(release, engine.highlight(release.body, query, release.language))
