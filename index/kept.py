"""What was read of files, kept until it is cleaned: packed, and on the disk where it is much."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import zstandard

from index.metadata.description import Description
from index.pipeline import Page
from index.readers.document import Block, RawDocument
from index.release import Evidence, ReleaseDate

_IN_MEMORY = 64 << 20
_compress, _decompress = zstandard.ZstdCompressor(-1).compress, zstandard.ZstdDecompressor().decompress  # the fastest


class Kept(AbstractContextManager["Kept"]):
    """The pages of files, one after another; the file that they may need has no name and goes with the process."""

    def __init__(self, folder: Path | None) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY, dir=str(folder) if folder else None)  # noqa: SIM115 closed by `__exit__`
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
    return _compress(marshal.dumps([_plain(page) for page in pages]))


def unpack(packed: bytes) -> list[Page]:
    """Return what `pack` was given."""
    return [_page(*row) for row in marshal.loads(_decompress(packed))]  # noqa: S302 from our own process


def _plain(page: Page) -> tuple[Any, ...]:
    document, found, told = page
    when = found.date and (found.date.first_day.toordinal(), found.date.precision)
    evidence = {name: (*why,) for name, why in found.evidence.items()}
    columns = list(zip(*document.blocks, strict=True))
    raw = document.path, columns, dict(document.declared), document.encoding
    return raw, (found.title, when, found.source, found.issuer, found.via, evidence), dict(told)


def _page(raw: tuple[Any, ...], found: tuple[Any, ...], told: dict[str, str]) -> Page:
    path, columns, declared, encoding = raw
    title, when, source, issuer, via, evidence = found
    day = when and ReleaseDate(date.fromordinal(when[0]), when[1])
    why = {name: Evidence(*values) for name, values in evidence.items()}
    document = RawDocument(path, tuple(map(Block, *columns)), declared, encoding)
    return Page(document, Description(title, day, source, issuer, via, why), told)
