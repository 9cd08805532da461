"""Other ways to write the same: names that mean one thing, and prefixes with a hyphen, a space or nothing.

The names are those of `synonyms.txt` beside this module, and of a file of that name and form in the user's folder for
settings: a group a line, its names separated by `|`. Groups that share a name are one.
"""

from __future__ import annotations

import os
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path

from index.analysis import MARKS, PARAGRAPH, marked
from index.errors import SearcherError

FILE = "synonyms.txt"

_PREFIXES = ("anti", "counter", "cyber", "multi", "non")
"""What is written before a word with a hyphen, a space or nothing; shorter ones are in the table of names."""

_SHORTEST_REST = 4

Words = tuple[str, ...]


def variants(found: Words, *, joined: bool = False, apart: bool = False) -> Sequence[Words]:
    """Return the ways to write some words, themselves at least.

    `joined` tells that a hyphen or apostrophe joins them, `apart` that prefixes are words of their own.
    """
    if found in _names():
        return _names()[found]
    if len(found) == 2 and (joined or (not apart and _is_prefixed(found))):
        return ("".join(found),), found
    if len(found) == 1:
        for prefix in _PREFIXES:
            if found[0].startswith(prefix) and len(found[0]) >= len(prefix) + _SHORTEST_REST:
                return found, (prefix, found[0][len(prefix) :])
    return (found,)


def _is_prefixed(found: Words) -> bool:
    return found[0] in _PREFIXES and len(found[1]) >= _SHORTEST_REST


@cache
def longest() -> int:
    """Return the number of words of the longest name."""
    return max(map(len, _names()))


def own_file() -> Path:
    """Return where users write their own names."""
    from click import get_app_dir  # loaded anyhow, unlike platformdirs, which has the same folder

    return Path(get_app_dir("searcher")) / FILE


@cache
def _names() -> dict[Words, tuple[Words, ...]]:
    table: dict[Words, tuple[Words, ...]] = {}
    for file in (Path(__file__).with_name(FILE), own_file()):
        for names in _groups(file):
            others = [other for name in names for other in table.get(name, ())]
            group = tuple(dict.fromkeys([*others, *names]))
            table.update(dict.fromkeys(group, group))
    return table


def _groups(file: Path) -> Iterator[list[Words]]:
    """Yield the groups of a file, if it is there; raises SearcherError for one that is no text."""
    if not os.path.exists(file):
        return
    try:
        text = file.read_bytes().removeprefix(BOM_UTF8).decode()
    except ValueError as error:
        raise SearcherError(f"{file}: is no text in UTF-8 ({error}): write it anew, or take it away") from error
    lines = [line.partition("#")[0].split("|") for line in unicodedata.normalize("NFC", text).splitlines()]
    folded = marked("\n".join(chain.from_iterable(lines))).decode().split(PARAGRAPH)  # all names at once, for speed
    found = (tuple(word for word in name.split() if word not in MARKS) for name in folded)
    for line in lines:
        if names := [name for name in islice(found, len(line)) if name]:
            yield names
