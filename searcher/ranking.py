"""BM25F, as Whoosh's weighting model and as one formula over arrays; both give the same scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from whoosh.scoring import WeightingModel, WeightLengthScorer, WeightScorer

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


class Bm25f(WeightingModel):  # type: ignore[misc]
    """BM25 per field, summed over fields with their boosts (the simple form of Robertson et al. 2004)."""

    def scorer(self, searcher: Any, fieldname: str, text: str, qf: int = 1) -> Any:
        """Return the scorer of one term."""
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        return _Scorer(searcher, fieldname, text)


class _Scorer(WeightLengthScorer):  # type: ignore[misc]
    def __init__(self, searcher: Any, fieldname: str, text: str) -> None:
        parent = searcher.get_parent()
        self._fieldname = fieldname
        self._idf = idf(parent.doc_count_all(), parent.reader().doc_frequency(fieldname, text))
        self._average = parent.avg_field_length(fieldname) or 1
        self.setup(searcher, fieldname, text)

    def supports_block_quality(self) -> bool:
        return False

    def _score(self, weight: float, length: float) -> float:
        return self._idf * weight * (K1 + 1) / (weight + float(normalizer(self._fieldname, length, self._average)))


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
