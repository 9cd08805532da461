"""The one file format of an index: named NumPy arrays and a JSON head, checksummed, mapped into memory.

    magic (8 bytes) · version (u32) · sections, each aligned to 64 bytes · head (JSON) · tail (offset, length and
    CRC-32 of the head, magic)

The head holds `meta` and, for each section, its type, count, offset, CRC-32, and the sum of its bytes as numbers of
64 bits. The sum is checked when a section is first used, since it takes a fraction of the time; the CRC by `verify`.
Only arrays of integers can be read back: nothing in a file can make the reader run code.
"""

from __future__ import annotations

import contextlib
import copy
import json
import mmap
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np

from index.errors import DamagedIndex
from index.segment.head import MAGIC, START, TAIL, VERSION, read_head

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_ALIGNMENT = 64
_TYPES = {t: np.dtype(t) for t in ("u1", "<u2", "<u4", "<u8", "<i4", "<i8")}
_IN_MEMORY = 1 << 20
_CHUNK = 1 << 20
_VERIFIED = 1 << 25

MOST_SUMMED = 1 << 26
"""Bytes above which a section is checked by `verify` alone, so that opening a large index stays fast."""


class ContainerWriter:
    """Collects sections and writes them to `path` at once; nothing is left behind when it is abandoned."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spools: dict[str, tuple[str, IO[bytes]]] = {}

    def append(self, name: str, array: Array) -> None:
        """Append an array to a section; all arrays of a section have one type."""
        kind = _TYPE_NAMES[array.dtype]
        if name not in self._spools:
            self._spools[name] = kind, _spool(self._path.parent)
        known, spool = self._spools[name]
        if kind != known:
            raise ValueError(f"section {name} holds {known}, not {kind}")
        spool.write(np.ascontiguousarray(array).data.cast("B"))

    def finish(self, meta: dict[str, Any]) -> None:
        """Write the file and flush it to the disk."""
        sections = {}
        with contextlib.closing(self), open(self._path, "xb", opener=_private) as file:
            file.write(START.pack(MAGIC, VERSION))
            for name, (kind, spool) in self._spools.items():
                file.write(b"\0" * (-file.tell() % _ALIGNMENT))
                offset, checksum, total = file.tell(), 0, 0
                spool.seek(0)
                while chunk := spool.read(_CHUNK):
                    checksum = zlib.crc32(chunk, checksum)
                    total = (total + _sum(chunk)) & _SUM_MASK
                    file.write(chunk)
                sections[name] = [kind, (file.tell() - offset) // _TYPES[kind].itemsize, offset, checksum, total]
            head = json.dumps({"meta": meta, "sections": sections}, separators=(",", ":")).encode()
            offset = file.tell()
            file.write(head)
            file.write(TAIL.pack(offset, len(head), zlib.crc32(head), MAGIC))
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """Drop the collected sections."""
        for _, spool in self._spools.values():
            spool.close()
        self._spools.clear()


_TYPE_NAMES = {dtype: name for name, dtype in _TYPES.items()}


class Container:
    """A written file: its `meta`, and its sections as read-only arrays over the mapped file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data, head, self._head_at = read_head(path)
        self._sound: set[str] = set()
        self._is_trusted = False
        try:
            self.meta: dict[str, Any] = dict(head["meta"])
            self._sections = {name: self._checked(*section) for name, section in head["sections"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedIndex(str(path), f"broken head ({error})") from error

    def _checked(
        self, kind: str, count: int, offset: int, checksum: int, total: int | None = None
    ) -> tuple[np.dtype[Any], int, int, int, int | None]:
        """Return a section's type, count, offset and checksums; raises ValueError where they lie outside the file."""
        if not (offset >= 0 and count >= 0 and offset + count * _TYPES[kind].itemsize <= len(self._data)):
            raise ValueError(f"a section at {offset} of {count} values")
        return _TYPES[kind], int(count), int(offset), checksum, total

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def __iter__(self) -> Iterator[str]:
        return iter(self._sections)

    def count(self, name: str) -> int:
        """Return how many values a section has; an absent one has none."""
        return self._sections[name][1] if name in self._sections else 0

    def array(self, name: str) -> Array:
        """Return a section as an array over the mapped file; an absent section is empty.

        Raises DamagedIndex where its sum is wrong, the first time that it is asked for.
        """
        if name not in self._sections:
            return np.zeros(0, np.uint8)
        kind, count, offset, _, total = self._sections[name]
        array: Array = np.frombuffer(self._data, kind, count, offset)
        if not (self._is_trusted or name in self._sound or total is None or array.nbytes > MOST_SUMMED):
            if _sum(array.data.cast("B")) != total:
                raise DamagedIndex(str(self.path), f"section {name} is altered")
            self._sound.add(name)
        return array

    def trusted(self) -> Container:
        """Return the container without checks of sums: where something else tells damage."""
        twin = copy.copy(self)
        twin._is_trusted = True  # noqa: SLF001 its own class
        return twin

    def verify(self) -> None:
        """Read every byte: sections by their checksum, gaps for zeros; raises DamagedIndex where one is altered."""
        end = START.size
        for name, (_, _, offset, checksum, _) in self._sections.items():
            start, end = end, offset + self.trusted().array(name).nbytes
            if self._checksum(offset, end) != checksum or any(self._data[start:offset]):
                raise DamagedIndex(str(self.path), f"section {name} is altered")
        if any(self._data[end : self._head_at]):
            raise DamagedIndex(str(self.path), "a gap is altered")
        self._sound.update(self._sections)

    def _checksum(self, start: int, stop: int) -> int:
        checksum = 0
        for at in range(start, stop, _VERIFIED):
            checksum = zlib.crc32(self._data[at : min(at + _VERIFIED, stop)], checksum)
            self.release()
        return checksum

    def release(self) -> None:
        """Give the memory of what was read back to the system, which reads it again when it is needed.

        Whoever reads large files through does so on the way: else they count as the memory of this process.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            self._data.obj.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]


_SUM_MASK = (1 << 64) - 1


def _sum(data: bytes | memoryview) -> int:
    """Return the sum of data as little-endian numbers of 64 bits, modulo 2**64: one altered bit always shows."""
    whole = len(data) & ~7
    numbers = np.frombuffer(data, "<u8", whole >> 3)
    return (int(numbers.sum(dtype=np.uint64)) + int.from_bytes(data[whole:], "little")) & _SUM_MASK


def narrowest(array: Array) -> Array:
    """Return the array in the smallest unsigned type that holds its largest value."""
    largest = int(array.max(initial=0))
    for kind in (np.uint8, np.uint16, np.uint32):
        if largest <= np.iinfo(kind).max:
            return array.astype(kind, copy=False)
    return array.astype(np.uint64, copy=False)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _spool(folder: Path) -> IO[bytes]:
    import tempfile  # not needed to search

    return tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))


def _private(path: str, flags: int) -> int:
    """Open for the user alone."""
    return os.open(path, flags, 0o600)
