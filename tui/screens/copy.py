"""What to copy of a release: a letter each."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from index.release import Release
from searcher.citation import STYLES
from searcher.safe import printable

TEXT = "text"


class CopyScreen(ModalScreen[str | None]):
    """Returns `text` or a style of citation."""

    BINDING_GROUP_TITLE = "Copy"
    BINDINGS = [
        Binding("t", f"dismiss('{TEXT}')", "The whole text", id="copy-text"),
        *(
            Binding(name[0].lower(), f"dismiss('{name}')", f"Citation: {name}", id=f"copy-{name.lower()}")
            for name in STYLES
        ),
        Binding("escape,q", "dismiss(None)", "Nothing", id="copy-nothing"),
    ]

    def compose(self) -> ComposeResult:
        """List the choices."""
        from tui.keys import key_lines

        yield Static(
            Content("\n").join([Content.styled("Copy", "bold $text-accent"), *key_lines(self.app, type(self))])
        )


def copied(release: Release, style: str) -> str:
    """Return what goes to the clipboard: fit for a terminal too, where someone may paste it."""
    return printable(f"{release.headline}\n\n{release.body}") if style == TEXT else STYLES[style](release)
