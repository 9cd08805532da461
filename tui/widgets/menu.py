"""A short list of things to choose one from."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tui.widgets.lines import Lines, spread


class Menu(Lines):
    """A line each, with what is known of it at the right."""

    BINDINGS = []  # noqa: RUF012  Textual declares it an attribute of the class
    cursor: reactive[int] = reactive(0, init=False, repaint=False)

    class Moved(Message):
        """The cursor came to another line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[tuple[str, str]] = []

    def offer(self, rows: list[tuple[str, str]]) -> None:
        """List these, the cursor where it was."""
        self._rows = rows
        self.set_reactive(Menu.cursor, self.validate_cursor(self.cursor))
        self.show_lines(len(rows))

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a line."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight, and say that it moved."""
        self.scroll_to_lines(self.cursor, self.cursor)
        self.repaint()
        self.post_message(self.Moved())

    def action_move(self, rows: int) -> None:
        """Move the cursor by some lines."""
        self.cursor += rows

    def action_move_page(self, direction: int) -> None:
        """Move the cursor by a window of lines."""
        self.cursor += direction * self.room.height

    def action_move_to(self, place: int) -> None:
        """Move the cursor to the first line (0) or the last (-1)."""
        self.cursor = place % max(self.count, 1)

    def clicked(self, number: int, event: events.Click) -> None:
        """Move the cursor to the line clicked on."""
        self.cursor = number

    def under_cursor(self, number: int) -> bool:
        """Return whether the cursor is on the line."""
        return number == self.cursor

    def line(self, number: int) -> Content:
        """Return a line and what is known of it."""
        text, note = self._rows[number]
        return spread(Content(f" {text}"), Content.styled(note, self.ink("dim")), self.room.width)
