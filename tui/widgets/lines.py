"""A widget of numbered lines that draws only those on screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style


class Lines(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines drawn on demand: the cost is what the screen shows, however many there are.

    Text comes in as `Content`, never as markup. A subclass says in `line` what stands where.
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
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "ink--cursor", "ink--dim", "ink--hit", "ink--current", "ink--strong", "ink--chosen", "ink--refused",
        "ink--removed",
    }  # fmt: skip

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.room = Size(0, 0)
        self._inks: dict[str, Style] = {}

    def fit(self) -> None:
        """Fit the lines to another room."""

    def on_resize(self) -> None:
        """Take the measure of the window once, not at every line."""
        self.room = self.size
        self.fit()

    def line(self, number: int) -> Content:
        """Return what stands in a line."""
        raise NotImplementedError

    def under_cursor(self, _number: int) -> bool:
        """Return whether the cursor covers a line."""
        return False

    def ink(self, name: str) -> Style:
        """Return a style of the sheet by its name, such as `hit` or `dim`."""
        if name not in self._inks:
            style = self.get_visual_style(f"ink--{name}", partial=True)
            background = self.get_component_styles(f"ink--{name}").background
            self._inks[name] = style + Style(background=background)  # a partial style has none of its own
        return self._inks[name]

    def show_lines(self, count: int) -> None:
        """Say how many lines there are, and draw them anew."""
        self.virtual_size = Size(self.room.width, count)
        self.refresh()

    def scroll_to_lines(self, first: int, last: int) -> None:
        """Scroll as little as shows both lines."""
        top, height = self.scroll_offset.y, self.room.height
        if first < top or last - first >= height:
            self.scroll_to(y=first, animate=False)
        elif last >= top + height:
            self.scroll_to(y=last - height + 1, animate=False)

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        self._inks.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw a line of the window; Textual asks for each that has changed."""
        number = y + self.scroll_offset.y
        style = self.visual_style
        if self.under_cursor(number):
            style += self.ink("cursor")
        width = self.room.width
        empty = number >= self.virtual_size.height
        content = Content("") if empty else self.line(number).truncate(width, ellipsis=True)
        strip = Strip(content.render_segments(style))
        return strip.extend_cell_length(width, style.rich_style)


def spread(left: Content, right: Content, width: int) -> Content:
    """Return a line with the one at its left edge, shortened where needed, and the other at its right."""
    room = max(width - right.cell_length - 1, 0)
    return Content.assemble(left.truncate(room, ellipsis=True, pad=True), " ", right)
