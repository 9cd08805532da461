"""Where runs of known lengths begin that stand one after another, in little memory and without a sum for each of them.

Lengths are summed up within words of 64 bits, by one multiplication each, and the words' sums by a running one (a
directory of two levels, as for rank queries: Jacobson 1989).
"""

from __future__ import annotations

import numpy as np

from index.segment.container import Array


class Runs:
    """Tells of numbered runs where each begins, and of places in which run they are."""

    def __init__(self, lengths: Array) -> None:
        """Keep the lengths, integers of 0 and more; raises ValueError for one of 2**30 or more."""
        most = int(lengths.max(initial=0))
        fitting = [(bits, kind) for bits, kind in _KINDS if most * (64 // bits) < 1 << (bits - 1)]
        if not fitting:
            raise ValueError(f"a run of {most}")
        self._bits, kind = fitting[0]
        self._lanes = 64 // self._bits
        self._lengths = np.zeros(-(-len(lengths) // self._lanes) * self._lanes, kind)
        self._lengths[: len(lengths)] = lengths
        self._ones = np.uint64(sum(1 << self._bits * lane for lane in range(self._lanes)))
        self._words = self._lengths.view(np.uint64) * self._ones
        """For each run in a word, its length and those before it in the word."""
        self._before = np.zeros(len(self._words) + 1, np.intp)
        """The lengths before each word, and all of them."""
        np.cumsum((self._words >> np.uint64(64 - self._bits)).view(np.intp), out=self._before[1:])

    @property
    def total(self) -> int:
        """All lengths together."""
        return int(self._before[-1])

    def of(self, numbers: Array) -> tuple[Array, Array]:
        """Return where the runs of these numbers begin, and their lengths."""
        lengths = self._lengths[numbers].astype(np.intp)
        starts = self._before[numbers // self._lanes]
        starts += self._words.view(self._lengths.dtype)[numbers]
        starts -= lengths
        return starts, lengths

    def holding(self, places: Array) -> Array:
        """Return the numbers of the runs that hold ascending places, all below the total."""
        words: Array = self._before.searchsorted(places, side="right") - 1
        tops = self._ones << np.uint64(self._bits - 1)  # the highest bit of each lane, which no sum has
        inside = (places - self._before[words]).astype(np.uint64) * self._ones
        are_before = ((inside | tops) - self._words[words]) & tops
        runs = ((are_before >> np.uint64(self._bits - 1)) * self._ones) >> np.uint64(64 - self._bits)
        words *= self._lanes
        words += runs.astype(np.intp)
        return words


_KINDS = (8, np.uint8), (16, np.uint16), (32, np.uint32)
"""Lanes of so many bits."""
