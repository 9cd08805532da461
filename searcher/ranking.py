"""BM25F over arrays: BM25 per field, summed with the boosts of fields (the simple form of Robertson et al. 2004)."""

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
FIELD_B = {"title": 0.5}


def idf(documents: int, having: int) -> float:
    """Return the inverse document frequency, never negative (Robertson and Zaragoza 2009, with Lucene's 1 +)."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def normalizer(fieldname: str, lengths: Any, average: float) -> Any:
    """Return what a term's frequency is weighed against in documents of these lengths (BM25's K)."""
    b = FIELD_B.get(fieldname, B)
    return K1 * ((1 - b) + b * lengths / average)


class Statistics:
    """What scores need to know of the whole index, deleted documents included until a merge drops them."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        self._segments = segments
        self._documents = sum(segment.doc_count_all() for segment in segments)
        self.idf = lru_cache(4096)(self._idf)
        self._normalizers: dict[tuple[str, str], Array] = {}

    def _idf(self, fieldname: str, term: bytes) -> float:
        return idf(self._documents, sum(segment.doc_frequency(fieldname, term) for segment in self._segments))

    def normalizers(self, segment: SegmentReader, fieldname: str) -> Array:
        """Return the normalizer of each document of a segment in a field, as float32."""
        key = segment.path.name, fieldname
        if key not in self._normalizers:
            total = sum(s.field_length(fieldname) for s in self._segments)
            average = total / self._documents if total else 1
            lengths = np.maximum(segment.fields[fieldname].lengths, 1)
            self._normalizers[key] = normalizer(fieldname, lengths, average).astype(np.float32)
        return self._normalizers[key]
