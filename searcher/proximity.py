"""Neighbouring words of a question that are neighbours in a release too lift it: among the best candidates only.

A pair of them counts like a word that occurs so often: it scores half the mean idf of the two, saturated as in BM25
(pairs as in Metzler and Croft's sequential dependence, 2005). Looking at a bounded number of candidates keeps the
cost of a question from growing with the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from whoosh import query

from index.segment.arrays import among
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.places import DOCUMENT, places_in
from searcher.ranking import K1, Statistics, saturated
from searcher.tree import AcrossFields

CANDIDATES = 50
_MOST_PAIRS = 12
_WEIGHT = 0.5

Pair = tuple[AcrossFields, AcrossFields]


def neighbours(tree: query.Query) -> list[Pair]:
    """Return the pairs of different words that a question has beside each other, a bounded number of them."""
    return list(dict.fromkeys(_pairs(tree)))[:_MOST_PAIRS]


_COMPOUNDS = query.And, query.Or
"""The very types: a word in several fields is of neither."""


def _pairs(tree: query.Query) -> Iterator[Pair]:
    if type(tree) not in _COMPOUNDS:
        return
    for one, other in pairwise(map(_word, tree.subqueries)):
        if one and other and one != other:
            yield one, other
    for part in tree.subqueries:
        yield from _pairs(part)


def _word(tree: query.Query) -> AcrossFields | None:
    """Return the word that a tree is, or that it is written as, beside other ways."""
    for way in tree.subqueries if type(tree) is query.Or else (tree,):
        if isinstance(way, AcrossFields):
            return way
    return None


class Proximity:
    """Looks at some documents of one segment, given in ascending order."""

    def __init__(self, segment: SegmentReader, statistics: Statistics, docs: Array) -> None:
        self._segment, self._statistics, self._docs = segment, statistics, docs
        self._found: dict[tuple[AcrossFields, str], dict[int, Array]] = {}

    def scores(self, pairs: Sequence[Pair]) -> Array:
        """Return what the pairs add to the score of each document."""
        scores = np.zeros(len(self._docs), np.float32)
        for one, other in pairs:
            counts = sum(self._counts(one, other, name) for name in {term.fieldname for term in one.subqueries})
            weight = _WEIGHT * (self._idf(one) + self._idf(other)) / 2
            scores += saturated(counts / np.float32(K1), weight)
        return scores

    def _idf(self, word: AcrossFields) -> float:
        return self._statistics.idf(*((term.fieldname, term.text) for term in word.subqueries))

    def _counts(self, one: AcrossFields, other: AcrossFields, name: str) -> Array:
        """Return how often a word stands right before or after another in a field, by document."""
        both = self._having(one, name) & self._having(other, name)
        if not both.any():
            return np.zeros(len(self._docs), np.intp)
        places, beside = self._places(one, name, both), self._places(other, name, both)
        found = places[among(places + 1, beside) | among(places - 1, beside)]
        return np.bincount(found >> DOCUMENT, minlength=len(self._docs))

    def _having(self, word: AcrossFields, name: str) -> Array:
        """Tell which documents have a word in a field."""
        return sum((at >= 0 for at in self._postings(word, name).values()), np.zeros(len(self._docs), bool))

    def _places(self, word: AcrossFields, name: str, rows: Array) -> Array:
        """Return where a word stands in a field of the documents that a mask has, ascending."""
        field = self._segment.fields[name]
        places = [
            places_in(field, term, postings, ((postings >= 0) & rows).nonzero()[0])
            for term, postings in self._postings(word, name).items()
        ]
        return places[0] if len(places) == 1 else np.sort(np.concatenate(places))

    def _postings(self, word: AcrossFields, name: str) -> dict[int, Array]:
        """Return each of a word's terms in a field, and which of its postings is that of each document."""
        key = word, name
        if key not in self._found:
            field = self._segment.fields[name]
            terms = {self._segment.number_of(name, term.text) for term in word.subqueries if term.fieldname == name}
            self._found[key] = {term: field.postings.numbers(term, self._docs) for term in terms if term >= 0}
        return self._found[key]
