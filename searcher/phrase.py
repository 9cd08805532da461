"""Which documents hold words one after another, found by their positions in whole arrays.

Frequent words are told from what is kept beside the occurrences of the others, so their many positions are seldom
read; of other words in many documents, only those where the code of the next one is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import NamedTuple

import numpy as np

from index.segment.arrays import among, run_members, shared, starts_of
from index.segment.blocks import BLOCK
from index.segment.container import Array
from index.segment.field import FieldReader
from index.segment.frequent import SHARED, is_shared, shared_code

_FEW = 8
"""Documents that are so many times fewer than a term's are looked up one by one."""

_NARROWED = 4
"""About one in so many occurrences of a word has a certain frequent one beside it."""

_LONG = BLOCK
"""Where all words occur more often than so, what stands beside one of them is read throughout, before positions are."""

_ALL = slice(None)


class PhraseMatches(NamedTuple):
    """Ascending documents that hold a phrase, and for each distinct term which of its postings they are."""

    docs: Array
    postings: dict[int, Array]


def phrase_matches(field: FieldReader, terms: Sequence[int], slop: int, within: Array | None = None) -> PhraseMatches:
    """Return where the terms occur in order, each at most `slop` words after the last.

    Only the documents `within` are looked at (None: all of the segment).
    """
    found = _neighbours(field, terms, within) if slop == 1 else _near(field, terms, slop, within)
    for term in set(terms) - found.postings.keys():
        found.postings[term] = field.postings.numbers_of_holders(term, found.docs)
    return found


def _neighbours(field: FieldReader, terms: Sequence[int], within: Array | None) -> PhraseMatches:
    is_long = min(map(field.postings.occurrence_count, terms)) > _LONG
    words = _looked_up(field, terms, is_long)
    first, *others = words
    is_wide = within is None or _FEW * len(within) > field.postings.count(first.term)
    is_scanned = is_long and is_wide and bool(first.beside)
    if is_scanned:
        within = _fitting(field, first, within)
    holding = _holding_all(field, {word.term for word in words}, within)
    if is_scanned and not others:  # what stands beside the one tells all
        return holding
    return _chosen(holding, _adjacent(_Places(field, holding, len(terms) + 1), words))


def _near(field: FieldReader, terms: Sequence[int], slop: int, within: Array | None) -> PhraseMatches:
    words = [_Word(at, term, {}) for at, term in enumerate(terms)]
    holding = _holding_all(field, set(terms), within)
    return _chosen(holding, _within_reach(_Places(field, holding, len(terms) + slop), words, slop))


class _Word(NamedTuple):
    """A word at its place in a phrase, and the codes that it wants beside it, by their distance."""

    at: int
    term: int
    beside: Mapping[int, int]


def _looked_up(field: FieldReader, terms: Sequence[int], is_long: bool) -> list[_Word]:
    """Return the words whose occurrences tell where the phrase is, those that leave few first, frequent ones last.

    Where all are long to read, they want the right code of any next word, too.
    """
    codes, count = field.frequent.codes, field.postings.occurrence_count
    beside = [dict(_beside(field, terms, at, is_long)) for at in range(len(terms))]
    narrowed = [prod(SHARED if is_shared(code) else _NARROWED for code in found.values()) for found in beside]
    left = [(term in codes, count(term) / narrowed[at]) for at, term in enumerate(terms)]
    words: list[_Word] = []
    told: set[int] = set()
    for at in sorted(range(len(terms)), key=left.__getitem__):
        if at not in told:
            wanted = {distance: code for distance, code in beside[at].items() if at + distance not in told}
            told |= {at, *(at + distance for distance, code in wanted.items() if not is_shared(code))}
            words.append(_Word(at, terms[at], wanted))
    return words


def _beside(field: FieldReader, terms: Sequence[int], at: int, is_long: bool) -> Iterator[tuple[int, int]]:
    """Yield distance and code of each frequent word that no other kind of word parts from the one at a place."""
    codes = field.frequent.codes
    for side in (-1, 1):
        for distance in (side, 2 * side):
            if not 0 <= at + distance < len(terms):
                break
            other = terms[at + distance]
            if other not in codes:
                if is_long and distance == 1 and terms[at] not in codes:
                    yield distance, shared_code(field.lexicon[other])
                break
            yield distance, codes[other]


def _fitting(field: FieldReader, word: _Word, within: Array | None) -> Array:
    """Return the documents in which a word has the wanted ones beside it, all or those `within` some."""
    start, stop = field.postings.occurrences[word.term : word.term + 2].tolist()
    fits = np.ones(stop - start, bool)
    for distance, code in word.beside.items():
        fits &= field.frequent.beside[distance].slice(start, stop) == code
    occurrences = fits.nonzero()[0] + start
    docs = _distinct(field.postings.holders(word.term, occurrences)).astype(np.intp)
    return docs if within is None else docs[shared(docs, within, len(field.lengths))]


def _holding_all(field: FieldReader, terms: Iterable[int], within: Array | None) -> PhraseMatches:
    first, *others = sorted(terms, key=field.postings.count)
    docs, postings = field.postings.find(first, within)
    matches = PhraseMatches(docs, {first: postings})
    for term in others:
        numbers = field.postings.numbers(term, matches.docs)
        matches.postings[term] = numbers
        kept = (numbers >= 0).nonzero()[0]
        if len(kept) < len(numbers):
            matches = _chosen(matches, kept)
    return matches


def _chosen(matches: PhraseMatches, rows: Array) -> PhraseMatches:
    return PhraseMatches(matches.docs[rows], {term: numbers[rows] for term, numbers in matches.postings.items()})


class _Places:
    """Numbers every word of some documents, one after another, with a gap before each that no phrase spans."""

    def __init__(self, field: FieldReader, holding: PhraseMatches, gap: int) -> None:
        self._field, self._holding, self._gap = field, holding, gap

    @cached_property
    def _opens(self) -> Array:
        return starts_of(self._field.lengths[self._holding.docs].astype(np.intp) + self._gap)

    @cached_property
    def _begins(self) -> Array:
        return self._opens + self._gap

    @cached_property
    def _numbered(self) -> Array:
        return np.arange(len(self._holding.docs), dtype=np.int32)

    def rows(self, places: Array) -> Array:
        """Return the rows of the documents that hold the places."""
        found: Array = np.searchsorted(self._opens, places, side="right")
        return found - 1

    def fitting(self, word: _Word, rows: Array | slice = _ALL) -> tuple[Array, Array]:
        """Return the occurrences of a word that have the wanted words beside them, and the row of each.

        Only the documents of ascending rows are looked at.
        """
        starts, counts = self._field.postings.runs(word.term, self._holding.postings[word.term][rows])
        occurrences, owners = run_members(starts, counts), self._numbered[rows]
        kept: Array | None = None
        for distance, code in word.beside.items():
            codes = self._field.frequent.beside[distance].take(occurrences)
            held = (codes == code).nonzero()[0]
            occurrences, kept = occurrences[held], held if kept is None else kept[held]
        if kept is None:
            return occurrences, np.repeat(owners, counts)
        if _FEW * len(kept) < counts.sum():
            return occurrences, owners[starts.searchsorted(occurrences, side="right") - 1]
        return occurrences, np.repeat(owners, counts)[kept]

    def starts(self, word: _Word, rows: Array | slice = _ALL) -> tuple[Array, Array]:
        """Return the ascending places where a phrase would begin of which these are a word's occurrences, with rows."""
        occurrences, found = self.fitting(word, rows)
        starts = self._begins[found] - word.at
        starts += self._field.postings.positions(occurrences)
        return starts, found


def _adjacent(places: _Places, words: Sequence[_Word]) -> Array:
    """Return the rows of the documents in which the words stand one after another."""
    first, *others = words
    if not others:
        return _distinct(places.fitting(first)[1])
    starts, rows = places.starts(first)
    for word in others:
        starts = _shared(starts, places.starts(word, _distinct(rows))[0])
        rows = places.rows(starts + first.at)
    return _distinct(rows)


def _within_reach(places: _Places, words: Sequence[_Word], slop: int) -> Array:
    """Return the rows of the documents in which each word stands at most `slop` words after the one before."""
    ends, rows = places.starts(words[0])
    for word in words[1:]:
        found, rows = places.starts(word, _distinct(rows))
        found += word.at
        before = np.searchsorted(ends, found) - 1
        reached = before >= 0
        reached[reached] = found[reached] - ends[before[reached]] <= slop
        ends, rows = found[reached], rows[reached]
    return _distinct(rows)


def _shared(some: Array, others: Array) -> Array:
    """Return the numbers that are in both of two ascending lists."""
    few, many = sorted((some, others), key=len)
    if _FEW * len(few) < len(many):
        return few[among(few, many)]
    merged = np.concatenate([few, many])
    merged.sort(kind="stable")  # which merges what is ascending
    found: Array = merged[1:][merged[1:] == merged[:-1]]
    return found


def _distinct(ascending: Array) -> Array:
    opens = np.ones(len(ascending), bool)
    np.not_equal(ascending[1:], ascending[:-1], out=opens[1:])
    return ascending[opens]
