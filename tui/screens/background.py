"""Screens that work in the background: what that brings is acted on by a handler."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.screen import Screen, ScreenResultType
from textual.worker import Worker

from index.errors import SearcherError
from searcher.safe import one_line
from tui.asking import EngineThread
from tui.messages import Brought, Failed

if TYPE_CHECKING:
    from searcher.engine import Engine

T = TypeVar("T")


class BackgroundScreen(Screen[ScreenResultType], inherit_bindings=False):
    """Workers of it only post what they bring, or how they failed."""

    async def follow(self, steps: AsyncIterator[T], act: Callable[[T], object]) -> None:
        """Act on each step of a work."""
        try:
            async for step in steps:
                self.post_message(Brought(partial(act, step)))
        except SearcherError as error:
            self.post_message(Failed(error))

    @on(Brought)
    def _act(self, event: Brought) -> None:
        event.act()

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()  # to the program it means the end
        self.failed(event.error)

    def failed(self, error: SearcherError) -> None:
        """Say what went wrong."""
        self.notify(one_line(str(error)), severity="error", markup=False)


class EngineScreen(BackgroundScreen[ScreenResultType]):
    """Asks the engine, on its thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.engine = engine

    def ask(
        self,
        question: Callable[[Engine], T],
        act: Callable[[T], object],
        group: str = "ask",
        *,
        wait: float = 0,
        hold: float = 0,
    ) -> None:
        """Ask after `wait` seconds, and act on the answer `hold` seconds after that at the soonest.

        Nothing comes of it when something else of the group is asked meanwhile.
        """
        work = partial(self.follow, self._answers(question, wait, hold), act)  # no coroutine, that may never be awaited
        _: Worker[None] = self.run_worker(work, group=group, exclusive=True)

    async def _answers(self, question: Callable[[Engine], T], wait: float, hold: float) -> AsyncIterator[T]:
        await asyncio.sleep(wait)
        soonest = monotonic() + hold
        answer = await self.engine.ask(question)
        await asyncio.sleep(soonest - monotonic())
        yield answer
