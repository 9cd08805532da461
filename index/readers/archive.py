"""Archives: .zip, .tar and .gz, unpacked in memory within limits; no path in them is ever written."""

from __future__ import annotations

import gzip
import json
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from index.errors import UnreadableFile
from index.readers.declared import declare
from index.readers.document import RawDocument
from index.readers.kinds import SIDECAR
from index.readers.members import Member, read_members
from index.readers.source import MAX_BYTES, MAX_RATIO, Source

FREE_BYTES = 2**20  # below this size no ratio is suspicious


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the documents of all members of known types; a side file declares what it says of the member beside it."""
    if source.suffix in (".gz", ".tgz"):
        return read_members(source, [_gunzip(source)])
    entries = _zip(source) if source.suffix == ".zip" else _tar(source)
    return read_members(source, _members(source, entries))


def _gunzip(source: Source) -> Member:
    inner = PurePosixPath(PurePosixPath(source.name.rpartition("#")[2]).stem).suffix.lower()
    load = partial(_unpacked, source.name, len(source.data), lambda: gzip.GzipFile(fileobj=BytesIO(source.data)))
    return Member("", load, ".tar" if source.suffix == ".tgz" else inner or ".unknown")


def _zip(source: Source) -> Iterator[Member]:
    archive = zipfile.ZipFile(BytesIO(source.data))
    for info in archive.infolist():
        if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16):
            load = partial(_unpacked, info.filename, info.compress_size, partial(archive.open, info))
            yield Member(info.filename, load)


def _tar(source: Source) -> Iterator[Member]:
    archive = tarfile.TarFile(fileobj=BytesIO(source.data))
    for info in archive:
        if info.isfile():
            yield Member(info.name, partial(_unpacked, info.name, info.size, partial(archive.extractfile, info)))


def _unpacked(name: str, packed: int, open_stream: Callable[[], Any]) -> bytes:
    """Return the bytes of a file that takes `packed` bytes in its archive; raises UnreadableFile for a bomb."""
    limit = min(MAX_BYTES, max(FREE_BYTES, packed * MAX_RATIO))
    with open_stream() as stream:
        data: bytes = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableFile(name, f"unpacks to more than {limit >> 20} MB, as archive bombs do")
    return data


def _members(source: Source, entries: Iterator[Member]) -> Iterator[Member]:
    files: list[Member] = []
    beside: dict[str, Member] = {}
    for entry in entries:
        source.allowance.spend(source.name, 0)
        if entry.name.lower().endswith(SIDECAR):
            beside[entry.name[: -len(SIDECAR)]] = entry
        else:
            files.append(entry)
    for file in files:
        side = beside.get(file.name) or beside.get(str(PurePosixPath(file.name).with_suffix("")))
        yield replace(file, declared=_declared(side)) if side else file


def _declared(side: Member) -> dict[str, str]:
    try:
        return declare(json.loads(side.load()), "sidecar")
    except (ValueError, RecursionError, UnreadableFile):
        return {}
