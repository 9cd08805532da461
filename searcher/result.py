"""What is answered: hits, exact facet counts, and notes on how the question was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from index.release import Precision
from searcher.request import Facet, SearchRequest

UNKNOWN: Mapping[Facet, str] = {
    "source": "unknown source",
    "country": "no country",
    "date": "undated",
    "language": "unknown language",
}
"""What the bucket of a facet is called that gathers what has no value."""


class Span(NamedTuple):
    """A stretch of plain text, and whether the query matched it."""

    text: str
    hit: bool


class Hit(NamedTuple):
    """One release of the page, with the passage that shows why it was found; dates are ISO 8601.

    `duplicates` counts the release's other versions in the index.
    """

    id: str
    path: str
    title: str
    date: str | None
    date_precision: Precision | None
    source: str | None
    countries: tuple[str, ...]
    language: str | None
    score: float
    snippet: tuple[Span, ...]
    duplicates: int = 0


class FacetValue(NamedTuple):
    """A value of a facet and its exact count, as if the facet had no selection; None is undated or unknown."""

    value: str | None
    count: int  # type: ignore[assignment]  # a tuple's own counts what nobody looks for here
    selected: bool = False
    excluded: bool = False


class SearchResult(NamedTuple):
    """The answer to a request; `total` counts what is listed, facets count releases.

    `facets` holds the values with a count or a filter, most frequent first; years come newest first, and
    `months` holds `2014-11` and its like in the order of time. The unknown bucket is always last.
    The total and the counts are exact unless `total_is_exact` is False, as where a part of a cluster gave no answer.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[FacetValue, ...]]
    months: tuple[FacetValue, ...] = ()
    took_ms: float = 0.0
    suggestion: str | None = None
    notes: tuple[str, ...] = ()
    total_is_exact: bool = True
