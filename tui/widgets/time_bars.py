"""How many releases match over time: a bar for each period, searches below each other on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual import events
from textual.reactive import reactive

from searcher.safe import one_line
from tui.labels import BARS, MONTHS, releases
from tui.widgets.cursor_lines import CursorLines
from tui.widgets.lines import Piece, spread

if TYPE_CHECKING:
    from searcher.timeline import By, Timeline

TITLES = 5
"""First titles of the period under the cursor."""

WIDEST = 8
FOOT = 3 + TITLES
"""Lines under the bars: their axis, an empty one, the period and its titles."""


class TimeBars(CursorLines):
    """Its cursor is a period of a search."""

    search: reactive[int] = reactive(0, init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.timelines: Sequence[Timeline] = ()
        self._names: Sequence[str] = ()
        self._titles: Sequence[str] = ()

    @property
    def starts(self) -> list[date]:
        """The first days of the periods."""
        return [bar.start for bar in self.timelines[0].bars] if self.timelines else []

    @property
    def by(self) -> By:
        """The length of a period."""
        return self.timelines[0].by if self.timelines else "year"

    def plot(self, names: Sequence[str], timelines: Sequence[Timeline]) -> None:
        """Draw the timelines of searches, the cursor on the period where it was, or else the last."""
        day = self.starts[self.cursor] if self.starts else date.max
        self._names, self.timelines = names, timelines
        self.set_reactive(TimeBars.search, self.validate_search(self.search))
        before = sum(start <= day for start in self.starts)
        self.set_reactive(TimeBars.cursor, self.validate_cursor(before - 1))
        self.watch_cursor()

    def show_titles(self, titles: Sequence[str]) -> None:
        """Say what the releases of the period are called."""
        self._titles = titles
        self.refresh()

    def validate_search(self, search: int) -> int:
        """Keep the cursor on a search."""
        return max(0, min(search, len(self.timelines) - 1))

    def show_cursor(self) -> None:
        """Draw the period's surroundings, without titles yet."""
        self._titles = ()
        self.fit()

    watch_search = CursorLines.watch_cursor

    def fit(self) -> None:
        """Fill the window."""
        self.show_lines(self.room.height)

    def action_move(self, searches: int) -> None:
        """Move the cursor to a search further down."""
        self.search += searches

    def under_cursor(self, number: int) -> bool:
        """Return that no line is: the cursor is a bar."""
        return False

    def clicked(self, number: int, event: events.Click) -> None:
        """Move the cursor to the bar clicked on."""
        self.search = number // self._height
        self.cursor = self._first + max(event.x - 1, 0) // self._width

    def line(self, number: int) -> list[Piece]:
        """Return a line: a search's name, a row of its bars, their axis, or what is known of the period."""
        if not self.starts:
            return [] if number else [(" no release has a date", "dim")]
        search, row = divmod(number, self._height)
        if search < len(self.timelines):
            return self._heading(search) if row == 0 else self._bars(search, self._height - 1 - row)
        foot = number - len(self.timelines) * self._height
        if foot == 0:
            return [(f" {self._axis()}", "dim")]
        if foot == 2:
            return self._period()
        return [(f"   {one_line(title)}", "") for title in self._titles[foot - 3 : foot - 2]] if foot > 2 else []

    @property
    def _width(self) -> int:
        """The columns of a bar."""
        return max(1, min(WIDEST, (self.room.width - 2) // max(len(self.starts), 1)))

    @property
    def places(self) -> int:
        """The periods."""
        return len(self.starts)

    @property
    def window(self) -> int:
        """How many bars there is room for."""
        return max((self.room.width - 2) // self._width, 1)

    @property
    def _first(self) -> int:
        """The first bar in sight."""
        return max(0, min(self.cursor - self.window // 2, len(self.starts) - self.window))

    @property
    def _height(self) -> int:
        """The lines of a search: its name, and its bars."""
        return max((self.room.height - FOOT) // max(len(self.timelines), 1), 2)

    def _heading(self, search: int) -> list[Piece]:
        counts = [bar.count for bar in self.timelines[search].bars]
        undated = self.timelines[search].undated
        rest = f", {undated:,} without a {self.by}" * bool(undated)
        note = f"{releases(sum(counts))}, at most {max(counts):,}{rest}"
        name = f" {self._names[search]}", "chosen" if search == self.search else "strong"
        return spread([name], (note, "dim"), self.room.width)

    def _bars(self, search: int, above: int) -> list[Piece]:
        """Return a row of bars, so many rows above their foot."""
        most = max(bar.count for timeline in self.timelines for bar in timeline.bars) or 1
        rows, gap = self._height - 2 or 1, self._width > 2
        parts: list[Piece] = [(" ", "")]
        for place, bar in enumerate(self.timelines[search].bars[self._first : self._first + self.window], self._first):
            eighths = -(-bar.count * rows * len(BARS) // most) - above * len(BARS)
            block = BARS[min(eighths, len(BARS)) - 1] if eighths > 0 else " "
            ink = "hit" if place == self.cursor else "chosen" if search == self.search else "dim"
            parts.append((block * (self._width - gap) + " " * gap, ink))
        return parts

    def _axis(self) -> str:
        """Return the years, and between them the months where there is room."""
        starts = self.starts[self._first : self._first + self.window]
        cells = [" "] * (len(starts) * self._width + 4)
        years = {start.year: n for n, start in reversed(list(enumerate(starts)))}
        months = {(s.year, s.month): n for n, s in reversed(list(enumerate(starts)))} if self.by != "year" else {}
        ticks = [(n, str(year)) for year, n in sorted(years.items())]
        ticks += [(n, MONTHS[month - 1]) for (_, month), n in sorted(months.items())]
        for place, text in ticks:
            at = place * self._width
            if not "".join(cells[max(at - 1, 0) : at + len(text) + 1]).strip():
                cells[at : at + len(text)] = text
        return "".join(cells).rstrip()

    def _period(self) -> list[Piece]:
        counts = (timeline.bars[self.cursor].count for timeline in self.timelines)
        name = f" {period_name(self.by, self.starts[self.cursor])}"
        return [(name, "hit"), (f"   {' · '.join(f'{count:,}' for count in counts)}", "")]


def period_name(by: By, start: date) -> str:
    """Return `2014`, `Nov 2014`, or `3–9 Nov 2014` and its like for a week."""
    if by == "year":
        return str(start.year)
    if by == "month":
        return f"{MONTHS[start.month - 1]} {start.year}"
    return f"{start} to {start + timedelta(days=6)}"
