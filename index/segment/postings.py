"""Postings of a field on disk: written in pieces, read as arrays by term."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from index.segment.container import Array, Container, ContainerWriter, narrowest
from index.segment.packing import Packed, PackedWriter

ENDS_KEPT = 1 << 20
"""Numbers of 8 bytes that a field keeps in memory, to find the positions in postings of recently asked terms."""

_WORTH_READING_ALL = 8
"""Reading all frequencies of a term is faster where more than one in so many is wanted."""


class PostingsWriter:
    """Appends the postings of a field, term after term.

    `documents` is the segment's document count; `widths` the packed bits of frequencies and positions (None: the
    field keeps no positions).
    """

    def __init__(self, container: ContainerWriter, field: str, documents: int, widths: tuple[int, int | None]) -> None:
        self._container, self._field = container, field
        self._kind = narrowest(np.array([documents])).dtype
        self._freqs = PackedWriter(container, f"{field}.freqs", widths[0])
        self._positions = None if widths[1] is None else PackedWriter(container, f"{field}.positions", widths[1])
        self._counts: list[Array] = []
        self._totals: list[Array] = []

    def append_terms(self, counts: Array, totals: Array) -> None:
        """Append terms: how many postings and how many occurrences each has."""
        self._counts.append(counts)
        self._totals.append(totals)

    def append_postings(self, docs: Array, freqs: Array, positions: Array | None = None) -> None:
        """Append postings of the terms in turn: documents, frequencies, and the positions of all of them."""
        self._container.append(f"{self._field}.docs", docs.astype(self._kind))
        self._freqs.append(freqs)
        if self._positions is not None and positions is not None:
            self._positions.append(positions)

    def finish(self) -> None:
        """Write where each term begins."""
        self._container.append(f"{self._field}.first", _starts(self._counts))
        self._container.append(f"{self._field}.occurrences", _starts(self._totals))
        self._freqs.finish()
        if self._positions is not None:
            self._positions.finish()


def _starts(counts: Iterable[Array]) -> Array:
    return narrowest(np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *counts]), dtype=np.int64)]))


class Postings:
    """Reads the postings of a field by term number."""

    def __init__(self, container: Container, field: str, widths: tuple[int, int | None]) -> None:
        self.first: Array = container.array(f"{field}.first")
        self.occurrences: Array = container.array(f"{field}.occurrences")
        self._docs = container.section(f"{field}.docs")
        self.widths = widths
        self._freqs = Packed(container, f"{field}.freqs", widths[0])
        self._container, self._field = container, field
        documents = max(1, len(container.array(f"{field}.lengths")))
        self._ends = lru_cache(max(2, ENDS_KEPT // documents))(self._read_ends)

    @property
    def has_positions(self) -> bool:
        """Whether the field keeps positions."""
        return self.widths[1] is not None

    @cached_property
    def _positions(self) -> Packed:
        """The positions, read when a question first needs some: the longest part of most indexes."""
        assert self.widths[1] is not None
        return Packed(self._container, f"{self._field}.positions", self.widths[1])

    def count(self, term: int) -> int:
        """Return how many documents hold the term, deleted ones included."""
        return int(self.first[term + 1]) - int(self.first[term])

    def occurrence_count(self, term: int) -> int:
        """Return how often the term occurs, in deleted documents too."""
        return int(self.occurrences[term + 1]) - int(self.occurrences[term])

    def docs(self, start: int, stop: int | None = None) -> Array:
        """Return the ascending documents of a term, or of several terms in turn, up to before `stop`."""
        return self._docs.read(int(self.first[start]), int(self.first[start + 1 if stop is None else stop]))

    def freqs(self, term: int, which: Array | None = None) -> Array:
        """Return the frequency of the term in each of its documents, or in those of its postings numbered `which`."""
        start, stop = int(self.first[term]), int(self.first[term + 1])
        if which is None:
            return self._freqs.slice(start, stop)
        if _WORTH_READING_ALL * len(which) > stop - start:
            return self._freqs.slice(start, stop)[which]
        return self._freqs.take(start + which)

    def all_freqs(self, start: int, stop: int) -> Array:
        """Return the frequencies of the terms from `start` to before `stop`, posting by posting as in `docs`."""
        return self._freqs.slice(int(self.first[start]), int(self.first[stop]))

    def runs(self, term: int, which: Array) -> tuple[Array, Array]:
        """Return the first occurrence of a term in each of its postings numbered `which`, and how many there are."""
        ends = self._ends(term)
        starts = ends[which]
        return starts, ends[which + 1] - starts

    def positions(self, occurrences: Array) -> Array:
        """Return the positions of ascending occurrences."""
        if not len(occurrences):
            return np.zeros(0, np.uint8)
        first, last = int(occurrences[0]), int(occurrences[-1])
        if last - first < len(occurrences):
            return self._positions.slice(first, last + 1)
        return self._positions.take(occurrences)

    def _read_ends(self, term: int) -> Array:
        """Return where the positions of a term begin, and where those of each of its postings end."""
        ends = np.empty(self.count(term) + 1, np.intp)
        ends[0] = 0
        np.cumsum(self.freqs(term), out=ends[1:])
        if ends[-1] != self.occurrence_count(term):  # else a few bytes could claim all memory
            raise ValueError(f"term {term} has not the positions that its frequencies call for")
        ends += int(self.occurrences[term])
        return ends

    def slices(self, start: int, stop: int) -> tuple[Array, ...]:
        """Return documents, frequencies and, where there are, positions of the terms from `start` to before `stop`."""
        postings = self.docs(start, stop), self.all_freqs(start, stop)
        if not self.has_positions:
            return postings
        return *postings, self._positions.slice(int(self.occurrences[start]), int(self.occurrences[stop]))


def widths_of(meta: dict[str, Any]) -> tuple[int, int | None]:
    """Return the packed widths that a field's entry in the segment head names."""
    return meta["freq_bits"], meta["position_bits"]
