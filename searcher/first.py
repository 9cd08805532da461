"""Who used a phrase first and last: for each source, its earliest and its latest release with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from index.release import Release
from searcher.engine import Engine
from searcher.request import SearchRequest


class Use(NamedTuple):
    """The dated releases of a source that match: how many, and date and id of the first and the last.

    Dates are ISO 8601; one of only a month or a year counts as its first day.
    """

    source: str | None
    releases: int
    first_date: str
    first_id: str
    last_date: str
    last_id: str


def uses(engine: Engine, request: SearchRequest) -> tuple[Use, ...]:
    """Return the first and last release of each source that match a request, the source that was first at the head."""
    found: dict[str | None, list[str]] = {}
    for row in takewhile(lambda row: row.is_dated, engine.matched(request._replace(sort="date"))[0].rows()):
        found.setdefault(row.source, []).append(row.id)
    ends = engine.releases(name for names in found.values() for name in (names[0], names[-1]))
    return tuple(Use(source, len(names), *_end(ends), *_end(ends)) for source, names in found.items())


def _end(ends: Iterator[Release]) -> tuple[str, str]:
    release = next(ends)
    return str(release.date), release.id
