"""What was learned of each source's lines, kept with the index: for people to read and to overrule."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from index import manifest
from index.cleaner import Boilerplate, LineCounts
from index.cleaner.counts import Tally
from index.cleaner.learned import common_lines
from index.cleaner.masking import mask
from index.errors import HOSTILE, DamagedIndex, NoSuchLine
from index.schema import SCHEMA_VERSION, schema
from index.segment.index import ArrayIndex

ROLE = "boilerplate"
"""The name under which a commit knows what was learned."""

Decision = Literal["keep", "drop", "undo"]


class KnownLine(NamedTuple):
    """A line that many releases of a source share, numbers masked as `#`, months and weekdays as `§`.

    `releases` counts those that have it (0 where fewer than two do), `at_edge` is the share of its occurrences at
    the edge where it occurs most, `decision` what the user said.
    """

    line: str
    releases: int
    at_edge: float
    removed: bool
    decision: Literal["keep", "drop"] | None


def load(path: Path | None, *, decisions_only: bool = False) -> tuple[LineCounts, dict[str, Boilerplate]]:
    """Read what `save` wrote, or nothing; of another version's file the `decisions` only. Raises DamagedIndex."""
    if path is None or decisions_only:
        return LineCounts(), decisions(path) if path else {}
    data = manifest.read_data(path)
    learned = {source: Boilerplate.from_json(known) for source, known in data["learned"].items()}
    return LineCounts.from_json(data["counts"]), learned


def decisions(path: Path) -> dict[str, Boilerplate]:
    """Read of what any version wrote only the user's decisions; none where it is damaged."""
    try:
        learned = manifest.read_data(path)["learned"].items()
        counted = {"documents": 0, "top": {}, "bottom": {}}
        said = {name: Boilerplate.from_json({**known, **counted}) for name, known in learned}
    except (DamagedIndex, OSError, *HOSTILE):
        return {}
    return {name: known for name, known in said.items() if known.is_decided}


def save(path: Path, counts: LineCounts, learned: dict[str, Boilerplate]) -> None:
    """Write the counts, and what they and the user's decisions come to."""
    boilerplate = {source: known.to_json() for source, known in learned.items()}
    manifest.write_data(path, {"counts": counts.to_json(), "learned": boilerplate})


def known_lines(folder: Path) -> dict[str, tuple[int, list[KnownLine]]]:
    """Return for each source its number of releases counted and the lines they share, the most common first.

    Raises NoIndex and DamagedIndex.
    """
    name = ArrayIndex(folder, schema(), SCHEMA_VERSION).read_commit().attachments.get(ROLE)
    return described(*load(folder / name)) if name else {}


def described(counts: LineCounts, learned: dict[str, Boilerplate]) -> dict[str, tuple[int, list[KnownLine]]]:
    """Return the same of what was counted and learned."""
    return {
        source: (documents, _described(common_lines(lines, documents), lines, learned[source]))
        for source, documents, lines in counts.totals()
    }


def _described(common: dict[str, Tally], lines: dict[str, Tally], known: Boilerplate) -> list[KnownLine]:
    found = []
    for line in {*common, *known.keep, *known.drop}:
        releases, occurrences, top, bottom = lines.get(line, (0, 1, 0, 0))
        decision: Literal["keep", "drop"] | None = "keep" if line in known.keep else None
        decision = "drop" if line in known.drop else decision
        removed = decision == "drop" or (decision is None and (line in known.top or line in known.bottom))
        found.append(KnownLine(line, releases, max(top, bottom) / occurrences, removed, decision))
    return sorted(found, key=lambda one: (-one.releases, one.line))


def decided(
    counts: LineCounts, learned: dict[str, Boilerplate], source: str, line: str, decision: Decision
) -> dict[str, Boilerplate]:
    """Return what was learned, overruled for a line of a source, which may be given as it stands in a release.

    Raises NoSuchLine for an unknown source, and for an empty line or a bare date.
    """
    lines = next((lines for name, _, lines in counts.totals() if name == source), None)
    masked = line if lines and line in lines else mask(line)
    if lines is None or not masked:
        raise NoSuchLine(source, line)
    return {**learned, source: learned[source].decided(masked, decision)}
