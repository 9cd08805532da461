"""The sorted terms of a field: found by binary search in the mapped file, listed by run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from index.segment.arrays import sizes_of
from index.segment.container import Array, Container, ContainerWriter, narrowest

_KEY_BYTES = 8
_CACHED_TERMS = 4096
_RUN = 4096


class LexiconWriter:
    """Appends sorted terms: their bytes, where each begins, and their first eight bytes as a number."""

    def __init__(self, container: ContainerWriter, field: str) -> None:
        self._container, self._field = container, field
        self._sizes = [np.zeros(1, np.int64)]

    def append(self, terms: Sequence[bytes]) -> None:
        """Append terms that sort after those before."""
        self._container.append(f"{self._field}.terms", np.frombuffer(b"".join(terms), np.uint8))
        self._container.append(f"{self._field}.term_keys", np.array(terms, f"S{_KEY_BYTES}").view(">u8").astype("<u8"))
        self._sizes.append(np.array([len(term) for term in terms], np.int64))

    def finish(self) -> None:
        """Write where each term begins."""
        starts = np.cumsum(np.concatenate(self._sizes))
        self._container.append(f"{self._field}.term_starts", narrowest(starts))


def write_lexicon(container: ContainerWriter, field: str, terms: Sequence[bytes]) -> None:
    """Write sorted terms."""
    writer = LexiconWriter(container, field)
    writer.append(terms)
    writer.finish()


def key_of(term: bytes) -> int:
    """Return the first eight bytes of a term as a number, in the order of the terms."""
    return int.from_bytes(term[:_KEY_BYTES].ljust(_KEY_BYTES, b"\0"), "big")


class Lexicon:
    """Reads the terms of a field; a term's number is its rank."""

    def __init__(self, container: Container, field: str) -> None:
        self._bytes: Array = container.array(f"{field}.terms")
        self.starts: Array = container.array(f"{field}.term_starts")
        self.keys: Array = container.array(f"{field}.term_keys")
        self.number = lru_cache(_CACHED_TERMS)(self._number)

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, number: int) -> bytes:
        return self._bytes[int(self.starts[number]) : int(self.starts[number + 1])].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self), _RUN):
            yield from self.run(start, min(start + _RUN, len(self)))

    def run(self, start: int, stop: int) -> list[bytes]:
        """Return the terms from number `start` to before `stop`."""
        starts = self.starts[start : stop + 1].astype(np.int64)
        if len(starts) < 2:
            return []
        data = self._bytes[starts[0] : starts[-1]].tobytes()
        cuts = (starts - starts[0]).tolist()
        return [data[a:b] for a, b in pairwise(cuts)]

    def sizes(self, start: int, stop: int) -> Array:
        """Return how many bytes each of the terms from number `start` to before `stop` has."""
        return sizes_of(self.starts[start : stop + 1])

    def heads(self, numbers: Array) -> Array:
        """Return the first bytes of terms, a row for each, with zeros behind a shorter one's end: letters, but fast."""
        return self.keys[numbers].astype(">u8").view(np.uint8).reshape(-1, _KEY_BYTES)

    def letters(self, numbers: Array, width: int) -> Array:
        """Return the first `width` bytes of terms, a row for each; after a shorter term's end comes anything."""
        if not len(self._bytes):
            return np.zeros((len(numbers), width), np.uint8)
        places = self.starts[numbers].astype(np.intp)[:, None] + np.arange(width)
        letters: Array = self._bytes[np.minimum(places, len(self._bytes) - 1)]
        return letters

    def beyond_ascii(self, start: int, stop: int) -> Array:
        """Return the numbers of the terms from `start` to before `stop` that are not all ASCII."""
        starts = self.starts[start : stop + 1].astype(np.intp)
        wide = (self._bytes[starts[0] : starts[-1]] >= 0x80).nonzero()[0] + starts[0]
        marks = np.zeros(stop - start + 1, bool)  # np.unique loads masked arrays, which takes 20 ms
        marks[np.searchsorted(starts, wide, side="right")] = True
        return start - 1 + marks.nonzero()[0]

    def rank(self, term: bytes) -> int:
        """Return how many terms sort before `term`."""
        key = np.uint64(key_of(term))
        low = int(np.searchsorted(self.keys, key, side="left"))
        high = int(np.searchsorted(self.keys, key, side="right"))
        while low < high:
            middle = (low + high) // 2
            if self[middle] < term:
                low = middle + 1
            else:
                high = middle
        return low

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """Return the run of terms that start with `prefix`: first number, and the number after the last."""
        follower = prefix.rstrip(b"\xff")
        if not follower:
            return self.rank(prefix), len(self)
        return self.rank(prefix), self.rank(follower[:-1] + bytes([follower[-1] + 1]))

    def _number(self, term: bytes) -> int:
        at = self.rank(term)
        return at if at < len(self) and self[at] == term else -1
