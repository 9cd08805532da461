"""Exact counts per value of a facet, and which documents a facet's filters let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import accumulate, compress

import numpy as np

from index.segment.columns import NONE
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.kinds import Kinds
from searcher.matches import Matches
from searcher.request import FACETS, Facet, Filter
from searcher.result import FacetValue

KEYWORD_FIELDS: dict[Facet, str] = {"source": "source", "country": "country", "language": "language"}

Counts = dict[str | None, int]
"""Documents per value; None for those without one."""

_Table = tuple[Array, Array, Array, dict[Facet, tuple[list[str | None], slice]]]


class SegmentFacets:
    """The facet values of one segment's documents. Dates are counted by month (`2014-11`), else year (`2014`)."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment
        self._has_counted = False

    def counts(self, matches: Matches) -> dict[Facet, Counts]:
        """Count the values of the documents that match, all facets at once.

        For a first question only their values are looked up, for later ones those of all documents, once.
        """
        if self._has_counted:
            _, kinds, values, names = self._table
            found = self._kinds(matches)
        else:
            rows, kinds, values, names = self._tabulated(matches.docs)
            found = _counted(rows, kinds)
            self._has_counted = True
        size = sum(len(known) for known, _ in names.values())
        counts = np.bincount(values, found[kinds], size).astype(np.intp).tolist()
        return {facet: _listed(known, counts[place]) for facet, (known, place) in names.items()}

    def _kinds(self, matches: Matches) -> Array:
        """Count documents by kind; where they are most of the segment, the others are counted and taken off all."""
        rows, kinds, _, _ = self._table
        are_most = 4 * len(matches) > 3 * len(rows)
        docs = (~matches.mask(len(rows))).nonzero()[0] if are_most else matches.docs
        found = _counted(rows.take(docs, axis=0), kinds)
        return self._all_kinds - found if are_most else found

    @cached_property
    def _all_kinds(self) -> Array:
        rows, kinds, _, _ = self._table
        return _counted(rows, kinds)

    @cached_property
    def _table(self) -> _Table:
        return self._tabulated(self._all)

    def _tabulated(self, docs: Array) -> _Table:
        """Return a row of kinds for each document; all kinds with their values; each facet's values and their place.

        There is a column of kinds for each facet, or for several together. The kinds of all columns are numbered one
        after another, as the values of all facets are.
        """
        columns: list[Kinds] = []
        names: dict[Facet, tuple[list[str | None], slice]] = {}
        size = 0
        for facet in FACETS:
            column, known = self._months(docs) if facet == "date" else self._keywords(facet, docs)
            names[facet] = known, slice(size, size + len(known))
            column = column._replace(values=column.values + size)
            size += len(known)
            together = columns[-1].by(column) if columns else None
            columns[-1 if together else len(columns) :] = [together or column]
        starts = [0, *accumulate(column.number for column in columns)]
        rows = np.column_stack([column.of + start for column, start in zip(columns, starts, strict=False)])
        kinds = np.concatenate([column.kinds + start for column, start in zip(columns, starts, strict=False)])
        return rows, kinds, np.concatenate([column.values for column in columns]), names

    def _keywords(self, facet: Facet, docs: Array) -> tuple[Kinds, list[str | None]]:
        field = self._segment.fields[KEYWORD_FIELDS[facet]]
        values = [term.decode("utf-8", "surrogatepass") for term in field.lexicon]
        return Kinds(*field.ordinals.kinds(docs)), [*values, None]

    def _months(self, docs: Array) -> tuple[Kinds, list[str | None]]:
        days = self._segment.fields["date"].numbers[docs]
        known = days != NONE
        first = int(days.min(where=known, initial=np.iinfo(days.dtype).max))
        there = np.bincount(offsets := np.where(known, days - first, -1) + 1, minlength=1)
        there[0] = 1  # undated
        distinct = there.nonzero()[0]
        months = (distinct - 1 + first).astype("datetime64[D]").astype("datetime64[M]")
        opens = np.append(True, (months[1:] != months[:-1]) | (distinct[:-1] == 0))
        there[distinct] = np.cumsum(opens) - 1
        of, names = there[offsets], [None, *months[opens][1:].astype(str).tolist()]
        if (number := self._segment.number_of("precision", "year")) >= 0:
            at = self._holding("precision", number)[docs].nonzero()[0]
            are_years = np.bincount(of[at]) > 0  # as January
            of[at] = len(names) + np.cumsum(are_years)[of[at]] - 1
            names += [names[year][:4] for year in are_years.nonzero()[0].tolist()]
        values = np.arange(len(names))
        return Kinds(of, values, values), names

    @cached_property
    def _all_months(self) -> tuple[Kinds, list[str | None]]:
        return self._months(self._all)

    @property
    def _all(self) -> Array:
        return np.arange(self._segment.doc_count_all())

    def mask(self, facet: Facet, filters: Iterable[Filter]) -> Array:
        """Return which documents have one of the included values, and none of the excluded."""
        having = {excluded: [nobody := np.zeros(self._segment.doc_count_all(), bool)] for excluded in (False, True)}
        for chosen in filters:
            having[chosen.excluded].append(self._having(facet, chosen.value))
        passing = np.logical_or.reduce(having[False]) if len(having[False]) > 1 else ~nobody
        return np.asarray(passing & ~np.logical_or.reduce(having[True]))

    def _having(self, facet: Facet, value: str | None) -> Array:
        if facet == "date":
            months, names = self._all_months
            wanted = [n for n, name in enumerate(names) if name == value or (name and value and name[:4] == value)]
            return np.isin(months.of, wanted)
        ordinals = self._segment.fields[KEYWORD_FIELDS[facet]].ordinals
        if value is None:
            return np.asarray(ordinals.starts[1:] == ordinals.starts[:-1])
        return self._holding(KEYWORD_FIELDS[facet], self._segment.number_of(KEYWORD_FIELDS[facet], value))

    def _holding(self, field: str, term: int) -> Array:
        """Tell which documents have a term, given by its number; none where that is -1."""
        mask = np.zeros(self._segment.doc_count_all(), bool)
        if term >= 0:
            self._segment.fields[field].postings.mark(mask, term)
        return mask


def _counted(rows: Array, kinds: Array) -> Array:
    """Return how often each kind stands in rows of them, given all kinds in order."""
    return np.bincount(rows.ravel(), minlength=kinds[-1] + 1)


def _listed(names: Iterable[str | None], counts: list[int]) -> Counts:
    """Return the counts that are not 0, by name."""
    return dict(zip(compress(names, counts), filter(None, counts), strict=True))


def added(totals: Counts, counts: Counts) -> Counts:
    """Return the sum of two segments' counts, in place of the first."""
    if not totals:
        return counts
    for value, count in counts.items():
        totals[value] = totals.get(value, 0) + count
    return totals


def tabulate(
    counts: Mapping[Facet, Counts], filters: Iterable[Filter]
) -> tuple[dict[Facet, tuple[FacetValue, ...]], tuple[FacetValue, ...]]:
    """Return each facet's values in the order they are shown, and the months; filtered values stay listed."""
    marks = {(chosen.facet, chosen.value): chosen.excluded for chosen in filters}
    years: Counts = {}
    for month, count in counts["date"].items():
        year = month and month[:4]
        years[year] = years.get(year, 0) + count
    facets: dict[Facet, tuple[FacetValue, ...]] = {}
    for facet in FACETS:
        found = years if facet == "date" else counts[facet]
        listed = found.keys() | {value for f, value in marks if f == facet and not _is_month(facet, value)}
        ordered = sorted(listed, key=_newest_first if facet == "date" else _most_first(found))
        facets[facet] = tuple(_marked(facet, value, found.get(value, 0), marks) for value in ordered)
    months = counts["date"].keys() | {value for f, value in marks if _is_month(f, value)}
    in_order = sorted(month for month in months if month and _is_month("date", month))
    return facets, tuple(_marked("date", month, counts["date"].get(month, 0), marks) for month in in_order)


def _marked(facet: Facet, value: str | None, count: int, marks: Mapping[tuple[Facet, str | None], bool]) -> FacetValue:
    excluded = marks.get((facet, value))
    return FacetValue(value, count, selected=excluded is False, excluded=excluded is True)


def _is_month(facet: Facet, value: str | None) -> bool:
    return facet == "date" and value is not None and len(value) > len("2014")


def _newest_first(value: str | None) -> tuple[bool, int, str]:
    return value is None, -int(value or 0), ""


def _most_first(counts: Counts) -> Callable[[str | None], tuple[bool, int, str]]:
    return lambda value: (value is None, -counts.get(value, 0), value or "")
