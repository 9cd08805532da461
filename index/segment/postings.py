"""Postings of a field on disk: written in pieces, read as arrays by term."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from index.segment.arrays import ranks, shared
from index.segment.container import Array, Container, ContainerWriter, narrowest
from index.segment.dense import Dense, DenseWriter, is_dense
from index.segment.packing import Packed, PackedWriter
from index.segment.runs import Runs

RUNS_KEPT = 1 << 21
"""Postings of recently asked terms of which a field keeps in memory where their positions begin: 3 to 5 bytes each."""

_WORTH_READING_ALL = 8
"""Reading all frequencies of a term is faster where more than one in so many is wanted."""

_FEW = 8
"""Documents that are so many times fewer than a term's are looked up one by one."""


class PostingsWriter:
    """Appends the postings of a field, term after term; of texts, the dense terms apart.

    `documents` is the segment's document count; `widths` the packed bits of frequencies and positions (None: the
    field keeps no positions).
    """

    def __init__(self, container: ContainerWriter, field: str, documents: int, widths: tuple[int, int | None]) -> None:
        self._container, self._field = container, field
        self._kind = narrowest(np.array([documents])).dtype
        self._freqs = PackedWriter(container, f"{field}.freqs", widths[0])
        self._positions = None if widths[1] is None else PackedWriter(container, f"{field}.positions", widths[1])
        self._dense = None if widths[1] is None else DenseWriter(container, field, documents)
        self._counts: list[Array] = []
        self._totals: list[Array] = []
        self._documents, self._terms = documents, 0

    def append(self, counts: Array, totals: Array, docs: Array, freqs: Array) -> None:
        """Append terms: how many postings and occurrences each has; and the documents and frequencies of all."""
        if self._dense:
            are_dense = is_dense(counts, self._documents)
            held = np.repeat(are_dense, counts)
            self._dense.append(self._terms + are_dense.nonzero()[0], counts[are_dense], docs[held], freqs[held])
            docs, freqs = docs[~held], freqs[~held]
        self._container.append(f"{self._field}.docs", docs.astype(self._kind))
        self._freqs.append(freqs)
        self._counts.append(counts)
        self._totals.append(totals)
        self._terms += len(counts)

    def append_positions(self, positions: Array) -> None:
        """Append the positions of the terms in turn."""
        if self._positions is not None:
            self._positions.append(positions)

    def finish(self) -> None:
        """Write where each term begins."""
        self._container.append(f"{self._field}.first", _starts(self._counts))
        self._container.append(f"{self._field}.occurrences", _starts(self._totals))
        for part in (self._freqs, self._positions, self._dense):
            if part is not None:
                part.finish()


def _starts(counts: Iterable[Array]) -> Array:
    return narrowest(np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *counts]), dtype=np.int64)]))


class Postings:
    """Reads the postings of a field by term number.

    A term's postings are numbered from 0, those of a dense term by their documents.
    """

    def __init__(self, container: Container, field: str, widths: tuple[int, int | None], documents: int) -> None:
        self.first: Array = container.array(f"{field}.first")
        self.occurrences: Array = container.array(f"{field}.occurrences")
        self._docs = container.section(f"{field}.docs")
        self.widths = widths
        self._freqs = Packed(container, f"{field}.freqs", widths[0])
        self._container, self._field = container, field
        self._documents = documents
        self._dense = Dense(container, field, documents)
        self._runs = lru_cache(max(2, RUNS_KEPT // max(1, documents)))(self._read_runs)

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

    # Documents and frequencies

    def docs(self, term: int, stop: int | None = None) -> Array:
        """Return the ascending documents of a term, or of several terms in turn, up to before `stop`."""
        if stop is None and term not in self._dense:
            return self._docs.read(*self._held(term)[1:])
        stop = term + 1 if stop is None else stop
        return self._in_turn(term, stop, self._docs.read, lambda freqs: (freqs != 0).nonzero()[0])

    def mark(self, mask: Array, term: int, stop: int | None = None) -> None:
        """Set the documents of a term, or of several, up to before `stop`, in a mask."""
        for part in self._parts(term, term + 1 if stop is None else stop):
            if isinstance(part, int):
                np.logical_or(mask, self._dense_freqs(part), out=mask)
            else:
                mask[self._docs.read(part.start, part.stop)] = True

    def freqs(self, term: int, numbers: Array | None = None) -> Array:
        """Return the frequency of the term in each of its documents, or in the postings of these numbers.

        A dense term's may be those of any documents: where it isn't, its frequency is 0.
        """
        packed, start, stop = self._held(term)
        if numbers is None:
            freqs = packed.slice(start, stop)
            return _positive(freqs) if term in self._dense else freqs
        if _WORTH_READING_ALL * len(numbers) > stop - start:
            return packed.slice(start, stop)[numbers]
        return packed.take(start + numbers)

    def all_freqs(self, start: int, stop: int) -> Array:
        """Return the frequencies of the terms from `start` to before `stop`, posting by posting as in `docs`."""
        return self._in_turn(start, stop, self._freqs.slice, _positive)

    def column(self, term: int) -> Array | None:
        """Return the frequency of a dense term in every document as float32, `ABSENT` for 0; of others, None."""
        if term not in self._dense:
            return None
        packed, start, stop = self._held(term)
        return packed.floats(start, stop)

    def numbers(self, term: int, docs: Array) -> Array:
        """Return the number of the term's posting of each of the documents, -1 where there is none."""
        if term in self._dense:
            return np.where(self.freqs(term, docs) > 0, docs, -1)
        having = self.docs(term)
        if _FEW * len(docs) < len(having):
            return ranks(having, docs)
        numbers = np.full(self._documents, -1, np.intp)
        numbers[having] = np.arange(len(having))
        return numbers[docs]

    def numbers_of_holders(self, term: int, docs: Array) -> Array:
        """Return the same of documents that all have the term."""
        return docs if term in self._dense else self.numbers(term, docs)

    def find(self, term: int, within: Array | None = None) -> tuple[Array, Array]:
        """Return the documents of a term, all or those `within` some ascending ones, and the numbers of its postings.

        Both are intp and ascending.
        """
        if term in self._dense:
            docs = self.docs(term) if within is None else within[self.freqs(term, within).nonzero()[0]]
            return docs, docs
        docs = self.docs(term)
        if within is None:
            return docs.astype(np.intp, copy=False), np.arange(len(docs))
        numbers = shared(docs, within, self._documents)
        return docs[numbers].astype(np.intp, copy=False), numbers

    def docs_and_freqs(self, term: int, within: Array | None = None) -> tuple[Array, Array]:
        """Return the documents (intp) of a term, all or those `within` some ascending ones, and the frequencies."""
        if term in self._dense:
            freqs = self._dense_freqs(term) if within is None else self.freqs(term, within)
            held = (freqs != 0).nonzero()[0]
            return held if within is None else within[held], freqs[held]
        if within is None:
            return self.docs(term).astype(np.intp, copy=False), self.freqs(term)
        docs, numbers = self.find(term, within)
        return docs, self.freqs(term, numbers)

    def _held(self, term: int) -> tuple[Packed, int, int]:
        """Return where the frequencies of the term's postings are, by number: from where to before where."""
        if term in self._dense:
            return self._dense.held(term)
        start = self._place(term)
        return self._freqs, start, start + self.count(term)

    def _place(self, term: int) -> int:
        """Return how many postings stand before a term's among those of terms that are not dense."""
        return int(self.first[term]) - self._dense.before(term)

    def _parts(self, start: int, stop: int) -> Iterator[slice | int]:
        """Yield the places of postings and dense terms in turn, from `start` to before `stop`."""
        for term in self._dense.between(start, stop):
            yield slice(self._place(start), self._place(term))
            yield term
            start = term + 1
        yield slice(self._place(start), self._place(stop))

    def _in_turn(
        self, start: int, stop: int, read: Callable[[int, int], Array], of_dense: Callable[[Array], Array]
    ) -> Array:
        """Return what is read of postings, and what is made of the frequencies of dense terms, term after term."""
        parts = [
            of_dense(self._dense_freqs(part)) if isinstance(part, int) else read(part.start, part.stop)
            for part in self._parts(start, stop)
        ]
        filled = [part for part in parts if len(part)]
        return np.concatenate(filled) if len(filled) > 1 else (filled or parts)[0]

    def _dense_freqs(self, term: int) -> Array:
        packed, start, stop = self._held(term)
        freqs = packed.slice(start, stop)
        if np.count_nonzero(freqs) != self.count(term):
            raise ValueError(f"dense term {term} is not in as many documents as it should be")
        return freqs

    # Positions

    def runs(self, term: int, numbers: Array) -> tuple[Array, Array]:
        """Return the first occurrence of a term in each of its postings of these numbers, and how many there are."""
        starts, counts = self._runs(term).of(numbers)
        return starts + int(self.occurrences[term]), counts

    def holders(self, term: int, occurrences: Array) -> Array:
        """Return the document of each of a term's ascending occurrences."""
        numbers = self._runs(term).holding(occurrences - int(self.occurrences[term]))
        return numbers if term in self._dense else self.docs(term)[numbers]

    def positions(self, occurrences: Array) -> Array:
        """Return the positions of ascending occurrences."""
        if not len(occurrences):
            return np.zeros(0, np.uint8)
        first, last = int(occurrences[0]), int(occurrences[-1])
        if last - first < len(occurrences):
            return self._positions.slice(first, last + 1)
        return self._positions.take(occurrences)

    def _read_runs(self, term: int) -> Runs:
        """Return where the positions of each of a term's postings begin, counted from the first of all."""
        packed, start, stop = self._held(term)
        runs = Runs(packed.slice(start, stop))
        if runs.total != self.occurrence_count(term):  # else a few bytes could claim all memory
            raise ValueError(f"term {term} has not the positions that its frequencies call for")
        return runs

    def slices(self, start: int, stop: int) -> tuple[Array, ...]:
        """Return documents, frequencies and, where there are, positions of the terms from `start` to before `stop`."""
        postings = self.docs(start, stop), self.all_freqs(start, stop)
        if not self.has_positions:
            return postings
        return *postings, self._positions.slice(int(self.occurrences[start]), int(self.occurrences[stop]))


def _positive(freqs: Array) -> Array:
    chosen: Array = freqs[(freqs != 0).nonzero()[0]]  # which is faster than to choose by a mask
    return chosen


def widths_of(meta: dict[str, Any]) -> tuple[int, int | None]:
    """Return the packed widths that a field's entry in the segment head names."""
    return meta["freq_bits"], meta["position_bits"]
