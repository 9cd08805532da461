"""How often each line occurs in a source's releases, and at which edge."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from index.cleaner.lines import split
from index.cleaner.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.readers.document import RawDocument

EDGE_LINES = 15
EDGE_PART = 3  # an edge is at least a third of the document
SAMPLE = 4_096  # releases counted of one source

Tally = list[int]  # releases that have the line, its occurrences, those at the top, those at the bottom


class LineCounts:
    """Counts of masked lines by source; the same whatever the order in which releases are added.

    A text that was added before is not counted again. Memory is bounded: a release's rank is the number of trailing
    zero bits of its text's digest, and a source with more than SAMPLE releases forgets those of the lowest ranks.
    """

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}

    def add(self, source_key: str, document: RawDocument) -> None:
        """Count the lines of one release."""
        self._sources.setdefault(source_key, _Source()).add(document)

    def merge(self, other: LineCounts) -> None:
        """Add what another pass counted; a text that both counted counts twice."""
        for name, source in other._sources.items():
            self._sources.setdefault(name, _Source()).merge(source)

    def totals(self) -> Iterator[tuple[str, int, dict[str, Tally]]]:
        """Yield each source with its number of releases and the tally of each of its lines."""
        for name, source in sorted(self._sources.items()):
            yield name, *source.total()

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {name: source.to_json() for name, source in sorted(self._sources.items())}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LineCounts:
        """Return what `to_json` gave."""
        counts = cls()
        counts._sources = {name: _Source.from_json(source) for name, source in data.items()}
        return counts


class _Rank:
    """The releases of a source that share a rank."""

    def __init__(self, digests: set[str] | None = None, lines: dict[str, Tally] | None = None) -> None:
        self.digests = digests or set()
        self.lines = lines or {}

    def merge(self, other: _Rank) -> None:
        self.digests |= other.digests
        for line, tally in other.lines.items():
            self.count(line, tally)

    def count(self, line: str, tally: Tally) -> None:
        mine = self.lines.setdefault(line, [0, 0, 0, 0])
        for place, number in enumerate(tally):
            mine[place] += number


class _Source:
    """The counts of one source, by rank; ranks below the floor are forgotten."""

    def __init__(self, floor: int = 0, ranks: dict[int, _Rank] | None = None) -> None:
        self.floor = floor
        self.ranks = ranks or {}

    def add(self, document: RawDocument) -> None:
        digest = hashlib.blake2b(document.text.encode(), digest_size=8).hexdigest()
        bits = bin(int(digest, 16) | 1 << 64)
        rank = len(bits) - len(bits.rstrip("0"))
        counted = self.ranks.setdefault(rank, _Rank()) if rank >= self.floor else None
        if counted is None or digest in counted.digests:
            return
        counted.digests.add(digest)
        for line, tally in _tallies(document).items():
            counted.count(line, tally)
        self._thin()

    def merge(self, other: _Source) -> None:
        for rank, counted in other.ranks.items():
            self.ranks.setdefault(rank, _Rank()).merge(counted)
        self.floor = max(self.floor, other.floor)
        self._thin()

    def _thin(self) -> None:
        """Raise the floor until the sample fits, and forget what lies below it."""
        sizes = {rank: len(counted.digests) for rank, counted in self.ranks.items()}
        while sum(size for rank, size in sizes.items() if rank >= self.floor) > SAMPLE:
            self.floor += 1
        if min(sizes, default=self.floor) < self.floor:
            self.ranks = {rank: counted for rank, counted in self.ranks.items() if rank >= self.floor}

    def total(self) -> tuple[int, dict[str, Tally]]:
        whole = _Rank()
        for counted in self.ranks.values():
            whole.merge(counted)
        return len(whole.digests), whole.lines

    def to_json(self) -> dict[str, Any]:
        ranks = {str(rank): [sorted(counted.digests), counted.lines] for rank, counted in sorted(self.ranks.items())}
        return {"floor": self.floor, "ranks": ranks}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> _Source:
        return cls(
            data["floor"], {int(rank): _Rank(set(digests), lines) for rank, (digests, lines) in data["ranks"].items()}
        )


def _tallies(document: RawDocument) -> dict[str, Tally]:
    """Return the tally of each line of one release."""
    lines = [line.text for line in split(document) if line.text and not line.text.isspace()]
    edge = max(EDGE_LINES, len(lines) // EDGE_PART)
    tallies: dict[str, Tally] = {}
    for place, line in enumerate(lines):
        if masked := mask(line):
            tally = tallies.setdefault(masked, [1, 0, 0, 0])
            tally[1] += 1
            tally[2] += place < edge
            tally[3] += place >= len(lines) - edge
    return tallies
