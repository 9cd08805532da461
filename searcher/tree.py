"""What Whoosh's query tree lacks, as nodes of the same kind; the array evaluator alone knows all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from whoosh import query


class AcrossFields(query.Or):  # type: ignore[misc]
    """The terms of one word in several fields, scored as one word: BM25F."""

    @cached_property
    def key(self) -> tuple[tuple[str, str | bytes, float], ...]:
        """Field, text and boost of each term: what words are told apart by, which is done many times an answer."""
        return tuple((term.fieldname, term.text, term.boost) for term in self.subqueries)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and (self.key, self.boost) == (other.key, other.boost)

    def __hash__(self) -> int:
        return hash(self.key)

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's matcher, with the same scores."""
        from searcher.weighting import across_fields  # Whoosh's way, which is seldom taken

        return across_fields(self, searcher, context)


class AtLeast(AcrossFields):
    """A word that occurs so many `times` in one of its fields."""

    def __init__(self, subqueries: Sequence[query.Term], times: int, boost: float = 1.0) -> None:
        super().__init__(subqueries, boost)
        self.times = times

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and self.times == other.times  # type: ignore[attr-defined]

    __hash__ = AcrossFields.__hash__


class SameSentence(query.Phrase):  # type: ignore[misc]
    """Words of one sentence, in any order."""


class InLead(query.Phrase):  # type: ignore[misc]
    """A word, or words one after another, in the first paragraph."""
