"""Dense terms, which are in many documents: the frequency in each document, 0 where it is not, in four or eight bits.

That is smaller than a list of these documents, and scores are made of it without a step for each posting.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import count
from typing import Any

import numpy as np

from index.segment.container import Array, Container, ContainerWriter, narrowest
from index.segment.packing import Packed, PackedWriter, bits, sizes

DENSE = 5
"""A term is dense that is in one of so many documents, where frequencies of a document and its number take as much."""


def is_dense(having: Any, documents: int) -> Any:
    """Tell of how many documents have a term, one number or an array of them, whether that is dense."""
    return DENSE * having >= documents


_WIDTHS = 4, 8
"""The widths of frequencies; a term has the one that makes its own smallest."""


class DenseWriter:
    """Appends dense terms of a field over so many documents, in ascending order."""

    def __init__(self, container: ContainerWriter, field: str, documents: int) -> None:
        self._container, self._field, self._documents = container, field, documents
        self._freqs = [PackedWriter(container, name, width) for name, width in _columns(field)]
        self._terms, self._widths = [np.zeros(0, np.int64)], [np.zeros(0, np.uint8)]
        self._counts = [np.zeros(1, np.int64)]

    def append(self, terms: Array, counts: Array, docs: Array, freqs: Array) -> None:
        """Append terms: how many documents each is in, and the documents and frequencies of all of them."""
        rows = np.zeros((len(terms), self._documents), np.uint32)
        rows[np.repeat(np.arange(len(terms)), counts), docs] = freqs
        widths = np.array(_WIDTHS, np.uint8)[np.argmin([bits(rows, width) for width in _WIDTHS], axis=0)]
        for width, column in zip(_WIDTHS, self._freqs, strict=True):
            column.append(rows[widths == width].ravel())
        self._terms.append(terms)
        self._widths.append(widths)
        self._counts.append(counts)

    def finish(self) -> None:
        """Write which terms they are, how wide their frequencies, and how many postings stand before each."""
        for column in self._freqs:
            column.finish()
        self._container.append(f"{self._field}.dense.terms", narrowest(np.concatenate(self._terms)))
        self._container.append(f"{self._field}.dense.widths", np.concatenate(self._widths))
        self._container.append(f"{self._field}.dense.first", narrowest(np.cumsum(np.concatenate(self._counts))))


class Dense:
    """Reads what `DenseWriter` wrote of a field over so many documents; of one without dense terms, nothing."""

    def __init__(self, container: Container, field: str, documents: int) -> None:
        self._documents = documents
        self.terms: list[int] = container.array(f"{field}.dense.terms").tolist()
        """The dense terms, ascending."""
        self._first: list[int] = container.array(f"{field}.dense.first").tolist() or [0]
        freqs = {width: Packed(container, name, width) for name, width in _columns(field)}
        rows = {width: count() for width in _WIDTHS}
        widths = container.array(f"{field}.dense.widths").tolist()
        self._held = {term: (freqs[width], next(rows[width])) for term, width in zip(self.terms, widths, strict=True)}

    def __contains__(self, term: int) -> bool:
        return term in self._held

    def held(self, term: int) -> tuple[Packed, int, int]:
        """Return where the frequencies of a dense term are, by document: from where to before where."""
        packed, row = self._held[term]
        return packed, row * self._documents, (row + 1) * self._documents

    def before(self, term: int) -> int:
        """Return how many postings the dense terms before a term have."""
        return self._first[bisect_left(self.terms, term)]

    def between(self, start: int, stop: int) -> list[int]:
        """Return the dense terms from `start` to before `stop`."""
        return self.terms[bisect_left(self.terms, start) : bisect_left(self.terms, stop)]


def dense_sizes(container: Container, field: str, documents: int) -> dict[str, int]:
    """Return how long the sections are of so many documents, without the exceptions; raises ValueError."""
    widths = container.array(f"{field}.dense.widths")
    rows = {width: int(np.count_nonzero(widths == width)) for width in _WIDTHS}
    if sum(rows.values()) != len(widths):
        raise ValueError(f"{field}.dense.widths are none")
    wanted = {"dense.terms": len(widths), "dense.first": len(widths) + 1}
    for width, number in rows.items():
        name = f"dense.freqs{width}"
        wanted |= {f"{name}.{part}": length for part, length in sizes(width, number * documents).items()}
        wanted[f"{name}.odd"] = container.count(f"{field}.{name}.odd_at")
    return wanted


def _columns(field: str) -> list[tuple[str, int]]:
    return [(f"{field}.dense.freqs{width}", width) for width in _WIDTHS]
