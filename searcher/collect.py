"""One evaluation of a query over all segments: the wanted page, the exact total and every facet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from whoosh import query

from index.schema import day_number
from index.segment.arrays import lowest
from index.segment.columns import NONE
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.allocation import keep_freed_memory
from searcher.evaluate import Evaluator
from searcher.facets import Counts, SegmentFacets, added
from searcher.matches import Matches
from searcher.periods import today
from searcher.proximity import CANDIDATES, Pair, Proximity, neighbours
from searcher.request import FACETS, Facet, Filter, SearchRequest, Sort
from searcher.versions import NO_VERSIONS, Versions

_READ_AHEAD = 1000

_MANY = 1 << 15
"""Of more matches than so many, those that can be on the page are chosen first."""

HALF_LIFE = 730
"""Days."""


class Collected(NamedTuple):
    """The page's documents (segment, number in it, score), the total, and the counts of each facet."""

    page: list[tuple[int, int, float]]
    total: int
    counts: dict[Facet, Counts]


class Collector:
    """Collects over the segments of one generation."""

    def __init__(
        self, segments: Sequence[SegmentReader], evaluators: Sequence[Evaluator], versions: Versions = NO_VERSIONS
    ) -> None:
        keep_freed_memory()
        self._segments, self._evaluators, self._versions = segments, evaluators, versions
        self._facets = [SegmentFacets(segment) for segment in segments]

    def __call__(self, tree: query.Query, request: SearchRequest) -> Collected:
        """Evaluate a query with a request's filters, order and page."""
        counts: dict[Facet, Counts] = {facet: {} for facet in FACETS}
        found: list[Matches] = []
        for at in range(len(self._segments)):
            matches, mine = self._counted(tree, request, at)
            found.append(matches)
            counts = {facet: added(counts[facet], mine[facet]) for facet in FACETS}
        if request.collapse:
            found = self._collapsed(found, request.sort)
        total = sum(map(len, found))
        if len(found) > 1 or total > _MANY:
            wanted = max(request.offset + request.limit, CANDIDATES)
            found = [self._first(at, matches, request.sort, wanted) for at, matches in enumerate(found)]
        if found and request.sort in ("relevance", "recent") and (pairs := neighbours(tree)):
            found = self._lifted(found, pairs)
        places = self._places(found, request.sort, request.offset + request.limit)
        return Collected(_located(found, places[request.offset :]), total, counts)

    def matches(self, tree: query.Query, request: SearchRequest) -> list[Matches]:
        """Return the documents of each segment that match and pass every filter, whatever the page."""
        evaluated = [self._evaluated(tree, request, at) for at in range(len(self._segments))]
        found = [_kept(matches, passing.values()) for matches, passing in evaluated]
        return self._collapsed(found, request.sort) if request.collapse else found

    def _counted(self, tree: query.Query, request: SearchRequest, at: int) -> tuple[Matches, dict[Facet, Counts]]:
        """Return what matches in a segment and passes all filters, and its counts."""
        matches, passing = self._evaluated(tree, request, at)
        found = _kept(matches, passing.values())
        counts = self._facets[at].counts(found)
        for facet in passing:
            others = [mask for other, mask in passing.items() if other != facet]
            counts[facet] = self._facets[at].counts(_kept(matches, others))[facet]
        return found, counts

    def _evaluated(self, tree: query.Query, request: SearchRequest, at: int) -> tuple[Matches, dict[Facet, Array]]:
        """Return what matches in a segment, and which of it passes the filters of each facet that has some."""
        matches = _passing(self._segments[at], self._evaluators[at](tree), request)
        filters: dict[Facet, list[Filter]] = {}
        for chosen in request.filters:
            filters.setdefault(chosen.facet, []).append(chosen)
        return matches, {facet: self._facets[at].mask(facet, some)[matches.docs] for facet, some in filters.items()}

    def _first(self, at: int, matches: Matches, sort: Sort, count: int) -> Matches:
        """Return those of a segment that can be among the first `count` of all, or the best candidates."""
        if len(matches) <= count:
            return matches
        if sort == "relevance":
            return matches.best(count)
        orders: list[Sort] = [sort, "relevance"] if sort == "recent" else [sort]
        chosen = [lowest(self._sort_keys(at, matches, order), count) for order in orders]
        return matches.at(np.unique(np.concatenate(chosen)))

    def _lifted(self, found: Sequence[Matches], pairs: Sequence[Pair]) -> list[Matches]:
        """Return the matches, the best candidates lifted by what words that stand together are worth."""
        chosen = np.sort(lowest(-_joined([matches.scores for matches in found]), CANDIDATES))
        lifted, first = [], 0
        for evaluator, matches in zip(self._evaluators, found, strict=True):
            docs, scores = matches.docs, matches.scores
            start, stop = chosen.searchsorted((first, first + len(docs)))
            if start < stop:
                places = chosen[start:stop] - first
                scores = scores.copy()  # else what is remembered would change
                scores[places] += Proximity(evaluator.segment, evaluator.statistics, docs[places]).scores(pairs)
            lifted.append(Matches(docs, scores))
            first += len(docs)
        return lifted

    def in_order(self, found: Sequence[Matches], sort: Sort) -> Iterator[tuple[int, int]]:
        """Yield segment and number of each document found, in the order of `sort`."""
        places = self._places(found, sort, sum(map(len, found)))
        for start in range(0, len(places), _READ_AHEAD):
            for at, doc, _ in _located(found, places[start : start + _READ_AHEAD]):
                yield at, doc

    def _places(self, found: Sequence[Matches], sort: Sort, count: int) -> Array:
        """Return the first `count` of what was found, each as its place among the segments' documents in turn."""
        return lowest(self._keys(found, sort), count)

    def _collapsed(self, found: Sequence[Matches], sort: Sort) -> list[Matches]:
        """Keep of each cluster of versions the one that comes first in the order."""
        parts = [self._versions.clusters_of(self._segments[at])[matches.docs] for at, matches in enumerate(found)]
        clusters = np.concatenate([*parts, np.zeros(0, np.uint32)])
        several = clusters.nonzero()[0]
        order = several[np.argsort(self._keys(found, sort)[several], kind="stable")]
        kept = clusters == 0
        kept[order[np.unique(clusters[order], return_index=True)[1]]] = True
        masks = np.split(kept, np.cumsum([len(part) for part in parts])[:-1])
        return [matches.at(mask.nonzero()[0]) for matches, mask in zip(found, masks, strict=False)]

    def _keys(self, found: Sequence[Matches], sort: Sort) -> Array:
        return _joined([self._sort_keys(at, matches, sort) for at, matches in enumerate(found)])

    def _sort_keys(self, at: int, matches: Matches, sort: Sort) -> Array:
        """Return a number for each document, the lowest first in the list."""
        if sort == "relevance":
            return -matches.scores
        days = self._segments[at].fields["date"].numbers[matches.docs].astype(np.int64)
        if sort == "recent":
            return -matches.scores * recency(days)
        return np.where(days == NONE, np.iinfo(np.int64).max, days if sort == "date" else -days)


def recency(days: Array) -> Array:
    """Return what a score is worth by its day: 1 today, 3/4 two years ago, and 1/2 long ago or undated.

    Half of the score fades by half every two years, so that a much better match still comes first.
    """
    age = np.maximum(day_number(today()) - days, 0)
    fading: Array = np.exp2(-age / HALF_LIFE)
    return 0.5 + 0.5 * np.where(days == NONE, 0, fading)


def _located(found: Sequence[Matches], places: Array) -> list[tuple[int, int, float]]:
    """Return segment, number and score of the documents at these places among all."""
    ends = [*accumulate(len(matches.docs) for matches in found)]
    docs, scores = _joined([matches.docs for matches in found])[places], _joined([m.scores for m in found])[places]
    at = [bisect_right(ends, place) for place in places.tolist()]
    return list(zip(at, docs.tolist(), scores.tolist(), strict=True))


def _joined(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays or [np.zeros(0)])


def _kept(matches: Matches, masks: Collection[Array]) -> Matches:
    """Return the matches that all masks, each as long as they are many, let pass."""
    if not masks:
        return matches
    return matches.at(np.logical_and.reduce(list(masks)).nonzero()[0])


def _passing(segment: SegmentReader, matches: Matches, request: SearchRequest) -> Matches:
    """Return the matches within the request's bounds of dates and generations."""
    bounds = []
    if request.since is not None or request.until is not None:
        days = segment.fields["date"].numbers[matches.docs]
        bounds.append(days != NONE)
        if request.since is not None:
            bounds.append(days >= day_number(request.since))
        if request.until is not None:
            bounds.append(days <= day_number(request.until))
    if request.added_after is not None:
        bounds.append(segment.fields["added"].numbers[matches.docs] > request.added_after)
    return _kept(matches, bounds)
