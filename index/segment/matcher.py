"""Whoosh's matcher over one term's postings: for queries that the array evaluator leaves to Whoosh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.matching import LeafMatcher

from index.segment.container import Array
from index.segment.postings import Postings


class PostingMatcher(LeafMatcher):  # type: ignore[misc]
    """Steps through the live documents of a term."""

    def __init__(
        self, postings: Postings, number: int, live: Array | None, term: tuple[str, bytes], format_: Any, scorer: Any
    ) -> None:
        self._postings, self._number = postings, number
        docs = postings.docs(number)
        self._which = np.arange(len(docs)) if live is None else np.flatnonzero(live[docs])
        self._docs = docs[self._which]
        self._ids: list[int] = self._docs.tolist()
        self._freqs: list[int] = postings.freqs(number)[self._which].tolist()
        self._at = 0
        self._term, self.format, self.scorer = term, format_, scorer

    def copy(self) -> PostingMatcher:
        """Return a matcher at the same place."""
        twin = self.__class__.__new__(self.__class__)
        twin.__dict__.update(self.__dict__)
        return twin

    def term(self) -> tuple[str, bytes]:
        """Return the field and the term."""
        return self._term

    def is_active(self) -> bool:
        """Tell whether a document is left."""
        return self._at < len(self._ids)

    def reset(self) -> None:
        """Return to the first document."""
        self._at = 0

    def id(self) -> int:
        """Return the current document."""
        return self._ids[self._at]

    def next(self) -> None:
        """Step to the next document."""
        self._at += 1

    def skip_to(self, id: int) -> None:
        """Step to the first document that is not before `id`."""
        self._at += int(np.searchsorted(self._docs[self._at :], id))

    def all_ids(self) -> Iterator[int]:
        """Yield all documents."""
        return iter(self._ids)

    def weight(self) -> float:
        """Return the term's frequency in the current document."""
        return float(self._freqs[self._at])

    def score(self) -> float:
        """Return the score of the current document."""
        return float(self.scorer.score(self)) if self.scorer else self.weight()

    def supports_block_quality(self) -> bool:
        """Tell that no document is skipped by an upper bound of its score."""
        return False

    def supports(self, astype: str) -> bool:
        """Tell whether `value_as` knows the kind."""
        return astype in ("weight", "frequency") or (astype == "positions" and self._postings.has_positions)

    def value_as(self, astype: str) -> Any:
        """Return the frequency or the positions in the current document."""
        if astype == "positions":
            runs = self._postings.runs(self._number, self._which[self._at : self._at + 1])
            return self._postings.positions(*runs).tolist()
        return self.weight()

    def value(self) -> bytes:
        """Return the posting as the field's format encodes it."""
        return bytes(self.format.encode(self.value_as("positions")))
