"""An index in a cluster, asked as one here is: pages, totals, facets, and all that matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from whoosh.query import Query

from index.analysis import has_stemmer
from index.errors import ClusterFailure, NoSuchRelease
from index.opensearch.client import TIMEOUT, Client
from index.opensearch.mapping import from_source
from index.release import Release, id_of
from searcher.facets import tabulate
from searcher.generation import Generation, hit_of
from searcher.opensearch.compile import HAVING_VERSIONS, Clause, Compiler, all_of, constant, recent
from searcher.opensearch.facets import (
    CLUSTERS,
    aggregations,
    all_values,
    bounds,
    counts_of,
    doubles,
    doubles_of,
    field_of,
    passing,
)
from searcher.opensearch.matched import ClusterMatched
from searcher.opensearch.vocabulary import ClusterVocabulary
from searcher.request import SearchRequest, Sort
from searcher.result import SearchResult

PAGEABLE = 10_000
"""Hits from the first on that a cluster gives by their number; those beyond are walked to."""

_AT_ONCE = 500
_KEPT_OPEN = "2m"

_TIES: list[Clause] = [{"added": "asc"}, {"path": "asc"}]
_ORDERS: dict[Sort, Clause] = {
    "relevance": {"_score": "desc"},
    "recent": {"_score": "desc"},
    "date": {"date": {"order": "asc", "missing": "_last"}},
    "-date": {"date": {"order": "desc", "missing": "_last"}},
}
_SHOWN = ["release", "duplicates"]


class ClusterGeneration(Generation):
    """The index that an address stands for; raises ClusterFailure, NoIndex or OutdatedIndex."""

    def __init__(self, client: Client) -> None:
        self.client, self.index = client, client.concrete()
        self._compile = Compiler(client.major)
        self.vocabulary = ClusterVocabulary(self.whole)

    @property
    def languages(self) -> Sequence[str]:  # noqa: D102 as of every generation
        return list(filter(has_stemmer, self.vocabulary.values("language")))

    def answer(self, tree: Query, request: SearchRequest) -> SearchResult:
        """Return a request's page of what a query tree matches, its total and facets, and notes on what is lacking."""
        is_far = request.offset + request.limit > PAGEABLE
        listed = self.narrowed(tree, request, passing(request))
        body = {
            "query": self.narrowed(tree, request),
            "post_filter": passing(request),
            "aggs": {**aggregations(request), **doubles(request)},
            "sort": [_ORDERS[request.sort], *_TIES],
            "track_scores": True,
            "from": 0 if is_far else request.offset,
            "size": 0 if is_far else request.limit,
            "_source": _SHOWN,
        }
        if request.collapse:
            body["collapse"] = {"field": CLUSTERS}
        answer = self._ask(body)
        hits = answer["hits"]["hits"]
        if is_far:
            hits = islice(self.walk(listed, request, _source=_SHOWN), request.offset, request.offset + request.limit)
        highlighter = self.highlighter(tree)
        page = []
        for hit in hits:
            source = hit["_source"]
            page.append(hit_of(from_source(source), hit["_score"] or 0.0, highlighter, source["duplicates"]))
        counts, cut = counts_of(answer["aggregations"])
        for facet in cut:
            found = self.narrowed(tree, request, passing(request, but=facet))
            counts[facet].update(all_values(self.whole, field_of(facet), found))
        notes = tuple(_shortfalls(answer))
        total = answer["hits"]["total"]["value"] - self.left_out(answer, listed)
        facets = tabulate(counts, request.filters)
        return SearchResult(request, total, tuple(page), *facets, notes=notes, total_is_exact=not notes)

    def left_out(self, answer: dict[str, Any], clause: Clause) -> int:
        """Return how many of the releases that a clause finds an answer leaves out, as versions of others."""
        left_out = doubles_of(answer)
        if left_out is None:
            counts = all_values(self.whole, CLUSTERS, all_of([clause, HAVING_VERSIONS]))
            left_out = sum(count - 1 for count in counts.values())
        return left_out

    def matched(self, request: SearchRequest) -> ClusterMatched:  # noqa: D102
        parsed = self.parse(request.query, any_word=request.any_word)
        return ClusterMatched(self, request, self.narrowed(parsed.tree, request, passing(request)), parsed.notes)

    def total(self, request: SearchRequest) -> int:  # noqa: D102
        return self.matched(request).total

    def examples(self) -> tuple[str, ...]:
        """Return nothing: which words tell releases apart is not known of a cluster."""
        return ()

    def others(self, release_id: str) -> list[str]:  # noqa: D102
        clusters = [found[CLUSTERS] for found in self._having("id", [release_id], CLUSTERS)]
        return [found["id"] for found in self._having(CLUSTERS, clusters, "id") if found["id"] != release_id]

    def releases(self, names: Sequence[str]) -> Iterator[Release]:  # noqa: D102
        found: dict[str, Release] = {}
        for start in range(0, len(names), _AT_ONCE):
            ids = [id_ for name in names[start : start + _AT_ONCE] for id_ in (name, id_of(name))]
            releases = map(from_source, self._having("id", ids, "release"))
            found |= {release.id: release for release in releases}
        known = [(name, found.get(name) or found.get(id_of(name))) for name in names]
        for name, release in known:
            if release is None:
                raise NoSuchRelease(name)
        return (release for _, release in known if release)

    def _having(self, field: str, values: Sequence[str], wanted: str) -> Iterator[dict[str, Any]]:
        """Yield what is stored as `wanted` of the releases that have one of the values in a field."""
        body = {"query": constant({"terms": {field: values}}, 0.0), "size": PAGEABLE, "_source": [wanted]}
        return (hit["_source"] for hit in self.whole(body)["hits"]["hits"])

    def narrowed(self, tree: Query, request: SearchRequest, *filters: Clause) -> Clause:
        """Return the clause for a query tree within a request's days and generations, and what passes the filters."""
        clause = {"bool": {"must": [self._compile(tree)], "filter": [*bounds(request), *filters]}}
        return recent(clause) if request.sort == "recent" else clause

    def walk(
        self, clause: Clause, request: SearchRequest, size: int = _AT_ONCE, **what: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield every hit of a clause in a request's order, all as they are at the first, and `what` of each.

        Of versions it yields the first, if the request wants that. Raises ClusterFailure if any is lost.
        """
        seen = set()
        with self._point_in_time() as pit:
            body: dict[str, Any] = {
                "query": clause,
                "size": size,
                "sort": [_ORDERS[request.sort], *_TIES],
                "track_scores": True,
                "pit": {"id": pit, "keep_alive": _KEPT_OPEN},
                "docvalue_fields": [CLUSTERS],
                **what,
            }
            while hits := self.whole(body, index=None)["hits"]["hits"]:
                for hit in hits:
                    (cluster,) = hit["fields"][CLUSTERS]
                    if not request.collapse or cluster not in seen:
                        yield hit
                    seen.add(cluster)
                before, body["search_after"] = body.get("search_after"), hits[-1]["sort"]
                if before == body["search_after"]:
                    raise ClusterFailure(str(self.client.address), "gives the same page again and again")

    def whole(self, body: dict[str, Any], **where: Any) -> dict[str, Any]:
        """Return an answer; raises ClusterFailure where a part of the index did not give its part of it."""
        answer = self._ask(body, **where)
        for shortfall in _shortfalls(answer):
            raise ClusterFailure(str(self.client.address), f"can't answer in full: {shortfall}")
        return answer

    @contextmanager
    def _point_in_time(self) -> Iterator[str]:
        raw = self.client.raw
        params = {"keep_alive": _KEPT_OPEN}
        pit = self.client.ask(raw.create_pit, index=self.index, params=params)["pit_id"]
        try:
            yield pit
        finally:
            self.client.ask(raw.delete_pit, body={"pit_id": [pit]})

    def _ask(self, body: dict[str, Any], **where: Any) -> dict[str, Any]:
        """Search; frequencies of words are those of the whole index, however it is split."""
        body = {"track_total_hits": True, "timeout": f"{TIMEOUT - 5}s", **body}
        params = {"search_type": "dfs_query_then_fetch"}
        where = where or {"index": self.index}
        answer: dict[str, Any] = self.client.ask(self.client.raw.search, body=body, params=params, **where)
        return answer


def _shortfalls(answer: dict[str, Any]) -> Iterator[str]:
    """Yield why an answer may not be all of it."""
    if answer["timed_out"]:
        yield "the cluster ran out of time: there may be more releases, and counts may be higher"
    if failed := answer["_shards"]["failed"]:
        yield f"{failed} of {answer['_shards']['total']} parts of the index gave no answer: there may be more releases"
