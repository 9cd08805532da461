"""Where words stand in some documents of a segment, as one ascending array: document rank and position in one number.

The rank is the document's place among those asked for.
"""

from __future__ import annotations

import numpy as np

from index.segment.arrays import ranks, run_members
from index.segment.container import Array
from index.segment.field import FieldReader

DOCUMENT = 32
"""Bits below a document's rank."""

_FEW = 16
"""Numbers that are so many times fewer than others are looked up one by one."""

_SPARSE = 256
"""Where only one in so many numbers could be meant, a mask of all takes longer than looking these up."""


def places_of(field: FieldReader, term: int, docs: Array) -> Array:
    """Return where a term stands in ascending documents."""
    postings = postings_of(field, term, docs)
    rows = (postings >= 0).nonzero()[0]
    return places_in(field, term, postings, rows)


def postings_of(field: FieldReader, term: int, docs: Array) -> Array:
    """Return which of a term's postings is that of each of the documents, -1 where it has none."""
    return ranks(field.postings.docs(term), docs)


def shared(having: Array, docs: Array, size: int) -> Array:
    """Return which of an ascending list of numbers, as ascending places in it, are among others, all below `size`."""
    if _FEW * len(docs) < len(having):
        at = ranks(having, docs)
        return at[at >= 0]
    if _SPARSE * len(having) < size:
        return among(having, docs).nonzero()[0] if len(docs) else docs
    mask = np.zeros(size, bool)
    mask[docs] = True
    return mask[having].nonzero()[0]


def places_in(field: FieldReader, term: int, postings: Array, rows: Array) -> Array:
    """Return where a term stands in the documents of ascending rows, given which of its postings are theirs."""
    starts, counts = field.postings.runs(term, postings[rows])
    return np.repeat(rows << DOCUMENT, counts) + field.postings.positions(run_members(starts, counts))


def among(values: Array, ascending: Array) -> Array:
    """Tell which of the values are in a list that is not empty."""
    return ranks(ascending, values) >= 0
