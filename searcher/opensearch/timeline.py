"""Timelines of a cluster's index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from searcher.opensearch.compile import Clause, none_of
from searcher.opensearch.facets import histogram
from searcher.timeline import TOO_COARSE, Bar, By, Timeline


def timeline_request(by: By) -> dict[str, Any]:
    """Return the aggregation that counts the dates that are as fine as a bar."""
    coarse: list[Clause] = [{"term": {"precision": precision}} for precision in TOO_COARSE[by]]
    return {"fine": {"filter": none_of(coarse), "aggs": {"bars": histogram(by, "yyyy-MM-dd")}}}


def timeline_of(answer: dict[str, Any], total: int, by: By) -> Timeline:
    """Return the timeline of an answer to that, with empty bars between the first and the last."""
    counts = {date.fromisoformat(b["key_as_string"]): b["doc_count"] for b in answer["fine"]["bars"]["buckets"]}
    bars = []
    if counts:
        start, last = min(counts), max(counts)
        while start <= last:
            bars.append(Bar(start, counts.get(start, 0)))
            start = _next(start, by)
    return Timeline(by, tuple(bars), total - sum(counts.values()))


def _next(start: date, by: By) -> date:
    if by in ("day", "week"):
        return start + timedelta(days=7 if by == "week" else 1)
    months = start.year * 12 + start.month - 1 + (12 if by == "year" else 1)
    return date(months // 12, months % 12 + 1, 1)
