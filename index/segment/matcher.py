"""Whoosh's matcher over one term's postings: for queries that the array evaluator leaves to Whoosh."""

from __future__ import annotations

import copy
from typing import Any

from whoosh.matching import ListMatcher

from index.segment.arrays import run_members
from index.segment.container import Array
from index.segment.postings import Postings


class PostingMatcher(ListMatcher):  # type: ignore[misc]
    """Steps through the live documents of a term."""

    def __init__(
        self, postings: Postings, number: int, live: Array | None, term: tuple[str, bytes], format_: Any, scorer: Any
    ) -> None:
        self._postings, self._number, self.format = postings, number, format_
        docs, self._which = postings.find(number, None if live is None else live.nonzero()[0])
        freqs = postings.freqs(number, self._which).astype(float).tolist()
        super().__init__(docs.tolist(), freqs, format=format_, scorer=scorer, term=term)

    def copy(self) -> PostingMatcher:
        """Return a matcher at the same place."""
        return copy.copy(self)

    def supports_block_quality(self) -> bool:
        """Tell that no document is skipped by an upper bound of its score."""
        return False

    def skip_to(self, id: int) -> None:
        """Step to the first document that is not before `id`; at the end, stay there."""
        if self.is_active():
            super().skip_to(id)

    def supports(self, astype: str) -> bool:
        """Tell whether `value_as` knows the kind."""
        return astype in ("weight", "frequency") or (astype == "positions" and self._postings.has_positions)

    def value_as(self, astype: str) -> Any:
        """Return the frequency or the positions in the current document."""
        if astype == "positions":
            runs = self._postings.runs(self._number, self._which[self._i : self._i + 1])
            return self._postings.positions(run_members(*runs)).tolist()
        return self.weight()

    def value(self) -> bytes:
        """Return the posting as the field's format encodes it."""
        return bytes(self.format.encode(self.value_as("positions")))
