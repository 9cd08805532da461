"""BM25F over arrays: frequencies are weighed by field and length, summed, and saturated once.

Robertson, Zaragoza and Taylor, Simple BM25 Extension to Multiple Weighted Fields, 2004.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from index.segment.container import Array
from index.segment.reader import SegmentReader

K1 = 1.2
B = 0.75


def idf(documents: int, having: int) -> float:
    """Return the inverse document frequency, never negative (Robertson and Zaragoza 2009, with Lucene's 1 +)."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def normalizer(lengths: Any, average: float) -> Any:
    """Return what a term's frequency is divided by in fields of these lengths (BM25's K)."""
    return K1 * ((1 - B) + B * lengths / average)


def saturated(share: Any, weight: Any) -> Any:
    """Return the score of a word: `share` is its frequency, divided by the normalizer; `weight` its idf and boost."""
    return share / (share + 1) * (weight * (K1 + 1))


class Statistics:
    """What scores need to know of the whole index, deleted documents included until a merge drops them."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        self._segments = segments
        self._documents = sum(segment.doc_count_all() for segment in segments)
        self.idf = lru_cache(4096)(self._idf)
        self._normalizers: dict[tuple[SegmentReader, str], Array] = {}

    def _idf(self, *terms: tuple[str, str | bytes]) -> float:
        """Return the idf of a word that has these terms, given with their fields."""
        return idf(self._documents, sum(having(segment, terms) for segment in self._segments))

    def normalizers(self, segment: SegmentReader, fieldname: str) -> Array:
        """Return the normalizer of each document of a segment in a field, as float32."""
        key = segment, fieldname
        if key not in self._normalizers:
            total = sum(s.field_length(fieldname) for s in self._segments)
            average = total / self._documents if total else 1
            lengths = np.maximum(segment.fields[fieldname].lengths, 1, dtype=np.float32)
            self._normalizers[key] = normalizer(lengths, average)
        return self._normalizers[key]


def having(segment: SegmentReader, terms: Sequence[tuple[str, str | bytes]]) -> int:
    """Return how many documents have any of the terms, deleted ones included."""
    if len(terms) == 1:
        return segment.doc_frequency(*terms[0])
    mask = np.zeros(segment.doc_count_all(), bool)
    for name, text in terms:
        if (number := segment.number_of(name, text)) >= 0:
            segment.fields[name].postings.mark(mask, number)
    return int(np.count_nonzero(mask))
