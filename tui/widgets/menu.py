"""A short list of things to choose one from."""

from __future__ import annotations

from collections.abc import Sequence

from tui.widgets.cursor_lines import CursorLines
from tui.widgets.lines import Piece, spread


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
