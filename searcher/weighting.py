"""Whoosh's own way to evaluate a query over the same segments, with the same scores: for what arrays don't cover."""

from __future__ import annotations

from typing import Any

from whoosh.scoring import WeightingModel, WeightLengthScorer, WeightScorer
from whoosh.searching import Searcher

from searcher.ranking import K1, idf, normalizer


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


def whoosh_searcher(reader: Any) -> Searcher:
    """Return Whoosh's own searcher over the index, with the same ranking."""
    return Searcher(reader, weighting=Bm25f())
