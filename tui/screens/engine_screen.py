"""A screen that asks the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen, ScreenResultType

from index.errors import SearcherError
from searcher.safe import one_line
from tui import messages

if TYPE_CHECKING:
    from searcher.locations import SearchEngine
    from tui.asking import Answer, EngineThread


class EngineScreen(Screen[ScreenResultType], inherit_bindings=False):
    """Asks on the engine's thread; what comes back is acted on by a handler."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.engine = engine

    def ask(
        self, question: Callable[[SearchEngine], Answer], act: Callable[[Answer], object], group: str = "ask"
    ) -> None:
        """Ask the engine, and act on the answer unless something else of the group is asked before it comes."""
        self.run_worker(self._bring(question, act), group=group, exclusive=True)

    async def _bring(self, question: Callable[[SearchEngine], Answer], act: Callable[[Answer], object]) -> None:
        self.post_message(await self.engine.bring(question, act))

    @on(messages.Brought)
    def _act(self, event: messages.Brought) -> None:
        event.act()

    @on(messages.Failed)
    def _fail(self, event: messages.Failed) -> None:
        event.stop()  # to the program it means the end
        self.failed(event.error)

    def failed(self, error: SearcherError) -> None:
        """Say what went wrong."""
        self.notify(one_line(str(error)), severity="error", markup=False)
