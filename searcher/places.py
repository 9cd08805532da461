"""Where words stand in some documents of a segment, as one ascending array: document rank and position in one number.

The rank is the document's place among those asked for.
"""

from __future__ import annotations

import numpy as np

from index.segment.container import Array
from index.segment.reader import FieldReader

DOCUMENT = 32
"""Bits below a document's rank."""


def places_of(field: FieldReader, term: int, docs: Array) -> Array:
    """Return where a term stands in ascending documents."""
    holding = field.postings.docs(term)
    which = np.searchsorted(holding, docs)
    which[which == len(holding)] = 0
    has = (holding[which] == docs).nonzero()[0]
    starts, counts = field.postings.runs(term, which[has])
    return np.repeat(has << DOCUMENT, counts) + field.postings.positions(starts, counts)


def among(values: Array, ascending: Array) -> Array:
    """Tell which of the values are in a list that is not empty."""
    at = np.searchsorted(ascending, values)
    at[at == len(ascending)] = 0
    return ascending[at] == values  # type: ignore[no-any-return]
