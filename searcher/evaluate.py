"""Whoosh's query tree, evaluated in whole arrays: the documents of one segment that match, and their scores.

Each evaluation may be kept `within` some documents: conjunctions evaluate their rarest part first and the others
within what it found. A query that stands for several terms (prefix, wildcard, fuzzy, range) scores its boost,
whatever it found. A type of query not listed in the tables below goes through Whoosh's matchers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
from whoosh import query

from index.segment.columns import NONE
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.matches import NOTHING, Matches, alike, constant, united
from searcher.patterns import languages_of, matching_terms, numbers_of
from searcher.phrase import phrase_matches
from searcher.ranking import Statistics
from searcher.sentences import opening, sharing_sentence
from searcher.tree import AcrossFields, AtLeast, InLead, SameSentence
from searcher.versions import NO_VERSIONS, HasVersions, Versions
from searcher.words import Words


class Evaluator:
    """Evaluates queries over one segment."""

    def __init__(
        self,
        segment: SegmentReader,
        statistics: Statistics,
        whole: Callable[[], Any],
        versions: Versions = NO_VERSIONS,
        terms_behind: Callable[[query.Query], Collection[str]] = lambda _: (),
    ) -> None:
        """Keep the segment; `whole` makes Whoosh's searcher over the whole index, for what is left to it.

        `terms_behind` gives what patterns stand for in other segments, too.
        """
        self.segment, self.statistics = segment, statistics
        self._size = segment.doc_count_all()
        self._words = Words(segment, statistics)
        self._whole = whole
        self._versions = versions
        self._languages, self._terms_behind = languages_of(segment), terms_behind

    def __call__(self, tree: query.Query) -> Matches:
        """Return the live documents that match."""
        return self.matches(tree).kept(self.segment.live)

    def matches(self, tree: query.Query, within: Array | None = None) -> Matches:
        """Return the documents that match, deleted ones included, of those `within` (None: of all)."""
        for kind in type(tree).__mro__:
            if narrowing := _NARROWING.get(kind):
                return narrowing(self, tree, within)
            if handler := _HANDLERS.get(kind):
                return handler(self, tree).within(within, self._size)
        return self._by_whoosh(tree).within(within, self._size)

    def _by_whoosh(self, tree: query.Query) -> Matches:
        leaf = next(leaf for leaf, _ in self._whole().leaf_searchers() if leaf.reader() is self.segment)
        matcher = tree.matcher(leaf, leaf.context())
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(docs, np.intp), np.array(scores, np.float32))

    # Leaves

    def _word(self, tree: query.Query, within: Array | None) -> Matches:
        return self._words(tree, within)

    def _phrase(self, tree: query.Phrase, within: Array | None) -> Matches:
        numbers = [self.segment.number_of(tree.fieldname, word) for word in tree.words]
        if not numbers or min(numbers) < 0:
            return NOTHING
        field = self.segment.fields[tree.fieldname]
        found = phrase_matches(field, numbers, tree.slop, within)
        if not len(found.docs):
            return NOTHING
        docs = found.docs
        scores = np.zeros(len(docs), np.float32)
        normalizers = self.statistics.normalizers(self.segment, tree.fieldname)[docs]
        for number, word in zip(numbers, tree.words, strict=True):
            share = field.postings.freqs(number, found.postings[number]) / normalizers
            scores += self._words.saturated(share, query.Term(tree.fieldname, word))
        return Matches(docs, scores).boosted(tree.boost)

    def _same_sentence(self, tree: SameSentence, within: Array | None) -> Matches:
        return self._placed(tree, within, sharing_sentence)

    def _in_lead(self, tree: InLead, within: Array | None) -> Matches:
        titles = self.segment.fields["title"].lengths
        return self._placed(tree, within, lambda field, terms, docs: opening(field, terms, docs, titles))

    def _placed(self, tree: query.Phrase, within: Array | None, held: Callable[..., Array]) -> Matches:
        """Return the documents with all words, where the places of the words fit."""
        found = self._and(query.And([query.Term(tree.fieldname, word) for word in tree.words]), within)
        if not len(found.docs):
            return found
        terms = [self.segment.number_of(tree.fieldname, word) for word in tree.words]
        kept = held(self.segment.fields[tree.fieldname], terms, found.docs)
        return found.at(kept.nonzero()[0]).boosted(tree.boost)

    def _at_least(self, tree: AtLeast, within: Array | None) -> Matches:
        """Count the forms of a word together, field by field."""
        counts: dict[str, Array] = {}
        for term in tree.subqueries:
            if (number := self.segment.number_of(term.fieldname, term.text)) >= 0:
                postings = self.segment.fields[term.fieldname].postings
                mine = counts.setdefault(term.fieldname, np.zeros(self._size, np.int64))
                mine[postings.docs(number)] += postings.freqs(number)
        if not counts:
            return NOTHING
        often = np.maximum.reduce(list(counts.values())) >= tree.times
        return self._words.find(tree, within).kept(often)

    def _every(self, tree: query.Every) -> Matches:
        if tree.fieldname is None:
            return constant(np.arange(self._size), tree.boost)
        if tree.fieldname not in self.segment.fields:
            return NOTHING
        field = self.segment.fields[tree.fieldname]
        having = field.lengths if field.kind == "words" else np.diff(field.ordinals.starts)
        return constant(np.flatnonzero(having), tree.boost)

    def _number_range(self, tree: query.NumericRange, within: Array | None) -> Matches:
        field = self.segment.fields.get(tree.fieldname)
        if field is None or field.kind != "number":
            return self._by_whoosh(tree).within(within, self._size)
        docs = np.arange(self._size) if within is None else within
        numbers = field.numbers[docs]
        mask = numbers != NONE
        if tree.start is not None:
            mask &= numbers > tree.start if tree.startexcl else numbers >= tree.start
        if tree.end is not None:
            mask &= numbers < tree.end if tree.endexcl else numbers <= tree.end
        return constant(docs[mask], tree.boost)

    def _several_terms(self, tree: query.MultiTerm) -> Matches:
        field = self.segment.fields.get(tree.fieldname)
        if field is None:
            return NOTHING
        numbers = matching_terms(field, tree, self._languages)
        if terms := self._terms_behind(tree):
            numbers = sorted(numbers_of(field.lexicon, terms).union(numbers))
        if not numbers:
            return NOTHING
        mask = np.zeros(self._size, bool)
        if isinstance(numbers, range):  # neighbours: their postings are one slice
            field.postings.mark(mask, numbers.start, numbers.stop)
        else:
            for number in numbers:
                field.postings.mark(mask, number)
        return alike(mask, tree.boost)

    def _has_versions(self, _: HasVersions) -> Matches:
        return constant(self._versions.clusters_of(self.segment).nonzero()[0], 0.0)

    def _null(self, _: query.Query) -> Matches:
        return NOTHING

    # Compounds

    def _and(self, tree: query.And, within: Array | None) -> Matches:
        """Evaluate the rarest part first, and each of the others within what is left."""
        parts = sorted(tree.subqueries, key=self._most)
        if not parts:
            return NOTHING
        found = self.matches(parts[0], within)
        for part in parts[1:]:
            if not len(found):
                return NOTHING
            narrower = self.matches(part, found.docs)
            found = Matches(narrower.docs, narrower.scores + found.scores_of(narrower.docs, self._size))
        return found.boosted(tree.boost)

    def _most(self, tree: query.Query) -> int:
        """Return about how many documents a query can match, without evaluating it."""
        if isinstance(tree, query.Term):
            return self._words.having(tree.fieldname, tree.text)
        if isinstance(tree, query.Phrase):
            return min((self._most(query.Term(tree.fieldname, word)) for word in tree.words), default=0)
        if isinstance(tree, query.Or):
            return sum(map(self._most, tree.subqueries))
        if isinstance(tree, query.And):
            return min(map(self._most, tree.subqueries), default=0)
        return self._size

    def _or(self, tree: query.Or, within: Array | None) -> Matches:
        if len(tree.subqueries) > 1 and _is_word(tree):
            return self._words(tree, within)
        return united([self.matches(part, within) for part in tree.subqueries], self._size).boosted(tree.boost)

    def _not(self, tree: query.Not) -> Matches:
        return alike(~self.matches(tree.query).mask(self._size), 1.0)

    def _and_not(self, tree: query.AndNot) -> Matches:
        return self.matches(tree.a).kept(~self.matches(tree.b).mask(self._size))

    def _require(self, tree: query.Require) -> Matches:
        return self.matches(tree.a, self.matches(tree.b).docs)


# ruff: noqa: SLF001 the tables below name this class's own methods
_NARROWING: dict[type, Callable[[Evaluator, Any, Array | None], Matches]] = {
    SameSentence: Evaluator._same_sentence,
    InLead: Evaluator._in_lead,
    AtLeast: Evaluator._at_least,
    query.Phrase: Evaluator._phrase,
    query.And: Evaluator._and,
    query.Or: Evaluator._or,
    query.NumericRange: Evaluator._number_range,
    query.Term: Evaluator._word,
    AcrossFields: Evaluator._word,
}
_HANDLERS: dict[type, Callable[[Evaluator, Any], Matches]] = {
    query.Every: Evaluator._every,
    query.Prefix: Evaluator._several_terms,
    query.TermRange: Evaluator._several_terms,
    query.Wildcard: Evaluator._several_terms,
    query.FuzzyTerm: Evaluator._several_terms,
    query.Not: Evaluator._not,
    query.AndNot: Evaluator._and_not,
    query.Require: Evaluator._require,
    HasVersions: Evaluator._has_versions,
    type(query.NullQuery): Evaluator._null,
}


def _is_word(tree: query.Or) -> bool:
    """Tell whether all parts are the same term, in any fields."""
    first, *others = tree.subqueries
    return type(first) is query.Term and all(type(part) is query.Term and part.text == first.text for part in others)
