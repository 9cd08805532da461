"""The filters in force, each removed by a click."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from searcher.request import SearchRequest
from tui.labels import filter_label, span_label
from tui.widgets.key_line import pressed


class Chips(Widget):
    """One line of filters in the order they were chosen; hidden while there is none."""

    auto_links = False
    request: reactive[SearchRequest] = reactive(SearchRequest(), repaint=False)

    def watch_request(self, before: SearchRequest, request: SearchRequest) -> None:
        """Appear with the first filter, and take the room the chips need."""
        self.display = bool(chips(request))
        if chips(before) != chips(request):
            self.refresh(layout=True)

    def render(self) -> Content:
        """Return the chips side by side."""
        labels = enumerate(chips(self.request))
        return Content("  ").join(Content.styled(label, pressed(f"screen.drop({n})")) for n, label in labels)


def chips(request: SearchRequest) -> list[str]:
    """Return the label of each filter, and last that of the range of days."""
    days = [f"✕ {span_label(request.since, request.until)}"] if request.since or request.until else []
    return [f"✕ {filter_label(chosen)}" for chosen in request.filters] + days
