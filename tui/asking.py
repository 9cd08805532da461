"""The engine on a thread of its own: one question after the other, so that the screen never waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from index.errors import SearcherError
from searcher.result import Span
from tui.messages import Answered, Completed, Failed, PageAnswered, ReleaseRead, ReleasesRead, SimilarFound

if TYPE_CHECKING:
    from textual.message import Message

    from index.release import Release
    from searcher.engine import Engine
    from searcher.request import Filter, SearchRequest

LONG = 100_000
"""Characters of a release whose hits take too long to be waited for."""

PAINTED = 0.1
"""Seconds left to the screen to show it, before the processor is needed for the hits."""


class EngineThread:
    """Turns questions into messages; one still waiting when its task is cancelled is never asked.

    The engine is opened, and what it needs imported, on the thread too: the first screen does without.
    """

    def __init__(self, open_engine: Callable[[], Engine]) -> None:
        self._open = open_engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine")

    @cached_property
    def _engine(self) -> Engine:
        return self._open()

    async def answer(self, request: SearchRequest) -> Message:
        """Return the answer to a request."""
        return await self._ask(lambda: self._answer(request))

    async def page(self, request: SearchRequest, page: int) -> Message:
        """Return a page of a request's hits."""
        asked = replace(request, offset=page * request.limit)
        return await self._ask(lambda: PageAnswered(request, page, self._engine.search(asked).hits))

    async def release(self, name: str, query: str) -> AsyncIterator[Message]:
        """Yield a release, its body split at the query's words; before that as it is, where splitting takes long."""
        found = await self._ask(lambda: self._release(name))
        if not isinstance(found, ReleaseRead):
            yield found
            return
        if len(found.release.body) > LONG:
            yield found
            await asyncio.sleep(PAINTED)
        release = found.release
        yield await self._ask(
            lambda: ReleaseRead(release, self._engine.highlight(release.body, query, release.language))
        )

    async def releases(self, names: Iterable[str], act: Callable[[tuple[Release, ...]], None]) -> Message:
        """Return releases and what is to be done with them."""
        return await self._ask(lambda: ReleasesRead(tuple(map(self._engine.release, names)), act))

    async def complete(self, query: str, cursor: int, *, on_key: bool) -> Message:
        """Return completions of the query at the cursor."""
        return await self._ask(lambda: Completed(query, self._engine.complete(query, cursor), on_key))

    async def similar(self, name: str, title: str) -> Message:
        """Return the releases most like another."""
        return await self._ask(lambda: SimilarFound(title, self._engine.similar(name)))

    def stop(self) -> None:
        """Ask nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, question: Callable[[], Message]) -> Message:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, question)
        except SearcherError as error:
            return Failed(error)

    def _answer(self, request: SearchRequest) -> Answered:
        result = self._engine.search(request)
        return Answered(request, result, () if result.total else self._ways_out(request))

    def _ways_out(self, request: SearchRequest) -> tuple[tuple[Filter, int], ...]:
        """Return what each facet with filters keeps away, where everything is kept away."""
        counts = {f.facet: self._engine.search(request.clearing(f.facet)).total for f in request.filters}
        return tuple((chosen, counts[chosen.facet]) for chosen in request.filters if counts[chosen.facet])

    def _release(self, name: str) -> ReleaseRead:
        release = self._engine.release(name)
        return ReleaseRead(release, (Span(release.body, hit=False),))
