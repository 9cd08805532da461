"""Which documents hold words one after another, found by their positions in whole arrays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from index.segment.container import Array
from index.segment.field import FieldReader
from index.segment.postings import starts_of
from searcher.places import ranks, shared

_FEW = 8
"""Documents that are so many times fewer than a term's are looked up one by one."""


class PhraseMatches(NamedTuple):
    """Ascending documents that hold a phrase, and for each distinct term which of its postings they are."""

    docs: Array
    postings: dict[int, Array]


def phrase_matches(field: FieldReader, terms: Sequence[int], slop: int, within: Array | None = None) -> PhraseMatches:
    """Return where the terms occur in order, each at most `slop` words after the last.

    Only the documents `within` are looked at (None: all of the segment).
    """
    order = sorted(range(len(terms)), key=lambda at: field.postings.occurrence_count(terms[at]))
    frequent = field.frequent.codes if slop == 1 else {}
    read = {terms[at] for at in order if at == order[0] or terms[at] not in frequent}
    holding = _holding_all(field, read, within)
    if not len(holding.docs):
        return holding
    places = _Places(field, holding, len(terms) + slop)
    found = _chosen(holding, _adjacent(places, terms, order) if slop == 1 else places.rows(_near(places, terms, slop)))
    for term in set(terms) - read:
        found.postings[term] = _numbers(field.postings.docs(term), found.docs, len(field.lengths))
    return found


def _holding_all(field: FieldReader, terms: Collection[int], within: Array | None) -> PhraseMatches:
    first, *others = sorted(terms, key=field.postings.count)
    docs = field.postings.docs(first)
    postings = np.arange(len(docs)) if within is None else shared(docs, within, len(field.lengths))
    matches = PhraseMatches(docs[postings], {first: postings})
    for term in others:
        numbers = _numbers(field.postings.docs(term), matches.docs, len(field.lengths))
        matches.postings[term] = numbers
        kept = (numbers >= 0).nonzero()[0]
        if len(kept) < len(numbers):
            matches = _chosen(matches, kept)
    return matches


def _chosen(matches: PhraseMatches, rows: Array) -> PhraseMatches:
    return PhraseMatches(matches.docs[rows], {term: numbers[rows] for term, numbers in matches.postings.items()})


def _numbers(having: Array, docs: Array, size: int) -> Array:
    """Return the place of each of the documents among those having a term, -1 where it isn't there."""
    if _FEW * len(docs) < len(having):
        return ranks(having, docs)
    numbers = np.full(size, -1, np.intp)
    numbers[having] = np.arange(len(having))
    return numbers[docs]


_ALL = slice(None)


class _Places:
    """Numbers every word of some documents, one after another, with a gap before each that no phrase spans."""

    def __init__(self, field: FieldReader, holding: PhraseMatches, gap: int) -> None:
        self._field, self._postings, self._holding = field, field.postings, holding
        self.frequent = field.frequent.codes
        self._lengths = field.lengths[holding.docs].astype(np.intp)
        self._begins = starts_of(self._lengths + gap) + gap
        self._opens = self._begins - gap
        self._end = int(self._begins[-1] + self._lengths[-1]) + 1

    def opening(self, terms: Sequence[int], first: int) -> tuple[Array, Array]:
        """Return where a phrase can begin, since a term has its place in it, and all frequent ones theirs.

        These are the ascending places, and the row of the document that holds each.
        """
        runs, counts = self._postings.runs(terms[first], self._holding.postings[terms[first]])
        rows, before = np.repeat(np.arange(len(counts)), counts), self._field.places[self._holding.docs]
        starts = before[rows] - first
        starts += self._postings.positions(runs, counts)
        inside = slice(*starts.searchsorted((0, self._field.total_length - len(terms) + 1)))
        starts, rows = starts[inside], rows[inside]
        for offset, term in enumerate(terms):
            if offset != first and (code := self.frequent.get(term)):
                kept = (self._field.frequent.at.take(starts + offset) == code).nonzero()[0]
                starts, rows = starts[kept], rows[kept]
        starts -= before[rows]
        fitting = ((starts >= 0) & (starts <= (self._lengths - len(terms))[rows])).nonzero()[0]
        rows = rows[fitting]
        return starts[fitting] + self._begins[rows], rows

    def rows(self, places: Array) -> Array:
        """Return the rows of the documents that hold the ascending places."""
        return _distinct(np.searchsorted(self._opens, places, side="right") - 1)

    def of(self, term: int, rows: Array | slice = _ALL) -> Array:
        """Return the ascending places of a term in the documents of ascending rows."""
        runs, counts = self._postings.runs(term, self._holding.postings[term][rows])
        places = np.repeat(self._begins[rows], counts)
        places += self._postings.positions(runs, counts)
        return places

    def followed(self, starts: Array, rows: Array, term: int, offset: int) -> Array:
        """Return those of the ascending starts, in documents of these rows, that have a term so many words later."""
        few, many = sorted((starts, self.of(term, rows) - offset), key=len)
        return few[shared(few, many, self._end)]


def _adjacent(places: _Places, terms: Sequence[int], order: Sequence[int]) -> Array:
    """Return the rows of the documents that hold a phrase.

    The rarest term is looked at first, with the frequent ones around it, then the others.
    """
    starts, rows = places.opening(terms, order[0])
    rows = _distinct(rows)
    for offset in order[1:]:
        if terms[offset] not in places.frequent:
            starts = places.followed(starts, rows, terms[offset], offset)
            rows = places.rows(starts)
    return rows


def _distinct(ascending: Array) -> Array:
    opens = np.ones(len(ascending), bool)
    np.not_equal(ascending[1:], ascending[:-1], out=opens[1:])
    return ascending[opens]


def _near(places: _Places, terms: Sequence[int], slop: int) -> Array:
    """Return where the last term of a match stands; each term is at most `slop` words after the one before."""
    ends = places.of(terms[0])
    for term in terms[1:]:
        found = places.of(term, places.rows(ends))
        before = np.searchsorted(ends, found) - 1
        reached = before >= 0
        reached[reached] = found[reached] - ends[before[reached]] <= slop
        ends = found[reached]
    return ends
