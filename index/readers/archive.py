"""Archives: .zip, .tar and .gz, unpacked in memory within limits; no path in them is ever written."""

from __future__ import annotations

import gzip
import json
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from index.errors import UnreadableFile
from index.readers.declared import declare
from index.readers.document import RawDocument
from index.readers.members import Member, read_members
from index.readers.source import MAX_BYTES, MAX_RATIO, SIDECAR, Source

FREE_BYTES = 2**20  # below this size no ratio is suspicious


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of an archive: its name, the bytes it takes there, and how to open it."""

    name: str
    packed: int
    open: Callable[[], Any]  # a stream of bytes

    def load(self) -> bytes:
        """Return the unpacked bytes; raises UnreadableFile for an archive bomb."""
        limit = min(MAX_BYTES, max(FREE_BYTES, self.packed * MAX_RATIO))
        with self.open() as stream:
            data: bytes = stream.read(limit + 1)
        if len(data) > limit:
            raise UnreadableFile(self.name, f"unpacks to more than {limit >> 20} MB, as archive bombs do")
        return data


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the documents of all members of known types; a side file declares what it says of the member beside it."""
    if source.suffix in (".gz", ".tgz"):
        return read_members(source, [_gunzip(source)])
    entries = _zip(source) if source.suffix == ".zip" else _tar(source)
    return read_members(source, _members(source, entries))


def _gunzip(source: Source) -> Member:
    inner = PurePosixPath(PurePosixPath(source.name.rpartition("#")[2]).stem).suffix.lower()
    entry = _Entry(source.name, len(source.data), lambda: gzip.GzipFile(fileobj=BytesIO(source.data)))
    return Member("", entry.load, ".tar" if source.suffix == ".tgz" else inner or ".unknown")


def _zip(source: Source) -> Iterator[_Entry]:
    archive = zipfile.ZipFile(BytesIO(source.data))
    for info in archive.infolist():
        if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16):
            yield _Entry(info.filename, info.compress_size, partial(archive.open, info))


def _tar(source: Source) -> Iterator[_Entry]:
    archive = tarfile.TarFile(fileobj=BytesIO(source.data))
    for info in archive:
        if info.isfile():
            yield _Entry(info.name, info.size, partial(archive.extractfile, info))


def _members(source: Source, entries: Iterator[_Entry]) -> Iterator[Member]:
    files: list[_Entry] = []
    beside: dict[str, _Entry] = {}
    for entry in entries:
        source.allowance.spend(source.name, 0)
        if entry.name.lower().endswith(SIDECAR):
            beside[entry.name[: -len(SIDECAR)]] = entry
        else:
            files.append(entry)
    for entry in files:
        side = beside.get(entry.name) or beside.get(str(PurePosixPath(entry.name).with_suffix("")))
        yield Member(entry.name, entry.load, declared=_declared(side) if side else {})


def _declared(side: _Entry) -> dict[str, str]:
    try:
        return declare(json.loads(side.load()), "sidecar")
    except (ValueError, RecursionError, UnreadableFile):
        return {}
