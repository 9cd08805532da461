"""The one file format of an index: named NumPy arrays and a JSON head, checksummed, mapped into memory.

    magic (8 bytes) · version (u32) · sections, each aligned to 64 bytes · head (JSON) · tail (offset, length and
    CRC-32 of the head, magic)

The head holds `meta` and, for each section, its type, count, offset, CRC-32, and the sums of its pieces as numbers of
64 bits. The sum of a piece is checked when it is first read, since that takes a fraction of the time of the CRC, which
`verify` checks.
Only arrays of integers can be read back: nothing in a file can make the reader run code.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np

from index.errors import DamagedIndex
from index.segment.head import MAGIC, START, TAIL, VERSION, read_head

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_ALIGNMENT = 64
_TYPES = {t: np.dtype(t) for t in ("u1", "<u2", "<u4", "<u8", "<i4", "<i8")}
_IN_MEMORY = 1 << 20
_VERIFIED = 1 << 25

PIECE = 1 << 18
"""Bytes of a section that have a sum of their own."""


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
                offset, checksum, sums = file.tell(), 0, []
                spool.seek(0)
                while piece := spool.read(PIECE):
                    checksum = zlib.crc32(piece, checksum)
                    sums.append(_sum(piece))
                    file.write(piece)
                sections[name] = [kind, (file.tell() - offset) // _TYPES[kind].itemsize, offset, checksum, sums]
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


class Section:
    """An array over a mapped file, each piece of which is checked when it is first read."""

    def __init__(self, path: Path, name: str, values: Array, sums: Sequence[int]) -> None:
        self._path, self._name, self._sums = path, name, sums
        self.values = values
        """All values, unchecked."""
        self._size = PIECE // values.itemsize if len(sums) != 1 else max(len(values), 1)
        self._unread = bytearray(b"\1") * len(sums)

    def read(self, start: int, stop: int) -> Array:
        """Return the values from `start` to before `stop`; raises DamagedIndex."""
        self.check(start, stop)
        return self.values[start:stop]

    def check(self, start: int, stop: int) -> None:
        """Raise DamagedIndex where values from `start` to before `stop` are altered."""
        first, end = start // self._size, -(-stop // self._size)
        while (piece := self._unread.find(1, first, end)) >= 0:
            values = self.values[piece * self._size : (piece + 1) * self._size]
            if _sum(values.view(np.uint8).data) != self._sums[piece]:
                raise DamagedIndex(str(self._path), f"section {self._name} is altered")
            self._unread[piece] = 0


class Container:
    """A written file: its `meta`, and its sections as read-only arrays over the mapped file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data, head, self._head_at = read_head(path)
        self._sections: dict[str, Section] = {}
        try:
            self.meta: dict[str, Any] = dict(head["meta"])
            self._places = {name: self._checked(*section) for name, section in head["sections"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedIndex(str(path), f"broken head ({error})") from error

    def _checked(
        self, kind: str, count: int, offset: int, checksum: int, sums: Sequence[int] | int = ()
    ) -> tuple[np.dtype[Any], int, int, int, Sequence[int]]:
        """Return a section's type, count, offset and checksums; raises ValueError where they can't be.

        Of files that earlier versions wrote, the sums may be one for the whole section, or missing.
        """
        size = count * _TYPES[kind].itemsize
        if not (offset >= 0 and count >= 0 and offset + size <= len(self._data)):
            raise ValueError(f"a section at {offset} of {count} values")
        sums = [sums] if isinstance(sums, int) else sums
        if len(sums) not in (0, 1, -(-size // PIECE)):
            raise ValueError(f"a section of {size} bytes with {len(sums)} sums")
        return _TYPES[kind], int(count), int(offset), checksum, sums

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def count(self, name: str) -> int:
        """Return how many values a section has; an absent one has none."""
        return self._places[name][1] if name in self._places else 0

    def array(self, name: str) -> Array:
        """Return a section as an array; an absent one is empty. Raises DamagedIndex where it is altered."""
        section = self.section(name)
        return section.read(0, len(section.values))

    def section(self, name: str) -> Section:
        """Return a section that is checked piece by piece; an absent one is empty."""
        if name not in self._sections:
            kind, count, offset, _, sums = self._places.get(name, (np.dtype(np.uint8), 0, 0, 0, ()))
            values = np.frombuffer(self._data, kind, count, offset)
            self._sections[name] = Section(self.path, name, values, sums)
        return self._sections[name]

    def verify(self) -> None:
        """Read every byte: sections by their checksum, gaps for zeros; raises DamagedIndex where one is altered."""
        end = START.size
        for name, (kind, count, offset, checksum, _) in self._places.items():
            start, end = end, offset + count * kind.itemsize
            if self._checksum(offset, end) != checksum or any(self._data[start:offset]):
                raise DamagedIndex(str(self.path), f"section {name} is altered")
        if any(self._data[end : self._head_at]):
            raise DamagedIndex(str(self.path), "a gap is altered")

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
