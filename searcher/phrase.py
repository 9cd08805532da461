"""Which documents hold words one after another, found by their positions in whole arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segment.container import Array
from index.segment.reader import FieldReader


def phrase_documents(field: FieldReader, terms: Sequence[int], slop: int, within: Array | None = None) -> Array:
    """Return the ascending documents in which the terms occur in order, each at most `slop` words after the last.

    Only documents `within` the mask are looked at (None: all of the segment).
    """
    wanted = _holding_rarest(field, set(terms), within)
    if not len(wanted):
        return wanted
    places = _Places(field, wanted, len(terms) + slop)
    found = _adjacent(places, terms) if slop == 1 else _near(places, terms, slop)
    return places.documents(found)


def _holding_rarest(field: FieldReader, terms: set[int], within: Array | None) -> Array:
    """Return the documents that hold the two rarest terms; reading the others here would cost more than it saves."""
    first, *second = sorted(terms, key=field.postings.count)[:2]
    docs = field.postings.docs(first).astype(np.intp)
    if within is not None:
        docs = docs[within[docs]]
    for term in second:
        holding = np.zeros(len(field.lengths), bool)
        holding[field.postings.docs(term)] = True
        docs = docs[holding[docs]]
    return docs


class _Places:
    """Numbers every word of some documents, one after another, with a gap between documents that no phrase spans."""

    def __init__(self, field: FieldReader, docs: Array, gap: int) -> None:
        self._postings = field.postings
        self._docs = docs
        ends = np.cumsum(field.lengths[docs] + np.intp(gap))
        self.count = int(ends[-1]) + gap
        self._starts = np.full(len(field.lengths), -1, np.intp)
        self._starts[docs[1:]] = ends[:-1]
        self._starts[docs[0]] = 0
        self._starts[docs] += gap

    def of(self, term: int) -> Array:
        """Return the ascending places of a term."""
        starts = self._starts[self._postings.docs(term)]
        which = (starts >= 0).nonzero()[0]
        positions, counts = self._postings.positions(term, which)
        places = np.repeat(starts[which], counts)
        places += positions
        return places

    def occurrences(self, term: int) -> int:
        """Return how often a term occurs, elsewhere too."""
        return self._postings.occurrence_count(term)

    def narrow(self, places: Array) -> None:
        """Number only the documents that hold the places from now on, where that leaves some out for sure."""
        if len(places) >= len(self._docs):
            return
        docs = self.documents(places)
        starts = self._starts[docs]
        self._starts[self._docs] = -1
        self._starts[docs] = starts
        self._docs = docs

    def documents(self, places: Array) -> Array:
        """Return the ascending documents that hold the ascending places."""
        at = np.searchsorted(self._starts[self._docs], places, side="right") - 1
        opens = np.ones(len(at), bool)
        np.not_equal(at[1:], at[:-1], out=opens[1:])
        return self._docs[at[opens]]


def _adjacent(places: _Places, terms: Sequence[int]) -> Array:
    """Return where phrases begin, the rarest terms looked at first."""
    order = sorted(range(len(terms)), key=lambda at: places.occurrences(terms[at]))
    begins = np.zeros(places.count, bool)
    starts = places.of(terms[order[0]]) - order[0]
    for offset in order[1:]:
        begins[starts] = True
        places.narrow(starts)
        found = places.of(terms[offset]) - offset
        found = found[begins[found]]
        begins[starts] = False
        starts = found
    return starts


def _near(places: _Places, terms: Sequence[int], slop: int) -> Array:
    """Return where the last term of a match stands; each term is at most `slop` words after the one before."""
    ends = places.of(terms[0])
    for term in terms[1:]:
        places.narrow(ends)
        found = places.of(term)
        before = np.searchsorted(ends, found) - 1
        reached = before >= 0
        reached[reached] = found[reached] - ends[before[reached]] <= slop
        ends = found[reached]
    return ends
