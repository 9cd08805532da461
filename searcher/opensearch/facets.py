"""A request's filters and facets in OpenSearch's query DSL, and exact counts from its answer."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from typing import Any

from searcher.facets import KEYWORD_FIELDS, Counts
from searcher.opensearch.compile import HAVING_VERSIONS, Clause, all_of, any_of, none_of
from searcher.request import FACETS, Facet, Filter, SearchRequest

MOST_VALUES = 10_000
"""Values of a facet that are counted with the search; where there are more, they are asked for page by page."""

CLUSTERS = "cluster"
"""The field of what the versions of a release have in common: the id of one of them, its own where it has none."""

_VALUES, _MISSING, _DOUBLES, _YEARS = "values", "missing", "doubles", "years"
_BARE_YEAR: Clause = {"term": {"precision": "year"}}


def bounds(request: SearchRequest) -> list[Clause]:
    """Return the clauses for a request's days and generations."""
    days = {"gte": request.since, "lte": request.until}
    given = {name: day.isoformat() for name, day in days.items() if day is not None}
    clauses: list[Clause] = [{"range": {"date": given}}] if given else []
    if request.added_after is not None:
        clauses.append({"range": {"added": {"gt": request.added_after}}})
    return clauses


def passing(request: SearchRequest, *, but: Facet | None = None) -> Clause:
    """Return what passes the filters of all facets but one."""
    chosen = [f for f in request.filters if f.facet != but]
    included = ([_having(f) for f in chosen if f.facet == facet and not f.excluded] for facet in FACETS)
    clauses: list[Clause] = [any_of(having) for having in included if having]
    if excluded := [_having(f) for f in chosen if f.excluded]:
        clauses.append(none_of(excluded))
    return all_of(clauses)


def _having(chosen: Filter) -> Clause:
    if chosen.value is None:
        return none_of([{"exists": {"field": field_of(chosen.facet)}}])
    if chosen.facet != "date":
        return {"term": {field_of(chosen.facet): chosen.value}}
    year, _, month = chosen.value.partition("-")
    first, last = int(month or 1), int(month or 12)
    days = calendar.monthrange(int(year), last)[1]
    within = {"range": {"date": {"gte": f"{year}-{first:02}-01", "lte": f"{year}-{last:02}-{days}"}}}
    return all_of([within, none_of([_BARE_YEAR])]) if month else within


def aggregations(request: SearchRequest) -> dict[str, Any]:
    """Return an aggregation for each facet, over what passes the filters of the others."""
    return {
        facet: {
            "filter": passing(request, but=facet),
            "aggs": {_VALUES: _values(facet), _MISSING: {"missing": {"field": field_of(facet)}}},
        }
        for facet in FACETS
    }


def months() -> dict[str, Any]:
    """Return the aggregation that counts dates by month, for `months_of`."""
    return histogram("month", "yyyy-MM") | {"aggs": {_YEARS: {"filter": _BARE_YEAR}}}


def months_of(found: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield how many dates are of each month, and how many of a year of which no month is known."""
    for bucket in found["buckets"]:
        month, bare = bucket["key_as_string"], bucket[_YEARS]["doc_count"]
        if bare:
            yield month[:4], bare
        if bucket["doc_count"] > bare:
            yield month, bucket["doc_count"] - bare


def _values(facet: Facet) -> dict[str, Any]:
    if facet == "date":
        return months()
    return {"terms": {"field": field_of(facet), "size": MOST_VALUES}}


def doubles(request: SearchRequest) -> dict[str, Any]:
    """Return the aggregation that counts the versions which a request leaves out."""
    clusters = {"terms": {"field": CLUSTERS, "size": MOST_VALUES}}
    several = all_of([passing(request), HAVING_VERSIONS])
    return {_DOUBLES: {"filter": several, "aggs": {_VALUES: clusters}}} if request.collapse else {}


def doubles_of(answer: dict[str, Any]) -> int | None:
    """Return how many versions an answer leaves out, None where it doesn't count all."""
    counted = answer.get("aggregations", {}).get(_DOUBLES, {_VALUES: {"buckets": []}})[_VALUES]
    return None if _is_cut(counted) else sum(bucket["doc_count"] - 1 for bucket in counted["buckets"])


def _is_cut(values: dict[str, Any]) -> bool:
    """Tell whether the cluster says that counts may be too low, or that there are more values."""
    return bool(values.get("sum_other_doc_count") or values.get("doc_count_error_upper_bound"))


def histogram(interval: str, format: str) -> dict[str, Any]:
    """Return the aggregation that counts dates by a calendar's interval."""
    by = {"field": "date", "calendar_interval": interval, "format": format, "min_doc_count": 1}
    return {"date_histogram": by}


def all_values(ask: Callable[[dict[str, Any]], dict[str, Any]], field: str, query: Clause) -> dict[str, int]:
    """Return how many releases that a query finds have each value of a field, however many values there are."""
    counts: dict[str, int] = {}
    pages: dict[str, Any] = {"size": MOST_VALUES, "sources": [{"name": {"terms": {"field": field}}}]}
    while True:
        body = {"size": 0, "query": query, "aggs": {_VALUES: {"composite": pages}}}
        found = ask(body)["aggregations"][_VALUES]
        counts.update((bucket["key"]["name"], bucket["doc_count"]) for bucket in found["buckets"])
        if "after_key" not in found:
            return counts
        pages["after"] = found["after_key"]


def counts_of(answer: dict[str, Any]) -> tuple[dict[Facet, Counts], list[Facet]]:
    """Return the counts of each facet of an answer, and the facets of which it may lack some."""
    counts: dict[Facet, Counts] = {}
    cut = []
    for facet in FACETS:
        found = answer[facet][_VALUES]
        if _is_cut(found):
            cut.append(facet)
        values = ((str(bucket["key"]), bucket["doc_count"]) for bucket in found["buckets"])
        counts[facet] = dict(months_of(found) if facet == "date" else values)
        if missing := answer[facet][_MISSING]["doc_count"]:
            counts[facet][None] = missing
    return counts, cut


def field_of(facet: Facet) -> str:
    """Return the field of a facet's values."""
    return KEYWORD_FIELDS.get(facet, facet)
