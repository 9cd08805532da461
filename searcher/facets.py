"""Exact counts per value of a facet, and which documents a facet's filters let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.segment.columns import NONE
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.request import FACETS, Facet, Filter
from searcher.result import FacetValue

KEYWORD_FIELDS: dict[Facet, str] = {"source": "source", "country": "country", "language": "language"}

Counts = dict[str | None, int]
"""Documents per value; None for those without one."""


class _Table(NamedTuple):
    """A row for each document with the number of its kind in each facet: that of a value, or of a set of several.

    The kinds of all facets are numbered one after another, so many in all. `names` holds the values of a facet and the
    place of their numbers. `sets` holds each set once for each of its `values`.
    """

    rows: Array
    kinds: int
    names: dict[Facet, tuple[list[str | None], slice]]
    sets: Array
    values: Array


class SegmentFacets:
    """The facet values of one segment's documents. Dates are counted by month, as `2014-11`."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment

    def counts(self, docs: Array) -> dict[Facet, Counts]:
        """Count the values of the documents (intp), all facets at once."""
        table = self._table
        counts = np.bincount(table.rows.take(docs, axis=0).ravel(), minlength=table.kinds)
        np.add.at(counts, table.values, counts[table.sets])
        return {
            facet: {name: number for name, number in zip(names, counts[place].tolist(), strict=True) if number}
            for facet, (names, place) in table.names.items()
        }

    @cached_property
    def _table(self) -> _Table:
        rows, names, start = [], {}, 0
        sets, values = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
        for facet in FACETS:
            if facet == "date":
                kinds, known = self._months
            else:
                (kinds, wide, further), known = self._keywords(facet)
                sets.append(wide + start)
                values.append(further + start)
            rows.append(kinds + start)
            names[facet] = known, slice(start, start + len(known))
            start = max(start + len(known), int(sets[-1].max(initial=0)) + 1)
        return _Table(np.column_stack(rows), start, names, np.concatenate(sets), np.concatenate(values))

    def _keywords(self, facet: Facet) -> tuple[tuple[Array, Array, Array], list[str | None]]:
        field = self._segment.fields[KEYWORD_FIELDS[facet]]
        return field.ordinals.kinds, [*(term.decode("utf-8", "surrogatepass") for term in field.lexicon), None]

    @cached_property
    def _months(self) -> tuple[Array, list[str | None]]:
        days = self._segment.fields["date"].numbers
        known = days != NONE
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        first = int(months[known].min()) if known.any() else 0
        offsets = np.where(known, months - first, -1) + 1  # 0 is undated
        distinct = np.bincount(offsets).nonzero()[0]
        numbers = np.zeros(int(offsets.max(initial=0)) + 1, np.intp)
        numbers[distinct] = np.arange(len(distinct))
        names = (distinct - 1 + first).astype("datetime64[M]").astype(str).tolist()
        return numbers[offsets], [name if offset else None for name, offset in zip(names, distinct, strict=True)]

    def mask(self, facet: Facet, filters: Iterable[Filter]) -> Array:
        """Return which documents have one of the included values, and none of the excluded."""
        having = {excluded: [nobody := np.zeros(self._segment.doc_count_all(), bool)] for excluded in (False, True)}
        for chosen in filters:
            having[chosen.excluded].append(self._having(facet, chosen.value))
        passing = np.logical_or.reduce(having[False]) if len(having[False]) > 1 else ~nobody
        return np.asarray(passing & ~np.logical_or.reduce(having[True]))

    def _having(self, facet: Facet, value: str | None) -> Array:
        if facet == "date":
            months, names = self._months
            wanted = [n for n, name in enumerate(names) if name == value or (name and value and name[:4] == value)]
            return np.isin(months, wanted)
        ordinals = self._segment.fields[KEYWORD_FIELDS[facet]].ordinals
        if value is None:
            return np.asarray(ordinals.starts[1:] == ordinals.starts[:-1])
        mask = np.zeros(self._segment.doc_count_all(), bool)
        number = self._segment.number_of(KEYWORD_FIELDS[facet], value)
        if number >= 0:
            mask[self._segment.fields[KEYWORD_FIELDS[facet]].postings.docs(number)] = True
        return mask


def added(totals: Counts, counts: Counts) -> Counts:
    """Return the sum of two segments' counts."""
    if not totals:
        return counts
    return {value: totals.get(value, 0) + counts.get(value, 0) for value in {**totals, **counts}}


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
    in_order = sorted(month for month in months if month)
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
