"""The one screen of a search: question above, facets left, hits in the middle, the release right or over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from index.errors import SearcherError
from searcher.request import SearchRequest
from searcher.result import Hit
from searcher.safe import one_line
from tui import asking, messages
from tui.asking import EngineThread, Reading
from tui.memory import Memory
from tui.screens.index_actions import IndexActions
from tui.widgets.chips import Chips
from tui.widgets.facet_list import FacetList
from tui.widgets.find_line import FindLine
from tui.widgets.key_line import KeyLine
from tui.widgets.offers import Offers
from tui.widgets.query_line import QueryLine
from tui.widgets.release_view import ReleaseView
from tui.widgets.result_list import PAGE, ResultList
from tui.widgets.status_line import Notes, Summary

if TYPE_CHECKING:
    from searcher.engine import Engine

DEBOUNCE = 0.06
"""Seconds without a key before an answer is shown: shorter than between two keys of a fast typist."""

SETTLE = 0.03
"""Seconds the cursor rests on a hit before it is read."""

PAINTED = 0.1
"""Seconds left to the screen to show a release, before the processor is needed for its hits."""


class SearchScreen(IndexActions):
    """Shows what is found as it is asked for."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal"), (110, "-wide"), (160, "-vast")]
    BINDING_GROUP_TITLE = "Everywhere"
    BINDINGS = [
        Binding("s", "sort", "Sort", tooltip="Best, newest or oldest first", id="sort"),
        Binding("c", "collapse", "One version of each release, or all", show=False, id="collapse"),
        Binding("backspace", "drop_last", "Drop the last filter", show=False, id="drop-filter"),
        Binding("u,ctrl+z", "undo", "Undo", show=False, id="undo"),
        Binding("U,ctrl+y", "redo", "Redo", show=False, id="redo"),
        Binding("ctrl+o", "widen", "Drop what leaves nothing", show=False, id="widen"),
        Binding("ctrl+g", "take_suggestion", "Take what was probably meant", show=False, id="did-you-mean"),
    ]

    def __init__(self, open_engine: Callable[[], Engine], request: SearchRequest, memory: Memory) -> None:
        """Search with the engine that the function opens, beginning with a request."""
        super().__init__(EngineThread(open_engine), request)
        self._memory = memory
        self._begun = False

    def compose(self) -> ComposeResult:
        """Lay the screen out; the style sheet says what is seen at which size."""
        offers = Offers(id="offers")
        width = self.app.size.width
        self.add_class(*[name for start, name in self.HORIZONTAL_BREAKPOINTS if width >= start][-1:])  # not once more
        with Horizontal(id="ask"):
            yield QueryLine(self.request.query, offers, lambda: self._memory.queries)
            yield Summary().data_bind(SearchScreen.result)
        with Horizontal(id="notes"):
            yield Chips().data_bind(SearchScreen.request)
            yield Notes().data_bind(SearchScreen.result)
        with Horizontal(id="body"):
            yield FacetList(id="facets").data_bind(SearchScreen.result)
            yield ResultList(id="results").data_bind(SearchScreen.result)
            yield ReleaseView(id="release")
        yield offers
        yield FindLine(id="find")
        yield KeyLine()

    def on_mount(self) -> None:
        """Ask the first question, if only for everything, as soon as there is something to see."""
        self.set_focus(self.query_one(QueryLine))  # a browser tells of its focus later than Textual looks for it
        self.call_after_refresh(self.begin)

    def on_key(self, event: events.Key) -> None:
        """Give the query what is typed before there is anything to see."""
        if not self._begun:
            event.stop()
            self.query_one(QueryLine).post_message(event)

    def begin(self, *, with_examples: bool = False) -> None:
        """Ask for the request, and for words to begin with."""
        self._begun = True
        self._search(self.request)
        if with_examples:
            self.ask(lambda engine: engine.examples(), self.query_one(QueryLine).offer_examples, "examples")

    def on_unmount(self) -> None:
        """Let the engine's thread end, and remember the search."""
        self.engine.stop()
        if self.result:
            self._memory.leave(self.request)

    def _read(self, wait: float = 0) -> None:
        """Read the release under the cursor."""
        hit, query = self.highlighted, self.request.query
        if hit:
            self.ask(lambda engine: asking.read(engine, hit.id, query), self._lay_open, "read", wait=wait)

    @on(messages.PageWanted)
    def _fetch(self, event: messages.PageWanted) -> None:
        if self.result:
            request = self.result.request._replace(offset=event.page * PAGE)
            take_in = partial(self._add, self.result.request, event.page)
            self.ask(lambda engine: engine.search(request).hits, take_in, f"page {event.page}")

    @on(QueryLine.CompletionsWanted)
    def _complete(self, event: QueryLine.CompletionsWanted) -> None:
        query, cursor, on_key = event.query, event.cursor, event.on_key
        offer = partial(self.query_one(QueryLine).complete, query, on_key=on_key)
        self.ask(lambda engine: engine.complete(query, cursor), offer, "complete", wait=0 if on_key else DEBOUNCE)

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        self._typed_until = event.time + DEBOUNCE
        self._ask(self.request.asking(self.query_one(QueryLine).value))

    @on(Offers.Clicked)
    def _take_offer(self) -> None:
        self.query_one(QueryLine).take()

    @on(Input.Submitted, "#query")
    def _submitted(self) -> None:
        self._memory.asked(self.request.query)
        self.give_keys(ResultList)

    def _add(self, request: SearchRequest, page: int, hits: tuple[Hit, ...]) -> None:
        if self.result and request == self.result.request:
            self.query_one(ResultList).add_page(page, hits)

    @on(messages.HitHighlighted)
    def _preview(self, event: messages.HitHighlighted) -> None:
        view = self.query_one(ReleaseView)
        if event.hit and view.display:
            self._read(SETTLE)
        elif not view.display or not self.query_one(ResultList).total:
            view.reading = None

    @on(ReleaseView.Appeared)
    def _fill(self) -> None:
        self._read()

    def _lay_open(self, reading: Reading) -> None:
        self.query_one(ReleaseView).reading = reading
        if not reading.split:
            release, query = reading.release, self.request.query
            self.ask(lambda engine: asking.with_hits(engine, release, query), self._lay_open, "read", wait=PAINTED)

    def failed(self, error: SearcherError) -> None:
        """Say what failed, over all else where its line is hidden or too short for it.

        Without any answer yet there is nothing to go on with.
        """
        if self.result is None:
            self.app.post_message(messages.Failed(error))
            return
        notes = self.query_one(Notes)
        is_told = not self.has_class("-reading") and (
            str(notes.error) == str(error) or cell_len(one_line(str(error))) <= notes.region.width
        )
        notes.error = error
        if not is_told:
            super().failed(error)

    def action_open(self) -> None:
        """Open the release under the cursor."""
        if self.highlighted:
            self._memory.asked(self.request.query)
            self.enter(ReleaseView, "-reading")
