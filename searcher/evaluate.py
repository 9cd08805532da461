"""Whoosh's query tree, evaluated in whole arrays: the documents of one segment that match, and their scores.

Each evaluation may be kept `within` a set of documents (a mask): conjunctions evaluate their rarest part first and
the others within it, and deleted documents are never within. The matches of words asked lately are remembered: while
a query is typed, and its facets are chosen, it is asked again and again with the same words. A query that stands for
several terms (prefix, wildcard, fuzzy, range) scores its boost, whatever it found. A type of query not listed in
`_HANDLERS` goes through Whoosh's matchers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from whoosh import query

from index.segment.columns import NONE
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.patterns import languages_of, matching_terms
from searcher.phrase import phrase_matches
from searcher.places import ranks
from searcher.ranking import Statistics, saturated
from searcher.recent import Recent
from searcher.sentences import opening, sharing_sentence
from searcher.tree import AcrossFields, AtLeast, InLead, SameSentence
from searcher.versions import NO_VERSIONS, HasVersions, Versions

_FEW = 4
"""Documents that are so many times fewer than others are looked up among them."""

_VERY_FEW = 32
"""Where so many times fewer documents are left than have a word, it is looked up in them alone, and not remembered."""

REMEMBERED = 1 << 21
"""Documents, of 12 bytes each, in the matches of a segment that are remembered."""


class Matches(NamedTuple):
    """Documents in ascending order (intp), and the score of each (float32)."""

    docs: Array
    scores: Array

    @property
    def size(self) -> int:
        """The number of documents."""
        return len(self.docs)


_NOTHING = Matches(np.zeros(0, np.intp), np.zeros(0, np.float32))


class Evaluator:
    """Evaluates queries over one segment."""

    def __init__(
        self, segment: SegmentReader, statistics: Statistics, whole: Callable[[], Any], versions: Versions = NO_VERSIONS
    ) -> None:
        """Keep the segment; `whole` makes Whoosh's searcher over the whole index, for what is left to it."""
        self._recent = Recent[Matches](REMEMBERED)
        self.segment, self.statistics = segment, statistics
        self._size = segment.doc_count_all()
        self._whole = whole
        self._versions = versions
        self._languages = languages_of(segment)

    def __call__(self, tree: query.Query) -> Matches:
        """Return the live documents that match."""
        return self.matches(tree, self.segment.live)

    def matches(self, tree: query.Query, within: Array | None = None) -> Matches:
        """Return the documents that match, of those `within` the mask (None: of all, deleted ones included)."""
        for kind in type(tree).__mro__:
            if narrowing := _NARROWING.get(kind):
                return narrowing(self, tree, within)
            if word := _WORDS.get(kind):
                if within is not None and _VERY_FEW * np.count_nonzero(within) < self._most(tree):
                    return word(self, tree, within.nonzero()[0])
                return _kept(self._recent.get(tree, lambda: word(self, tree)), within)
            if handler := _HANDLERS.get(kind):
                return _kept(handler(self, tree), within)
        return _kept(self._by_whoosh(tree), within)

    def mask(self, docs: Array) -> Array:
        """Return ascending documents as an array of bool."""
        mask = np.zeros(self._size, bool)
        mask[docs] = True
        return mask

    def _by_whoosh(self, tree: query.Query) -> Matches:
        leaf = next(leaf for leaf, _ in self._whole().leaf_searchers() if leaf.reader() is self.segment)
        matcher = tree.matcher(leaf, leaf.context())
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(docs, np.intp), np.array(scores, np.float32))

    def _constant(self, docs: Array, boost: float) -> Matches:
        return Matches(docs, np.full(len(docs), boost, np.float32))

    # Leaves

    def _term(self, tree: query.Term, among: Array | None = None) -> Matches:
        docs, share = self._share(tree, among)
        if len(docs) and self.segment.fields[tree.fieldname].kind == "words":
            share = self._saturated(share, tree)
        return _boosted(Matches(docs, share), tree.boost)

    def _across_fields(self, tree: AcrossFields, among: Array | None = None) -> Matches:
        shares = [self._share(term, among) for term in tree.subqueries]
        boosted = (_boosted(share, term.boost) for share, term in zip(shares, tree.subqueries, strict=True))
        docs, share = self._united([share for share in boosted if len(share.docs)])
        return _boosted(Matches(docs, self._saturated(share, *tree.subqueries)), tree.boost)

    def _share(self, tree: query.Term, among: Array | None) -> Matches:
        """Return a term's documents, all or those `among` some, with its frequency in each.

        In texts it is divided by the normalizer.
        """
        number = self.segment.number_of(tree.fieldname, tree.text)
        if number < 0:
            return _NOTHING
        field = self.segment.fields[tree.fieldname]
        docs, which = field.postings.docs(number), None
        if among is not None:
            which = ranks(docs, among)
            which = which[which >= 0]
            docs = docs[which]
        docs, freqs = docs.astype(np.intp), field.postings.freqs(number, which)
        if field.kind != "words":
            return Matches(docs, freqs.astype(np.float32))
        return Matches(docs, freqs / self.statistics.normalizers(self.segment, tree.fieldname)[docs])

    def _saturated(self, share: Array, *terms: query.Term) -> Array:
        weight = self.statistics.idf(*((term.fieldname, term.text) for term in terms))
        return saturated(share, np.float32(weight))  # type: ignore[no-any-return]

    def _phrase(self, tree: query.Phrase, within: Array | None) -> Matches:
        numbers = [self.segment.number_of(tree.fieldname, word) for word in tree.words]
        if not numbers or min(numbers) < 0:
            return _NOTHING
        field = self.segment.fields[tree.fieldname]
        found = phrase_matches(field, numbers, tree.slop, within)
        if not len(found.docs):
            return _NOTHING
        docs = found.docs.astype(np.intp)
        scores = np.zeros(len(docs), np.float32)
        normalizers = self.statistics.normalizers(self.segment, tree.fieldname)[docs]
        for number, word in zip(numbers, tree.words, strict=True):
            share = field.postings.freqs(number, found.postings[number]) / normalizers
            scores += self._saturated(share, query.Term(tree.fieldname, word))
        return _boosted(Matches(docs, scores), tree.boost)

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
        return _boosted(Matches(found.docs[kept], found.scores[kept]), tree.boost)

    def _at_least(self, tree: AtLeast, within: Array | None) -> Matches:
        """Count the forms of a word together, field by field."""
        counts: dict[str, Array] = {}
        for term in tree.subqueries:
            if (number := self.segment.number_of(term.fieldname, term.text)) >= 0:
                postings = self.segment.fields[term.fieldname].postings
                counts.setdefault(term.fieldname, np.zeros(self._size, np.int64))[postings.docs(number)] += (
                    postings.freqs(number)
                )
        if not counts:
            return _NOTHING
        return _kept(_kept(self._across_fields(tree), within), np.maximum.reduce(list(counts.values())) >= tree.times)

    def _every(self, tree: query.Every) -> Matches:
        if tree.fieldname is None:
            return self._constant(np.arange(self._size), tree.boost)
        if tree.fieldname not in self.segment.fields:
            return _NOTHING
        field = self.segment.fields[tree.fieldname]
        having = field.lengths if field.kind == "words" else np.diff(field.ordinals.starts)
        return self._constant(np.flatnonzero(having), tree.boost)

    def _number_range(self, tree: query.NumericRange) -> Matches:
        field = self.segment.fields.get(tree.fieldname)
        if field is None or field.kind != "number":
            return self._by_whoosh(tree)
        mask = field.numbers != NONE
        if tree.start is not None:
            mask &= field.numbers > tree.start if tree.startexcl else field.numbers >= tree.start
        if tree.end is not None:
            mask &= field.numbers < tree.end if tree.endexcl else field.numbers <= tree.end
        return self._constant(mask.nonzero()[0], tree.boost)

    def _several_terms(self, tree: query.MultiTerm) -> Matches:
        field = self.segment.fields.get(tree.fieldname)
        numbers = [] if field is None else matching_terms(field, tree, self._languages)
        if field is None or not numbers:
            return _NOTHING
        if isinstance(numbers, range):  # neighbours: their postings are one slice
            docs = field.postings.docs(numbers.start, numbers.stop)
        else:
            docs = np.concatenate([field.postings.docs(number) for number in numbers])
        return self._constant(np.flatnonzero(self.mask(docs)), tree.boost)

    def _has_versions(self, _: HasVersions) -> Matches:
        return self._constant(self._versions.clusters_of(self.segment).nonzero()[0], 0.0)

    def _null(self, _: query.Query) -> Matches:
        return _NOTHING

    # Compounds

    def _and(self, tree: query.And, within: Array | None) -> Matches:
        """Evaluate the rarest part first, and each of the others within what is left."""
        parts = sorted(tree.subqueries, key=self._most)
        if not parts:
            return _NOTHING
        found = self.matches(parts[0], within)
        scores = np.empty(self._size, np.float32)
        for part in parts[1:]:
            if not len(found.docs):
                return _NOTHING
            narrower = self.matches(part, self.mask(found.docs))
            scores[found.docs] = found.scores
            found = Matches(narrower.docs, narrower.scores + scores[narrower.docs])
        return _boosted(found, tree.boost)

    def _most(self, tree: query.Query) -> int:
        """Return about how many documents a query can match, without evaluating it."""
        if isinstance(tree, query.Term):
            number = self.segment.number_of(tree.fieldname, tree.text)
            return 0 if number < 0 else self.segment.fields[tree.fieldname].postings.count(number)
        if isinstance(tree, query.Phrase):
            return min((self._most(query.Term(tree.fieldname, word)) for word in tree.words), default=0)
        if isinstance(tree, query.Or):
            return sum(map(self._most, tree.subqueries))
        if isinstance(tree, query.And):
            return min(map(self._most, tree.subqueries), default=0)
        return self._size

    def _or(self, tree: query.Or, within: Array | None) -> Matches:
        parts = (self.matches(part, within) for part in tree.subqueries)
        return _boosted(self._united([part for part in parts if len(part.docs)]), tree.boost)

    def _united(self, parts: Sequence[Matches]) -> Matches:
        """Return the documents of all parts, and the sums of their scores."""
        if len(parts) < 2:
            return parts[0] if parts else _NOTHING
        largest, *others = sorted(parts, key=lambda part: -len(part.docs))
        if len(others) == 1 and _FEW * len(others[0].docs) < len(largest.docs):
            at = ranks(largest.docs, others[0].docs)
            if at.min() >= 0:  # as where words of titles stand in texts, too
                scores = largest.scores.copy()
                scores[at] += others[0].scores
                return Matches(largest.docs, scores)
        scores, matched = np.zeros(self._size, np.float32), np.zeros(self._size, bool)
        scores[largest.docs] = largest.scores
        matched[largest.docs] = True
        for part in others:
            scores[part.docs] += part.scores
            matched[part.docs] = True
        docs = matched.nonzero()[0]
        return Matches(docs, scores[docs])

    def _not(self, tree: query.Not) -> Matches:
        return self._constant(np.flatnonzero(~self.mask(self.matches(tree.query).docs)), 1.0)

    def _and_not(self, tree: query.AndNot) -> Matches:
        return _kept(self.matches(tree.a), ~self.mask(self.matches(tree.b).docs))

    def _require(self, tree: query.Require) -> Matches:
        return self.matches(tree.a, self.mask(self.matches(tree.b).docs))


# ruff: noqa: SLF001 the tables below name this class's own methods
_NARROWING: dict[type, Callable[[Evaluator, Any, Array | None], Matches]] = {
    SameSentence: Evaluator._same_sentence,
    InLead: Evaluator._in_lead,
    AtLeast: Evaluator._at_least,
    query.Phrase: Evaluator._phrase,
    query.And: Evaluator._and,
    query.Or: Evaluator._or,
}
_WORDS: dict[type, Callable[..., Matches]] = {
    query.Term: Evaluator._term,
    AcrossFields: Evaluator._across_fields,
}
_HANDLERS: dict[type, Callable[[Evaluator, Any], Matches]] = {
    query.Every: Evaluator._every,
    query.NumericRange: Evaluator._number_range,
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


def _kept(matches: Matches, mask: Array | None) -> Matches:
    if mask is None:
        return matches
    kept = mask[matches.docs].nonzero()[0]
    return Matches(matches.docs[kept], matches.scores[kept])


def _boosted(matches: Matches, boost: float) -> Matches:
    return matches if boost == 1.0 else Matches(matches.docs, matches.scores * np.float32(boost))
