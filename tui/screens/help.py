"""Every key, as the widgets declare it, and the query language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Static

from searcher.query_help import as_text

_WIDTH = 96


class HelpScreen(ModalScreen[None]):
    """A page to scroll; any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "Close", key_display="esc", id="help-close"),
    ]

    def __init__(self, owners: Iterable[type[DOMNode]]) -> None:
        super().__init__()
        self._owners = tuple(owners)

    def compose(self) -> ComposeResult:
        """Lay out one group of keys a widget, then the query language."""
        with VerticalScroll():
            yield Static(Content("\n").join(self._page()), markup=False)

    def _page(self) -> Iterator[Content]:
        for owner in self._owners:
            yield Content.styled(owner.BINDING_GROUP_TITLE or "", "bold $text-accent")
            yield from key_lines(self.app, owner)
            yield Content("")
        yield Content.styled("Query language", "bold $text-accent")
        yield from (Content(f"  {line}") for line in as_text(_WIDTH).splitlines())


def key_lines(app: App[Any], owner: type[DOMNode]) -> Iterator[Content]:
    """Yield a line for each binding of a class: its keys as printed on the keyboard, and what it does."""
    for binding in bindings_of(owner):
        keys = app._keymap.get(binding.id or "", binding.key)  # noqa: SLF001 Textual has no public one
        shown = " ".join(app.get_key_display(binding.with_key(key.strip())) for key in keys.split(","))
        yield Content.assemble((f"  {shown:<16}", "bold"), binding.tooltip or binding.description)


def bindings_of(owner: type) -> Iterator[Binding]:
    """Yield the bindings a class declares itself; those with an id are meant for people."""
    for binding in vars(owner).get("BINDINGS", ()):
        if isinstance(binding, Binding) and binding.id:
            yield binding
