"""The terms of several segments in one order, in runs of bounded size."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby, repeat
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from index.segment.container import Array
from index.segment.lexicon import Lexicon

_MOST_TERMS = 1 << 14


class Share(NamedTuple):
    """What one segment has of a run: its terms from number `first` on, and the place of each in the run."""

    first: int
    places: Array

    @property
    def stop(self) -> int:
        """The number after the last of the segment's terms."""
        return self.first + len(self.places)


class Run(NamedTuple):
    """Some neighbouring terms of the union, and each segment's share of them."""

    terms: list[bytes]
    shares: list[Share]


def runs(lexicons: Sequence[Lexicon], sizes: Sequence[Array], most: int) -> Iterator[Run]:
    """Yield the union of the lexicons in runs whose terms' `sizes` add up to at most `most`, or of a single term."""
    firsts = [0] * len(lexicons)
    terms: list[bytes] = []
    places: list[list[int]] = [[] for _ in lexicons]
    total = 0
    tagged = (zip(lexicon, repeat(number)) for number, lexicon in enumerate(lexicons))
    for term, holders in groupby(heapq.merge(*tagged), itemgetter(0)):
        segments = [number for _, number in holders]
        size = sum(int(sizes[number][firsts[number] + len(places[number])]) for number in segments)
        if terms and (total + size > most or len(terms) == _MOST_TERMS):
            yield Run(terms, _shares(firsts, places))
            firsts = [first + len(mine) for first, mine in zip(firsts, places, strict=True)]
            terms, places, total = [], [[] for _ in lexicons], 0
        place = len(terms)
        for number in segments:
            places[number].append(place)
        terms.append(term)
        total += size
    if terms:
        yield Run(terms, _shares(firsts, places))


def _shares(firsts: Sequence[int], places: Sequence[list[int]]) -> list[Share]:
    return [Share(first, np.array(mine, np.intp)) for first, mine in zip(firsts, places, strict=True)]
