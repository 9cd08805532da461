"""Dense terms, which are in many documents: the frequency in each document, 0 where a term is not, in four bits each.

That is smaller than a list of these documents, and scores are made of it without a step for each posting.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from index.segment.container import Array, Container, ContainerWriter, narrowest
from index.segment.packing import NIBBLE, Packed, PackedWriter

DENSE = 5
"""A term is dense that is in one of so many documents, where frequencies of a document and its number take as much."""


class DenseWriter:
    """Appends dense terms of a field over so many documents, in ascending order."""

    def __init__(self, container: ContainerWriter, field: str, documents: int) -> None:
        self._container, self._field, self._documents = container, field, documents
        self._freqs = PackedWriter(container, f"{field}.dense.freqs", NIBBLE)
        self._terms, self._counts = [np.zeros(0, np.int64)], [np.zeros(1, np.int64)]

    def append(self, terms: Array, counts: Array, docs: Array, freqs: Array) -> None:
        """Append terms: how many documents each is in, and the documents and frequencies of all of them."""
        columns = np.zeros((len(terms), self._documents), np.uint32)
        columns[np.repeat(np.arange(len(terms)), counts), docs] = freqs
        self._freqs.append(columns.ravel())
        self._terms.append(terms)
        self._counts.append(counts)

    def finish(self) -> None:
        """Write which terms they are, and how many postings stand before each."""
        self._freqs.finish()
        self._container.append(f"{self._field}.dense.terms", narrowest(np.concatenate(self._terms)))
        self._container.append(f"{self._field}.dense.first", narrowest(np.cumsum(np.concatenate(self._counts))))


class Dense:
    """Reads what `DenseWriter` wrote; of a field without any dense terms, nothing."""

    def __init__(self, container: Container, field: str) -> None:
        self.terms: list[int] = container.array(f"{field}.dense.terms").tolist()
        """The dense terms, ascending."""
        self.rows = {term: row for row, term in enumerate(self.terms)}
        """Which of them a term is."""
        self._first: list[int] = container.array(f"{field}.dense.first").tolist() or [0]
        self.freqs = Packed(container, f"{field}.dense.freqs", NIBBLE)
        """The frequencies of one term after another."""

    def before(self, term: int) -> int:
        """Return how many postings the dense terms before a term have."""
        return self._first[bisect_left(self.terms, term)]

    def between(self, start: int, stop: int) -> list[int]:
        """Return the dense terms from `start` to before `stop`."""
        return self.terms[bisect_left(self.terms, start) : bisect_left(self.terms, stop)]
