"""Result sets side by side: their numbers over time, and the words that set the first two apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.segment.container import Array
from searcher.engine import Engine
from searcher.matched import Matched
from searcher.request import SearchRequest
from searcher.timeline import By, Timeline, timelines

SIGNIFICANT = 15.13
"""G² above which chance is ruled out at p < 0.0001 (Rayson, Berridge and Francis 2004)."""


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
    return Comparison(
        totals=tuple(matched.total for matched in sets),
        timelines=timelines(sets, by),
        shared=first.shared(second),
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
    terms, counts = first.occurrences(second)
    sizes = counts.sum(axis=0)
    if not sizes.all():
        return (), ()
    keyness = np.where([len(term) > 1 for term in terms], log_likelihood(counts), 0)  # else what apostrophes left over
    rates = counts / sizes

    def of(side: int) -> tuple[Keyword, ...]:
        telling = np.flatnonzero((keyness >= SIGNIFICANT) & (rates[:, side] > rates[:, 1 - side]))
        best = telling[np.argsort(-keyness[telling], kind="stable")][:limit].tolist()
        words = (first.written(terms[number]) for number in best)
        return tuple(map(Keyword, words, counts[best].tolist(), keyness[best].tolist()))

    return of(0), of(1)
