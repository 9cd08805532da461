"""Which of a text's most frequent terms stands at each place: four bits a word, in document order.

A phrase is tested for words like *the* where its rarer words stand, and reads none of their many positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from index.segment.container import Array, Container, ContainerWriter
from index.segment.packing import Packed, PackedWriter

if TYPE_CHECKING:
    from index.segment.field import FieldReader

_BITS = 4
MOST = (1 << _BITS) - 1
"""Terms that are told apart; at any other stands 0."""


def most_frequent(totals: Array) -> Array:
    """Return the ascending numbers of the terms that occur most often, given how often each does."""
    return np.sort(np.argsort(-totals.astype(np.int64), kind="stable")[:MOST])


def frequent_writer(container: ContainerWriter, field: str, terms: Array) -> PackedWriter:
    """Note the frequent terms, and return what takes the code of each place: 1 for the first of the terms."""
    container.append(f"{field}.frequent.terms", terms.astype(np.uint32))
    return PackedWriter(container, f"{field}.frequent", _BITS)


def codes_by_term(terms: int, frequent: Array) -> Array:
    """Return the code of each of so many terms."""
    codes = np.zeros(terms, np.uint8)
    codes[frequent] = np.arange(1, len(frequent) + 1)
    return codes


class Frequent:
    """The code of each frequent term of a field, and of each place; none in a segment that was written without."""

    def __init__(self, container: Container, field: str) -> None:
        self.codes = {term: code for code, term in enumerate(container.array(f"{field}.frequent.terms").tolist(), 1)}
        self.at = Packed(container, f"{field}.frequent", _BITS)


def codes_of(field: FieldReader, codes: Array, most: int) -> Iterator[tuple[slice, Array]]:
    """Yield documents in runs of at most so many words, or of one, and the code at each of their places.

    `codes` has one for each of the field's terms, which are found by their positions.
    """
    ends, first = field.places + field.lengths, 0
    while first < len(ends):
        start = int(field.places[first])
        stop = max(first + 1, int(ends.searchsorted(start + most, side="right")))
        found = np.zeros(int(ends[stop - 1]) - start, np.uint8)
        for term in codes.nonzero()[0].tolist():
            docs = field.postings.docs(term)
            which = np.arange(*docs.searchsorted((first, stop)))
            runs, counts = field.postings.runs(term, which)
            begins = np.repeat(field.places[docs[which]] - start, counts)
            found[begins + field.postings.positions(runs, counts)] = codes[term]
        yield slice(first, stop), found
        first = stop
