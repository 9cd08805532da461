"""Bytes in Zstandard blocks of equally many: small where most of them say the same, and still read at any place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import zstandard

from index.errors import DamagedIndex
from index.segment.container import Array, Container, ContainerWriter, narrowest

_SHIFT = 13
BLOCK = 1 << _SHIFT
"""Bytes of a block before it is compressed."""

_FAST = zstandard.ZstdCompressionParameters.from_level(1, min_match=7)
"""Short matches would take longer to read, and save nothing."""


class BlocksWriter:
    """Appends bytes to a column of a container, in as many pieces as wanted."""

    def __init__(self, container: ContainerWriter, name: str) -> None:
        self._container, self._name = container, name
        self._compressor = zstandard.ZstdCompressor(compression_params=_FAST)
        self._waiting = bytearray()
        self._ends = [0]

    def append(self, values: Array) -> None:
        """Append bytes."""
        self._waiting += values.tobytes()
        self._write(len(self._waiting) // BLOCK * BLOCK)

    def _write(self, count: int) -> None:
        """Write so many of the bytes that wait."""
        for start in range(0, count, BLOCK):
            block = self._compressor.compress(self._waiting[start : min(start + BLOCK, count)])
            self._container.append(f"{self._name}.blocks", np.frombuffer(block, np.uint8))
            self._ends.append(self._ends[-1] + len(block))
        del self._waiting[:count]

    def finish(self) -> None:
        """Write what waits, and where each block ends."""
        self._write(len(self._waiting))
        self._container.append(f"{self._name}.ends", narrowest(np.array(self._ends, np.uint64)))


class Blocks:
    """Reads a column of so many bytes; raises DamagedIndex where what is read is altered."""

    def __init__(self, container: Container, name: str, count: int) -> None:
        self._path, self._name, self._count = str(container.path), name, count
        self._blocks = container.section(f"{name}.blocks")
        self._ends = container.array(f"{name}.ends")

    def slice(self, start: int, stop: int) -> Array:
        """Return the bytes from `start` to before `stop`."""
        first = start >> _SHIFT
        return self._read(range(first, ((stop - 1) >> _SHIFT) + 1))[start - (first << _SHIFT) :][: max(stop - start, 0)]

    def take(self, places: Array) -> Array:
        """Return the bytes at ascending places (intp)."""
        if not len(places):
            return np.zeros(0, np.uint8)
        if places[-1] - places[0] < len(places):
            return self.slice(int(places[0]), int(places[-1]) + 1)
        blocks = places >> _SHIFT
        opens = np.append(True, blocks[1:] != blocks[:-1])
        inside = places & (BLOCK - 1)
        inside += (np.cumsum(opens) - 1) << _SHIFT
        return self._read(blocks[opens].tolist()).take(inside)

    def _read(self, blocks: Iterable[int]) -> Array:
        """Return the bytes of ascending blocks, one after another."""
        decompress = zstandard.ZstdDecompressor().decompress  # one for each reader: threads may not share it
        return np.frombuffer(b"".join([self._block(block, decompress) for block in blocks]), np.uint8)

    def _block(self, block: int, decompress: Callable[[memoryview], bytes]) -> bytes:
        compressed = self._blocks.read(int(self._ends[block]), int(self._ends[block + 1])).data
        size = min(BLOCK, self._count - (block << _SHIFT))
        try:
            if zstandard.frame_content_size(compressed) == size:  # else a few bytes could claim all memory
                return decompress(compressed)
        except zstandard.ZstdError as error:
            raise DamagedIndex(self._path, f"block {block} of {self._name} is altered ({error})") from error
        raise DamagedIndex(self._path, f"block {block} of {self._name} has not the size that it should have")
