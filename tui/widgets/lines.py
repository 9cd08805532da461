"""A widget of numbered lines that draws only those on screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import Self

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as SegmentStyle
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from tui.themes import FEW_COLOURS, INKS

KEPT_LINES = 400
"""Drawn lines held in memory; what is scrolled past and back need not be drawn again."""

WHEEL = 3
"""Lines that a notch of the mouse wheel scrolls."""


Piece = tuple[str, str]
"""A text, never markup, and the name of its style, which may be none."""


class Lines(Widget, can_focus=True, inherit_bindings=False):
    """Lines drawn on demand: the cost is what the screen shows, however many there are.

    A subclass says in `line` what stands where, in pieces: Textual's Content takes five times as long. Its ScrollView
    lays the whole screen out again whenever the number of lines or the scroll bar changes; here both are only drawn.
    """

    BINDING_GROUP_TITLE = "Lists and text"
    BINDINGS = [
        Binding("down,j", "move(1)", "Down", show=False, id="down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="up"),
        Binding("pagedown,ctrl+d", "move_page(1)", "Page down", show=False, id="page-down"),
        Binding("pageup,ctrl+u", "move_page(-1)", "Page up", show=False, id="page-up"),
        Binding("home,g", "move_to(0)", "To the top", show=False, id="top"),
        Binding("end,G", "move_to(-1)", "To the end", show=False, id="end"),
    ]

    CURSOR = "cursor"
    """The style of what is under the cursor."""

    top: reactive[int] = reactive(0, init=False, repaint=False)
    """The first line in sight."""

    def __init__(self, *, id: str | None = None) -> None:
        self._drawn: dict[tuple[int, bool, bool], Strip] = {}
        self._styles: dict[Piece, SegmentStyle | None] = {}
        super().__init__(id=id)
        self.room = Size(0, 0)
        self.count = self._at = 0

    def fit(self) -> None:
        """Fit the lines to another room."""

    def action_move(self, lines: int) -> None:
        """Scroll by some lines."""
        self.top += lines

    def action_move_page(self, direction: int) -> None:
        """Scroll by a window, less the line on top and one to hold on to."""
        self.top += direction * max(self.room.height - 2, 1)

    def action_move_to(self, place: int) -> None:
        """Scroll to the top (0) or the end (-1)."""
        self.top = self.count if place else 0

    def on_resize(self) -> None:
        """Take the measure of the window once, not at every line; its last column is the scroll bar's."""
        self.room = Size(max(self.size.width - 1, 0), self.size.height)
        self.fit()

    def line(self, number: int) -> Sequence[Piece]:
        """Return what stands in a line: nothing here."""
        return ()

    def under_cursor(self, _number: int) -> bool:
        """Return whether the cursor covers a line."""
        return False

    def clicked(self, number: int, event: events.Click) -> None:
        """Act on a click on a line."""

    def show_lines(self, count: int) -> None:
        """Say how many lines there are, and draw them anew."""
        self.count = count
        self.top = self.top  # still a line there is
        self.refresh()

    def validate_top(self, top: int) -> int:
        """Keep the window full."""
        return max(0, min(top, self.count - self.room.height))

    def watch_top(self) -> None:
        """Draw the window where it is now."""
        self.repaint()

    def scroll_to_lines(self, first: int, last: int) -> None:
        """Scroll as little as shows both lines."""
        height = self.room.height
        if first < self.top or last - first >= height:
            self.top = first
        elif last >= self.top + height:
            self.top = last - height + 1

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.top += WHEEL

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.top -= WHEEL

    def on_click(self, event: events.Click) -> None:
        """Scroll to where the scroll bar is clicked on; what another click does, the subclass says."""
        if event.x >= self.room.width:
            self.top = event.y * self.count // max(self.room.height, 1)
        else:
            self.clicked(event.y + self.top, event)

    def notify_style_update(self) -> None:
        """Forget the lines in the theme before."""
        self._drawn.clear()
        self._styles.clear()
        super().notify_style_update()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw the lines anew."""
        self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def repaint(self) -> None:
        """Put the window together anew, of lines that haven't changed but for the cursor."""
        super().refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of the window that Textual asks for; there is no border around them that it could add."""
        self._at = self.top  # a reactive takes long to look up
        return [self._strip(y).crop(crop.x, crop.right) for y in crop.line_range]

    def pinned(self) -> Sequence[Piece]:
        """Return what stands in the window's first line wherever it is scrolled to, if anything."""
        return ()

    def _strip(self, y: int) -> Strip:
        number = y + self._at
        key = number, self.under_cursor(number), self._beside_thumb(y)
        if y == 0 and (pinned := self.pinned()):
            return self._draw(pinned, *key[1:])
        if key not in self._drawn:
            if len(self._drawn) > KEPT_LINES:
                self._drawn.clear()
            self._drawn[key] = self._draw(self.line(number) if number < self.count else (), *key[1:])
        return self._drawn[key]

    def _draw(self, pieces: Sequence[Piece], under_cursor: bool, beside_thumb: bool) -> Strip:
        ground = self.CURSOR if under_cursor else ""
        cut, left = fitted(pieces, self.room.width)
        drawn = [*((text, self._style(ink, ground)) for text, ink in cut), (" " * left, self._style("", ground))]
        thumb = "▐" if beside_thumb else " ", self._style("thumb", "")
        return Strip(starmap(Segment, (*drawn, thumb)), self.room.width + 1)

    def _style(self, ink: str, ground: str) -> SegmentStyle | None:
        if (ink, ground) not in self._styles:
            few = self.app.no_color or self.app.console.color_system == "standard"
            inks = FEW_COLOURS if few else INKS
            names = (ground, "" if few and ground and ink == "dim" else ink)  # reversed, it is a patch
            style = sum((Style.parse(inks[name]) for name in names if name), self.visual_style)
            segments = [Segment("", style.rich_style)]
            for line_filter in self.app.get_line_filters():
                segments = line_filter.apply(segments, self.styles.background)
            self._styles[ink, ground] = segments[0].style
        return self._styles[ink, ground]

    def _beside_thumb(self, y: int) -> bool:
        height = self.room.height
        if self.count <= height:
            return False
        size = max(height * height // self.count, 1)
        start = self._at * (height - size) // (self.count - height)
        return start <= y < start + size


def fitted(pieces: Iterable[Piece], width: int) -> tuple[list[Piece], int]:
    """Return as much of the pieces as has room in so many cells, and the cells left over.

    Where something is left out, an ellipsis says so.
    """
    kept: list[Piece] = []
    left = width
    for text, ink in pieces:
        cells = len(text) if text.isascii() else cell_len(text)
        if cells > left:
            return [*kept, (set_cell_size(text, left - 1) + "…", ink)] if left else kept, 0
        kept.append((text, ink))
        left -= cells
    return kept, left


def spread(left: Iterable[Piece], right: Piece, width: int) -> list[Piece]:
    """Return a line with the one at its left edge, shortened where needed, and the other at its right."""
    cut, between = fitted(left, max(width - cell_len(right[0]) - 1, 0))
    return [*cut, (" " * (between + 1), ""), right]
