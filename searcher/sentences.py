"""Words of one sentence, and words of the first paragraph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segment.arrays import among
from index.segment.container import Array
from index.segment.field import FieldReader
from searcher.places import DOCUMENT, places_of

_POSITION = (1 << DOCUMENT) - 1


def sharing_sentence(field: FieldReader, terms: Sequence[int], docs: Array) -> Array:
    """Tell which of some ascending documents that hold all the terms have a sentence with all of them."""
    starts = field.places[docs]
    shared: Array | None = None
    for term in set(terms):
        places = places_of(field, term, docs)
        rows = places >> DOCUMENT
        numbers = np.searchsorted(field.sentences.ends, starts[rows] + (places & _POSITION), side="right")
        sentences = numbers | rows << DOCUMENT
        shared = sentences if shared is None else shared[among(shared, sentences)]
    return _holding(docs, shared)


def opening(field: FieldReader, terms: Sequence[int], docs: Array, titles: Array) -> Array:
    """Tell which of some ascending documents that hold all the terms have them in a row in their first paragraph.

    `titles` are the lengths of all titles: a body that begins with its title has its first paragraph after that.
    """
    starts = field.places[docs]
    ends = np.append(field.sentences.paragraph_ends, np.iinfo(np.int64).max)
    title = titles[docs].astype(np.int64)
    at = np.searchsorted(ends, starts + title, side="right")
    has_title = (title > 0) & (ends[at - 1] == starts + title) & (at > 0)
    lead = np.searchsorted(ends, starts, side="right")
    first = np.where(has_title, title, 0)
    last = ends[np.where(has_title, at, lead)] - starts
    found = places_of(field, terms[0], docs)
    for offset, term in enumerate(terms[1:], 1):
        found = found[among(found + offset, places_of(field, term, docs))]
    rows, positions = found >> DOCUMENT, found & _POSITION
    return _holding(docs, found[(positions >= first[rows]) & (positions + len(terms) <= last[rows])])


def _holding(docs: Array, places: Array | None) -> Array:
    held = np.zeros(len(docs), bool)
    if places is not None:
        held[places >> DOCUMENT] = True
    return held
