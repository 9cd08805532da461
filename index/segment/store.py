"""Stored records: JSON, compressed by Zstandard in blocks, one block read at a time.

What is typical of a segment's records is learned from the first of them (a dictionary), so that small blocks, which
are read sooner, take no more space than large ones.
"""

from __future__ import annotations

import json
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import zstandard

from index.errors import DamagedIndex
from index.segment.container import Array, Container, ContainerWriter, narrowest

if TYPE_CHECKING:
    from concurrent.futures import Future

BLOCK_BYTES = 32 * 1024
SAMPLE_BYTES = 4 << 20
DICTIONARY_BYTES = 224 * 1024
_COVER = {"k": 512, "d": 8}  # lengths of what is chosen for the dictionary and compared, which else are tried out
_LEVEL = 5
_CACHED_BLOCKS = 256
_WAITING_BLOCKS = 256


class StoreWriter:
    """Appends records to a container; blocks are compressed by a thread of their own, which needs no interpreter."""

    def __init__(self, container: ContainerWriter) -> None:
        from concurrent.futures import ThreadPoolExecutor  # not needed to search

        self._container = container
        self._compressor: zstandard.ZstdCompressor | None = None
        self._thread = ThreadPoolExecutor(1)
        self._compressing: deque[Future[bytes]] = deque()
        self._records: list[bytes] = []
        self._pending = 0
        self._sizes = array("L")  # bytes of each record
        self._first = array("L", [0])  # the first record of each block
        self._ends = array("L", [0])  # where each block's bytes begin, and the last one ends

    def append(self, record: bytes) -> None:
        """Append one encoded record."""
        self._records.append(record)
        self._sizes.append(len(record))
        self._pending += len(record)
        if self._pending >= (BLOCK_BYTES if self._compressor else SAMPLE_BYTES):
            self._flush()

    def _flush(self) -> None:
        """Hand the records that wait to the thread, block by block."""
        self._compressor = self._compressor or self._learned()
        for block in _blocks(self._records):
            self._compressing.append(self._thread.submit(self._compressor.compress, b"".join(block)))
            self._first.append(self._first[-1] + len(block))
        self._records.clear()
        self._pending = 0
        while len(self._compressing) > _WAITING_BLOCKS:
            self._write_block()

    def _learned(self) -> zstandard.ZstdCompressor:
        """Return what compresses records like those that wait; of few there is nothing to learn."""
        dictionary = None
        if self._pending >= SAMPLE_BYTES:
            with suppress(zstandard.ZstdError):  # as where they are a few large ones
                dictionary = zstandard.train_dictionary(DICTIONARY_BYTES, [*self._records], **_COVER)
                self._container.append("store.dictionary", np.frombuffer(dictionary.as_bytes(), np.uint8))
        return zstandard.ZstdCompressor(level=_LEVEL, dict_data=dictionary, write_checksum=True, write_dict_id=False)

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


def _blocks(records: Iterable[bytes]) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    size = 0
    for record in records:
        block.append(record)
        size += len(record)
        if size >= BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


class Store:
    """Reads the records of a container."""

    def __init__(self, container: Container) -> None:
        self._path = str(container.path)
        self._blocks = container.section("store.blocks").values  # each has a checksum of its own
        dictionary = container.array("store.dictionary")
        self._dictionary = zstandard.ZstdCompressionDict(dictionary.data) if len(dictionary) else None
        self._sizes = container.array("store.sizes")
        self._first = container.array("store.first")
        self._ends = container.array("store.ends")
        self._block = lru_cache(_CACHED_BLOCKS)(self._read_block)

    def __len__(self) -> int:
        return len(self._sizes)

    def __iter__(self) -> Iterator[bytes]:
        """Yield all records as they were appended, and keep none."""
        for block in range(len(self._first) - 1):
            data, starts = self._read_block(block)
            yield from (data[start:stop] for start, stop in pairwise(starts.tolist()))

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
            data = zstandard.ZstdDecompressor(self._dictionary).decompress(compressed) if fits else b""
        except zstandard.ZstdError as error:
            raise DamagedIndex(self._path, f"block {block} of the stored text is altered ({error})") from error
        if not fits:
            raise DamagedIndex(self._path, f"block {block} of the stored text has not the size of its records")
        return data, starts
