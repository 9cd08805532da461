"""Documents with the same values are of one kind: a kind is counted once for all of its values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.segment.arrays import ranges, starts_of
from index.segment.container import Array

_FEW = 128
"""Documents for each kind of several columns together: else counting the kinds costs more than it saves."""


class Kinds(NamedTuple):
    """The kind of each document, and all kinds in order, each once for every one of its `values`."""

    of: Array
    kinds: Array
    values: Array

    @property
    def number(self) -> int:
        """How many kinds there are."""
        return int(self.kinds.max(initial=-1)) + 1

    def by(self, other: Kinds) -> Kinds | None:
        """Return the kinds of documents with the same values in both columns; None where they are not few."""
        if self.number * other.number >= len(self.of):
            return None
        pairs = self.of * other.number + other.of
        distinct = np.bincount(pairs).nonzero()[0]
        if len(distinct) * _FEW > len(pairs):
            return None
        numbers = np.zeros(self.number * other.number, np.intp)
        numbers[distinct] = np.arange(len(distinct))
        parts = self._listed(distinct // other.number), other._listed(distinct % other.number)
        kinds, values = np.concatenate(parts, axis=1)
        order = kinds.argsort(kind="stable")
        return Kinds(numbers[pairs], kinds[order], values[order])

    def _listed(self, kinds: Array) -> Array:
        """Return the places of some kinds in their list, each once for every value, and the values."""
        counts = np.bincount(self.kinds)
        places = np.repeat(np.arange(len(kinds)), counts[kinds])
        return np.array([places, self.values[ranges(starts_of(counts)[kinds], counts[kinds])]])
