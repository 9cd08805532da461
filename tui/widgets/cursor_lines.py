"""Lines with a cursor, and a short list of such lines to choose one from."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.reactive import reactive

from tui.widgets.lines import Lines, Piece, spread


class CursorLines(Lines):
    """The cursor is at one of so many places; here each is a line."""

    cursor: reactive[int] = reactive(0, init=False, repaint=False)

    class Moved(Message):
        """The cursor came to another place."""

    @property
    def places(self) -> int:
        """Where the cursor can be."""
        return self.count

    @property
    def window(self) -> int:
        """How many places are in sight at a time."""
        return max(self.room.height, 1)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor at a place there is."""
        return max(0, min(cursor, self.places - 1))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight, and say that it moved."""
        self.show_cursor()
        self.repaint()
        self.post_message(self.Moved())

    def show_cursor(self) -> None:
        """Scroll to the cursor."""
        self.scroll_to_lines(self.cursor, self.cursor)

    def action_move(self, places: int) -> None:
        """Move the cursor by some places."""
        self.cursor += places

    def action_move_page(self, direction: int) -> None:
        """Move the cursor by a window of places."""
        self.cursor += direction * self.window

    def action_move_to(self, place: int) -> None:
        """Move the cursor to the first place (0) or the last (-1)."""
        self.cursor = place % max(self.places, 1)

    def clicked(self, number: int, event: events.Click) -> None:
        """Move the cursor to the line clicked on."""
        self.cursor = number

    def under_cursor(self, number: int) -> bool:
        """Return whether the cursor is on the line."""
        return number == self.cursor


class Menu(CursorLines):
    """A line each, with what is known of it at the right."""

    _rows: Sequence[tuple[str, str]] = ()

    def offer(self, rows: Sequence[tuple[str, str]]) -> None:
        """List these, the cursor where it was."""
        self._rows = rows
        self.show_lines(len(rows))
        self.set_reactive(Menu.cursor, self.validate_cursor(self.cursor))

    def line(self, number: int) -> list[Piece]:
        """Return a line and what is known of it."""
        text, note = self._rows[number]
        return spread([(f" {text}", "")], (note, "dim"), self.room.width)
