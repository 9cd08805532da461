"""Whose keys there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.content import Content

from tui.app import SearcherApp
from tui.screens.copy import CopyScreen
from tui.screens.export import ExportScreen
from tui.screens.first_run import FirstRunScreen
from tui.screens.index_actions import IndexActions
from tui.screens.parts import Parts
from tui.screens.release_actions import ReleaseActions
from tui.screens.saved import SavedScreen
from tui.screens.search import SearchScreen
from tui.screens.timeline import TimelineScreen
from tui.screens.versions import VersionsScreen
from tui.widgets.facet_list import FacetList
from tui.widgets.find_line import FindLine
from tui.widgets.lines import Lines
from tui.widgets.path_line import PathLine
from tui.widgets.query_line import QueryLine
from tui.widgets.release_view import ReleaseView
from tui.widgets.result_list import ResultList

OWNERS = (
    *(SearchScreen, Parts, IndexActions, ReleaseActions, QueryLine, FacetList, ResultList, ReleaseView, Lines),
    *(FindLine, CopyScreen, TimelineScreen, SavedScreen, VersionsScreen, ExportScreen, PathLine, FirstRunScreen),
    SearcherApp,
)
"""In the order of the help."""


def bindings_of(owner: type) -> Iterator[Binding]:
    """Yield the bindings a class declares itself; those with an id are meant for people."""
    for binding in vars(owner).get("BINDINGS", ()):
        if isinstance(binding, Binding) and binding.id:
            yield binding


def binding_ids() -> set[str]:
    """Return the ids of all bindings, by which the settings give them other keys."""
    return {binding.id or "" for owner in OWNERS for binding in bindings_of(owner)}


def key_lines(app: App[Any], owner: type) -> Iterator[Content]:
    """Yield a line for each binding of a class: its keys as printed on the keyboard, and what it does."""
    for binding in bindings_of(owner):
        keys = app._keymap.get(binding.id or "", binding.key)  # noqa: SLF001 Textual has no public one
        shown = " ".join(app.get_key_display(binding.with_key(key.strip())) for key in keys.split(","))
        yield Content.assemble((f"  {shown:<16}", "bold"), binding.tooltip or binding.description)
