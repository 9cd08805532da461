"""What the pile teaches a rebuild of its files: lines around each source's releases, and years of datelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index import boilerplate
from index.cleaner import Boilerplate, LineCounts, learn
from index.manifest import Entry, Manifest, is_under
from index.pipeline import Reading
from index.series import years


class Lessons:
    """What earlier rebuilds counted and learned, and what this one adds to it."""

    def __init__(self, known: Manifest, counts: LineCounts, learned: dict[str, Boilerplate]) -> None:
        """Begin with the lines counted so far, and what was learned of each source."""
        self._manifest, self.counts, self.learned = known, counts, learned
        self._years = years(known.days())

    def told(self, path: str) -> dict[str, str]:
        """Return what the pile tells of a file's date."""
        told = {"date:year": self._years[path]} if path in self._years else {}
        return told | ({"date:from": "name"} if is_under(path, self._manifest.named) else {})

    def learned_of(self, sources: Iterable[str]) -> dict[str, Boilerplate]:
        """Return what was learned of some sources."""
        return {name: self.learned[name] for name in sources if name in self.learned}

    def count(self, reading: Reading, *, instead_of: Entry | None) -> None:
        """Count the lines of a file that was read instead of those it had before, there or under another name."""
        if instead_of and not reading.failure:
            self.forget(instead_of)
        self.counts.merge(reading.counts)

    def forget(self, gone: Entry) -> None:
        """Count the lines of a file's releases no longer."""
        self.counts.forget(gone.sources, gone.releases)

    def learn(self) -> set[str]:
        """Learn from all that was counted, and return the files of sources of which other things are known now."""
        return self.replace(learn(self.counts, self.learned))

    def decide(self, source: str, line: str, decision: boilerplate.Decision) -> set[str]:
        """Know what the user decided on a line, and return the files that it concerns; raises NoSuchLine."""
        return self.replace(boilerplate.decided(self.counts, self.learned, source, line, decision))

    def replace(self, learned: Mapping[str, Boilerplate]) -> set[str]:
        """Know this instead, and return the files that it concerns."""
        before, self.learned = self.learned, dict(learned)
        nothing = Boilerplate(0)
        known = ((name, learned.get(name, nothing), before.get(name, nothing)) for name in {*learned, *before})
        better = {name for name, now, then in known if now.effect != then.effect}
        files = self._manifest.files.items() if better else ()
        return {path for path, entry in files if not better.isdisjoint(entry.sources)}

    def date(self, days: Mapping[str, str]) -> set[str]:
        """Tell years by the days of all files, and return those files whose year is another now."""
        before, self._years = self._years, years(days)
        return {path for path, _ in before.items() ^ self._years.items()}
