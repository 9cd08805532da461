"""Whoosh's query tree, evaluated in whole arrays: the documents of one segment that match, and their scores.

Each evaluation may be kept `within` some documents: conjunctions evaluate their rarest part first and the others
within what it found. The matches of words asked lately are remembered: while
a query is typed, and its facets are chosen, it is asked again and again with the same words. A query that stands for
several terms (prefix, wildcard, fuzzy, range) scores its boost, whatever it found. A type of query not listed in
`_HANDLERS` goes through Whoosh's matchers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from whoosh import query

from index.segment.columns import NONE
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.patterns import languages_of, matching_terms
from searcher.phrase import phrase_matches
from searcher.places import ranks, shared
from searcher.ranking import Statistics, saturated
from searcher.recent import Recent
from searcher.sentences import opening, sharing_sentence
from searcher.tree import AcrossFields, AtLeast, InLead, SameSentence
from searcher.versions import NO_VERSIONS, HasVersions, Versions

_FEW = 4
"""Documents that are so many times fewer than others are looked up among them."""

_VERY_FEW = 32
"""Where so many times fewer documents are left than have a word, it is looked up in them alone, and not remembered."""

REMEMBERED = 1 << 22
"""Documents, of 12 bytes each, in the matches of a segment that are remembered."""

_LARGE = REMEMBERED >> 5
"""Documents with a word of which more would go unremembered for it than it is worth."""


_FREQUENT = 16
"""A word has a column where it is in one of so many documents."""

_UNMATCHED = np.float32(-0.0)
"""Stands where a document has no score: no score is that, and added to one it leaves it as it is."""


class Matches(NamedTuple):
    """Documents in ascending order (intp), and the score of each (float32).

    The `column` of a frequent word that is remembered has the scores of all documents, `_UNMATCHED` where it isn't.
    """

    docs: Array
    scores: Array
    column: Array | None = None

    @property
    def size(self) -> int:
        """The number of documents, and of those in the column."""
        return len(self.docs) + (0 if self.column is None else len(self.column) // 3)


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
        self._having = lru_cache(4096)(segment.doc_frequency)
        self._whole = whole
        self._versions = versions
        self._languages = languages_of(segment)

    def __call__(self, tree: query.Query) -> Matches:
        """Return the live documents that match."""
        return _kept(self.matches(tree), self.segment.live)

    def matches(self, tree: query.Query, within: Array | None = None) -> Matches:
        """Return the documents that match, deleted ones included, of those `within` (None: of all)."""
        for kind in type(tree).__mro__:
            if narrowing := _NARROWING.get(kind):
                return narrowing(self, tree, within)
            if handler := _HANDLERS.get(kind):
                return self._shared(handler(self, tree), within)
        return self._shared(self._by_whoosh(tree), within)

    def _shared(self, matches: Matches, within: Array | None) -> Matches:
        if within is None:
            return matches
        if matches.column is not None:
            scores = matches.column[within]
            kept = _matched(scores)
            return Matches(within[kept], scores[kept])
        kept = shared(matches.docs, within, self._size)
        return Matches(matches.docs[kept], matches.scores[kept])

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

    # Words

    def _word(self, tree: query.Query, within: Array | None) -> Matches:
        """Return the matches of a term, or of one word in several fields, kept from lately where they were."""
        terms = (tree,) if isinstance(tree, query.Term) else tree.subqueries
        key = type(tree), tree.boost, *[(term.fieldname, term.text, term.boost) for term in terms]
        find = _WORDS[type(tree)]
        if within is not None and key not in self._recent:
            most = self._most(tree)
            if most > _LARGE or _VERY_FEW * len(within) < most:
                return find(self, tree, within)
        return self._shared(self._recent.get(key, lambda: self._with_column(find(self, tree))), within)

    def _with_column(self, found: Matches) -> Matches:
        if self._size > min(_LARGE, _FREQUENT * len(found.docs)):
            return found
        column = np.full(self._size, _UNMATCHED)
        column[found.docs] = found.scores
        return Matches(found.docs, found.scores, column)

    def _term(self, tree: query.Term, among: Array | None = None) -> Matches:
        docs, share, _ = self._share(tree, among)
        if len(docs) and self.segment.fields[tree.fieldname].kind == "words":
            share = self._saturated(share, tree)
        return _boosted(Matches(docs, share), tree.boost)

    def _across_fields(self, tree: AcrossFields, among: Array | None = None) -> Matches:
        shares = [self._share(term, among) for term in tree.subqueries]
        boosted = (_boosted(share, term.boost) for share, term in zip(shares, tree.subqueries, strict=True))
        docs, share, _ = self._united([share for share in boosted if len(share.docs)])
        return _boosted(Matches(docs, self._saturated(share, *tree.subqueries)), tree.boost)

    def _in_any_field(self, tree: query.Or, among: Array | None = None) -> Matches:
        found = [self._term(term, among) for term in tree.subqueries]
        return _boosted(self._united([part for part in found if len(part.docs)]), tree.boost)

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
            which = shared(docs, among, self._size)
            docs = docs[which]
        docs, freqs = docs.astype(np.intp), field.postings.freqs(number, which)
        if field.kind != "words":
            return Matches(docs, freqs.astype(np.float32))
        return Matches(docs, freqs / self.statistics.normalizers(self.segment, tree.fieldname)[docs])

    def _saturated(self, share: Array, *terms: query.Term) -> Array:
        weight = self.statistics.idf(*((term.fieldname, term.text) for term in terms))
        return saturated(share, np.float32(weight))  # type: ignore[no-any-return]

    # Other leaves

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
        found = self._across_fields(tree)
        return self._shared(_kept(found, np.maximum.reduce(list(counts.values())) >= tree.times), within)

    def _every(self, tree: query.Every) -> Matches:
        if tree.fieldname is None:
            return self._constant(np.arange(self._size), tree.boost)
        if tree.fieldname not in self.segment.fields:
            return _NOTHING
        field = self.segment.fields[tree.fieldname]
        having = field.lengths if field.kind == "words" else np.diff(field.ordinals.starts)
        return self._constant(np.flatnonzero(having), tree.boost)

    def _number_range(self, tree: query.NumericRange, within: Array | None) -> Matches:
        field = self.segment.fields.get(tree.fieldname)
        if field is None or field.kind != "number":
            return self._shared(self._by_whoosh(tree), within)
        docs = np.arange(self._size) if within is None else within
        numbers = field.numbers[docs]
        mask = numbers != NONE
        if tree.start is not None:
            mask &= numbers > tree.start if tree.startexcl else numbers >= tree.start
        if tree.end is not None:
            mask &= numbers < tree.end if tree.endexcl else numbers <= tree.end
        return self._constant(docs[mask], tree.boost)

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
            narrower = self.matches(part, found.docs)
            scores[found.docs] = found.scores
            found = Matches(narrower.docs, narrower.scores + scores[narrower.docs])
        return _boosted(found, tree.boost)

    def _most(self, tree: query.Query) -> int:
        """Return about how many documents a query can match, without evaluating it."""
        if isinstance(tree, query.Term):
            return self._having(tree.fieldname, tree.text)
        if isinstance(tree, query.Phrase):
            return min((self._most(query.Term(tree.fieldname, word)) for word in tree.words), default=0)
        if isinstance(tree, query.Or):
            return sum(map(self._most, tree.subqueries))
        if isinstance(tree, query.And):
            return min(map(self._most, tree.subqueries), default=0)
        return self._size

    def _or(self, tree: query.Or, within: Array | None) -> Matches:
        if len(tree.subqueries) > 1 and _is_word(tree):
            return self._word(tree, within)
        parts = (self.matches(part, within) for part in tree.subqueries)
        return _boosted(self._united([part for part in parts if len(part.docs)]), tree.boost)

    def _united(self, parts: Sequence[Matches]) -> Matches:
        """Return the documents of all parts, and the sums of their scores."""
        if len(parts) < 2:
            return parts[0] if parts else _NOTHING
        few, many = sorted(parts[:2], key=lambda part: len(part.docs))
        if len(parts) == 2 and many.column is None and _FEW * len(few.docs) < len(many.docs):
            return _inserted(few, many)
        scores = np.full(self._size, _UNMATCHED)
        for part in parts:
            if part.column is None:
                scores[part.docs] += part.scores
            else:
                scores += part.column
        docs = _matched(scores)
        return Matches(docs, scores[docs])

    def _not(self, tree: query.Not) -> Matches:
        return self._constant(np.flatnonzero(~self.mask(self.matches(tree.query).docs)), 1.0)

    def _and_not(self, tree: query.AndNot) -> Matches:
        return _kept(self.matches(tree.a), ~self.mask(self.matches(tree.b).docs))

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
_WORDS: dict[type, Callable[..., Matches]] = {
    query.Term: Evaluator._term,
    query.Or: Evaluator._in_any_field,
    AcrossFields: Evaluator._across_fields,
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


def _inserted(few: Matches, many: Matches) -> Matches:
    """Return the union of a few documents with many, as of a word's titles with its texts."""
    at, scores = ranks(many.docs, few.docs), many.scores.copy()
    known, new = (at >= 0).nonzero()[0], (at < 0).nonzero()[0]
    scores[at[known]] += few.scores[known]
    if not len(new):
        return Matches(many.docs, scores)
    places = many.docs.searchsorted(few.docs[new])
    return Matches(np.insert(many.docs, places, few.docs[new]), np.insert(scores, places, few.scores[new]))


def _matched(column: Array) -> Array:
    """Return the places in a column that have a score."""
    matched: Array = column.view(np.int32) != _UNMATCHED.view(np.int32)
    return matched.nonzero()[0]


def _kept(matches: Matches, mask: Array | None) -> Matches:
    if mask is None:
        return matches
    kept = mask[matches.docs].nonzero()[0]
    return Matches(matches.docs[kept], matches.scores[kept])


def _boosted(matches: Matches, boost: float) -> Matches:
    return matches if boost == 1.0 else Matches(matches.docs, matches.scores * np.float32(boost))
