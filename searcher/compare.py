"""Result sets side by side: their numbers over time, and the words that set the first two apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.segment.container import Array
from index.segment.postings import Postings
from index.segment.reader import SegmentReader
from searcher.engine import Engine
from searcher.matched import Matched
from searcher.request import SearchRequest
from searcher.timeline import By, Timeline, timelines

FIELD = "body"
SIGNIFICANT = 15.13
"""G² above which chance is ruled out at p < 0.0001 (Rayson, Berridge and Francis 2004)."""

_TERMS_AT_ONCE = 4096  # so that memory stays bounded


class Keyword(NamedTuple):
    """A word more frequent in one set than in the other: its occurrences in the first and second, and its G²."""

    word: str
    counts: tuple[int, int]
    keyness: float


class Comparison(NamedTuple):
    """Sets of releases: the number in each, over time, and how many are both in the first and in the second.

    `keywords` are those of the first and those of the second set, the most telling first. A release that is in both
    counts on both sides, where it sets nothing apart. `notes` tell how the queries were read.
    """

    totals: tuple[int, ...]
    timelines: tuple[Timeline, ...]
    shared: int
    notes: tuple[str, ...]
    keywords: tuple[tuple[Keyword, ...], tuple[Keyword, ...]]


def compare(engine: Engine, requests: Sequence[SearchRequest], by: By, limit: int = 20) -> Comparison:
    """Compare what two or more requests match, with at most `limit` words for each of the first two."""
    sets = engine.matched(*requests)
    first, second = sets[:2]
    pairs = zip(first.found, second.found, strict=True)
    return Comparison(
        totals=tuple(matched.total for matched in sets),
        timelines=timelines(sets, by),
        shared=sum(len(np.intersect1d(a.docs, b.docs, assume_unique=True)) for a, b in pairs),
        notes=tuple(note for matched in sets for note in matched.notes),
        keywords=_keywords(first, second, limit),
    )


def log_likelihood(counts: Array) -> Array:
    """Return the keyness G² of words from their occurrences in two sets, a column for each (Dunning 1993).

    2 · Σ O · ln(O / E) over both sets, where E shares a word's occurrences out by the sets' sizes in words, as Rayson
    and Garside (2000) do; 0 · ln 0 is 0. Both sets need a word.
    """
    sizes = counts.sum(axis=0)
    expected = counts.sum(axis=1, keepdims=True) * (sizes / sizes.sum())
    terms: Array = counts * np.log(np.maximum(counts, 1) / expected)
    return 2 * terms.sum(axis=1)  # type: ignore[no-any-return]


def _keywords(first: Matched, second: Matched, limit: int) -> tuple[tuple[Keyword, ...], tuple[Keyword, ...]]:
    terms, counts = _occurrences(first, second)
    sizes = counts.sum(axis=0)
    if not sizes.all():
        return (), ()
    keyness = log_likelihood(counts)
    rates = counts / sizes

    def of(side: int) -> tuple[Keyword, ...]:
        telling = np.flatnonzero((keyness >= SIGNIFICANT) & (rates[:, side] > rates[:, 1 - side]))
        best = telling[np.argsort(-keyness[telling], kind="stable")][:limit].tolist()
        words = (_written(first.segments, terms[number]) for number in best)
        return tuple(map(Keyword, words, counts[best].tolist(), keyness[best].tolist()))

    return of(0), of(1)


def _occurrences(first: Matched, second: Matched) -> tuple[list[bytes], Array]:
    """Return the terms of either set in order, and how often each occurs in the first and in the second."""
    totals: dict[bytes, list[int]] = {}
    for segment, a, b in zip(first.segments, first.found, second.found, strict=True):
        field = segment.fields[FIELD]
        masks = np.zeros((2, segment.doc_count_all()), bool)
        masks[0, a.docs] = masks[1, b.docs] = True
        for start in range(0, len(field.lexicon), _TERMS_AT_ONCE):
            stop = min(start + _TERMS_AT_ONCE, len(field.lexicon))
            counts = _counts(field.postings, masks, start, stop)
            used = np.flatnonzero(counts.any(axis=1))
            terms = field.lexicon.run(start, stop)
            for number, pair in zip(used.tolist(), counts[used].tolist(), strict=True):
                known = totals.setdefault(terms[number], [0, 0])
                known[0] += pair[0]
                known[1] += pair[1]
    ordered = sorted(totals)
    return ordered, np.array([totals[term] for term in ordered], np.int64).reshape(-1, 2)


def _counts(postings: Postings, masks: Array, start: int, stop: int) -> Array:
    """Return how often each of the terms from `start` to before `stop` occurs in the documents of each mask."""
    docs, freqs = postings.docs(start, stop), postings.all_freqs(start, stop)
    ends = postings.first[start : stop + 1].astype(np.int64) - int(postings.first[start])
    sums = np.zeros((2, len(docs) + 1), np.int64)
    for side, mask in enumerate(masks):
        np.cumsum(freqs * mask[docs], out=sums[side, 1:])
    return np.diff(sums[:, ends]).T


def _written(segments: Sequence[SegmentReader], term: bytes) -> str:
    """Return the word that a term stands for most often."""
    words: Counter[bytes] = Counter()
    for segment in segments:
        field = segment.fields[FIELD]
        number = segment.number_of(FIELD, term)
        for word in np.flatnonzero(field.word_terms == number).tolist():
            words[field.words[word]] += int(field.word_counts[word])
    return max(words, key=lambda word: (words[word], word)).decode("utf-8", "surrogatepass")
