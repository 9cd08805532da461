"""The other versions of a release, and what differs in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from index.release import Release
from searcher.result import UNKNOWN, Hit
from searcher.safe import one_line, printable
from tui.asking import EngineThread
from tui.paragraphs import Paragraph, marked
from tui.screens.background import EngineScreen
from tui.widgets.cursor_lines import Menu
from tui.widgets.key_line import KeyLine
from tui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from searcher.diff import Change
    from searcher.engine import Engine

AROUND = 1
"""Lines shown before and after what differs."""

INKS = {"same": "", "removed": "gone", "added": "added"}


class VersionsScreen(EngineScreen[None]):
    """Versions above, the difference to the one under the cursor below."""

    BINDING_GROUP_TITLE = "Versions"
    BINDINGS = [
        Binding("tab,shift+tab", "app.focus_next", "Versions or text", id="versions-part"),
        Binding("escape,d,q", "dismiss", "Back", key_display="esc", id="versions-close"),
    ]

    def __init__(self, engine: EngineThread, release: Release, versions: tuple[Hit, ...]) -> None:
        """Compare a release with its other versions."""
        super().__init__(engine)
        self._release, self._versions = release, versions

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static(Content(f"What other versions have instead: {one_line(self._release.headline)}"), classes="title")
        menu = Menu(id="versions")
        menu.offer([*map(_row, self._versions)])
        yield menu
        yield TextLines(id="difference")
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the first version."""
        self._read()

    @on(Menu.Moved)
    def _read(self) -> None:
        name, release = self._versions[self.query_one(Menu).cursor].id, self._release

        def question(engine: Engine) -> tuple[Change, ...]:
            from searcher.diff import diff  # not needed to search

            return diff(_text(release), _text(engine.release(name)))

        self.ask(question, self._show)

    def _show(self, changes: tuple[Change, ...]) -> None:
        difference = self.query_one(TextLines)
        difference.show(shortened(list(marked(stretches(changes)))))
        difference.top = 0


def stretches(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """Yield each stretch of text with its style, a space between words that are gone and those in their place."""
    before = " "
    for kind, text in changes:
        if kind == "added" and not (before[-1].isspace() or text[0].isspace()):
            yield " ", ""
        yield text, INKS[kind]
        before = text


def _row(hit: Hit) -> tuple[str, str]:
    name = f"{hit.date or UNKNOWN['date']}  {hit.source or UNKNOWN['source']}  {hit.title}"
    return one_line(name), one_line("/".join(Path(hit.path).parts[-2:]))


def _text(release: Release) -> str:
    return f"{one_line(release.headline)}\n\n{printable(release.body)}"


def shortened(lines: list[Paragraph]) -> list[Paragraph]:
    """Return the lines that differ with few around them; the others are counted."""
    near = {n + step for n, line in enumerate(lines) if line.marks for step in range(-AROUND, AROUND + 1)}
    shown: list[Paragraph] = []
    skipped = 0
    for number, line in enumerate([*lines, None]):
        if line and number not in near:
            skipped += bool(line.text)
            continue
        shown += [Paragraph(f"… {skipped} lines the same", "dim")] * bool(skipped)
        shown += [line] if line else []
        skipped = 0
    return shown
