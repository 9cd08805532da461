"""Everything that matches a request, for counts and exports over all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.segment.commit import Commit
from index.segment.reader import SegmentReader
from searcher.evaluate import Matches


class Matched(NamedTuple):
    """All documents that match a request: the segments of one generation, and the matches in each.

    `documents` yields each of them once, as segment and number, in the order of the request's sort.
    """

    commit: Commit
    segments: Sequence[SegmentReader]
    found: Sequence[Matches]
    documents: Iterator[tuple[SegmentReader, int]]
    notes: tuple[str, ...]

    @property
    def total(self) -> int:
        """The number of documents."""
        return sum(len(matches.docs) for matches in self.found)
