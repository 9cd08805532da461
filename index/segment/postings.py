"""Postings of a field on disk: written in pieces, read as arrays by term."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from index.segment.container import Array, Container, ContainerWriter, narrowest
from index.segment.packing import Packed, PackedWriter

ENDS_KEPT = 1 << 20
"""Numbers of 8 bytes that a field keeps in memory, to find the positions in postings of recently asked terms."""


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

    def append_postings(self, docs: Array, freqs: Array, positions: Array | None) -> None:
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
        self.all_docs: Array = container.array(f"{field}.docs")
        self.widths = widths
        self._freqs = Packed(container, f"{field}.freqs", widths[0])
        self._positions = None if widths[1] is None else Packed(container, f"{field}.positions", widths[1])
        documents = max(1, len(container.array(f"{field}.lengths")))
        self._ends = lru_cache(max(2, ENDS_KEPT // documents))(self._read_ends)

    @property
    def has_positions(self) -> bool:
        """Whether the field keeps positions."""
        return self._positions is not None

    def fits(self) -> bool:
        """Tell whether the sections are of the sizes that the last term calls for."""
        docs, occurrences = int(self.first[-1]), int(self.occurrences[-1])
        positions_fit = self._positions is None or self._positions.fits(occurrences)
        return len(self.all_docs) == docs and self._freqs.fits(docs) and positions_fit

    def count(self, term: int) -> int:
        """Return how many documents hold the term, deleted ones included."""
        return int(self.first[term + 1]) - int(self.first[term])

    def occurrence_count(self, term: int) -> int:
        """Return how often the term occurs, in deleted documents too."""
        return int(self.occurrences[term + 1]) - int(self.occurrences[term])

    def docs(self, start: int, stop: int | None = None) -> Array:
        """Return the ascending documents of a term, or of several terms in turn, up to before `stop`."""
        return self.all_docs[int(self.first[start]) : int(self.first[start + 1 if stop is None else stop])]

    def freqs(self, term: int, which: Array | None = None) -> Array:
        """Return the frequency of the term in each of its documents, or in those of its postings numbered `which`."""
        start, stop = int(self.first[term]), int(self.first[term + 1])
        if which is None:
            return self._freqs.slice(start, stop)
        if _is_worth_reading_all(which, stop - start):
            return self._freqs.slice(start, stop)[which]
        return self._freqs.take(start + which)

    def positions(self, term: int, which: Array) -> tuple[Array, Array]:
        """Return the positions of a term in those of its postings that are numbered `which`, and how many each has."""
        assert self._positions is not None
        ends = self._ends(term)
        starts = ends[which]
        counts = ends[which + 1] - starts
        if not _is_worth_reading_all(which, len(ends) - 1):
            return self._positions.take(ranges(starts, counts)), counts
        positions = self._positions.slice(int(ends[0]), int(ends[-1]))
        if len(which) == len(ends) - 1:
            return positions, counts
        kept = np.zeros(len(ends) - 1, bool)
        kept[which] = True
        return positions[np.repeat(kept, np.diff(ends))], counts

    def _read_ends(self, term: int) -> Array:
        """Return where the positions of a term begin, and where those of each of its postings end."""
        ends = np.empty(self.count(term) + 1, np.intp)
        ends[0] = 0
        np.cumsum(self.freqs(term), out=ends[1:])
        ends += int(self.occurrences[term])
        return ends

    def slices(self, start: int, stop: int) -> tuple[Array, Array, Array | None]:
        """Return documents, frequencies and positions of the terms from `start` to before `stop`, for a merge."""
        a, b = int(self.first[start]), int(self.first[stop])
        positions = None
        if self._positions is not None:
            positions = self._positions.slice(int(self.occurrences[start]), int(self.occurrences[stop]))
        return self.all_docs[a:b], self._freqs.slice(a, b), positions


def _is_worth_reading_all(which: Array, count: int) -> bool:
    """Tell whether so many of `count` values are wanted that reading all in one go is faster."""
    return 4 * len(which) > count


def ranges(starts: Array, counts: Array) -> Array:
    """Return the numbers of several ranges, one after another: `starts[i]`, and the `counts[i] - 1` after it."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


def sizes_of(starts: Array) -> Array:
    """Return how long each of several runs is, of which these are the starts and the last end."""
    return starts[1:].astype(np.int64) - starts[:-1].astype(np.int64)


def starts_of(counts: Array) -> Array:
    """Return where each of several runs begins that stand one after another."""
    return np.cumsum(counts) - counts


def widths_of(meta: dict[str, Any]) -> tuple[int, int | None]:
    """Return the packed widths that a field's entry in the segment head names."""
    return meta["freq_bits"], meta["position_bits"]
