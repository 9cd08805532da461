"""Whether two texts are versions of one release: a reprint, a correction, a cut or extended copy.

Form letters, the same announcement made for one town after another, share as much as copies do. What tells them apart
is which words differ: in a copy, edits fall on any words alike; in a form letter, on names and figures, and on those
above all that it repeats. Later stages of one story keep most of a text too, but differ by whole passages.
"""

from __future__ import annotations

from collections import Counter
from enum import IntEnum
from functools import cached_property
from itertools import filterfalse

import numpy as np

from index.analysis import words
from index.segment.container import Array

LEAST_SHARED = 0.6
"""Share of the smaller text's word triples that versions have in common; with a tenth of the words changed, 0.73."""

PIECE = 0.8
"""Share of the larger text's triples below which the smaller is a piece of it, or the larger has more added."""

LEAST_CONTAINED = 0.9
"""Share of a piece's triples that the whole has: what a cut leaves is as it was, but for a correction."""

LEAST_ALIKE = 0.2
"""Jaccard coefficient of the triples, so that a short text quoted in a long one is no version of it."""

LONGEST_EDIT = 6
"""Words in a row that may differ as an edit; more are a passage of their own."""

MOST_FOREIGN = 0.05
"""Share of the smaller text that may stand in passages of its own."""

HEADLINE = 15
"""Words at the beginning that may differ: a reprint may have a headline of its own."""


_ODD = np.int64(0x1F51AFD7ED558CCD)  # spreads the hashes of words over those of triples


class Verdict(IntEnum):
    """What two texts are to one another."""

    UNLIKE = 0
    VERSIONS = 1
    FORM_LETTERS = 2


class Text:
    """A text made ready: its word triples in order and sorted, as hashes that hold within one process; and its words.

    Names are words that the text never writes in lower case, figures included; the headline's don't count.
    """

    def __init__(self, body: str) -> None:
        """Read the words; what few pairs ask for is found when it is asked for."""
        self._body, self._words = body, words(body)
        hashes = np.fromiter(map(hash, self._words), np.int64, len(self._words))
        self.triples = (hashes[:-2] * _ODD + hashes[1:-1]) * _ODD + hashes[2:]
        ascending = np.sort(self.triples)
        self.distinct = ascending[np.append(True, ascending[1:] != ascending[:-1])] if len(ascending) else ascending

    @cached_property
    def counts(self) -> Counter[str]:
        """How often it has each word."""
        return Counter(self._words)

    @cached_property
    def said(self) -> tuple[set[str], set[str], dict[str, int]]:
        """Names that it has once, other words that it has once, and how often names come again."""
        capital = Counter(words(" ".join(filterfalse(str.islower, self._body.split()))))
        names = {word for word, count in capital.items() if count >= self.counts[word]}
        once = {word for word, count in self.counts.items() if count == 1}
        single = (names & once).difference(self._words[:HEADLINE])
        return single, once - names, {name: self.counts[name] - 1 for name in names - once}


def compare(one: Text, other: Text) -> Verdict:
    """Tell what two texts are to one another."""
    small, large = sorted((one, other), key=lambda text: len(text.distinct))
    if np.array_equal(small.triples, large.triples) and small.counts == large.counts:
        return Verdict.VERSIONS
    if not small.distinct.size:
        return Verdict.UNLIKE
    shared = np.count_nonzero(_among(small.distinct, large.distinct))
    union = small.distinct.size + large.distinct.size - shared
    is_piece = small.distinct.size < PIECE * large.distinct.size
    if shared < max((LEAST_CONTAINED if is_piece else LEAST_SHARED) * small.distinct.size, LEAST_ALIKE * union):
        return Verdict.UNLIKE
    if _are_form_letters(small, large, is_piece=is_piece):
        return Verdict.FORM_LETTERS
    return Verdict.VERSIONS if _foreign(small, large) <= MOST_FOREIGN else Verdict.UNLIKE


def _among(values: Array, ascending: Array) -> Array:
    """Return which values are among others, which are in order and not empty."""
    places = np.searchsorted(ascending, values)
    return np.asarray(ascending[np.minimum(places, len(ascending) - 1)] == values)


def _foreign(text: Text, other: Text) -> float:
    """Return the share of a text's words that stand in passages which the other lacks."""
    shared = np.zeros(len(text.triples) + 4, bool)
    shared[[0, -1]] = True  # a border on either side of the words
    at = _among(text.triples, other.distinct).nonzero()[0]
    for offset in range(1, 4):
        shared[at + offset] = True
    borders = np.diff(shared).nonzero()[0]
    gaps = borders[1::2] - borders[::2]
    if gaps.size and not shared[1]:
        gaps[0] -= HEADLINE
    return float(gaps[gaps > LONGEST_EDIT].sum() / (len(shared) - 2))


def _are_form_letters(small: Text, large: Text, *, is_piece: bool) -> bool:
    """Tell whether the words that differ are names and figures more than chance has it.

    Either each text says again and again a name that the other lacks, or more names are lost than other words are; a
    piece can't lack them evenly.
    """
    if min(_insisted(small, large), _insisted(large, small)) >= 2:
        return True
    return _loses_names(small, large) and (is_piece or _loses_names(large, small))


def _insisted(text: Text, other: Text) -> int:
    """Return how often a text repeats names that the other lacks."""
    return sum(times for name, times in text.said[2].items() if name not in other.counts)


def _loses_names(text: Text, other: Text) -> bool:
    """Tell whether of the words that a text has once more names are lost than others make expect.

    By three standard deviations of a Poisson distribution, and one more.
    """
    names, others, _ = text.said
    lost_names, lost_others = len(names.difference(other.counts)), len(others.difference(other.counts))
    expected = len(names) * (lost_others + 1) / (len(others) + 1)
    return lost_names >= 2 and lost_names > expected + 3 * expected**0.5 + 1
