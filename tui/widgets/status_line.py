"""How many were found, how fast, in which order; and what was made of the question."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from index.errors import SearcherError
from searcher.result import SearchResult
from searcher.safe import one_line
from tui.labels import SORTS, releases


class Summary(Widget):
    """Total, time and order, in one line."""

    result: reactive[SearchResult | None] = reactive(None)

    def render(self) -> Content:
        """Return `214 releases · 0.8 ms · best first`."""
        result = self.result
        if result is None:
            return Content("")
        return Content(f"{releases(result.total)} · {result.took_ms:.1f} ms · {SORTS[result.request.sort]}")


class Notes(Widget):
    """A failure, did-you-mean, or what could not be parsed."""

    result: reactive[SearchResult | None] = reactive(None)
    error: reactive[SearcherError | None] = reactive(None)
    similar_to: reactive[str | None] = reactive(None)

    def render(self) -> Content:
        """Return the notes in one line."""
        if self.error:
            return Content.styled(one_line(str(self.error)), "$text-error")
        if self.similar_to is not None:
            return Content(f"similar to “{one_line(self.similar_to)}”: u goes back")
        result = self.result
        if result is None:
            return Content("")
        meant = [f"did you mean {one_line(result.suggestion)}?  ^g"] if result.suggestion else []
        return Content(" · ".join((*meant, *map(one_line, result.notes))))
