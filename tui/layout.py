"""Text cut into lines of a width, by offsets, so that a long release costs what is on screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import get_character_cell_size

Range = tuple[int, int]

NARROW = re.compile(r"[\x20-\u02ff\u0370-\u0482\u1e00-\u1eff\u2010-\u2027]*")
"""Text of Latin, Greek and Cyrillic letters: a cell a character, so that it needs no measuring."""


def wrap(text: str, width: int) -> Iterator[Range]:
    """Yield the ranges of the text's lines, each at most `width` cells; a word longer than that is cut.

    An empty text is one empty line.
    """
    if not text:
        yield 0, 0
        return
    narrow = NARROW.fullmatch(text)
    start = 0
    while start < len(text):
        limit = start + (width if narrow else _fitting(text, start, width))
        end, following = _break(text, start, limit)
        yield start, end
        start = following


def _fitting(text: str, start: int, width: int) -> int:
    """Return how many characters from `start` on fit into `width` cells; at least one."""
    cells = 0
    for place in range(start, len(text)):
        cells += get_character_cell_size(text[place])
        if cells > width:
            return max(place - start, 1)
    return len(text) - start


def _break(text: str, start: int, limit: int) -> tuple[int, int]:
    """Return where the line ends and the next begins: at its last space, or in the middle of a word."""
    if limit >= len(text):
        return len(text), len(text)
    space = text.rfind(" ", start + 1, limit + 1)
    return (limit, limit) if space < 0 else (space, space + 1)


def occurrences(text: str, words: str) -> Iterator[Range]:
    """Yield where the words stand in the text, whatever their case."""
    if words:
        for match in re.finditer(re.escape(words), text, re.IGNORECASE):
            yield match.span()
