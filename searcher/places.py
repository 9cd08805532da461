"""Where words stand in some documents of a segment, as one ascending array: document rank and position in one number.

The rank is the document's place among those asked for.
"""

from __future__ import annotations

import numpy as np

from index.segment.arrays import run_members
from index.segment.container import Array
from index.segment.field import FieldReader

DOCUMENT = 32
"""Bits below a document's rank."""


def places_of(field: FieldReader, term: int, docs: Array) -> Array:
    """Return where a term stands in ascending documents."""
    postings = field.postings.numbers(term, docs)
    rows = (postings >= 0).nonzero()[0]
    return places_in(field, term, postings, rows)


def places_in(field: FieldReader, term: int, postings: Array, rows: Array) -> Array:
    """Return where a term stands in the documents of ascending rows, given which of its postings are theirs."""
    starts, counts = field.postings.runs(term, postings[rows])
    return np.repeat(rows << DOCUMENT, counts) + field.postings.positions(run_members(starts, counts))
