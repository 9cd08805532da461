"""The head of an index file, and how the file is mapped into memory: what can be read without NumPy."""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import DamagedIndex

MAGIC = b"SRCHR\x1a\r\n"
VERSION = 1

START = struct.Struct("<8sI")
TAIL = struct.Struct("<QII8s")


class Mapped(NamedTuple):
    """A file in memory: its bytes, its head, and where that begins."""

    data: memoryview
    head: Any
    head_at: int


def read_meta(path: Path) -> dict[str, Any]:
    """Return what a file's head says beside its sections; raises FileNotFoundError, or DamagedIndex."""
    try:
        return dict(read_head(path).head["meta"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedIndex(str(path), f"broken head ({error})") from error


def read_head(path: Path) -> Mapped:
    """Map a file and read its head; raises FileNotFoundError, NotADirectoryError, or DamagedIndex."""
    data = _map(path)
    try:
        magic, version = START.unpack_from(data)
        if magic != MAGIC:
            raise DamagedIndex(str(path), "not a file of this index")
        if version != VERSION:
            raise DamagedIndex(str(path), f"format {version}, but this program reads format {VERSION}")
        head_at, length, checksum, tail = TAIL.unpack_from(data, len(data) - TAIL.size)
        head = bytes(data[head_at : head_at + length])
        if tail != MAGIC or zlib.crc32(head) != checksum:
            raise DamagedIndex(str(path), "the file is cut or altered")
        return Mapped(data, json.loads(head), head_at)
    except (struct.error, ValueError, RecursionError) as error:
        raise DamagedIndex(str(path), f"broken head ({error})") from error


def _map(path: Path) -> memoryview:
    try:
        with path.open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (FileNotFoundError, NotADirectoryError):
        raise
    except (OSError, ValueError) as error:
        raise DamagedIndex(str(path), f"can't be opened ({error})") from error
