"""What was read of files, kept until it is cleaned: packed, and on the disk where it is much."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import date
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import zstandard

from index.metadata import Description
from index.pipeline import Page
from index.readers import Block, RawDocument
from index.release import Evidence, ReleaseDate

_IN_MEMORY = 64 << 20
_compress, _decompress = zstandard.ZstdCompressor(1).compress, zstandard.ZstdDecompressor().decompress

_DOCUMENT, _DESCRIPTION = ([field.name for field in fields(kind)] for kind in (RawDocument, Description))
_PACKED: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "blocks": (lambda blocks: list(zip(*blocks, strict=True)), lambda rows: tuple(map(Block, *rows))),
    "declared": (dict, dict),
    "date": (
        lambda when: when and (when.first_day.toordinal(), when.precision),
        lambda when: when and ReleaseDate(date.fromordinal(when[0]), when[1]),
    ),
    "evidence": (
        lambda found: {name: (*evidence,) for name, evidence in found.items()},
        lambda found: {name: Evidence(*evidence) for name, evidence in found.items()},
    ),
}
"""How a field becomes plain data, and comes back; the others are plain."""


class Kept(AbstractContextManager["Kept"]):
    """The pages of files, one after another; the file that they may need has no name and goes with the process."""

    def __init__(self, folder: Path) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))  # noqa: SIM115 closed by `__exit__`
        self._sizes: list[int] = []

    def put(self, packed: bytes) -> None:
        """Keep the packed pages of the next file; raises OSError."""
        self._file.write(packed)
        self._sizes.append(len(packed))

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        return map(self._file.read, self._sizes)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def pack(pages: Iterable[Page]) -> bytes:
    """Return pages as bytes, for this run of the program alone."""
    rows = [(_row(page.document, _DOCUMENT), _row(page.description, _DESCRIPTION), dict(page.told)) for page in pages]
    return _compress(marshal.dumps(rows))


def unpack(packed: bytes) -> list[Page]:
    """Return what `pack` was given."""
    rows = marshal.loads(_decompress(packed))  # noqa: S302 from our own process
    return [
        Page(RawDocument(**_fields(document, _DOCUMENT)), Description(**_fields(description, _DESCRIPTION)), told)
        for document, description, told in rows
    ]


def _row(record: RawDocument | Description, names: list[str]) -> list[Any]:
    values = ((name, getattr(record, name)) for name in names)
    return [_PACKED[name][0](value) if name in _PACKED else value for name, value in values]


def _fields(row: list[Any], names: list[str]) -> dict[str, Any]:
    return {name: _PACKED[name][1](value) if name in _PACKED else value for name, value in zip(names, row, strict=True)}
