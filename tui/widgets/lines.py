"""A widget of numbered lines that draws only those on screen."""

from __future__ import annotations

from typing import ClassVar, Self

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from tui.themes import COLOURLESS, INKS

KEPT_LINES = 400
"""Drawn lines held in memory; what is scrolled past and back need not be drawn again."""

WHEEL = 3
"""Lines that a notch of the mouse wheel scrolls."""


class Lines(Widget, can_focus=True, inherit_bindings=False):
    """Lines drawn on demand: the cost is what the screen shows, however many there are.

    Text comes in as `Content`, never as markup. A subclass says in `line` what stands where. Textual's own ScrollView
    lays the whole screen out again whenever the number of lines or the scroll bar changes; here both are only drawn.
    """

    BINDING_GROUP_TITLE = "Lists and text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, id="down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="up"),
        Binding("pagedown,ctrl+d", "move_page(1)", "Page down", show=False, id="page-down"),
        Binding("pageup,ctrl+u", "move_page(-1)", "Page up", show=False, id="page-up"),
        Binding("home,g", "move_to(0)", "To the top", show=False, id="top"),
        Binding("end,G", "move_to(-1)", "To the end", show=False, id="end"),
    ]

    top: reactive[int] = reactive(0, init=False, repaint=False)
    """The first line in sight."""

    def __init__(self, *, id: str | None = None) -> None:
        self._drawn: dict[tuple[int, bool, bool], Strip] = {}
        super().__init__(id=id)
        self.room = Size(0, 0)
        self.count = 0

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

    def line(self, number: int) -> Content:
        """Return what stands in a line."""
        raise NotImplementedError

    def under_cursor(self, _number: int) -> bool:
        """Return whether the cursor covers a line."""
        return False

    def clicked(self, number: int, event: events.Click) -> None:
        """Act on a click on a line."""

    def ink(self, name: str) -> Style:
        """Return a style by its name, such as `hit` or `dim`."""
        return Style.parse((COLOURLESS if self.app.no_color else INKS)[name])

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
        super().notify_style_update()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw the lines anew."""
        self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def redraw(self, numbers: range) -> None:
        """Draw some lines anew."""
        self._drawn = {key: strip for key, strip in self._drawn.items() if key[0] not in numbers}
        self.repaint()

    def repaint(self) -> None:
        """Put the window together anew, of lines that haven't changed but for the cursor."""
        super().refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of the window that Textual asks for; there is no border around them that it could add."""
        return [self._strip(y).crop(crop.x, crop.right) for y in crop.line_range]

    def pinned(self) -> Content | None:
        """Return what stands in the window's first line wherever it is scrolled to."""
        return None

    def _strip(self, y: int) -> Strip:
        number = y + self.top
        key = number, self.under_cursor(number), self._beside_thumb(y)
        if y == 0 and (pinned := self.pinned()):
            return self._draw(pinned, *key[1:])
        if key not in self._drawn:
            if len(self._drawn) > KEPT_LINES:
                self._drawn.clear()
            self._drawn[key] = self._draw(self.line(number) if number < self.count else Content(""), *key[1:])
        return self._drawn[key]

    def _draw(self, content: Content, under_cursor: bool, beside_thumb: bool) -> Strip:
        style = self.visual_style
        text = style + self.ink("cursor") if under_cursor else style
        width = self.room.width
        segments = content.truncate(width, ellipsis=True, pad=True).render_segments(text)
        thumb = Segment("▐" if beside_thumb else " ", (style + self.ink("thumb")).rich_style)
        strip = Strip([*segments, thumb], width + 1)
        for line_filter in self.app.get_line_filters():
            strip = strip.apply_filter(line_filter, self.styles.background)
        return strip

    def _beside_thumb(self, y: int) -> bool:
        height = self.room.height
        if self.count <= height:
            return False
        size = max(height * height // self.count, 1)
        start = self.top * (height - size) // (self.count - height)
        return start <= y < start + size


def spread(left: Content, right: Content, width: int) -> Content:
    """Return a line with the one at its left edge, shortened where needed, and the other at its right."""
    room = max(width - right.cell_length - 1, 0)
    return Content.assemble(left.truncate(room, ellipsis=True, pad=True), " ", right)
