"""What is asked, and the ways from one request to another: by words, filters, order, and back."""

from __future__ import annotations

from time import monotonic

from textual import on
from textual.reactive import reactive
from textual.widgets import Input

from searcher.request import Filter, SearchRequest
from searcher.result import SearchResult
from tui import asking
from tui.asking import Answer, EngineThread
from tui.facet_rows import YEAR
from tui.history import History
from tui.labels import SORTS
from tui.messages import ValueChosen
from tui.screens.parts import Parts
from tui.widgets.query_line import QueryLine
from tui.widgets.result_list import PAGE, ResultList
from tui.widgets.status_line import Notes


class Requests(Parts):
    """A screen that holds the request; all else follows from it."""

    request: reactive[SearchRequest] = reactive(SearchRequest(limit=PAGE), init=False, repaint=False)
    result: reactive[SearchResult | None] = reactive(None, repaint=False)

    generation = 0
    """That of the index when it answered last."""

    _typed_until = 0.0
    """When a query that is being typed has rested long enough to be answered."""

    def __init__(self, engine: EngineThread, request: SearchRequest) -> None:
        """Begin with a request."""
        super().__init__(engine)
        request = request._replace(limit=PAGE, offset=0)
        self._history = History(request)
        self.set_reactive(Requests.request, request)

    def watch_request(self, request: SearchRequest) -> None:
        """Ask the engine; while the query is being typed, show an answer only when no letter follows it."""
        self._search(request, self._typed_until - monotonic())

    def _ask(self, request: SearchRequest) -> None:
        self._history.record(request)
        self.request = request

    def search_again(self, since: int | None = None) -> None:
        """Ask for the request again, and how many of its hits came after a generation."""
        self._search(self.request, 0, since)

    def show_request(self, request: SearchRequest | None) -> None:
        """Ask for another request, if there is one."""
        if request:
            request = request._replace(limit=PAGE, offset=0)
            self._return_to(self._history.record(request))
            self.leave(ResultList)

    def _return_to(self, request: SearchRequest | None) -> None:
        """Ask a request whose query was not typed just now, and show it in the line."""
        if request:
            query = self.query_one(QueryLine)
            with query.prevent(Input.Changed):
                query.value = request.query
            self.request = request

    def _search(self, request: SearchRequest, hold: float = 0, since: int | None = None) -> None:
        self.ask(lambda engine: asking.answer(engine, request, since), self._show, "search", hold=hold)

    def _show(self, answer: Answer) -> None:
        if answer.result.request == self.request:
            notes, listed = self.query_one(Notes), self.query_one(ResultList)
            before, cursor = listed.highlighted, listed.cursor
            self.generation = answer.generation
            listed.ways_out = answer.ways_out
            notes.error = notes.similar_to = None
            notes.new = answer.new
            self.result = answer.result
            if answer.new is not None:
                names = [hit.id for hit in answer.result.hits]
                listed.cursor = names.index(before.id) if before and before.id in names else cursor

    @on(ValueChosen)
    def _choose(self, event: ValueChosen) -> None:
        request, facet, value = self.request, event.facet, event.value
        excluded = event.choice == "exclude"
        if event.choice == "range":
            picked = [f.value for f in request.filters if f.facet == facet and f.value and not f.excluded]
            first, *_, last = sorted([value or "", *picked, value or ""])
            years = self.result.facets["date"] if self.result and facet == "date" and value else ()
            for year in (year.value for year in years if first[:YEAR] <= (year.value or "") <= last[:YEAR]):
                request = request.including(facet, year)
        elif event.choice == "only":
            request = request.only(facet, value)
        elif Filter(facet, value, excluded) in request.filters:
            request = request.without(facet, value)
        else:
            request = request.excluding(facet, value) if excluded else request.including(facet, value)
        self._ask(request)

    def action_drop(self, number: int) -> None:
        """Drop a filter, or after the last of them the range of days."""
        filters = list(self.request.filters)
        if number < len(filters):
            del filters[number]
            self._ask(self.request._replace(filters=tuple(filters)))
        elif self.request.since or self.request.until:
            self._ask(self.request._replace(since=None, until=None))

    def action_drop_last(self) -> None:
        """Drop the filter chosen last."""
        self.action_drop(max(len(self.request.filters) - 1, 0))

    def action_sort(self) -> None:
        """Sort in the next order."""
        orders = [*SORTS]
        place = orders.index(self.request.sort)
        self._ask(self.request._replace(sort=orders[(place + 1) % len(orders)]))

    def action_collapse(self) -> None:
        """List one version of each release, or all again."""
        self._ask(self.request._replace(collapse=not self.request.collapse))

    def action_undo(self) -> None:
        """Return to the search before, or from similar releases to the search."""
        if self.query_one(Notes).similar_to:
            self.search_again()
        else:
            self._return_to(self._history.undo())

    def action_redo(self) -> None:
        """Return to the search that was undone."""
        self._return_to(self._history.redo())

    def action_take_suggestion(self) -> None:
        """Ask for what was probably meant."""
        if self.result and self.result.suggestion:
            self._return_to(self._history.record(self.request.asking(self.result.suggestion)))

    def action_widen(self) -> None:
        """Drop the condition without which most would be found."""
        ways_out = self.query_one(ResultList).ways_out
        if self.result and not self.result.total and ways_out:
            self._return_to(self._history.record(ways_out[0].wider._replace(limit=PAGE)))
