"""Who used a phrase first and last: for each source, its earliest and its latest release with it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from index.schema import from_record
from index.segment.columns import NONE
from index.segment.reader import SegmentReader
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
    found: dict[str | None, list[tuple[SegmentReader, int]]] = {}
    for segment, doc in engine.matched(replace(request, sort="date"))[0].documents:
        if segment.fields["date"].numbers[doc] == NONE:
            break  # the undated come last
        field = segment.fields["source"]
        names = [field.lexicon[number].decode("utf-8", "surrogatepass") for number in field.ordinals.of(doc)]
        found.setdefault(names[0] if names else None, []).append((segment, doc))
    return tuple(Use(source, len(all_), *_end(*all_[0]), *_end(*all_[-1])) for source, all_ in found.items())


def _end(segment: SegmentReader, doc: int) -> tuple[str, str]:
    release = from_record(segment.store[doc]["release"])
    return str(release.date), release.id
