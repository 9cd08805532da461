"""The documents of a segment that a query matches, with their scores, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.segment.container import Array
from searcher.places import ranks, shared

_FEW = 4
"""Documents that are so many times fewer than others are looked up among them."""

_UNMATCHED = np.float32(-0.0)
"""Stands where a document has no score: no score is that, and added to one it leaves it as it is."""


class Matches(NamedTuple):
    """Documents in ascending order (intp), and the score of each (float32).

    Where they are many, there may be a `column`, too: the score of each document of the segment, or `_UNMATCHED`.
    """

    docs: Array
    scores: Array
    column: Array | None = None

    @property
    def size(self) -> int:
        """The bytes that they take."""
        return 12 * len(self.docs) + (0 if self.column is None else self.column.nbytes)

    def with_column(self, size: int) -> Matches:
        """Return the same with a column, in a segment of so many documents."""
        column = np.full(size, _UNMATCHED)
        column[self.docs] = self.scores
        return self._replace(column=column)

    def boosted(self, boost: float) -> Matches:
        """Return the same documents with other scores."""
        return self if boost == 1.0 else Matches(self.docs, self.scores * np.float32(boost))

    def at(self, places: Array) -> Matches:
        """Return some, by their ascending places."""
        return Matches(self.docs[places], self.scores[places])

    def kept(self, mask: Array | None) -> Matches:
        """Return those that a mask over the segment's documents has (None: all)."""
        return self if mask is None else self.at(mask[self.docs].nonzero()[0])

    def within(self, docs: Array | None, size: int) -> Matches:
        """Return those of some ascending documents (None: all), in a segment of so many."""
        if docs is None:
            return self
        if self.column is not None:
            found = Matches(docs, self.column[docs])
            return found.at(_matched(found.scores))
        return self.at(shared(self.docs, docs, size))


NOTHING = Matches(np.zeros(0, np.intp), np.zeros(0, np.float32))


def constant(docs: Array, score: float) -> Matches:
    """Return documents that all have one score."""
    return Matches(docs, np.full(len(docs), score, np.float32))


def united(parts: Sequence[Matches], size: int) -> Matches:
    """Return the documents of all parts, and the sums of their scores, in a segment of so many."""
    parts = [part for part in parts if len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    few, many = sorted(parts[:2], key=lambda part: len(part.docs))
    if len(parts) == 2 and many.column is None and _FEW * len(few.docs) < len(many.docs):
        return _inserted(few, many)
    scores = np.full(size, _UNMATCHED)
    for part in parts:
        if part.column is None:
            scores[part.docs] += part.scores
        else:
            scores += part.column
    docs = _matched(scores)
    return Matches(docs, scores[docs])


def _inserted(few: Matches, many: Matches) -> Matches:
    """Return the union of a few documents with many, as of a word's titles with its texts."""
    at, scores = ranks(many.docs, few.docs), many.scores.copy()
    known, new = (at >= 0).nonzero()[0], few.at((at < 0).nonzero()[0])
    scores[at[known]] += few.scores[known]
    if not len(new.docs):
        return Matches(many.docs, scores)
    places = many.docs.searchsorted(new.docs)
    return Matches(np.insert(many.docs, places, new.docs), np.insert(scores, places, new.scores))


def _matched(column: Array) -> Array:
    """Return the places in a column that have a score."""
    matched: Array = column.view(np.int32) != _UNMATCHED.view(np.int32)
    return matched.nonzero()[0]
