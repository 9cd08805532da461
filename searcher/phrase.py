"""Which documents hold words one after another, found by their positions in whole arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.segment.container import Array
from index.segment.reader import FieldReader
from searcher.places import ranks

_FEW = 8
"""Documents that are so many times fewer than a term's are looked up one by one."""


class PhraseMatches(NamedTuple):
    """Ascending documents that hold a phrase, and for each distinct term which of its postings they are."""

    docs: Array
    postings: dict[int, Array]


def phrase_matches(field: FieldReader, terms: Sequence[int], slop: int, within: Array | None = None) -> PhraseMatches:
    """Return where the terms occur in order, each at most `slop` words after the last.

    Only documents `within` the mask are looked at (None: all of the segment).
    """
    holding = _holding_all(field, terms, within)
    if not len(holding.docs):
        return holding
    places = _Places(field, holding, len(terms) + slop)
    rows = places.rows(_adjacent(places, terms) if slop == 1 else _near(places, terms, slop))
    return _chosen(holding, rows)


def _holding_all(field: FieldReader, terms: Sequence[int], within: Array | None) -> PhraseMatches:
    first, *others = sorted(set(terms), key=field.postings.count)
    docs = field.postings.docs(first)
    postings = np.arange(len(docs)) if within is None else within[docs].nonzero()[0]
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


class _Places:
    """Numbers every word of some documents, one after another, with a gap before each that no phrase spans."""

    def __init__(self, field: FieldReader, holding: PhraseMatches, gap: int) -> None:
        self._postings, self._holding = field.postings, holding
        lengths = field.lengths[holding.docs] + np.intp(gap)
        ends = np.cumsum(lengths)
        self.count = int(ends[-1])
        self._opens = ends - lengths
        self._begins = self._opens + gap

    def of(self, term: int) -> Array:
        """Return the ascending places of a term."""
        which = self._holding.postings[term]
        return self._spread(self._begins, *self._postings.runs(term, which))

    def occurrences(self, term: int) -> int:
        """Return how often a term occurs, elsewhere too."""
        return self._postings.occurrence_count(term)

    def rows(self, places: Array) -> Array:
        """Return the rows of the documents that hold the ascending places."""
        rows = np.searchsorted(self._opens, places, side="right") - 1
        opens = np.ones(len(rows), bool)
        np.not_equal(rows[1:], rows[:-1], out=opens[1:])
        return rows[opens]

    def beside(self, term: int, places: Array) -> Array:
        """Return the ascending places of a term in the documents that hold the given ascending places."""
        rows = self.rows(places) if len(places) < len(self._begins) else slice(None)
        return self._spread(self._begins[rows], *self._postings.runs(term, self._holding.postings[term][rows]))

    def followed(self, starts: Array, term: int, offset: int) -> Array:
        """Return those of the ascending starts that have a term so many words later."""
        marked = np.zeros(self.count, bool)
        marked[starts] = True
        places = self.beside(term, starts) - offset
        found: Array = places[marked[places]]
        return found

    def _spread(self, begins: Array, runs: Array, counts: Array) -> Array:
        places = np.repeat(begins, counts)
        places += self._postings.positions(runs, counts)
        return places


def _adjacent(places: _Places, terms: Sequence[int]) -> Array:
    """Return where phrases begin, the rarest terms looked at first."""
    first, *others = sorted(range(len(terms)), key=lambda at: places.occurrences(terms[at]))
    starts = places.of(terms[first]) - first
    for offset in others:
        starts = places.followed(starts, terms[offset], offset)
    return starts


def _near(places: _Places, terms: Sequence[int], slop: int) -> Array:
    """Return where the last term of a match stands; each term is at most `slop` words after the one before."""
    ends = places.of(terms[0])
    for term in terms[1:]:
        found = places.beside(term, ends)
        before = np.searchsorted(ends, found) - 1
        reached = before >= 0
        reached[reached] = found[reached] - ends[before[reached]] <= slop
        ends = found[reached]
    return ends
