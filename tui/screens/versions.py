"""The other versions of a release, and what differs in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from searcher.safe import one_line, printable
from tui.labels import UNKNOWN
from tui.layout import Range, wrap
from tui.screens.engine_screen import EngineScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.lines import Lines
from tui.widgets.menu import Menu

if TYPE_CHECKING:
    from index.release import Release
    from searcher.diff import Change
    from searcher.locations import SearchEngine
    from searcher.result import Hit
    from tui.asking import EngineThread

AROUND = 1
"""Lines shown before and after what differs."""

Piece = tuple[str, list[tuple[Range, str]]]
"""A line, and where it has words of only one version."""


class VersionsScreen(EngineScreen[None]):
    """Versions above, the difference to the one under the cursor below."""

    BINDING_GROUP_TITLE = "Versions"
    BINDINGS: ClassVar[list[BindingType]] = [
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
        menu.offer(
            [
                (
                    one_line(f"{hit.date or UNKNOWN['date']}  {hit.source or UNKNOWN['source']}  {hit.title}"),
                    one_line("/".join(Path(hit.path).parts[-2:])),
                )
                for hit in self._versions
            ]
        )
        yield menu
        yield Difference(id="difference")
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the first version."""
        self._read()

    @on(Menu.Moved)
    def _read(self) -> None:
        name, release = self._versions[self.query_one(Menu).cursor].id, self._release

        def question(engine: SearchEngine) -> tuple[Change, ...]:
            from searcher.diff import diff  # not needed to search

            return diff(_text(release), _text(engine.release(name)))

        self.ask(question, self.query_one(Difference).show)


class Difference(Lines):
    """A text with what another has instead."""

    BINDINGS = []  # noqa: RUF012  Textual declares it an attribute of the class

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pieces: list[Piece] = []
        self._lines: list[tuple[int, int, int]] = []

    def show(self, changes: tuple[Change, ...]) -> None:
        """Show what differs, from the top."""
        self._pieces = shortened(list(pieces(changes)))
        self.top = 0
        self.fit()

    def fit(self) -> None:
        """Cut the text to the width."""
        width = max(min(self.room.width - 2, 90), 10)
        self._lines = [(n, *cut) for n, (text, _) in enumerate(self._pieces) for cut in wrap(text, width)]
        self.show_lines(len(self._lines))

    def action_move(self, lines: int) -> None:
        """Scroll by some lines."""
        self.top += lines

    def action_move_page(self, direction: int) -> None:
        """Scroll by a window."""
        self.top += direction * self.room.height

    def action_move_to(self, place: int) -> None:
        """Scroll to the top (0) or the end (-1)."""
        self.top = self.count if place else 0

    def line(self, number: int) -> Content:
        """Return a line, coloured where it is of only one version."""
        piece, start, end = self._lines[number]
        whole, marks = self._pieces[piece]
        text = Content(whole)
        for (first, last), ink in marks:
            text = text.stylize(self.ink("gone" if ink == "removed" else ink), first, last)
        return Content(" ") + text[start:end]


def _text(release: Release) -> str:
    return f"{one_line(release.headline)}\n\n{printable(release.body)}"


def pieces(changes: tuple[Change, ...]) -> Iterator[Piece]:
    """Yield the lines of both texts, each with where it has words of only one."""
    text = ""
    marks: list[tuple[Range, str]] = []
    for change in changes:
        for number, part in enumerate(change.text.split("\n")):
            if number:
                yield text, marks
                text, marks = "", []
            if part and change.kind != "same":
                marks.append(((len(text), len(text) + len(part)), change.kind))
            text += part
    yield text, marks


def shortened(lines: list[Piece]) -> list[Piece]:
    """Return the lines that differ with few around them; the others are counted."""
    near = {n + step for n, (_, marks) in enumerate(lines) if marks for step in range(-AROUND, AROUND + 1)}
    shown: list[Piece] = []
    skipped = 0
    for number, line in enumerate(lines):
        if number in near:
            shown += [(f"… {skipped} lines the same", [])] * bool(skipped)
            shown.append(line)
            skipped = 0
        else:
            skipped += bool(line[0])
    return shown + [(f"… {skipped} lines the same", [])] * bool(skipped)
