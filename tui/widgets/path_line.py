"""Where the path of a file or a folder is typed."""

from __future__ import annotations

import os

from textual.binding import Binding
from textual.suggester import Suggester

from searcher.safe import printable
from tui.widgets.query_line import TextLine


class Folders(Suggester):
    """Suggests the first folder whose path begins as what is typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return what is typed with the rest of the folder's name."""
        return _first_folder(value) if value else None


class PathLine(TextLine):
    """A path, its folders completed; `~` is the user's own."""

    BINDING_GROUP_TITLE = "Path"
    BINDINGS = [
        Binding("enter", "submit", "Go", id="path-take"),
        Binding("tab", "complete", "Complete", tooltip="Complete the folder, or go on", id="path-complete"),
    ]

    def __init__(self, value: str, *, id: str) -> None:
        super().__init__(value, "type a path", suggester=Folders(), select_on_focus=False, id=id)

    def action_complete(self) -> None:
        """Take the folder that is suggested; without one, go on."""
        if self._suggestion:
            self.value = self._suggestion
            self.cursor_position = len(self.value)
        else:
            self.screen.focus_next()


def _first_folder(typed: str) -> str | None:
    """Return the path of the first folder that begins so; names that a terminal would misdraw are left out."""
    parent, begun = os.path.split(typed)
    try:
        with os.scandir(os.path.expanduser(parent) or ".") as entries:
            names = sorted(entry.name for entry in entries if entry.name.startswith(begun) and entry.is_dir())
    except (OSError, ValueError):
        return None
    fit = (name for name in names if name == printable(name) and (begun or not name.startswith(".")))
    name = next(fit, None)
    return os.path.join(parent, name, "") if name else None
