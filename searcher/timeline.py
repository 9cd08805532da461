"""How many releases match over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from index.schema import day_of
from index.segment.columns import NONE
from index.segment.container import Array
from index.segment.reader import SegmentReader
from searcher.matched import Matched
from searcher.matches import Matches

By = Literal["year", "month", "week", "day"]

_UNITS: dict[By, str] = {"year": "Y", "month": "M", "week": "W", "day": "D"}
_MONDAY = 3  # days from the Thursday on which NumPy's weeks begin, as 1970 did, back to Monday
TOO_COARSE: dict[By, tuple[str, ...]] = {
    "year": (),
    "month": ("year",),
    "week": ("year", "month"),
    "day": ("year", "month"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """The releases of a period, which begins with the day `start`; weeks begin on Monday."""

    start: date
    count: int


class Timeline(NamedTuple):
    """A bar for each period from the first to the last with a release.

    `undated` counts releases without a date, and those whose date is coarser than a bar: a release of `2014` is in
    the bar of that year, but in no month, week or day of it, and one of `2014-11` in no week or day.
    """

    by: By
    bars: tuple[Bar, ...]
    undated: int


def timelines(sets: Sequence[Matched], by: By) -> tuple[Timeline, ...]:
    """Count several sets over the periods from the first to the last of any of them."""
    days, numbers = zip(*(matched.days(by) for matched in sets), strict=True)
    shift = _MONDAY if by == "week" else 0
    periods = [(of + shift).astype("datetime64[D]").astype(f"datetime64[{_UNITS[by]}]").astype(np.int64) for of in days]
    every = np.concatenate(periods)
    first, size = (every.min(), int(np.ptp(every)) + 1) if len(every) else (0, 0)
    begins = (first + np.arange(size)).astype(f"datetime64[{_UNITS[by]}]").astype("datetime64[D]").astype(np.int64)
    starts = [day_of(number) for number in (begins - shift).tolist()]
    found = []
    for matched, of, number in zip(sets, periods, numbers, strict=True):
        counts = np.bincount(of - first, number, size).astype(np.int64)
        found.append(Timeline(by, tuple(map(Bar, starts, counts.tolist())), matched.total - int(counts.sum())))
    return tuple(found)


def placed_days(segments: Sequence[SegmentReader], found: Sequence[Matches], by: By) -> list[Array]:
    """Return the days of those documents of each segment whose date is as fine as a bar."""
    placed = []
    for segment, matches in zip(segments, found, strict=True):
        days = segment.fields["date"].numbers
        fine = days != NONE
        for precision in TOO_COARSE[by]:
            fine[_having(segment, precision)] = False
        placed.append(days[matches.docs[fine[matches.docs]]].astype(np.int64))
    return placed


def _having(segment: SegmentReader, precision: str) -> Array:
    number = segment.number_of("precision", precision)
    return segment.fields["precision"].postings.docs(number) if number >= 0 else np.zeros(0, np.intp)
