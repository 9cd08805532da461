"""The documents of a segment that a query matches, with their scores, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index.segment.arrays import lowest, ranks, shared
from index.segment.container import Array
from index.segment.dense import is_dense
from index.segment.packing import ABSENT

_FEW = 4
"""Documents that are so many times fewer than others are looked up among them."""


class Matches:
    """Documents in ascending order (intp), and the score of each (float32)."""

    column: Array | None = None
    """Of many, the score of each document of the segment, or `ABSENT`."""

    def __init__(self, docs: Array, scores: Array) -> None:
        self.docs, self.scores = docs, scores

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def size(self) -> int:
        """The bytes that they take."""
        return 12 * len(self)

    def boosted(self, boost: float) -> Matches:
        """Return the same documents with other scores."""
        return self if boost == 1.0 else Matches(self.docs, boosted(self.scores, boost))

    def mask(self, size: int) -> Array:
        """Tell which documents of a segment of so many are among them; not to be written to."""
        mask = np.zeros(size, bool)
        mask[self.docs] = True
        return mask

    def best(self, count: int) -> Matches:
        """Return those with the highest scores, at least one."""
        return self.at(np.sort(lowest(-self.scores, count)))

    def add_to(self, column: Array) -> None:
        """Add the scores to those of the same documents in a column."""
        if self.column is None:
            column[self.docs] += self.scores
        else:
            column += self.column

    def at(self, places: Array) -> Matches:
        """Return some, by their ascending places."""
        return Matches(self.docs[places], self.scores[places])

    def scores_of(self, docs: Array, size: int) -> Array:
        """Return the scores of some of the documents, in a segment of so many."""
        column = np.empty(size, np.float32)
        column[self.docs] = self.scores
        return column[docs]

    def kept(self, mask: Array | None) -> Matches:
        """Return those that a mask over the segment's documents has (None: all)."""
        return self if mask is None else self.at(mask[self.docs].nonzero()[0])

    def within(self, docs: Array | None, size: int) -> Matches:
        """Return those of some ascending documents (None: all), in a segment of so many."""
        if docs is None:
            return self
        if self.column is not None:
            found = Matches(docs, self.column[docs])
            return found.at(_is_matched(found.scores).nonzero()[0])
        return self.at(shared(self.docs, docs, size))


class Column(Matches):
    """Matches that are told by their column alone, until somebody asks for more."""

    def __init__(self, column: Array) -> None:
        self.column: Array = column

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return int(np.count_nonzero(self._mask))

    @cached_property
    def _mask(self) -> Array:
        return _is_matched(self.column)

    @property
    def size(self) -> int:
        """The bytes that they take, when all has been asked for."""
        return super().size + self.column.nbytes

    def mask(self, size: int) -> Array:
        """Tell which documents have a score."""
        return self._mask

    def scores_of(self, docs: Array, size: int) -> Array:
        """Return the scores of some of the documents."""
        return self.column[docs]

    def best(self, count: int) -> Matches:
        """Return those with the highest scores, at least one."""
        docs = np.sort(lowest(-self.column, count))
        scores = self.column[docs]
        return Matches(docs, scores) if _is_matched(scores).all() else super().best(count)

    @cached_property
    def docs(self) -> Array:  # type: ignore[override]
        """The documents that have a score."""
        return self._mask.nonzero()[0]

    @cached_property
    def scores(self) -> Array:  # type: ignore[override]
        """The scores of these."""
        return self.column[self.docs]


NOTHING = Matches(np.zeros(0, np.intp), np.zeros(0, np.float32))


def boosted(scores: Array, boost: float) -> Array:
    """Return scores multiplied by a boost: the same ones where it is 1."""
    return scores if boost == 1.0 else scores * np.float32(boost)


def constant(docs: Array, score: float) -> Matches:
    """Return documents that all have one score."""
    return Matches(docs, np.full(len(docs), score, np.float32))


def alike(mask: Array, score: float) -> Matches:
    """Return the documents that a mask over a segment has, which all have one score."""
    if not is_dense(np.count_nonzero(mask), len(mask)):
        return constant(mask.nonzero()[0], score)
    return Column(np.array([ABSENT, score], np.float32).take(mask.view(np.uint8), mode="clip"))


def united(parts: Sequence[Matches], size: int) -> Matches:
    """Return the documents of all parts, and the sums of their scores, in a segment of so many."""
    parts = [part for part in parts if part.column is not None or len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    if len(parts) == 2 and all(part.column is None for part in parts):
        few, many = sorted(parts, key=len)
        if _FEW * len(few) < len(many):
            return _inserted(few, many)
    scores = np.full(size, ABSENT)
    for part in parts:
        part.add_to(scores)
    return Column(scores)


def _inserted(few: Matches, many: Matches) -> Matches:
    """Return the union of a few documents with many, as of a word's titles with its texts."""
    at, scores = ranks(many.docs, few.docs), many.scores.copy()
    known, new = (at >= 0).nonzero()[0], few.at((at < 0).nonzero()[0])
    scores[at[known]] += few.scores[known]
    if not len(new.docs):
        return Matches(many.docs, scores)
    places = many.docs.searchsorted(new.docs)
    return Matches(np.insert(many.docs, places, new.docs), np.insert(scores, places, new.scores))


def _is_matched(column: Array) -> Array:
    """Tell which places of a column have a score."""
    matched: Array = column.view(np.int32) != ABSENT.view(np.int32)
    return matched
