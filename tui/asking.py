"""The engine on a thread of its own: one question after the other, so that the screen never waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from index.errors import SearcherError
from searcher.result import Span
from tui.messages import Answered, Brought, Completed, Failed, PageAnswered, ReleaseRead

if TYPE_CHECKING:
    from textual.message import Message

    from searcher.locations import SearchEngine
    from searcher.request import SearchRequest

Answer = TypeVar("Answer")

LONG = 100_000
"""Characters of a release whose hits take too long to be waited for."""

PAINTED = 0.1
"""Seconds left to the screen to show it, before the processor is needed for the hits."""


class EngineThread:
    """Turns questions into messages; one still waiting when its task is cancelled is never asked.

    The engine is opened, and what it needs imported, on the thread too: the first screen does without.
    """

    def __init__(self, open_engine: Callable[[], SearchEngine]) -> None:
        self.open = open_engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine")

    @cached_property
    def _engine(self) -> SearchEngine:
        return self.open()

    async def answer(self, request: SearchRequest, since: int | None = None) -> Message:
        """Return the answer to a request, and how many of its hits came in after a generation."""
        return await self._ask(lambda: self._answer(request, since))

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

    async def bring(self, question: Callable[[SearchEngine], Answer], act: Callable[[Answer], object]) -> Message:
        """Return what a question brings, to be acted on."""
        return await self._ask(lambda: Brought(partial(act, question(self._engine))))

    async def complete(self, query: str, cursor: int, *, on_key: bool) -> Message:
        """Return completions of the query at the cursor."""
        return await self._ask(lambda: Completed(query, self._engine.complete(query, cursor), on_key))

    def stop(self) -> None:
        """Ask nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, question: Callable[[], Message]) -> Message:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, question)
        except SearcherError as error:
            return Failed(error)

    def _answer(self, request: SearchRequest, since: int | None) -> Answered:
        generation = self._engine.generation
        result = self._engine.search(request)
        new = None if since is None else self._engine.search(replace(request, added_after=since, limit=0)).total
        return Answered(request, result, generation, () if result.total else self._engine.why_empty(request), new)

    def _release(self, name: str) -> ReleaseRead:
        release = self._engine.release(name)
        return ReleaseRead(release, (Span(release.body, hit=False),))
