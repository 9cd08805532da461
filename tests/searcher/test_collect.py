"""Pages, totals and facets of one evaluation, against a search through all documents one by one."""

from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from index.schema import day_of
from searcher.collect import Collector
from searcher.evaluate import Evaluator
from searcher.ranking import Statistics
from searcher.request import FACETS, Filter, SearchRequest
from tests.corpora import COUNTRIES, DAYS, LANGUAGES, SOURCES, built, histories, replay

MONTHS = sorted({day_of(day).isoformat()[:7] for day in DAYS})
VALUES = {
    "source": [None, *SOURCES, "nobody"],
    "country": [None, *COUNTRIES],
    "language": [None, *LANGUAGES],
    "date": [None, *MONTHS, *{month[:4] for month in MONTHS}, "1999"],
}

filters = st.sampled_from(FACETS).flatmap(
    lambda facet: st.builds(Filter, st.just(facet), st.sampled_from(VALUES[facet]), st.booleans())
)
day = st.none() | st.sampled_from(DAYS).map(day_of)
requests = st.builds(
    SearchRequest()._replace,
    filters=st.lists(filters, max_size=4).map(tuple),
    since=day,
    until=day.map(lambda last: last and last + timedelta(1)),
    sort=st.sampled_from(["relevance", "date", "-date"]),
    added_after=st.none() | st.integers(0, 3),
)
trees = st.sampled_from([query.Every(), query.Term("body", "mine"), query.Term("body", "the"), query.NullQuery])


def collector_of(index):
    _, segments = index.open_segments()
    statistics = Statistics(segments)
    evaluators = [Evaluator(segment, statistics, pytest.fail) for segment in segments]
    return Collector(segments, evaluators), segments, evaluators


def values_of(document, facet):
    """The values that a document is counted under: months, for dates."""
    if facet == "date":
        return [None if document["date"] is None else day_of(document["date"]).isoformat()[:7]]
    if facet == "country":
        return document["country"] or [None]
    return [document[facet]]


def passes(document, facet, chosen):
    def has(value):
        values = values_of(document, facet)
        return value in values or (facet == "date" and value in [month and month[:4] for month in values])

    included = [f.value for f in chosen if not f.excluded]
    excluded = [f.value for f in chosen if f.excluded]
    return (not included or any(map(has, included))) and not any(map(has, excluded))


def in_bounds(document, request):
    if request.added_after is not None and document["added"] <= request.added_after:
        return False
    if request.since is None and request.until is None:
        return True
    if document["date"] is None:
        return False
    date = day_of(document["date"])
    return (request.since or date) <= date <= (request.until or date)


@given(histories, trees, requests, st.integers(1, 4), st.sampled_from([1, 1 << 16]))
def test_a_request_is_answered_as_by_looking_at_every_document(history, tree, request, limit, candidates):
    with patch("searcher.collect.CANDIDATES", candidates), built(history) as index:
        collect, segments, evaluators = collector_of(index)
        newest = {document["path"]: document for document in replay(history).left}
        matching = {}  # by segment and number: score and document
        for at, (segment, evaluator) in enumerate(zip(segments, evaluators, strict=True)):
            found = evaluator(tree)
            for doc, score in zip(found.docs.tolist(), found.scores.tolist(), strict=True):
                matching[at, doc] = score, newest[segment.store[doc]["release"]["path"]]
        filtered = {facet: [f for f in request.filters if f.facet == facet] for facet in FACETS}

        def kept(skipped=None):
            return {
                place: (score, document)
                for place, (score, document) in matching.items()
                if in_bounds(document, request)
                and all(passes(document, facet, filtered[facet]) for facet in FACETS if facet != skipped)
            }

        collected = collect(tree, request)
        assert collected.total == len(kept())
        for facet in FACETS:
            counts = Counter(value for _, document in kept(facet).values() for value in values_of(document, facet))
            assert collected.counts[facet] == counts

        pages, offset = [], 0
        while page := collect(tree, _paged(request, offset, limit)).page:
            assert len(page) <= limit
            pages += page
            offset += limit
        assert pages == collect(tree, _paged(request, 0, 10**9)).page
        assert sorted((at, doc) for at, doc, _ in pages) == sorted(kept())
        assert {(at, doc): score for at, doc, score in pages} == {place: score for place, (score, _) in kept().items()}
        in_order = sorted(sorted(kept()), key=lambda place: _key(request.sort, *kept()[place]))
        assert [(at, doc) for at, doc, _ in pages] == in_order


def _paged(request, offset, limit):
    return request._replace(offset=offset, limit=limit)


def _key(sort, score, document):
    if sort == "relevance":
        return -score
    return document["date"] is None, (document["date"] or 0) * (1 if sort == "date" else -1)
