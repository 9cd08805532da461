"""The filters in force, each removed by a click."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from searcher.request import Filter, SearchRequest
from tui.labels import filter_label, span_label
from tui.messages import FilterDropped


class Chips(Widget):
    """One line of filters in the order they were chosen; hidden while there is none."""

    request: reactive[SearchRequest] = reactive(SearchRequest(), repaint=False)

    def watch_request(self, before: SearchRequest, request: SearchRequest) -> None:
        """Appear with the first filter, and take the room the chips need."""
        self.display = bool(chips(request))
        if chips(before) != chips(request):
            self.refresh(layout=True)

    def render(self) -> Content:
        """Return the chips side by side."""
        return Content("  ").join(Content(label) for label, _ in chips(self.request))

    def on_click(self, event: events.Click) -> None:
        """Drop the filter clicked on."""
        start = 0
        for label, dropped in chips(self.request):
            end = start + Content(label).cell_length
            if start <= event.x < end:
                self.post_message(FilterDropped(dropped))
            start = end + 2


def chips(request: SearchRequest) -> list[tuple[str, Filter | None]]:
    """Return the label of each filter and what it stands for; None is the range of days."""
    found: list[tuple[str, Filter | None]] = [(f"✕ {filter_label(chosen)}", chosen) for chosen in request.filters]
    if request.since or request.until:
        found.append((f"✕ {span_label(request.since, request.until)}", None))
    return found
