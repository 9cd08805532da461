"""Everything that matches a request, for counts and exports over all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from index.release import Release
from index.schema import from_record
from index.segment.commit import Commit
from index.segment.reader import SegmentReader
from searcher.evaluate import Matches

if TYPE_CHECKING:
    from searcher.timeline import By, Timeline


class Matched(NamedTuple):
    """All documents that match a request: the segments of one generation, and the matches in each.

    `documents` yields each of them once, as segment and number, in the order of the request's sort.
    """

    commit: Commit
    segments: Sequence[SegmentReader]
    found: Sequence[Matches]
    documents: Iterator[tuple[SegmentReader, int]]
    notes: tuple[str, ...]

    def releases(self) -> Iterator[Release]:
        """Yield the releases, in that order; reads them one by one."""
        return (from_record(segment.store[doc]["release"]) for segment, doc in self.documents)

    def timeline(self, by: By) -> Timeline:
        """Count the releases by year, month, week or day."""
        from searcher.timeline import timeline  # not needed to search

        return timeline(self, by)

    @property
    def total(self) -> int:
        """The number of documents."""
        return sum(len(matches.docs) for matches in self.found)
