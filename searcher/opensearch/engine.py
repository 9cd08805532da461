"""The door to an index in a cluster, the same as to one here: a request in, a result out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from whoosh.query import Query

from index.analysis import has_stemmer
from index.errors import ClusterFailure, NoSuchRelease
from index.opensearch.address import ClusterAddress
from index.opensearch.books import settled_generation
from index.opensearch.client import TIMEOUT, Client
from index.opensearch.mapping import from_source
from index.release import Release, id_of
from searcher.complete import Completion
from searcher.engine import Blame, Status, hit_of
from searcher.facets import tabulate
from searcher.fields import sources_called
from searcher.highlight import Highlighter
from searcher.opensearch.compile import Clause, Compiler
from searcher.opensearch.facets import aggregations, bounds, counts_of, passing
from searcher.opensearch.timeline import timeline_of, timeline_request
from searcher.query import Parsed, parse
from searcher.request import SearchRequest, Sort
from searcher.result import Hit, SearchResult, Span
from searcher.suggest import relaxed
from searcher.timeline import By, Timeline

PAGEABLE = 10_000
"""Hits from the first on that a cluster gives by their number; those beyond are walked to."""

_AT_ONCE = 500
_KEPT_OPEN = "2m"
_NAMES_HOLD = 60.0
"""Seconds for which the names of sources and languages are taken to be the same."""

_TIES: list[Clause] = [{"added": "asc"}, {"path": "asc"}]
_ORDERS: dict[Sort, Clause] = {
    "relevance": {"_score": "desc"},
    "date": {"date": {"order": "asc", "missing": "_last"}},
    "-date": {"date": {"order": "desc", "missing": "_last"}},
}


class RemoteMatched:
    """All releases that match a request, in the order of its sort, as they were when the first of them was read."""

    def __init__(self, engine: ClusterEngine, request: SearchRequest) -> None:
        engine.refuse_unable(request)
        self._engine, self._request = engine, request
        self._tree, self.notes = engine.parse(request.query, any_word=request.any_word)

    @property
    def total(self) -> int:
        """The number of releases; raises ClusterFailure where a part of the index can't be asked."""
        return int(self._engine.whole({"query": self._query, "size": 0})["hits"]["total"]["value"])

    def releases(self) -> Iterator[Release]:
        """Yield the releases, however many they are."""
        return (from_source(hit["_source"]) for hit in self._engine.walk(self._query, self._request.sort))

    def timeline(self, by: By) -> Timeline:
        """Count the releases by year, month, week or day."""
        body = {"query": self._query, "size": 0, "aggs": timeline_request(by)}
        answer = self._engine.whole(body)
        return timeline_of(answer["aggregations"], answer["hits"]["total"]["value"], by)

    @property
    def _query(self) -> Clause:
        return self._engine.narrowed(self._tree, self._request, passing(self._request))


class ClusterEngine:
    """Answers requests over an index in a cluster; raises ClusterFailure, NoIndex or OutdatedIndex."""

    def __init__(self, address: ClusterAddress) -> None:
        self.folder = address
        self._client = Client(address)
        self._client.concrete()
        self._compile = Compiler(self._client.major)
        self._values: dict[str, tuple[float, list[str]]] = {}

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request: one page of hits, the total, and every facet; what is not exact is marked and noted."""
        began = time.perf_counter()
        parsed = self.parse(request.query, any_word=request.any_word)
        result = self.answer(parsed.tree, request)
        return result._replace(took_ms=(time.perf_counter() - began) * 1000, notes=parsed.notes + result.notes)

    def answer(self, tree: Query, request: SearchRequest) -> SearchResult:
        """Return a request's page of what a query tree matches, its total and facets, and notes on what is lacking."""
        self.refuse_unable(request)
        is_far = request.offset + request.limit > PAGEABLE
        body = {
            "query": self.narrowed(tree, request),
            "post_filter": passing(request),
            "aggs": aggregations(request),
            "sort": [_ORDERS[request.sort], *_TIES],
            "track_scores": True,
            "from": 0 if is_far else request.offset,
            "size": 0 if is_far else request.limit,
        }
        answer = self._ask(body)
        hits = answer["hits"]["hits"]
        if is_far:
            everything = self.walk(self.narrowed(tree, request, passing(request)), request.sort)
            hits = islice(everything, request.offset, request.offset + request.limit)
        highlighter = Highlighter(tree)
        page = tuple(hit_of(from_source(hit["_source"]), hit["_score"] or 0.0, highlighter) for hit in hits)
        counts, doubtful = counts_of(answer["aggregations"])
        lacking = [f"there are too many values of {facet} to count exactly" for facet in doubtful]
        notes = (*_shortfalls(answer), *lacking)
        total = answer["hits"]["total"]["value"]
        facets = tabulate(counts, request.filters)
        return SearchResult(request, total, page, *facets, notes=notes, total_is_exact=not notes)

    def matched(self, *requests: SearchRequest) -> tuple[RemoteMatched, ...]:
        """Return all releases that match each request, whatever its page."""
        return tuple(RemoteMatched(self, request) for request in requests)

    def examples(self) -> tuple[str, ...]:
        """Return nothing: which words tell releases apart is not known of a cluster."""
        return ()

    def timelines(self, requests: Sequence[SearchRequest], by: By) -> tuple[Timeline, ...]:
        """Return how many releases match a request over time; raises ClusterFailure for several at once."""
        if len(requests) > 1:
            raise self._unable("set searches side by side")
        return tuple(matched.timeline(by) for matched in self.matched(*requests))

    @property
    def generation(self) -> int:
        """The last generation below which nothing is being written."""
        return settled_generation(self._client, self._client.concrete())

    def why_empty(self, request: SearchRequest) -> tuple[Blame, ...]:
        """Return the conditions without which a request that finds nothing would find something, the worst first."""
        blamed = (Blame(what, self.matched(wider)[0].total, wider) for what, wider in relaxed(request))
        return tuple(sorted((blame for blame in blamed if blame.total), key=lambda blame: -blame.total))

    def similar(self, name: str, request: SearchRequest | None = None) -> SearchResult:
        """Raise ClusterFailure: what is characteristic of a release is not known of a cluster."""
        raise self._unable("tell which releases are similar")

    def versions(self, name: str) -> tuple[Hit, ...]:
        """Raise ClusterFailure: versions are found by a rebuild on one machine."""
        raise self._unable("tell the versions of a release")

    def refuse_unable(self, request: SearchRequest) -> None:
        """Raise ClusterFailure where a request wants what a cluster can't do."""
        if request.collapse:
            raise self._unable("list one version of each release")
        if request.sort not in _ORDERS:
            raise self._unable(f"sort by {request.sort!r}")

    def _unable(self, what: str) -> ClusterFailure:
        return ClusterFailure(str(self.folder), f"can't {what}: only the folder of an index on this machine can")

    def complete(self, query: str, cursor: int, limit: int = 8) -> tuple[Completion, ...]:
        """Return nothing: a cluster is not asked at every key."""
        return ()

    def release(self, name: str) -> Release:
        """Return a whole release by its id or path; raises NoSuchRelease."""
        return next(self.releases([name]))

    def releases(self, names: Iterable[str]) -> Iterator[Release]:
        """Return releases by id or path; raises NoSuchRelease before the first of them."""
        given = list(names)
        found: dict[str, Release] = {}
        for start in range(0, len(given), _AT_ONCE):
            ids = [id_ for name in given[start : start + _AT_ONCE] for id_ in (name, id_of(name))]
            answer = self._client.ask(self._client.raw.mget, index=self.folder.name, body={"ids": ids})
            found |= {hit["_id"]: from_source(hit["_source"]) for hit in answer["docs"] if hit.get("found")}
        known = [(name, found.get(name) or found.get(id_of(name))) for name in given]
        for name, release in known:
            if release is None:
                raise NoSuchRelease(name)
        return (release for _, release in known if release)

    def sources_called(self, text: str) -> list[str]:
        """Return the source names that have all words of a text."""
        return sources_called(text, self._names("source"))

    def highlight(self, text: str, query: str, language: str | None = None) -> tuple[Span, ...]:
        """Return a text in a language, cut where the query's matches begin and end."""
        return Highlighter(self.parse(query).tree).spans(text, language)

    def status(self) -> Status:
        """Return what the index holds now; bytes are those of one copy."""
        index = self._client.concrete()
        found = self._client.ask(self._client.raw.indices.stats, index=index)["_all"]["primaries"]
        documents = self._client.ask(self._client.raw.count, index=index)["count"]
        return Status(
            self.folder,
            self.generation,
            documents,
            found.get("segments", {}).get("count", 0),
            found["store"]["size_in_bytes"],
        )

    def parse(self, text: str, *, any_word: bool = False) -> Parsed:
        """Read a query as one about this index."""
        languages = filter(has_stemmer, self._names("language"))
        return parse(text, self._names, languages, any_word=any_word)

    def narrowed(self, tree: Query, request: SearchRequest, *filters: Clause) -> Clause:
        """Return the clause for a query tree within a request's days and generations, and what passes the filters."""
        return {"bool": {"must": [self._compile(tree)], "filter": [*bounds(request), *filters]}}

    def walk(self, clause: Clause, sort: Sort) -> Iterator[dict[str, Any]]:
        """Yield every hit of a clause in order, all as they are at the first; raises ClusterFailure if any is lost."""
        with self._point_in_time() as pit:
            body: dict[str, Any] = {
                "query": clause,
                "size": _AT_ONCE,
                "sort": [_ORDERS[sort], *_TIES],
                "track_scores": True,
                "pit": {"id": pit, "keep_alive": _KEPT_OPEN},
            }
            while hits := self.whole(body, index=None)["hits"]["hits"]:
                yield from hits
                body["search_after"] = hits[-1]["sort"]

    def whole(self, body: dict[str, Any], **where: Any) -> dict[str, Any]:
        """Return an answer; raises ClusterFailure where a part of the index did not give its part of it."""
        answer = self._ask(body, **where)
        for shortfall in _shortfalls(answer):
            raise ClusterFailure(str(self.folder), f"can't answer in full: {shortfall}")
        return answer

    @contextmanager
    def _point_in_time(self) -> Iterator[str]:
        raw = self._client.raw
        params = {"keep_alive": _KEPT_OPEN}
        pit = self._client.ask(raw.create_pit, index=self.folder.name, params=params)["pit_id"]
        try:
            yield pit
        finally:
            self._client.ask(raw.delete_pit, body={"pit_id": [pit]})

    def _ask(self, body: dict[str, Any], **where: Any) -> dict[str, Any]:
        """Search; frequencies of words are those of the whole index, however it is split."""
        body = {"track_total_hits": True, "timeout": f"{TIMEOUT - 5}s", **body}
        params = {"search_type": "dfs_query_then_fetch"}
        where = where or {"index": self.folder.name}
        answer: dict[str, Any] = self._client.ask(self._client.raw.search, body=body, params=params, **where)
        return answer

    def _names(self, field: str = "source") -> list[str]:
        """Return all values of a field, in order, however many they are."""
        read_at, names = self._values.get(field, (-_NAMES_HOLD, []))
        if time.monotonic() - read_at < _NAMES_HOLD:
            return names
        names = []
        pages: dict[str, Any] = {"size": PAGEABLE, "sources": [{"name": {"terms": {"field": field}}}]}
        while True:
            answer = self.whole({"size": 0, "aggs": {"names": {"composite": pages}}})["aggregations"]["names"]
            names.extend(bucket["key"]["name"] for bucket in answer["buckets"])
            if "after_key" not in answer:
                break
            pages["after"] = answer["after_key"]
        self._values[field] = time.monotonic(), sorted(names)
        return self._values[field][1]


def _shortfalls(answer: dict[str, Any]) -> Iterator[str]:
    """Yield why an answer may not be all of it."""
    if answer["timed_out"]:
        yield "the cluster ran out of time: there may be more releases, and counts may be higher"
    if failed := answer["_shards"]["failed"]:
        yield f"{failed} of {answer['_shards']['total']} parts of the index gave no answer: there may be more releases"
