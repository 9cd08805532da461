"""How often each line occurs in a source's releases, and at which edge."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from index.cleaner.masking import mask
from index.release import id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.readers.document import RawDocument

EDGE_LINES = 15
EDGE_PART = 3  # an edge is at least a third of the document
SAMPLE = 4_096  # texts counted of one source

Tally = tuple[int, int, int, int]  # releases that have the line, its occurrences, those at the top, those at the bottom


class LineCounts:
    """Counts of masked lines by source; the same whatever the order in which releases are added.

    A release that is added again counts with its new text only, and a text that several releases share counts once.
    Memory is bounded: of a source with more than SAMPLE texts, those of the smallest digests are counted, which is a
    random sample that no order changes (bottom-k sketch; E. Cohen and H. Kaplan, 2007). Most lines occur once; they
    are kept as numbers, their text only until they are written down.
    """

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}

    def add(self, source_key: str, document: RawDocument, days: Sequence[str] = ()) -> None:
        """Count the lines of one release, and as lines the days (ISO 8601) that compete in its head."""
        self._sources.setdefault(source_key, _Source()).add(document, days)

    def merge(self, other: LineCounts) -> None:
        """Add what another pass counted.

        Only one of the two may come from `from_json`: a line that was single in both has lost its text.
        """
        for name, source in other._sources.items():
            self._sources.setdefault(name, _Source()).merge(source)

    def forget(self, sources: Iterable[str], paths: Iterable[str]) -> None:
        """Take the lines of releases out, as what changed or moved no longer has them."""
        ids = list(map(id_of, paths))
        for source in filter(None, map(self._sources.get, sources)):
            source.forget(ids)

    def apart(self) -> Iterator[tuple[str, LineCounts]]:
        """Yield each source with its own counts."""
        for name, source in self._sources.items():
            counts = LineCounts()
            counts._sources[name] = source
            yield name, counts

    def totals(self) -> Iterator[tuple[str, int, dict[str, Tally]]]:
        """Yield each source with its number of texts and the tally of each line that more than one of them has."""
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


class _Source:
    """The counts of one source: tallies of numbered lines by a text's digest, who has it, and lines by number."""

    def __init__(self) -> None:
        self.tallies: dict[str, dict[int, Tally]] = {}
        self.digests: dict[str, str] = {}  # of a release's text, by the release's id
        self.lines: dict[int, str] = {}

    def add(self, document: RawDocument, days: Sequence[str]) -> None:
        digest = hashlib.blake2b(document.text.encode(), digest_size=8).hexdigest()
        self._know({id_of(document.path): digest})
        if digest not in self.tallies:
            tallies = {**_tallies(document), **dict.fromkeys(days, (1, 1, 1, 0))}
            numbers = {_number(line): line for line in tallies}
            self.lines |= numbers
            self.tallies[digest] = {number: tallies[line] for number, line in numbers.items()}

    def merge(self, other: _Source) -> None:
        self._know(other.digests)
        self.tallies |= other.tallies
        self.lines |= other.lines
        if len(self.tallies) > 2 * SAMPLE:
            self._thin()

    def _know(self, digests: Mapping[str, str]) -> None:
        self.forget([release for release, digest in digests.items() if self.digests.get(release, digest) != digest])
        self.digests |= digests

    def forget(self, releases: Iterable[str]) -> None:
        if gone := {digest for release in releases if (digest := self.digests.pop(release, None))}:
            for digest in gone.difference(self.digests.values()):
                self.tallies.pop(digest, None)

    def _thin(self) -> None:
        if len(self.tallies) > SAMPLE:
            self.tallies = {digest: self.tallies[digest] for digest in sorted(self.tallies)[:SAMPLE]}
            self.digests = {release: digest for release, digest in self.digests.items() if digest in self.tallies}

    def _shared(self) -> set[int]:
        """Return the lines that several texts have; the others' own may be gone."""
        self._thin()
        releases = Counter(chain.from_iterable(self.tallies.values()))
        return {line for line, number in releases.items() if number > 1 and line in self.lines}

    def total(self) -> tuple[int, dict[str, Tally]]:
        found: dict[str, Tally] = {}
        shared = self._shared()
        for tallies in self.tallies.values():
            for number in tallies.keys() & shared:
                line, (a, b, c, d) = self.lines[number], tallies[number]
                before = found.get(line, (0, 0, 0, 0))
                found[line] = a + before[0], b + before[1], c + before[2], d + before[3]
        return len(self.tallies), found

    def to_json(self) -> dict[str, Any]:
        lines = [self.lines[number] for number in sorted(self._shared())]
        texts = {digest: (_to_steps(self.tallies[digest]), list[str]()) for digest in sorted(self.tallies)}
        for release, digest in sorted(self.digests.items()):
            texts[digest][1].append(release)
        return {"texts": texts, "lines": lines}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> _Source:
        source = cls()
        source.lines = {_number(line): line for line in data["lines"]}
        for digest, (steps, releases) in data["texts"].items():
            source.tallies[digest] = _from_steps(steps)
            source.digests |= dict.fromkeys(releases, digest)
        return source


def _to_steps(tallies: Mapping[int, Tally]) -> dict[str, list[int]]:
    """Return for each tally the sorted numbers of its lines as steps, which compress well."""
    alike: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, tally in sorted(tallies.items()):
        name = " ".join(map(str, tally))
        alike.setdefault(name, []).append(number - last.get(name, 0))
        last[name] = number
    return alike


def _from_steps(steps: Mapping[str, Sequence[int]]) -> dict[int, Tally]:
    found: dict[int, Tally] = {}
    for name, numbers in steps.items():
        a, b, c, d = map(int, name.split())
        found |= dict.fromkeys(accumulate(numbers), (a, b, c, d))
    return found


def _number(line: str) -> int:
    """Return 40 bits of a line's digest: of a million lines hardly one shares its number with another."""
    return int.from_bytes(hashlib.blake2b(line.encode(), digest_size=5).digest())


def _tallies(document: RawDocument) -> dict[str, Tally]:
    """Return the tally of each line of one release."""
    lines = [line for line in document.text.split("\n") if line and not line.isspace()]
    edge = max(EDGE_LINES, len(lines) // EDGE_PART)
    last = len(lines) - edge
    tallies: dict[str, Tally] = {}
    for place, line in enumerate(lines):
        if masked := mask(line):
            _, times, top, bottom = tallies.get(masked, (1, 0, 0, 0))
            tallies[masked] = 1, times + 1, top + (place < edge), bottom + (place >= last)
    return tallies
