"""Releases like one: its characteristic words, as a query."""

from __future__ import annotations

import math
from collections import Counter

from whoosh import query

from index.analysis import spans
from index.release import Release
from searcher.vocabulary import Vocabulary

_MOST_TERMS = 24
_FIELD = "body"


def like(release: Release, vocabulary: Vocabulary) -> query.Query:
    """Return the query for other releases with any of its most characteristic terms, each weighed by how much.

    Weights are Bo1's, the divergence of a release's terms from a random draw (Amati 2003, after Bose and Einstein),
    scaled to 1 at most. Terms of no other release say nothing and are left out.
    """
    documents, used = vocabulary.documents, Counter(word.term for word in spans(release.body))
    known = zip(used, vocabulary.having(_FIELD, list(used)), vocabulary.occurrences(_FIELD, list(used)), strict=True)
    weights = {}
    for term, having, occurrences in known:
        if having > 1:
            mean = occurrences / documents
            weights[term] = used[term] * math.log2((1 + mean) / mean) + math.log2(1 + mean)
    chosen = sorted(weights, key=lambda term: (-weights[term], term))[:_MOST_TERMS]
    parts = [query.Term(_FIELD, term, boost=weights[term] / weights[chosen[0]]) for term in chosen]
    return query.AndNot(query.Or(parts), query.Term("id", release.id)) if parts else query.NullQuery
