"""The one screen of a search: question above, facets left, hits in the middle, the release right or over them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from searcher.request import Filter, SearchRequest, Sort
from searcher.result import SearchResult
from tui import messages
from tui.asking import EngineThread
from tui.history import History
from tui.memory import Memory
from tui.screens.release_actions import ReleaseActions
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
    from collections.abc import Callable

    from searcher.engine import Engine

DEBOUNCE = 0.06
"""Seconds without a key before a query is asked: shorter than between two keys of a fast typist."""

SETTLE = 0.03
"""Seconds the cursor rests on a hit before it is read."""

SORT_ORDER: tuple[Sort, ...] = ("relevance", "-date", "date")


class SearchScreen(ReleaseActions):
    """Holds the request; all else follows from it."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  Textual declares it an attribute of the instance
        (0, "-narrow"), (90, "-normal"), (110, "-wide"), (160, "-vast"),
    ]  # fmt: skip
    BINDING_GROUP_TITLE = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False, id="back"),
        Binding("slash", "ask", "Query", key_display="/", tooltip="To the query", id="query"),
        Binding("f", "facets", "Facets", tooltip="To the facets and back", id="facets"),
        Binding("s", "sort", "Sort", tooltip="Best, newest or oldest first", id="sort"),
        Binding("c", "collapse", "One version of each release, or all", show=False, id="collapse"),
        Binding("n", "next_hit(1)", "Next hit", show=False, id="next-hit"),
        Binding("N", "next_hit(-1)", "Hit before", show=False, id="hit-before"),
        Binding("J", "move(1)", "Next release", show=False, id="next-release"),
        Binding("K", "move(-1)", "Release before", show=False, id="release-before"),
        Binding("l", "reveal('ledger')", "What the cleaner removed, where it stood", show=False, id="ledger"),
        Binding("v", "reveal('evidence')", "Why each field has its value", show=False, id="evidence"),
        Binding("backspace", "drop_last", "Drop the last filter", show=False, id="drop-filter"),
        Binding("u,ctrl+z", "undo", "Undo", show=False, id="undo"),
        Binding("U,ctrl+y", "redo", "Redo", show=False, id="redo"),
        Binding("ctrl+g", "take_suggestion", "Take what was probably meant", show=False, id="did-you-mean"),
        Binding("tab", "app.focus_next", "Next part", show=False, id="next-part"),
        Binding("shift+tab", "app.focus_previous", "Part before", show=False, id="part-before"),
    ]

    request: reactive[SearchRequest] = reactive(SearchRequest(limit=PAGE), init=False, repaint=False)
    result: reactive[SearchResult | None] = reactive(None, repaint=False)

    def __init__(self, open_engine: Callable[[], Engine], request: SearchRequest, memory: Memory) -> None:
        """Search with the engine that the function opens, beginning with a request."""
        super().__init__()
        request = replace(request, limit=PAGE, offset=0)
        self._engine = EngineThread(open_engine)
        self._history = History(request)
        self._memory = memory
        self.set_reactive(SearchScreen.request, request)

    def compose(self) -> ComposeResult:
        """Lay the screen out; the style sheet says what is seen at which size."""
        offers = Offers()
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
        self.call_after_refresh(self._search, self.request, wait=0)

    def on_unmount(self) -> None:
        """Let the engine's thread end, and remember the search."""
        self._engine.stop()
        if self.result:
            self._memory.leave(self.request)

    # Background work: it posts messages and leaves the widgets alone.

    @work(exclusive=True, group="search")
    async def _search(self, request: SearchRequest, wait: float) -> None:
        await asyncio.sleep(wait)
        self.post_message(await self._engine.answer(request))

    @work(group="pages")
    async def _fetch(self, request: SearchRequest, page: int) -> None:
        self.post_message(await self._engine.page(request, page))

    @work(exclusive=True, group="complete")
    async def _complete(self, query: str, cursor: int, *, on_key: bool) -> None:
        await asyncio.sleep(0 if on_key else DEBOUNCE)
        self.post_message(await self._engine.complete(query, cursor, on_key=on_key))

    @work(exclusive=True, group="read")
    async def _read(self, name: str, query: str, wait: float) -> None:
        await asyncio.sleep(wait)
        async for message in self._engine.release(name, query):
            self.post_message(message)

    # What changes the screen.

    def watch_request(self, before: SearchRequest, request: SearchRequest) -> None:
        """Ask the engine: at once, unless the query is being typed."""
        self._search(request, wait=DEBOUNCE if before.query != request.query else 0)

    def _ask(self, request: SearchRequest) -> None:
        self._history.record(request)
        self.request = request

    def _return_to(self, request: SearchRequest | None) -> None:
        """Ask a request whose query was not typed just now, and show it in the line."""
        if request:
            query = self.query_one(QueryLine)
            with query.prevent(Input.Changed):
                query.value = request.query
            self.request = request

    @on(Input.Changed, "#query")
    def _typed(self) -> None:
        self._ask(self.request.asking(self.query_one(QueryLine).value))

    @on(QueryLine.CompletionsWanted)
    def _want_completions(self, event: QueryLine.CompletionsWanted) -> None:
        self._complete(event.query, event.cursor, on_key=event.on_key)

    @on(messages.Completed)
    def _offer(self, event: messages.Completed) -> None:
        self.query_one(QueryLine).complete(event.query, event.completions, on_key=event.on_key)

    @on(Offers.Clicked)
    def _take_offer(self) -> None:
        self.query_one(QueryLine).take()

    @on(Input.Submitted, "#query")
    def _submitted(self) -> None:
        self._memory.asked(self.request.query)
        self._give_keys(ResultList)

    @on(messages.Answered)
    def _show(self, answer: messages.Answered) -> None:
        if answer.request == self.request:
            self.query_one(ResultList).ways_out = answer.ways_out
            self.query_one(Notes).error = self.query_one(Notes).similar_to = None
            self.result = answer.result

    @on(messages.PageWanted)
    def _want(self, event: messages.PageWanted) -> None:
        if self.result:
            self._fetch(self.result.request, event.page)

    @on(messages.PageAnswered)
    def _add(self, answer: messages.PageAnswered) -> None:
        if self.result and answer.request == self.result.request:
            self.query_one(ResultList).add_page(answer.page, answer.hits)

    @on(messages.HitHighlighted)
    def _preview(self, event: messages.HitHighlighted) -> None:
        view = self.query_one(ReleaseView)
        if event.hit and view.display:
            self._read(event.hit.id, self.request.query, SETTLE)
        elif not view.display or not self.query_one(ResultList).total:
            view.reading = None

    @on(ReleaseView.Appeared)
    def _fill(self) -> None:
        hit = self.query_one(ResultList).highlighted
        if hit:
            self._read(hit.id, self.request.query, 0)

    @on(messages.ReleaseRead)
    def _lay_open(self, event: messages.ReleaseRead) -> None:
        self.query_one(ReleaseView).reading = event

    @on(messages.HitOpened)
    def _open(self) -> None:
        self._memory.asked(self.request.query)
        self._enter(ReleaseView, "-reading")

    @on(messages.ValueChosen)
    def _choose(self, event: messages.ValueChosen) -> None:
        request, facet, value = self.request, event.facet, event.value
        excluded = event.choice == "exclude"
        if event.choice == "clear":
            request = request.clearing(facet)
        elif event.choice == "only":
            request = request.only(facet, value)
        elif Filter(facet, value, excluded) in request.filters:
            request = request.without(facet, value)
        else:
            request = request.excluding(facet, value) if excluded else request.including(facet, value)
        self._ask(request)

    @on(messages.FilterDropped)
    def _drop(self, event: messages.FilterDropped) -> None:
        if event.dropped:
            self._ask(self.request.without(event.dropped.facet, event.dropped.value))
        else:
            self._ask(replace(self.request, since=None, until=None))

    @on(messages.Failed)
    def _fail(self, event: messages.Failed) -> None:
        """Say what failed; without any answer yet there is nothing to go on with."""
        if self.result is None:
            self.app.exit(event.error)
        self.query_one(Notes).error = event.error

    def _enter(self, part: type[Widget], *states: str) -> None:
        """Give the keys to a part of the screen, in the states in which it is seen."""
        self.remove_class("-reading")
        self.add_class(*states)
        self._give_keys(part)

    def _give_keys(self, part: type[Widget]) -> None:
        """Focus a part before the next key, where it is to be seen already."""
        widget = self.query_one(part)
        if widget.region and widget.focusable:
            self.set_focus(widget)
        else:
            self.call_after_refresh(widget.focus)

    def _leave(self, part: type[Widget]) -> None:
        """Return to a part of the list's screen."""
        self.remove_class("-reading", "-drawer")
        self._give_keys(part)

    def action_back(self) -> None:
        """Go one step back: from offers to the query, from release or drawer to the list, from there to the query."""
        if self.query_one(Offers).display:
            self.query_one(Offers).show(())
            return
        at_list = isinstance(self.focused, ResultList | QueryLine) and not self.has_class("-reading", "-drawer")
        self._leave(QueryLine if at_list else ResultList)

    def action_ask(self) -> None:
        """Go to the query."""
        self._leave(QueryLine)

    def action_facets(self) -> None:
        """Go to the facets, or back from them."""
        if isinstance(self.focused, FacetList):
            self._leave(ResultList)
        else:
            self._enter(FacetList, *(["-drawer"] if self.has_class("-narrow") else []))

    def action_find(self) -> None:
        """Find something in the facets or the release, whichever has the keys."""
        if isinstance(self.focused, FacetList | ReleaseView):
            self.query_one(FindLine).open(self.focused)

    def action_move(self, hits: int) -> None:
        """Move the list's cursor from elsewhere."""
        self.query_one(ResultList).action_move(hits)

    def action_move_page(self, direction: int) -> None:
        """Move the list's cursor by a window from elsewhere."""
        self.query_one(ResultList).action_move_page(direction)

    def action_drop_last(self) -> None:
        """Drop the filter chosen last."""
        if self.request.filters:
            self._ask(replace(self.request, filters=self.request.filters[:-1]))
        elif self.request.since or self.request.until:
            self._ask(replace(self.request, since=None, until=None))

    def action_sort(self) -> None:
        """Sort in the next order."""
        place = SORT_ORDER.index(self.request.sort)
        self._ask(replace(self.request, sort=SORT_ORDER[(place + 1) % len(SORT_ORDER)]))

    def action_collapse(self) -> None:
        """List one version of each release, or all again."""
        self._ask(replace(self.request, collapse=not self.request.collapse))

    def action_next_hit(self, step: int) -> None:
        """Go to the next hit in the release, or the one before."""
        self.query_one(ReleaseView).next_hit(step)

    def action_reveal(self, what: str) -> None:
        """Show or hide the ledger or the evidence of the release, which opens for it."""
        view = self.query_one(ReleaseView)
        if view.display:
            setattr(view, what, not getattr(view, what))
        elif self.query_one(ResultList).highlighted:
            setattr(view, what, True)
            self._open()

    def action_undo(self) -> None:
        """Return to the search before, or from similar releases to the search."""
        if self.query_one(Notes).similar_to:
            self._search(self.request, wait=0)
        else:
            self._return_to(self._history.undo())

    def action_redo(self) -> None:
        """Return to the search that was undone."""
        self._return_to(self._history.redo())

    def action_take_suggestion(self) -> None:
        """Ask for what was probably meant."""
        if self.result and self.result.suggestion:
            request = self.request.asking(self.result.suggestion)
            self._history.record(request)
            self._return_to(request)
