"""What is asked: a frozen request; narrowing it returns a new one."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

Facet = Literal["source", "country", "date", "language"]
Sort = Literal["relevance", "recent", "date", "-date"]

FACETS: tuple[Facet, ...] = ("source", "country", "date", "language")


class Filter(NamedTuple):
    """A value of a facet that hits must have, or must not; None stands for undated or unknown.

    Dates are years (`2014`) or months (`2014-11`).
    """

    facet: Facet
    value: str | None
    excluded: bool = False


class SearchRequest(NamedTuple):
    """A query, its filters and the page wanted; with `any_word`, one of the words is enough.

    Included values of one facet widen each other, facets narrow each other, excluded values are taken away.
    `added_after` keeps what came in, or changed, in later generations than that.
    `collapse` lists one version of each release, the first in the order.
    """

    query: str = ""
    filters: tuple[Filter, ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    added_after: int | None = None
    collapse: bool = False
    any_word: bool = False

    def asking(self, query: str) -> SearchRequest:
        """Return the request with another query, on its first page."""
        return self._replace(query=query, offset=0)

    def including(self, facet: Facet, value: str | None) -> SearchRequest:
        """Return the request with the value selected beside the others of its facet."""
        return self._with(Filter(facet, value))

    def excluding(self, facet: Facet, value: str | None) -> SearchRequest:
        """Return the request that takes away releases with the value."""
        return self._with(Filter(facet, value, excluded=True))

    def only(self, facet: Facet, value: str | None) -> SearchRequest:
        """Return the request with the value as its facet's sole selection."""
        return self.clearing(facet).including(facet, value)

    def without(self, facet: Facet, value: str | None) -> SearchRequest:
        """Return the request without any filter on the value."""
        kept = tuple(f for f in self.filters if (f.facet, f.value) != (facet, value))
        return self._replace(filters=kept, offset=0)

    def clearing(self, facet: Facet) -> SearchRequest:
        """Return the request without any filter on the facet."""
        return self._replace(filters=tuple(f for f in self.filters if f.facet != facet), offset=0)

    def _with(self, chosen: Filter) -> SearchRequest:
        bare = self.without(chosen.facet, chosen.value)
        return bare._replace(filters=(*bare.filters, chosen))
