"""The search over time, beside others that are kept to compare it with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from searcher.request import SearchRequest
from tui.asking import EngineThread
from tui.labels import request_label
from tui.screens.background import EngineScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.time_bars import TITLES, TimeBars

if TYPE_CHECKING:
    from searcher.timeline import By, Timeline

MOST_COMPARED = 3
"""Searches kept beside the present one."""


class TimelineScreen(EngineScreen[SearchRequest | None]):
    """Returns a search narrowed to a period, or None."""

    BINDING_GROUP_TITLE = "Timeline"
    BINDINGS = [
        Binding("enter", "narrow", "Narrow", tooltip="Narrow the search to the period", id="narrow"),
        Binding("left,h", "step(-1)", "Period before", show=False, id="period-before"),
        Binding("right,l", "step(1)", "Next period", show=False, id="next-period"),
        Binding("y", "by('year')", "Years", id="by-year"),
        Binding("m", "by('month')", "Months", id="by-month"),
        Binding("w", "by('week')", "Weeks", id="by-week"),
        Binding("a", "add", "Keep", tooltip="Keep the search, to compare others with it", id="compare"),
        Binding("x", "remove", "Drop", tooltip="Compare no longer with the search under the cursor", id="compare-not"),
        Binding("escape,t,q", "dismiss(None)", "Back", key_display="esc", id="timeline-close"),
    ]

    def __init__(self, engine: EngineThread, request: SearchRequest, kept: list[SearchRequest]) -> None:
        """Show a search beside those kept; what is kept or dropped here changes their list."""
        super().__init__(engine)
        self._request, self._kept = request, kept
        self._by: By = "year"

    @property
    def _compared(self) -> list[SearchRequest]:
        return [self._request, *(kept for kept in self._kept if kept != self._request)]

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TimeBars(id="bars")
        yield KeyLine()

    def on_mount(self) -> None:
        """Count by year."""
        self._count()

    def _count(self) -> None:
        requests, by = self._compared, self._by
        self.ask(lambda engine: engine.timelines(requests, by), self._plot, "count")

    def _plot(self, timelines: tuple[Timeline, ...]) -> None:
        self.query_one(TimeBars).plot([request_label(request) for request in self._compared], timelines)

    @property
    def _narrowed(self) -> SearchRequest | None:
        bars = self.query_one(TimeBars)
        return narrowed(self._compared[bars.search], bars.by, bars.starts[bars.cursor]) if bars.starts else None

    @on(TimeBars.Moved)
    def _read_titles(self) -> None:
        request = self._narrowed
        if request:
            asked = request._replace(limit=TITLES, offset=0)
            titles = self.query_one(TimeBars).show_titles
            self.ask(lambda engine: [hit.title for hit in engine.search(asked).hits], titles, "titles")

    def action_narrow(self) -> None:
        """Return with the period."""
        if self._narrowed:
            self.dismiss(self._narrowed)

    def action_step(self, periods: int) -> None:
        """Move the cursor by some periods."""
        self.query_one(TimeBars).cursor += periods

    def action_by(self, by: By) -> None:
        """Count by another length."""
        self._by = by
        self._count()

    def action_add(self) -> None:
        """Keep the present search; the one kept longest makes room."""
        if self._request not in self._kept:
            self._kept[:] = [*self._kept, self._request][-MOST_COMPARED:]
        self.notify("kept: the timeline of another search shows it too")

    def action_remove(self) -> None:
        """Drop the search under the cursor from those kept."""
        dropped = self._compared[self.query_one(TimeBars).search]
        self._kept[:] = [kept for kept in self._kept if kept != dropped]
        self._count()


def narrowed(request: SearchRequest, by: By, start: date) -> SearchRequest:
    """Return a request for a period alone: years and months as the facet has them, weeks by their days."""
    if by == "week":
        last = start + timedelta(days=6)
        return request._replace(since=max(request.since or start, start), until=min(request.until or last, last))
    return request.only("date", start.isoformat()[: 4 if by == "year" else 7])
