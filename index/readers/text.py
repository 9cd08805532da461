"""Plain text and Markdown: a block for every line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from index.readers.declared import declare
from index.readers.document import Block, RawDocument
from index.readers.encoding import decode
from index.readers.source import Source

COLLAPSED_LINE = 400  # longer lines with runs of spaces lost their line ends when they were collected
_RUN = re.compile(r"[ \t\xa0][ \t\xa0]{2,}")  # begins with a set, which is searched for faster than a repetition
_BLANKS = re.compile("   +")  # such a run where all white space is blanks: faster still
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the text as one document; YAML front matter becomes what it declares."""
    text, encoding = decode(source.data, source.name, source.charset)
    declared: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        declared = _front_matter(front[1])
        text = text[front.end() :] if declared else text
    yield RawDocument(source.name, blocks(text), declared, encoding)


def blocks(text: str) -> tuple[Block, ...]:
    """Return a block for every line; a very long line is split where runs of spaces stand for line ends."""
    return tuple(map(Block, chain.from_iterable(map(_lines, text.strip("\n").split("\n")))))


def _lines(line: str) -> list[str]:
    if len(line) < COLLAPSED_LINE:
        return [line]
    if "\t" in line or "\xa0" in line:
        return [part for part in _RUN.split(line) if part] or [""]
    return [part for part in _BLANKS.split(line) if part] if "   " in line else [line]


def _front_matter(text: str) -> dict[str, str]:
    import yaml

    try:
        return declare(yaml.safe_load(text), "front-matter")
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
