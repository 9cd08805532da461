"""Every key, as the widgets declare it, and the query language."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from searcher.query_help import as_text
from tui.keys import OWNERS, key_lines

_WIDTH = 96


class HelpScreen(ModalScreen[None]):
    """A page to scroll; any of its keys closes it."""

    BINDINGS = [
        Binding("escape,question_mark,f1,q", "dismiss", "Close", key_display="esc", id="help-close"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out one group of keys a widget, then the query language."""
        with VerticalScroll():
            yield Static(Content("\n").join(self._page()))

    def _page(self) -> Iterator[Content]:
        for owner in OWNERS:
            yield Content.styled(owner.BINDING_GROUP_TITLE or "", "bold $text-accent")
            yield from key_lines(self.app, owner)
            yield Content("")
        yield Content.styled("Query language", "bold $text-accent")
        yield from (Content(f"  {line}") for line in as_text(_WIDTH).splitlines())
