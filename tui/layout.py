"""Text cut into lines of a width, by offsets, so that a long release costs what is on screen."""

from __future__ import annotations

import re

from rich.cells import get_character_cell_size

Range = tuple[int, int]

NARROW = re.compile(r"[\x20-\u02ff\u0370-\u0482\u1e00-\u1eff\u2010-\u2027]*")
"""Text of Latin, Greek and Cyrillic letters: a cell a character, so that it needs no measuring."""


def wrap(text: str, width: int) -> list[Range]:
    """Return the ranges of the text's lines, each at most `width` cells; a word longer than that is cut.

    An empty text is one empty line.
    """
    narrow = text.isascii() or NARROW.fullmatch(text)
    lines: list[Range] = []
    start = 0
    while start < len(text):
        end, following = _break(text, start, start + (width if narrow else _fitting(text, start, width)))
        lines.append((start, end))
        start = following
    return lines or [(0, 0)]


def _fitting(text: str, start: int, width: int) -> int:
    """Return how many characters from `start` on fit into `width` cells; at least one."""
    cells = 0
    for place in range(start, len(text)):
        cells += get_character_cell_size(text[place])
        if cells > width:
            return max(place - start, 1)
    return len(text) - start


def _break(text: str, start: int, limit: int) -> tuple[int, int]:
    """Return where the line ends and the next begins: at its last spaces, or in the middle of a word."""
    if limit >= len(text):
        return len(text), len(text)
    space = text.rfind(" ", start + 1, limit + 1)
    following = space + 1
    while text.startswith(" ", following):
        following += 1
    return (limit, limit) if space < 0 else (space, following)
