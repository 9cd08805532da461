"""Whoosh's own way to evaluate a query over the same segments, with the same scores: for what arrays don't cover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whoosh import query
from whoosh.matching import WrappingMatcher
from whoosh.scoring import WeightingModel, WeightLengthScorer, WeightScorer
from whoosh.searching import Searcher

from searcher.ranking import having, idf, normalizer, saturated


class _Share(WeightLengthScorer):  # type: ignore[misc]
    """A term's frequency, divided by the normalizer."""

    def __init__(self, searcher: Any, fieldname: str, text: str) -> None:
        self._average = searcher.get_parent().avg_field_length(fieldname) or 1
        self.setup(searcher, fieldname, text)

    def supports_block_quality(self) -> bool:
        return False

    def _score(self, weight: float, length: float) -> float:
        return weight / float(normalizer(length, self._average))


class _Bm25(_Share):
    def __init__(self, searcher: Any, fieldname: str, text: str) -> None:
        self._idf = _idf(searcher, [(fieldname, text)])
        super().__init__(searcher, fieldname, text)

    def _score(self, weight: float, length: float) -> float:
        return float(saturated(super()._score(weight, length), self._idf))


class Bm25f(WeightingModel):  # type: ignore[misc]
    """BM25 for a term of one field; `AcrossFields` makes it BM25F."""

    kind: type[_Share] = _Bm25

    def scorer(self, searcher: Any, fieldname: str, text: str, qf: int = 1) -> Any:
        """Return the scorer of one term."""
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        return self.kind(searcher, fieldname, text)


class _Shares(Bm25f):
    kind = _Share


class _Saturated(WrappingMatcher):  # type: ignore[misc]
    """Scores a word by the sum of its shares; `boost` is its weight."""

    def score(self) -> float:
        return float(saturated(self.child.score(), self.boost))


def across_fields(tree: query.Or, searcher: Any, context: Any) -> Any:
    """Return the matcher of an `AcrossFields`."""
    terms = query.Or(tree.subqueries)
    if context is None or context.weighting is None:
        return terms.matcher(searcher, context)
    weight = _idf(searcher, [(part.fieldname, part.text) for part in tree.subqueries])
    return _Saturated(terms.matcher(searcher, context.set(weighting=_Shares())), tree.boost * weight)


def _idf(searcher: Any, terms: Sequence[tuple[str, str]]) -> float:
    """Return the idf of a word that has these terms; of several terms over our own segments only."""
    parent = searcher.get_parent()
    documents = parent.doc_count_all()
    if len(terms) == 1:
        return idf(documents, parent.reader().doc_frequency(*terms[0]))
    return idf(documents, sum(having(leaf, terms) for leaf, _ in parent.reader().leaf_readers()))


def whoosh_searcher(reader: Any) -> Searcher:
    """Return Whoosh's own searcher over the index, with the same ranking."""
    return Searcher(reader, weighting=Bm25f())
