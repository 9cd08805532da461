"""How often each line occurs in a source's releases, and at which edge."""

from __future__ import annotations

import hashlib
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from index.cleaner.lines import split
from index.cleaner.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.readers.document import RawDocument

EDGE_LINES = 15
EDGE_PART = 3  # an edge is at least a third of the document
SAMPLE = 4_096  # releases counted of one source

Tally = list[int]  # releases that have the line, its occurrences, those at the top, those at the bottom


class LineCounts:
    """Counts of masked lines by source; the same whatever the order in which releases are added.

    A text that was added before is not counted again. Memory is bounded: a release's rank is the number of trailing
    zero bits of its text's digest, and a source with more than SAMPLE releases forgets those of the lowest ranks.
    Most lines occur once; they are kept as numbers, their text only until they are written down.
    """

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}

    def add(self, source_key: str, document: RawDocument, days: Sequence[str] = ()) -> None:
        """Count the lines of one release, and as lines the days (ISO 8601) that compete in its head."""
        self._sources.setdefault(source_key, _Source()).add(document, days)

    def merge(self, other: LineCounts) -> None:
        """Add what another pass counted; a release that both counted counts twice.

        Only one of the two may come from `from_json`: a line that was single in both has lost its text.
        """
        for name, source in other._sources.items():
            self._sources.setdefault(name, _Source()).merge(source)

    def totals(self) -> Iterator[tuple[str, int, dict[str, Tally]]]:
        """Yield each source with its number of releases and the tally of each line that more than one of them has."""
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
    """The releases of a source that share a rank: their digests, and by number the tallies and texts of their lines."""

    def __init__(self) -> None:
        self.digests: set[str] = set()
        self.lines: dict[int, Tally] = {}
        self.texts: dict[int, str] = {}

    def merge(self, other: _Rank) -> None:
        self.digests |= other.digests
        self.texts |= other.texts
        for line, tally in other.lines.items():
            self.count(line, tally)

    def count(self, line: int, tally: Tally) -> None:
        mine = self.lines.setdefault(line, [0, 0, 0, 0])
        for place, number in enumerate(tally):
            mine[place] += number

    def to_json(self) -> list[Any]:
        """Return the digests, and for each tally the sorted numbers of its lines as steps, which compress well."""
        alike: dict[str, list[int]] = {}
        last: dict[str, int] = {}
        for line, tally in sorted(self.lines.items()):
            name = " ".join(map(str, tally))
            alike.setdefault(name, []).append(line - last.get(name, 0))
            last[name] = line
        return [sorted(self.digests), alike]

    @classmethod
    def from_json(cls, data: list[Any], texts: Mapping[int, str]) -> _Rank:
        rank = cls()
        rank.digests = set(data[0])
        for name, steps in data[1].items():
            rank.lines |= {line: [int(number) for number in name.split()] for line in accumulate(steps)}
        rank.texts = {line: texts[line] for line in rank.lines if line in texts}
        return rank


class _Source:
    """The counts of one source, by rank; ranks below the floor are forgotten."""

    def __init__(self) -> None:
        self.floor = 0
        self.ranks: dict[int, _Rank] = {}

    def add(self, document: RawDocument, days: Sequence[str]) -> None:
        digest = hashlib.blake2b(document.text.encode(), digest_size=8).hexdigest()
        bits = bin(int(digest, 16) | 1 << 64)
        rank = len(bits) - len(bits.rstrip("0"))
        counted = self.ranks.setdefault(rank, _Rank()) if rank >= self.floor else None
        if counted is None or digest in counted.digests:
            return
        counted.digests.add(digest)
        for line, tally in {**_tallies(document), **{day: [1, 1, 1, 0] for day in days}}.items():
            number = _number(line)
            counted.count(number, tally)
            counted.texts[number] = line
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

    def _shared(self) -> _Rank:
        """Return all ranks as one, without the lines that a single release has, whose texts may be gone."""
        whole = _Rank()
        for counted in self.ranks.values():
            whole.merge(counted)
        whole.lines = {line: tally for line, tally in whole.lines.items() if tally[0] > 1 and line in whole.texts}
        return whole

    def total(self) -> tuple[int, dict[str, Tally]]:
        whole = self._shared()
        return len(whole.digests), {whole.texts[line]: tally for line, tally in whole.lines.items()}

    def to_json(self) -> dict[str, Any]:
        shared = self._shared()
        texts = [shared.texts[line] for line in sorted(shared.lines)]
        ranks = {str(rank): counted.to_json() for rank, counted in sorted(self.ranks.items())}
        return {"floor": self.floor, "ranks": ranks, "texts": texts}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> _Source:
        source = cls()
        source.floor = data["floor"]
        texts = {_number(line): line for line in data["texts"]}
        source.ranks = {int(rank): _Rank.from_json(counted, texts) for rank, counted in data["ranks"].items()}
        return source


def _number(line: str) -> int:
    """Return 40 bits of a line's digest: of a million lines hardly one shares its number with another."""
    return int.from_bytes(hashlib.blake2b(line.encode(), digest_size=5).digest())


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
