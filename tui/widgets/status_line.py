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
        """Return `214 releases · 0.8 ms · best first`, or as much of it as there is room for."""
        result = self.result
        if result is None:
            return Content("")
        parts = [releases(result.total), f"{result.took_ms:.1f} ms", SORTS[result.request.sort]]
        while len(" · ".join(parts)) > self.size.width and len(parts) > 1:
            del parts[1]
        return Content(" · ".join(parts))


class Notes(Widget):
    """A failure, work in the background, did-you-mean, or what could not be parsed."""

    result: reactive[SearchResult | None] = reactive(None)
    error: reactive[SearcherError | None] = reactive(None)
    similar_to: reactive[str | None] = reactive(None)
    work: reactive[dict[str, str]] = reactive({})
    """How far work in the background is, by its name."""
    new: reactive[int | None] = reactive(None)
    """Hits that came in while one looked at them."""

    def render(self) -> Content:
        """Return the notes in one line."""
        if self.error:
            return Content.styled(one_line(str(self.error)), "$text-error")
        parts = [line for line in self.work.values() if line]
        if self.similar_to is not None:
            return Content(" · ".join([*parts, f"similar to “{one_line(self.similar_to)}”: u goes back"]))
        if self.new:
            parts.append(f"● {self.new:,} new")
        if self.result:
            meant = self.result.suggestion
            parts += [f"did you mean {one_line(meant)}?  ^g"] if meant else []
            parts += map(one_line, self.result.notes)
        return Content(" · ".join(parts))
