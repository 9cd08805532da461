"""Where one types to find something in the widget one comes from."""

from __future__ import annotations

from textual import on
from textual.binding import Binding
from textual.widgets import Input

from tui.widgets.facet_list import FacetList
from tui.widgets.query_line import TextLine
from tui.widgets.release_view import ReleaseView


class FindLine(TextLine):
    """Hidden until asked for; every letter narrows, Enter acts, Escape gives up."""

    BINDING_GROUP_TITLE = "Find"
    BINDINGS = [
        Binding("enter", "submit", "Take it", id="find-take"),
        Binding("escape", "close", "Give up", id="find-close"),
        Binding("down", "move(1)", "Down", show=False, id="find-down"),
        Binding("up", "move(-1)", "Up", show=False, id="find-up"),
    ]

    _target: FacetList | ReleaseView

    def open(self, target: FacetList | ReleaseView) -> None:
        """Look for words in the widget."""
        self._target = target
        self.placeholder = f"find in {target.finding}"
        self.display = True
        self.focus()

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._target.find(event.value)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        self._target.found()
        self._leave()

    def action_move(self, step: int) -> None:
        """Move among what was found without leaving the line."""
        self._target.action_move(step)

    def action_close(self) -> None:
        """Show everything again."""
        self._target.find("")
        self._leave()

    def _leave(self) -> None:
        self.display = False
        with self.prevent(Input.Changed):
            self.value = ""
        self._target.focus()
