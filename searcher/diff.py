"""What differs between two texts: line by line, and word by word where lines were changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

Kind = Literal["same", "removed", "added"]

MOST_WORDS = 4000
"""Words of a changed passage that are compared one by one, since that takes time by the square."""

_WORD = re.compile(r"\S+|\s+")


class Change(NamedTuple):
    """A stretch of text that both have, or only the old one, or only the new one."""

    kind: Kind
    text: str


def diff(old: str, new: str) -> tuple[Change, ...]:
    """Return the stretches that make up both texts, in order; without the added ones they are the old text."""
    return tuple(_joined(_by_line(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def _by_line(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for kind, i, j, k, m in _opcodes(old, new):
        if kind == "equal":
            yield Change("same", "".join(new[k:m]))
        else:
            yield from _by_word(_WORD.findall("".join(old[i:j])), _WORD.findall("".join(new[k:m])))


def _by_word(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    if len(old) + len(new) > MOST_WORDS:
        yield from (Change("removed", "".join(old)), Change("added", "".join(new)))
        return
    for kind, i, j, k, m in _opcodes(old, new):
        if kind == "equal":
            yield Change("same", "".join(new[k:m]))
        else:
            yield from (Change("removed", "".join(old[i:j])), Change("added", "".join(new[k:m])))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _joined(changes: Iterator[Change]) -> Iterator[Change]:
    for kind, group in groupby((change for change in changes if change.text), key=lambda change: change.kind):
        yield Change(kind, "".join(change.text for change in group))
