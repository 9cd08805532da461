"""A release to read: hits marked, what was removed and why each field has its value on a key each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from searcher.safe import one_line
from tui import paragraphs
from tui.layout import wrap
from tui.messages import ReleaseRead
from tui.paragraphs import Paragraph
from tui.widgets.lines import Lines, spread

READABLE = 90
"""Columns of text at most: longer lines lose the eye on its way back."""


class Line(NamedTuple):
    """A line as wide as the window allows: a stretch of a paragraph."""

    paragraph: int
    start: int
    end: int


class HitPlace(NamedTuple):
    """A hit's paragraph and offsets in it."""

    paragraph: int
    start: int
    end: int


class ReleaseView(Lines):
    """The preview beside the list, and the reader over it."""

    BINDING_GROUP_TITLE = "Release"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "screen.find", "Find", key_display="/", tooltip="Find words in the text", id="find-in-page"),
    ]

    reading: reactive[ReleaseRead | None] = reactive(None, repaint=False)
    ledger: reactive[bool] = reactive(default=False, repaint=False)
    evidence: reactive[bool] = reactive(default=False, repaint=False)
    finding = "this release"

    class Appeared(Message):
        """The view came to be seen and may have nothing to show."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = ""
        self._paragraphs: list[Paragraph] = []
        self._lines: list[Line] = []
        self._hits: list[HitPlace] = []
        self._hit = -1

    def watch_reading(self, before: ReleaseRead | None, reading: ReleaseRead | None) -> None:
        """Start at the top of another release."""
        self._words, self._hit = "", -1
        self._compose_text()
        if not (before and reading and before.release is reading.release):
            self.top = 0

    def watch_ledger(self) -> None:
        """Show or hide what the cleaner removed."""
        self._compose_text()

    def watch_evidence(self) -> None:
        """Show or hide why each field has its value."""
        self._compose_text()

    def on_show(self) -> None:
        """Say that there is room to read."""
        self.post_message(self.Appeared())

    def fit(self) -> None:
        """Cut the text to the new width."""
        self._lay_out()

    def find(self, words: str) -> None:
        """Mark the words in place of the query's hits, and go to the first; the query's again for none."""
        self._words, self._hit = words, -1
        self._compose_text()
        if self._hits and words:
            self.next_hit(1)

    def found(self) -> None:
        """Keep the words marked."""

    def next_hit(self, step: int) -> None:
        """Go to the next hit or the one before; round at the ends."""
        if self._hits:
            start = self._hit if self._hit >= 0 or step > 0 else 0
            self._hit = (start + step) % len(self._hits)
            place = self._hits[self._hit]
            line = next(n for n, line in enumerate(self._lines) if _overlap(line, place))
            if not self.top < line < self.top + self.room.height:
                self.top = line - self.room.height // 3
            self.refresh()

    def action_move(self, lines: int) -> None:
        """Scroll by some lines."""
        self.top += lines

    def action_move_page(self, direction: int) -> None:
        """Scroll by a window, less the line on top and one to hold on to."""
        self.action_move(direction * max(self.room.height - 2, 1))

    def action_move_to(self, place: int) -> None:
        """Scroll to the top (0) or the end (-1)."""
        self.top = self.count if place else 0

    def line(self, number: int) -> Content:
        """Return a line of the text, in the middle of a window that is wider than readable."""
        line = self._lines[number]
        paragraph = self._paragraphs[line.paragraph]
        text = Content(paragraph.text[line.start : line.end])
        if paragraph.ink:
            text = text.stylize(self.ink(paragraph.ink))
        current = self._hits[self._hit] if self._hit >= 0 else None
        for start, end in paragraph.hits:
            if start < line.end and end > line.start:
                ink = "current" if current == (line.paragraph, start, end) else "hit"
                text = text.stylize(self.ink(ink), max(start - line.start, 0), min(end, line.end) - line.start)
        return Content(" " * self._margin) + text

    @property
    def _width(self) -> int:
        return max(min(self.room.width - 2, READABLE), 10)

    @property
    def _margin(self) -> int:
        return max((self.room.width - self._width) // 2, 1)

    def pinned(self) -> Content | None:
        """Return what is read and at which hit."""
        if not self.reading:
            return None
        release = self.reading.release
        name = one_line(release.title if self.top else release.path)
        count = f"hit {self._hit + 1}/{len(self._hits)}" if self._hit >= 0 else f"{len(self._hits)} hits"
        count = ("" if not self._hits else "1 hit" if len(self._hits) == 1 else count).rjust(10)
        room = self._width - len(count)
        if not self.top and len(name) > room:
            name = "…" + name[1 - room :]
        line = spread(Content(name), Content(count), self._width)
        return Content(" " * self._margin) + line.stylize(self.ink("dim"))

    def _compose_text(self) -> None:
        """Put the paragraphs together for what is to be seen."""
        self._paragraphs = []
        if self.reading:
            release = self.reading.release
            lines: Iterable[Paragraph] = paragraphs.spaced(paragraphs.body(self.reading.body))
            if self.ledger:
                lines = paragraphs.with_ledger(lines, release.removed)
            top = [Paragraph(""), *paragraphs.heading(release)]
            why = paragraphs.evidence(release) if self.evidence else []
            self._paragraphs = [*top, *why, *lines]
            if self._words:
                self._paragraphs = paragraphs.marking(self._paragraphs, self._words)
        self._hits = [HitPlace(n, *hit) for n, line in enumerate(self._paragraphs) for hit in line.hits]
        self._lay_out()

    def _lay_out(self) -> None:
        """Cut the paragraphs into lines of the window's width."""
        width = self._width
        self._lines = [
            Line(number, start, end)
            for number, paragraph in enumerate(self._paragraphs)
            for start, end in wrap(paragraph.text, width)
        ]
        self.show_lines(len(self._lines))


def _overlap(line: Line, hit: HitPlace) -> bool:
    return line.paragraph == hit.paragraph and line.start <= hit.start <= line.end
