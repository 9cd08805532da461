"""The hits, however many: a window onto pages that come from the engine as it moves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.reactive import reactive

from searcher.result import UNKNOWN, Hit, SearchResult
from searcher.safe import one_line, printable
from tui.labels import releases
from tui.layout import wrap
from tui.messages import HitHighlighted, PageWanted
from tui.widgets.cursor_lines import CursorLines
from tui.widgets.lines import Piece, spread

if TYPE_CHECKING:
    from searcher.engine import Blame

PAGE = 10
"""Hits asked for at a time."""

KEPT_PAGES = 100
"""Pages held in memory; those furthest from the cursor go first."""


class ResultList(CursorLines):
    """Title and date, facts, snippet: three lines a hit, and an empty one where there is room."""

    BINDING_GROUP_TITLE = "Results"
    BINDINGS = [
        Binding("enter", "screen.open", "Read", id="read"),
        Binding("space", "mark", "Mark", tooltip="Mark the release, or no longer, and go on", id="mark"),
    ]

    result: reactive[SearchResult | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._snippet_lines, self._height = 1, 3
        self._told: tuple[Hit | None, list[list[Piece]]] = None, []
        self.ways_out: tuple[Blame, ...] = ()
        self.marked: dict[str, Hit] = {}
        self._pages: dict[int, tuple[Hit, ...]] = {}
        self._wanted: set[int] = set()

    @property
    def total(self) -> int:
        """How many hits there are."""
        return self.result.total if self.result else 0

    places = total

    @property
    def window(self) -> int:
        """How many hits there is room for."""
        return max(self.room.height // self._height, 1)

    @property
    def highlighted(self) -> Hit | None:
        """The hit under the cursor, once its page has come."""
        return self._hit(self.cursor) if self.total else None

    def watch_result(self, result: SearchResult | None) -> None:
        """Start at the top of another answer."""
        self._pages = {0: result.hits} if result else {}
        self._wanted.clear()
        self.set_reactive(ResultList.cursor, 0)
        self.top = 0
        self._measure()
        self.post_message(HitHighlighted(self.highlighted))

    def add_page(self, page: int, hits: tuple[Hit, ...]) -> None:
        """Take in the hits of a page that was wanted."""
        self._wanted.discard(page)
        self._pages[page] = hits
        here = self.cursor // PAGE
        for far in sorted(self._pages, key=lambda number: abs(number - here))[KEPT_PAGES:]:
            del self._pages[far]
        self.refresh()
        if page == here:
            self.post_message(HitHighlighted(self.highlighted))

    def watch_cursor(self) -> None:
        """Keep the cursor's hit in sight, and say which it is."""
        super().watch_cursor()
        self.post_message(HitHighlighted(self.highlighted))
        self.call_after_refresh(self._look_ahead)

    def _look_ahead(self) -> None:
        """Want the hits around before the cursor comes to them."""
        for row in (self.cursor - PAGE, self.cursor + PAGE):
            self._hit(self.validate_cursor(row))

    def action_mark(self) -> None:
        """Mark the hit under the cursor, or no longer, and go to the next."""
        hit = self.highlighted
        if hit and not self.marked.pop(hit.id, None):
            self.marked[hit.id] = hit
        self.refresh()
        self.cursor += 1

    def fit(self) -> None:
        """Fit the lines to the new window, the cursor's hit in sight; between hits an empty one where there is room."""
        self._snippet_lines = 2 if self.room.height >= 34 and self.room.width < 70 else 1
        self._height = 2 + self._snippet_lines + (self.room.height >= 24)
        self._told = None, []
        self._measure()
        self.show_cursor()

    def clicked(self, number: int, event: events.Click) -> None:
        """Highlight the hit clicked on; open it when it is clicked twice."""
        self.cursor = number // self._height
        if event.chain > 1:
            self.call_later(self.run_action, "screen.open")

    def under_cursor(self, number: int) -> bool:
        """Return whether the line belongs to the hit under the cursor."""
        hit, part = divmod(number, self._height)
        return hit == self.cursor and part < 2 + self._snippet_lines and bool(self.total)

    def line(self, number: int) -> list[Piece]:
        """Return a line of a hit, or of what is said when there is none."""
        if not self.total:
            return self._nothing()[number]
        row, part = divmod(number, self._height)
        hit = self._hit(row)
        if hit is None:
            return [] if part else [(" …", "")]
        mark = "▌" if self.has_focus and self.under_cursor(number) else " "
        if not part and hit.id in self.marked:
            mark = "●"
        if self._told[0] is not hit:  # its lines are drawn one after the other
            self._told = hit, [self._title(hit), self._facts(hit), *self._snippet(hit)]
        lines = self._told[1]
        return [(mark, "chosen"), *(lines[part] if part < len(lines) else [])]

    def _title(self, hit: Hit) -> list[Piece]:
        title = one_line(hit.title) or one_line(hit.path)
        return spread([(title, "strong")], (hit.date or UNKNOWN["date"], "dim"), self.room.width - 1)

    def _facts(self, hit: Hit) -> list[Piece]:
        language = "" if hit.language in (None, "en") else hit.language
        versions = f"+{hit.duplicates} ver" if hit.duplicates else ""
        known = (one_line(hit.source or ""), " ".join(hit.countries), language, versions)
        return [(" · ".join(part for part in known if part), "dim")]

    def _snippet(self, hit: Hit) -> list[list[Piece]]:
        """Return the passage in lines, begun late enough for its first hit to be in sight."""
        width = self.room.width - 2
        parts = [(printable(text).replace("\n", " "), "hit" if is_hit else "") for text, is_hit in hit.snippet]
        text = "".join(part for part, _ in parts)
        before = "".join(part for part, _ in takewhile(lambda part: not part[1], parts))
        late = before != text and len(before) > self._snippet_lines * width - width // 3
        begun = text.find(" ", len(before) - width // 2) + 1 if late else 0
        ranges = wrap(text[begun:], width)[: self._snippet_lines]
        ranges[-1] = ranges[-1][0], ranges[-1][0] + 2 * width  # an ellipsis says that there is more
        lines = [between(parts, begun + start, begun + end) for start, end in ranges]
        lines[0] = [("…" * late, ""), *lines[0]]
        return lines

    def _nothing(self) -> list[list[Piece]]:
        if self.result is None:
            return [[]]
        blames = ((f" {releases(blame.total)} without ", one_line(blame.condition)) for blame in self.ways_out)
        lines = [[], [(" Nothing found.", "strong")], *([(count, "dim"), (what, "")] for count, what in blames)]
        return lines + [[(" ^o drops the first of these, u goes back.", "dim")]] * bool(self.ways_out)

    def _hit(self, row: int) -> Hit | None:
        page, place = divmod(row, PAGE)
        if page in self._pages:
            hits = self._pages[page]
            return hits[place] if place < len(hits) else None
        if page not in self._wanted:
            self._wanted.add(page)
            self.post_message(PageWanted(page))
        return None

    def show_cursor(self) -> None:
        """Scroll to the cursor's hit."""
        first = self.cursor * self._height
        self.scroll_to_lines(first, first + 1 + self._snippet_lines)

    def _measure(self) -> None:
        self.show_lines(self.total * self._height if self.total else len(self._nothing()))


def between(pieces: Iterable[Piece], start: int, end: int) -> list[Piece]:
    """Return the pieces of a text from one place to another."""
    found: list[Piece] = []
    at = 0
    for text, ink in pieces:
        if at < end and at + len(text) > start:
            found.append((text[max(start - at, 0) : end - at], ink))
        at += len(text)
    return found
