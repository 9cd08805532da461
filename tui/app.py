"""The terminal interface: starts, themes, help and the command palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import click
from textual.app import App
from textual.binding import Binding, BindingType
from textual.theme import Theme

from index.errors import SearcherError
from searcher.options import index_option
from searcher.request import SearchRequest
from tui.commands import SearchCommands
from tui.screens.help import HelpScreen
from tui.screens.search import SearchScreen
from tui.widgets.facet_list import FacetList
from tui.widgets.find_line import FindLine
from tui.widgets.lines import Lines
from tui.widgets.query_line import QueryLine
from tui.widgets.release_view import ReleaseView
from tui.widgets.result_list import ResultList

if TYPE_CHECKING:
    from searcher.engine import Engine

DARK = Theme(
    "searcher-dark",
    primary="#7aa2c8",
    accent="#e0b050",
    warning="#e0b050",
    error="#e07a6a",
    success="#8fbf7f",
    foreground="#d8dadd",
    background="#15171a",
    surface="#15171a",
    panel="#23272d",
)
LIGHT = Theme(
    "searcher-light",
    primary="#1d5a8c",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a83224",
    success="#2f6b2a",
    foreground="#22262b",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#ebe8e1",
    dark=False,
)

KEYS = (SearchScreen, QueryLine, FacetList, ResultList, ReleaseView, Lines, FindLine)
"""Whose keys the help explains, before those of the program itself."""


class SearcherApp(App[SearcherError], inherit_bindings=False):
    """One engine, one search screen; everything else opens over it."""

    TITLE = "searcher"
    CSS_PATH = "app.tcss"
    BINDING_GROUP_TITLE = "Program"
    COMMANDS: ClassVar = App.COMMANDS | {SearchCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?", id="help"),
        Binding("ctrl+p", "command_palette", "Commands", key_display="^p", id="commands"),
        Binding("ctrl+t", "light_or_dark", "Light or dark", show=False, id="light-or-dark"),
        Binding("ctrl+q", "quit", "Quit", key_display="^q", priority=True, id="quit"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(self, open_engine: Callable[[], Engine], request: SearchRequest | None = None) -> None:
        """Search with the engine that the function opens, beginning with a request or everything."""
        super().__init__()
        self._open_engine = open_engine
        self._first = request or SearchRequest()

    def on_mount(self) -> None:
        """Open the search."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self.push_screen(SearchScreen(self._open_engine, self._first))

    def action_help(self) -> None:
        """Show every key and the query language."""
        self.push_screen(HelpScreen((*KEYS, type(self))))

    def action_light_or_dark(self) -> None:
        """Change between the two themes."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name


@click.command("tui")
@click.argument("query", nargs=-1)
@index_option
def command(query: tuple[str, ...], folder: Path) -> None:
    """Search in the terminal interface, from a query or from everything."""
    failure = SearcherApp(partial(open_engine, folder), SearchRequest(" ".join(query))).run()
    if failure:
        raise failure


def open_engine(folder: Path) -> Engine:
    """Return the engine over the index in a folder."""
    from searcher.engine import Engine  # slow to import, and the first screen does without

    return Engine(folder)
