"""Saved searches: how much each finds, and what is new in it since it was last run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from searcher import saved as store
from searcher.request import SearchRequest
from searcher.safe import one_line
from searcher.saved import SavedSearch
from tui.asking import EngineThread
from tui.labels import releases, request_label
from tui.screens.background import EngineScreen
from tui.widgets.cursor_lines import Menu
from tui.widgets.key_line import KeyLine
from tui.widgets.query_line import TextLine

if TYPE_CHECKING:
    from searcher.engine import Engine

Counted = tuple[SavedSearch, int, int]
"""A saved search, the releases it finds, and those of them that are new."""


class SavedScreen(EngineScreen[SearchRequest | None]):
    """Returns the search to run, or None."""

    BINDING_GROUP_TITLE = "Saved searches"
    BINDINGS = [
        Binding("enter", "run", "Run", tooltip="Run the search; what it finds is seen then", id="run-saved"),
        Binding("a", "name", "Save this", tooltip="Save the present search under a name", id="save"),
        Binding("x", "delete", "Delete", id="delete"),
        Binding("u", "restore", "Undo", tooltip="Bring back what was deleted last", id="restore"),
        Binding("escape,b,q", "close", "Back", key_display="esc", id="saved-close"),
    ]

    def __init__(self, engine: EngineThread, request: SearchRequest) -> None:
        """List the saved searches, and take in a request."""
        super().__init__(engine)
        self._request = request
        self._listed: list[Counted] = []
        self._deleted: list[SavedSearch] = []

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static("Saved searches", classes="title")
        yield Menu(id="saved")
        yield TextLine(placeholder="name", id="name")
        yield KeyLine()

    def on_mount(self) -> None:
        """List what is saved."""
        self._change(lambda _: None)

    @property
    def _chosen(self) -> SavedSearch | None:
        return self._listed[self.query_one(Menu).cursor][0] if self._listed else None

    def _change(self, change: Callable[[Engine], object]) -> None:
        """Change what is saved, and list it anew."""

        def question(engine: Engine) -> list[Counted]:
            change(engine)
            return [(search, *store.counted(engine, search)) for search in store.load(engine.folder).values()]

        self.ask(question, self._list)

    def _list(self, listed: list[Counted]) -> None:
        self._listed = listed
        names = [f"{one_line(search.name):<20}  {request_label(search.request)}" for search, _, _ in listed]
        counts = [f"{f'{new:,} new' * bool(new):>10} {releases(total):>16}" for _, total, new in listed]
        rows = [*zip(names, counts, strict=True)] or [("Nothing is saved yet: a saves the present search.", "")]
        self.query_one(Menu).offer(rows)

    def action_run(self) -> None:
        """Return with the search under the cursor, which is seen now."""
        search = self._chosen
        if search:
            self.ask(
                lambda engine: store.save(engine.folder, search._replace(seen=engine.generation)),
                lambda _: self.dismiss(search.request),
            )

    def action_name(self) -> None:
        """Ask for the name of the present search."""
        line = self.query_one(TextLine)
        line.value = one_line(self._request.query)
        line.display = True
        line.focus()

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        name, request = event.value.strip(), self._request
        if name:
            self._change(lambda engine: store.save(engine.folder, SavedSearch(name, request, engine.generation)))
        self.action_close()

    def action_delete(self) -> None:
        """Delete the search under the cursor."""
        search = self._chosen
        if search:
            self._deleted.append(search)
            self._change(lambda engine: store.delete(engine.folder, search.name))

    def action_restore(self) -> None:
        """Bring back what was deleted last."""
        if self._deleted:
            search = self._deleted.pop()
            self._change(lambda engine: store.save(engine.folder, search))

    def action_close(self) -> None:
        """Leave the name, or else the screen."""
        line = self.query_one(TextLine)
        if line.display:
            line.display = False
            self.query_one(Menu).focus()
        else:
            self.dismiss(None)
