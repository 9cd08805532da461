"""Releases like one: its characteristic words, as a query."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from whoosh import query

from index.analysis import spans
from index.release import Release
from index.segment.reader import SegmentReader

_MOST_TERMS = 24
_FIELD = "body"


def like(release: Release, segments: Sequence[SegmentReader]) -> query.Query:
    """Return the query for other releases with any of its most characteristic terms, each weighed by how much.

    Weights are Bo1's, the divergence of a release's terms from a random draw (Amati 2003, after Bose and Einstein),
    scaled to 1 at most. Terms of no other release say nothing and are left out.
    """
    documents = sum(segment.doc_count_all() for segment in segments)
    weights = {}
    for term, used in Counter(word.term for word in spans(release.body)).items():
        if sum(segment.doc_frequency(_FIELD, term) for segment in segments) > 1:
            mean = sum(segment.frequency(_FIELD, term) for segment in segments) / documents
            weights[term] = used * math.log2((1 + mean) / mean) + math.log2(1 + mean)
    chosen = sorted(weights, key=lambda term: (-weights[term], term))[:_MOST_TERMS]
    parts = [query.Term(_FIELD, term, boost=weights[term] / weights[chosen[0]]) for term in chosen]
    return query.AndNot(query.Or(parts), query.Term("id", release.id)) if parts else query.NullQuery
