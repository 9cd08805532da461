"""Queries that stand for several terms of a field: prefixes, wildcards, fuzzy words, ranges.

Terms are stems; the index keeps the words behind them. The `Word…` queries look among words as they were written, and
find those that fit in all their forms, as plain words do: `mining*` finds no less than `mining`. Whoosh's own look
among terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from whoosh import query

from index.analysis import TERMS, has_stemmer, terms_of
from index.segment.container import Array
from index.segment.field import FieldReader
from index.segment.lexicon import Lexicon
from index.segment.reader import SegmentReader
from searcher.fuzzy import terms_within
from searcher.tokens import MOST_PATTERNS

_WILD = {"*": rb"[^\n]*", "?": rb"[^\n\x80-\xbf][\x80-\xbf]*"}
"""Any letters, and any one letter, of UTF-8 in a line."""

_FEW = 1000
"""Terms that are looked up one by one; of more, the lexicon is read from the first to the last."""

Finder = Callable[[Lexicon, Any], Sequence[int]]

_KNOWN: WeakKeyDictionary[FieldReader, dict[tuple[Any, ...], Sequence[int]]] = WeakKeyDictionary()
"""What the latest patterns stand for, since what finds documents by them marks their words, too."""


class _OverWords:
    """Makes a query over terms one over words, in Whoosh's own evaluation too."""

    fieldname: str

    def _btexts(self, ixreader: Any) -> Iterator[bytes]:
        found: set[bytes] = set()
        for leaf, _ in ixreader.leaf_readers():
            if isinstance(leaf, SegmentReader) and self.fieldname in leaf.fields:
                field = leaf.fields[self.fieldname]
                found.update(field.lexicon[number] for number in matching_terms(field, self, languages_of(leaf)))
        return iter(sorted(found))


class WordPrefix(_OverWords, query.Prefix):  # type: ignore[misc]
    """Words that start with a text."""


class WordWildcard(_OverWords, query.Wildcard):  # type: ignore[misc]
    """Words that fit a pattern of letters, `?` and `*`."""


class WordFuzzy(_OverWords, query.FuzzyTerm):  # type: ignore[misc]
    """Words within an edit distance of a text."""


def matching_terms(field: FieldReader, tree: Any, languages: Sequence[str] = ()) -> Sequence[int]:
    """Return the ascending numbers of the terms that a query stands for: a range where they are neighbours.

    A word has one term in English and others in the `languages` of the segment that have terms of their own.
    """
    if not isinstance(tree, _OverWords):
        return _found(field.lexicon, tree)
    return _kept(field, ("terms", tree, *languages), lambda: _terms_of_words(field, tree, languages))


def _terms_of_words(field: FieldReader, tree: query.Query, languages: Sequence[str]) -> Sequence[int]:
    found = _words_of(field, tree)
    terms: set[int] = set(field.word_terms[found].tolist())  # np.unique loads masked arrays, which takes 20 ms
    if languages:
        terms.update(numbers_of(field.lexicon, _stems(_surfaces(field, found), languages)))
    return sorted(terms)


def _words_of(field: FieldReader, tree: query.Query) -> Array:
    return np.array(_kept(field, ("words", tree), lambda: _found(field.words, tree)), np.intp)


def _found(lexicon: Lexicon, tree: query.Query) -> Sequence[int]:
    return next(_FINDERS[kind] for kind in type(tree).__mro__ if kind in _FINDERS)(lexicon, tree)


def _kept(field: FieldReader, key: tuple[Any, ...], make: Callable[[], Sequence[int]]) -> Sequence[int]:
    known = _KNOWN.setdefault(field, {})
    if key not in known:
        if len(known) >= 2 * MOST_PATTERNS:
            known.clear()
        known[key] = make()
    return known[key]


def terms_behind(tree: query.Query, segments: Iterable[SegmentReader]) -> set[str]:
    """Return the terms that a pattern of words stands for in an index, given as its segments; none for other queries.

    A word that fits in one segment may stand in another in other forms alone.
    """
    if not isinstance(tree, _OverWords):
        return set()
    surfaces: set[str] = set()
    languages: set[str] = set()
    for segment in segments:
        if field := segment.fields.get(tree.fieldname):
            surfaces.update(_surfaces(field, _words_of(field, tree)))
            languages.update(languages_of(segment))
    return _stems(surfaces, languages)


def _surfaces(field: FieldReader, numbers: Array) -> list[str]:
    run = field.words.run(int(numbers[0]), int(numbers[-1]) + 1) if len(numbers) else []
    return [run[at].decode("utf-8", "surrogatepass") for at in (numbers - numbers[:1]).tolist()]


def _stems(words: Iterable[str], languages: Iterable[str]) -> set[str]:
    return {known[word] for known in (TERMS, *map(terms_of, languages)) for word in words}


def numbers_of(lexicon: Lexicon, terms: Iterable[str]) -> set[int]:
    """Return the numbers of those of the terms that a lexicon has."""
    wanted = {term.encode("utf-8", "surrogatepass") for term in terms}
    if len(wanted) < _FEW:
        return {number for term in wanted if (number := lexicon.number(term)) >= 0}
    start, stop = lexicon.rank(min(wanted)), lexicon.rank(max(wanted)) + 1
    return {number for number, term in enumerate(lexicon.run(start, min(stop, len(lexicon))), start) if term in wanted}


def languages_of(segment: SegmentReader) -> list[str]:
    """Return the languages of a segment's releases that have terms of their own."""
    field = segment.fields.get("language")
    codes = [] if field is None else [code.decode(errors="replace") for code in field.lexicon]
    return [code for code in codes if has_stemmer(code)]


def _prefixed(lexicon: Lexicon, tree: query.Prefix) -> Sequence[int]:
    return range(*lexicon.prefixed(tree.text.encode()))


def _between(lexicon: Lexicon, tree: query.TermRange) -> Sequence[int]:
    start, stop = 0, len(lexicon)
    if tree.start is not None:
        start = lexicon.rank(tree.start.encode() + (b"\0" if tree.startexcl else b""))
    if tree.end is not None:
        stop = lexicon.rank(tree.end.encode() + (b"" if tree.endexcl else b"\0"))
    return range(start, max(start, stop))


def _fitting(lexicon: Lexicon, tree: query.PatternQuery) -> Sequence[int]:
    start, stop = lexicon.prefixed(tree._find_prefix(tree.text).encode())  # noqa: SLF001 Whoosh has no public one
    if "[" in tree.text:  # a class of letters, which have no bytes in common
        is_match = re.compile(tree._get_pattern()).fullmatch  # noqa: SLF001 nor of this
        words = (word.decode("utf-8", "surrogatepass") for word in lexicon.run(start, stop))
        return [number for number, word in enumerate(words, start) if is_match(word)]
    signs = (_WILD.get(sign) or re.escape(sign.encode("utf-8", "surrogatepass")) for sign in tree.text)
    fits = re.compile(b"^%b$" % b"".join(signs), re.MULTILINE)
    ends = np.cumsum(lexicon.sizes(start, stop).astype(np.int64) + 1)
    places = [match.start() for match in fits.finditer(b"\n".join(lexicon.run(start, stop)))]
    numbers: list[int] = (start + np.searchsorted(ends, places, side="right")).tolist()
    return numbers


def _similar(lexicon: Lexicon, tree: query.FuzzyTerm) -> Sequence[int]:
    return list(terms_within(lexicon, tree.text, tree.maxdist, tree.prefixlength))


_FINDERS: dict[type, Finder] = {
    query.Prefix: _prefixed,
    query.TermRange: _between,
    query.Wildcard: _fitting,
    query.FuzzyTerm: _similar,
}
