"""Paragraphs to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.layout import wrap
from tui.paragraphs import Paragraph
from tui.widgets.lines import Lines, Piece

READABLE = 90
"""Columns of text at most: longer lines lose the eye on its way back."""


class Stretch(NamedTuple):
    """A stretch of a paragraph: a line as wide as the window allows, or what is marked in it."""

    paragraph: int
    start: int
    end: int


class TextLines(Lines):
    """A text at a readable width, in the middle of a window that is wider."""

    paragraphs: Sequence[Paragraph] = ()
    stretches: Sequence[Stretch] = ()
    current: Stretch | None = None
    """The mark that stands out."""

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show another text."""
        self.paragraphs = paragraphs
        self.fit()

    def fit(self) -> None:
        """Cut the text to the width."""
        width = self.width
        self.stretches = [
            Stretch(number, start, end)
            for number, paragraph in enumerate(self.paragraphs)
            for start, end in wrap(paragraph.text, width)
        ]
        self.show_lines(len(self.stretches))

    @property
    def width(self) -> int:
        """The columns of the text."""
        return max(min(self.room.width - 2, READABLE), 10)

    @property
    def margin(self) -> Piece:
        """What stands before the text."""
        return " " * max((self.room.width - self.width) // 2, 1), ""

    def line(self, number: int) -> list[Piece]:
        """Return a line of the text."""
        place, at, last = self.stretches[number]
        text, ink, marks = self.paragraphs[place]
        pieces = [self.margin]
        for start, end, name in marks:
            if start < last and end > at:
                shown = "current" if self.current == (place, start, end) else name
                pieces += [(text[at:start], ink), (text[max(at, start) : min(end, last)], shown)]
                at = min(end, last)
        return [*pieces, (text[at:last], ink)]
