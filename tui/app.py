"""The terminal interface: starts, themes, help and the command palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from textual import on
from textual.app import App
from textual.binding import Binding
from textual.command import Provider

from index.errors import NoIndex, OutdatedIndex, SearcherError
from searcher.locations import Location, open_engine
from searcher.options import index_option, query_argument, query_command
from searcher.request import SearchRequest
from tui.memory import Memory, state_path
from tui.messages import Failed
from tui.screens.search import SearchScreen
from tui.settings import Settings, read_settings, settings_path
from tui.themes import THEMES

if TYPE_CHECKING:
    from searcher.engine import Engine


def _commands() -> type[Provider]:
    from tui.commands import SearchCommands

    return SearchCommands


class SearcherApp(App[SearcherError], inherit_bindings=False):
    """One engine, one search screen; everything else opens over it."""

    TITLE = "searcher"
    CSS_PATH = "app.tcss"
    BINDING_GROUP_TITLE = "Program"
    COMMANDS = App.COMMANDS | {_commands}
    BINDINGS = [
        Binding("question_mark", "help", "Help", key_display="?", id="help"),
        Binding("f1", "help", "Help", tooltip="Help, while typing too", id="help-f1"),
        Binding("ctrl+p", "command_palette", "Commands", key_display="^p", id="commands"),
        Binding("ctrl+q", "quit", "Quit", key_display="^q", priority=True, id="quit"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        request: SearchRequest | None = None,
        settings: Settings | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Search with the engine that the function opens, beginning with a request or everything."""
        super().__init__()
        self._open_engine = open_engine
        self._first = request or SearchRequest()
        self._memory = memory or Memory()
        settings = settings or Settings()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.set_reactive(App.theme, THEMES[settings.theme].name)  # before the style sheet is read, not twice
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_keymap(settings.keys)

    def get_default_screen(self) -> SearchScreen:
        """Return the search."""
        return SearchScreen(self._open_engine, self._first, self._memory)

    @on(Failed)
    def _cannot_open(self, event: Failed) -> None:
        """Build an index where there is none, or one of another version; else end with the reason."""
        if isinstance(event.error, NoIndex | OutdatedIndex):
            from tui.screens.first_run import FirstRunScreen

            self.push_screen(FirstRunScreen(event.error), self._begin)
        else:
            self.exit(event.error)

    def _begin(self, _: object) -> None:
        search = self.screen
        assert isinstance(search, SearchScreen)
        search.begin(with_examples=True)

    def action_help(self) -> None:
        """Show every key and the query language."""
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())


@query_command("tui")
@query_argument
@click.option("--fresh", is_flag=True, help="Begin with everything, not with the last search.")
@index_option
def command(query: tuple[str, ...], folder: Location, fresh: bool) -> None:
    """Search in the terminal interface, from a query or from where it was left.

    Example: searcher tui copper mining
    """
    settings = read_settings(settings_path())
    memory = Memory(state_path(), str(folder.absolute() if isinstance(folder, Path) else folder))
    request = SearchRequest(" ".join(query)) if query or fresh else memory.last
    failure = SearcherApp(partial(open_engine, folder), request, settings, memory).run()
    if failure:
        raise failure
