"""From tokens in document order to postings in term order, in whole arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.segment.arrays import CHUNK, chunks
from index.segment.container import Array


class Inverted(NamedTuple):
    """The postings of one field, term after term, documents and positions ascending.

    `first` and `occurrences` have an entry per term and one more: where its postings and its positions begin.
    """

    first: Array
    docs: Array
    freqs: Array
    occurrences: Array
    positions: Array


def counted(numbers: Array, kinds: int) -> Array:
    """Return how often each number below `kinds` occurs."""
    return sum((np.bincount(chunk, minlength=kinds) for chunk in chunks(numbers)), start=np.zeros(kinds, np.intp))


def stable_order(keys: Array) -> Array:
    """Return the stable sorting order of non-negative integers below 2**32, as int32.

    A counting sort in chunks that stay in the processor's cache; each chunk is put where the keys before it end.
    """
    values = int(keys.max(initial=0)) + 1
    if values > CHUNK:
        return _radix_order(keys)
    order = np.empty(len(keys), np.int32)
    counts = counted(keys, values)
    free = np.cumsum(counts) - counts  # where the next of each key goes
    for start, chunk in zip(range(0, len(keys), CHUNK), chunks(keys), strict=True):
        within = _radix_order(chunk)
        counts = np.bincount(chunk, minlength=values)
        places = (free - (np.cumsum(counts) - counts))[chunk[within]]
        places += np.arange(len(chunk))
        order[places] = within + start
        free += counts
    return order


def _radix_order(keys: Array) -> Array:
    """Sort in passes over 16 bits, for which NumPy has a radix sort; its stable sort of 32 bits is slower."""
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable").astype(np.int32, copy=False)
    high = keys >> 16
    if int(high.max(initial=0)) == 0:
        return order
    return order[np.argsort(high[order].astype(np.uint16), kind="stable")]


def invert(tokens: Array, lengths: Array, terms: int) -> Inverted:
    """Invert a field: `tokens` are term numbers in document order, `lengths` the tokens of each document."""
    starts = (np.cumsum(lengths, dtype=np.int64) - lengths).astype(np.int32)
    doc_of = np.repeat(np.arange(len(lengths), dtype=np.min_scalar_type(len(lengths))), lengths)
    positions, docs = stable_order(tokens), np.empty_like(doc_of)
    for places, found in zip(chunks(positions), chunks(docs), strict=True):
        found[:] = doc_of[places]
        np.subtract(places, starts[found], out=places)
    del doc_of  # the memory of which is wanted below
    occurrences = np.concatenate([[0], np.cumsum(counted(tokens, terms))]).astype(np.int32)
    opens = np.ones(len(docs), bool)  # an occurrence that opens a posting: a new document or a new term
    opens[1:] = docs[1:] != docs[:-1]
    opens[occurrences[:-1][occurrences[:-1] < len(docs)]] = True
    posting = np.flatnonzero(opens).astype(np.int32)
    return Inverted(
        first=posting.searchsorted(occurrences),
        docs=docs[posting],
        freqs=np.diff(posting, append=np.int32(len(docs))),
        occurrences=occurrences,
        positions=positions,
    )
