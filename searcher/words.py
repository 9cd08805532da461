"""What single words match in a segment, in one field or several.

The matches of words asked lately are remembered: while a query is typed, and its facets are chosen, it is asked again
and again with the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from whoosh import query

from index.segment.container import Array
from index.segment.dense import is_dense
from index.segment.reader import SegmentReader
from searcher.matches import NOTHING, Column, Matches, boosted, united
from searcher.ranking import Statistics, saturated
from searcher.recent import Recent
from searcher.tree import AcrossFields

REMEMBERED = 48 << 20
"""Bytes of the matches that are remembered of a segment."""

_LARGE = 1 << 15
"""A word in more documents than so many is looked up among those that are left alone, and not remembered."""

_FEW = 8
"""A dense word is looked up among documents that are so many times fewer than the segment's, and not remembered."""

_VERY_FEW = 32
"""A word in so many times more documents than are left is, too."""


class Words:
    """Finds words in one segment."""

    def __init__(self, segment: SegmentReader, statistics: Statistics) -> None:
        self._segment, self._statistics = segment, statistics
        self._size = segment.doc_count_all()
        self._recent = Recent[Matches](REMEMBERED)
        self.having = lru_cache(4096)(segment.doc_frequency)
        """How many documents have a term of a field, deleted ones included."""

    def __call__(self, tree: query.Query, within: Array | None = None) -> Matches:
        """Return the documents that a term matches, or any of a word's terms, of those `within` (None: of all)."""
        terms = _terms_of(tree)
        key = type(tree), tree.boost, *[(term.fieldname, term.text, term.boost) for term in terms]
        if within is not None and key not in self._recent:
            most = sum(self.having(term.fieldname, term.text) for term in terms)
            if is_dense(most, self._size):
                is_looked_up = _FEW * len(within) < self._size
            else:
                is_looked_up = most > _LARGE or _VERY_FEW * len(within) < most
            if is_looked_up:
                return self.find(tree, within)
        return self._recent.get(key, lambda: self._whole(tree)).within(within, self._size)

    def _whole(self, tree: query.Query) -> Matches:
        most = max(self.having(term.fieldname, term.text) for term in _terms_of(tree))
        column = self._column(tree) if is_dense(most, self._size) else None
        return self.find(tree) if column is None else Column(column)

    def _column(self, tree: query.Query) -> Array | None:
        """Return the scores that `find` gives the documents of a dense term, without a step for each; else None."""
        largest, *others = sorted(_terms_of(tree), key=lambda term: -self.having(term.fieldname, term.text))
        column = self._shares(largest)
        if column is None:
            return None
        if isinstance(tree, AcrossFields):
            column = boosted(column, largest.boost)
            for term in others:
                self._add_share(term, column)
            return boosted(self.saturated(column, *tree.subqueries), tree.boost)
        column = boosted(self.saturated(column, largest), largest.boost)
        for term in others:
            self.find(term).add_to(column)
        return column if tree is largest else boosted(column, tree.boost)

    def _add_share(self, term: query.Term, column: Array) -> None:
        share = self._shares(term)
        if share is None:
            self._share(term, None).boosted(term.boost).add_to(column)
        else:
            column += boosted(share, term.boost)

    def _shares(self, term: query.Term) -> Array | None:
        """Return a dense term's frequency in each document, divided by the normalizer; of others, None."""
        number = self._segment.number_of(term.fieldname, term.text)
        column = None if number < 0 else self._segment.fields[term.fieldname].postings.column(number)
        if column is not None:
            column /= self._statistics.normalizers(self._segment, term.fieldname)
        return column

    def find(self, tree: query.Query, within: Array | None = None) -> Matches:
        """Return the same, neither from what is remembered nor to be remembered."""
        if isinstance(tree, query.Term):
            found = self._share(tree, within)
            if len(found) and self._segment.fields[tree.fieldname].kind == "words":
                found = Matches(found.docs, self.saturated(found.scores, tree))
            return found.boosted(tree.boost)
        if not isinstance(tree, AcrossFields):
            return united([self.find(term, within) for term in tree.subqueries], self._size).boosted(tree.boost)
        shares = [self._share(term, within).boosted(term.boost) for term in tree.subqueries]
        found = united(shares, self._size)
        return Matches(found.docs, self.saturated(found.scores, *tree.subqueries)).boosted(tree.boost)

    def _share(self, tree: query.Term, within: Array | None) -> Matches:
        """Return a term's documents, all or those `within` some, with its frequency in each.

        In texts it is divided by the normalizer.
        """
        number = self._segment.number_of(tree.fieldname, tree.text)
        if number < 0:
            return NOTHING
        field = self._segment.fields[tree.fieldname]
        docs, freqs = field.postings.docs_and_freqs(number, within)
        if field.kind != "words":
            return Matches(docs, freqs.astype(np.float32))
        return Matches(docs, freqs / self._statistics.normalizers(self._segment, tree.fieldname)[docs])

    def saturated(self, share: Array, *terms: query.Term) -> Array:
        """Return the scores of a word that has these terms, given its shares."""
        weight = self._statistics.idf(*((term.fieldname, term.text) for term in terms))
        return saturated(share, np.float32(weight))  # type: ignore[no-any-return]


def _terms_of(tree: query.Query) -> Sequence[query.Term]:
    return (tree,) if isinstance(tree, query.Term) else tree.subqueries
