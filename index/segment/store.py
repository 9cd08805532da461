"""Stored records: JSON, compressed by Zstandard in blocks, one block read at a time."""

from __future__ import annotations

import json
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import zstandard

from index.errors import DamagedIndex
from index.segment.container import Array, Container, ContainerWriter, narrowest

if TYPE_CHECKING:
    from concurrent.futures import Future

BLOCK_BYTES = 128 * 1024
_LEVEL = 6
_CACHED_BLOCKS = 64
_WAITING_BLOCKS = 8


class StoreWriter:
    """Appends records to a container; blocks are compressed by a thread of their own, which needs no interpreter."""

    def __init__(self, container: ContainerWriter) -> None:
        from concurrent.futures import ThreadPoolExecutor  # not needed to search

        self._container = container
        self._compress = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress
        self._thread = ThreadPoolExecutor(1)
        self._compressing: deque[Future[bytes]] = deque()
        self._records: list[bytes] = []
        self._pending = 0
        self._sizes: list[int] = []  # bytes of each record
        self._first: list[int] = [0]  # the first record of each block
        self._ends: list[int] = [0]  # where each block's bytes begin, and the last one ends

    def append(self, record: bytes) -> None:
        """Append one encoded record."""
        self._records.append(record)
        self._sizes.append(len(record))
        self._pending += len(record)
        if self._pending >= BLOCK_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._compressing.append(self._thread.submit(self._compress, b"".join(self._records)))
        self._first.append(len(self._sizes))
        self._records.clear()
        self._pending = 0
        while len(self._compressing) > _WAITING_BLOCKS:
            self._write_block()

    def _write_block(self) -> None:
        block = self._compressing.popleft().result()
        self._container.append("store.blocks", np.frombuffer(block, np.uint8))
        self._ends.append(self._ends[-1] + len(block))

    def finish(self) -> None:
        """Write what waits, and where each record is."""
        if self._records:
            self._flush()
        while self._compressing:
            self._write_block()
        self._thread.shutdown()
        for name, values in (("sizes", self._sizes), ("first", self._first), ("ends", self._ends)):
            self._container.append(f"store.{name}", narrowest(np.array(values, np.uint64)))

    def abandon(self) -> None:
        """Stop without writing what waits."""
        self._thread.shutdown(cancel_futures=True)


class Store:
    """Reads the records of a container."""

    def __init__(self, container: Container) -> None:
        self._path = str(container.path)
        self._blocks = container.trusted().array("store.blocks")  # each has a checksum of its own
        self._sizes = container.array("store.sizes")
        self._first = container.array("store.first")
        self._ends = container.array("store.ends")
        self._block = lru_cache(_CACHED_BLOCKS)(self._read_block)

    def __len__(self) -> int:
        return len(self._sizes)

    def encoded(self, number: int) -> bytes:
        """Return a record as it was appended."""
        block = int(np.searchsorted(self._first, number, side="right")) - 1
        data, starts = self._block(block)
        at = number - int(self._first[block])
        return data[int(starts[at]) : int(starts[at + 1])]

    def __getitem__(self, number: int) -> Any:
        try:
            return json.loads(self.encoded(number))
        except (ValueError, RecursionError) as error:
            raise DamagedIndex(self._path, f"record {number} of the stored text is altered ({error})") from error

    def _read_block(self, block: int) -> tuple[bytes, Array]:
        compressed = self._blocks[int(self._ends[block]) : int(self._ends[block + 1])].data
        ends = np.cumsum(self._sizes[int(self._first[block]) : int(self._first[block + 1])], dtype=np.int64)
        starts = np.concatenate([[0], ends])
        try:
            fits = zstandard.frame_content_size(compressed) == starts[-1]  # else a few bytes could claim all memory
            data = zstandard.ZstdDecompressor().decompress(compressed) if fits else b""
        except zstandard.ZstdError as error:
            raise DamagedIndex(self._path, f"block {block} of the stored text is altered ({error})") from error
        if not fits:
            raise DamagedIndex(self._path, f"block {block} of the stored text has not the size of its records")
        return data, starts
