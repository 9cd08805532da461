"""JSON: one release per object, its fields mapped by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableFile
from index.readers.declared import BODY, declare, first, fold_names
from index.readers.document import RawDocument
from index.readers.encoding import decode
from index.readers.members import Member, read_members
from index.readers.source import Source

NAMES = ("id", "guid", "slug")
_MARKUP = re.compile(r"</(?:p|div|li|h[1-6]|span|a)>|<br\s*/?>", re.IGNORECASE)


def read(source: Source) -> Iterator[RawDocument]:
    """Yield a document for each line of a .jsonl file, or for each object of a .json file."""
    text, _ = decode(source.data, source.name, source.charset)
    if source.suffix == ".json":
        return read_members(source, _objects(json.loads(text)))
    lines = enumerate(text.split("\n"), 1)
    return read_members(source, (_line(number, line) for number, line in lines if line.strip()))


def _line(number: int, line: str) -> Member:
    try:
        return _member(json.loads(line), str(number))
    except (ValueError, RecursionError) as error:
        return _broken(str(number), f"is no JSON: {error}")


def _objects(value: Any) -> Iterator[Member]:
    """Yield the objects of a list, of the only list in an object, or the object itself."""
    if isinstance(value, dict) and not first(fold_names(value), BODY):
        value = next((items for items in value.values() if isinstance(items, list)), value)
    if isinstance(value, list):
        yield from (_member(item, str(number)) for number, item in enumerate(value, 1))
    else:
        yield _member(value, "")


def _member(value: Any, number: str) -> Member:
    fields = fold_names(value) if isinstance(value, dict) else {}
    body = first(fields, BODY)
    if not body:
        return _broken(number, f"has none of the fields {', '.join(BODY)}")
    name = number and (first(fields, NAMES) or number)
    kind = ".html" if _MARKUP.search(body) else ".txt"
    return Member(name, lambda: body.encode("utf-8", "replace"), kind, declare(fields, "record"), "utf-8")


def _broken(name: str, reason: str) -> Member:
    def fail() -> bytes:
        raise UnreadableFile(f"record {name}".strip(), reason)

    return Member(name, fail, ".txt")
