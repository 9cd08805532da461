"""Every action and every facet value, by name, in the command palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from searcher.request import FACETS
from tui.facet_rows import fold
from tui.keys import bindings_of
from tui.labels import HEADINGS, value_label
from tui.messages import ValueChosen
from tui.screens.search import SearchScreen
from tui.widgets.find_line import FindLine
from tui.widgets.lines import Lines
from tui.widgets.path_line import PathLine
from tui.widgets.query_line import QueryLine

MOST_VALUES = 30
"""Facet values offered at a time."""

PLAIN = (Lines, QueryLine, FindLine, PathLine)
"""Widgets whose keys move about or edit what is typed: nobody looks for them by name."""

Command = tuple[str, str, Callable[[], Any]]


class SearchCommands(Provider):
    """Actions are those of the bindings; a value chosen here narrows the search to it."""

    async def discover(self) -> Hits:
        """Offer all actions."""
        for name, explanation, act in self._actions():
            yield DiscoveryHit(Content(name), act, text=name, help=explanation)

    async def search(self, query: str) -> Hits:
        """Offer the actions and values whose name matches."""
        matcher = self.matcher(query)
        for name, explanation, act in (*self._actions(), *islice(self._values(fold(query)), MOST_VALUES)):
            score, places = matcher.fuzzy_search.match(query, name)
            if score:
                shown = Content(name)  # which the matcher's own highlighting would read as markup
                for place in places:
                    shown = shown.stylize(matcher.match_style, place, place + 1)
                yield Hit(score, shown, act, text=name, help=explanation)

    def _actions(self) -> Iterator[Command]:
        for node in (self.screen, *self.screen.query("*")):
            for owner in type(node).__mro__:
                for binding in bindings_of(owner) if owner not in PLAIN else ():
                    act = partial(self.app.run_action, binding.action, default_namespace=node)
                    yield f"{vars(owner)['BINDING_GROUP_TITLE']}: {binding.description}", f"key {binding.key}", act

    def _values(self, sought: str) -> Iterator[Command]:
        result = self.screen.result if isinstance(self.screen, SearchScreen) else None
        values = [(facet, value) for facet in FACETS for value in result.facets.get(facet, ())] if result else []
        for facet, value in values:
            label = f"{HEADINGS[facet]}: {value_label(facet, value.value)}"
            if sought in fold(label):
                act = partial(self.screen.post_message, ValueChosen(facet, value.value, "only"))
                yield label, f"{value.count:,} releases", act
