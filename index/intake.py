"""Puts releases into the index and their files on the manifest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from index import boilerplate, duplicates, manifest
from index.duplicates.known import Duplicates
from index.duplicates.sketch import sketch
from index.earlier import Earlier
from index.lessons import Lessons
from index.manifest import Entry, Manifest
from index.pipeline import Outcome, Reading
from index.release import Release, id_of
from index.report import RebuildReport
from index.schema import to_document
from index.segment.container import Array
from index.segment.writer import ArrayWriter
from index.workers import Runner


class Before(Protocol):
    """The releases of the generation before, by path."""

    def release(self, path: str) -> Release | None:
        """Return a release as it was stored, None where there was none."""

    def added(self, path: str) -> int | None:
        """Return the generation that brought a release's text, None as for `release`."""


class Intake(ABC):
    """The next generation in the making, beside what the one before held: how files become entries, in any index."""

    folder: Path | None = None
    """Where to keep what is read meanwhile; None leaves it to the system."""

    def __init__(self, known: Manifest, report: RebuildReport) -> None:
        """Begin with what the index holds."""
        self._manifest, self._report = known, report
        self._generation = report.before + 1
        self._arrived: set[str] = set()
        self.moved: Mapping[str, str] = {}

    @property
    @abstractmethod
    def _earlier(self) -> Before:
        """What the generation before held."""

    @abstractmethod
    def put(self, path: str, digest: str | None, outcome: Outcome) -> None:
        """Put a file's releases into the index."""

    @abstractmethod
    def _drop(self, path: str, *, but: Collection[str] = ()) -> None:
        """Take out all releases of a file but these."""

    @abstractmethod
    def conclude(self, lessons: Lessons, run: Runner) -> None:
        """Keep what was learned, and find the duplicates among all that the next generation holds."""

    @abstractmethod
    def settle(self) -> None:
        """Have the manifest know all that was noted."""

    @abstractmethod
    def commit(self) -> None:
        """Make all of it the current generation."""

    def _carry(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Leave releases as they were stored, since their file can't be read, and return those that could be."""
        return names

    def _added(self, release: Release, path: str, digest: str | None) -> int:
        """Return the generation that brought a release's text: this one, unless an earlier one had the same."""
        former = self.moved.get(path, path)
        name = former + release.path.removeprefix(path)
        known = self._manifest.files.get(former)
        added = None if known is None or release.path in self._arrived else self._earlier.added(name)
        if added is not None and known and digest != known.digest:
            earlier = self._earlier.release(name)
            added = added if earlier and text_of(earlier) == text_of(release) else None
        if added is None:
            self._arrived.add(release.path)
            return self._generation
        return added

    def note(self, path: str, size: int, mtime_ns: int, reading: Reading, outcome: Outcome) -> bool:
        """Put a file on the manifest, take out releases that it no longer holds, and tell whether anything changed."""
        names = tuple(release.path for release in outcome.releases)
        if reading.failure:  # what can't be read now stays as it was read before
            names += self._carry(tuple(name for name in self._releases(path) if name not in names))
        self._drop(path, but=names)
        if reading.digest is None and not outcome.releases:  # it can't be opened, which may be over next time
            return False
        if outcome.releases:
            self._count(path, reading.digest)
        self._manifest.files[path] = Entry(
            size, mtime_ns, reading.digest, names, reading.sources, reading.failure, outcome.day
        )
        if outcome.releases and path in self.moved:
            self.forget(self.moved[path])
        return True

    def _releases(self, path: str) -> tuple[str, ...]:
        known = self._manifest.files.get(path)
        return known.releases if known else ()

    def _count(self, path: str, digest: str | None) -> None:
        """Count a file that was read, by how it stands to what was known."""
        if path in self.moved:
            self._report.moved += 1
        elif not self._releases(path):
            self._report.new += 1
        elif self._report.afresh and digest == self._manifest.files[path].digest:
            self._report.rederived += 1
        else:
            self._report.changed += 1

    def carry_all(self, path: str) -> None:
        """Take over the releases of a file that is gone."""
        if carried := self._carry(self._releases(path)):
            self._manifest.files[path] = self._manifest.files[path]._replace(releases=carried)
        else:
            del self._manifest.files[path]

    def forget(self, path: str) -> None:
        """Take a file and its releases out."""
        self._drop(path)
        del self._manifest.files[path]


class SegmentIntake(Intake):
    """That of an index here, of which nothing shows before `commit`."""

    def __init__(
        self,
        folder: Path,
        writer: ArrayWriter,
        known: Manifest,
        report: RebuildReport,
        attachments: Mapping[str, str],
    ) -> None:
        """Begin with what the index holds, or with nothing where the report says that all begins afresh."""
        super().__init__(known, report)
        self.folder: Path = folder
        self._writer, self._attachments = writer, dict(attachments)
        if report.afresh:
            writer.clear()

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self.folder)

    @cached_property
    def _duplicates(self) -> Duplicates:
        return Duplicates(None if self._report.afresh else self.attached(duplicates.ROLE))

    def attached(self, role: str) -> Path | None:
        """Return the file that is known by its role, the generation before's until `_attach`."""
        name = self._attachments.get(role)
        return self.folder / name if name else None

    def _attach(self, role: str, save: Callable[[Path], None]) -> None:
        name = f"{role}-{self._generation}"
        save(self.folder / name)
        self._attachments[role] = name

    def put(self, path: str, digest: str | None, outcome: Outcome) -> None:  # noqa: D102 as above
        for release, outline in zip(outcome.releases, outcome.sketches, strict=True):
            self._store(release, self._added(release, path, digest), outline)

    def _store(self, release: Release, added: int, outline: Array) -> None:
        self._writer.update_document(**to_document(release, added))
        self._duplicates.put(release.id, outline)

    def _carry(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Store releases again as they were stored, where all begins afresh."""
        if not self._report.afresh:
            return names
        carried = []
        for name in names:
            if release := self._earlier.release(name):
                self._store(release, self._earlier.added(name) or 0, sketch(release.body))
                carried.append(name)
            else:
                self._report.failed.append((name, "its file can't be read, and what was stored of it is damaged"))
        return tuple(carried)

    def _drop(self, path: str, *, but: Collection[str] = ()) -> None:
        for name in set(self._releases(path)).difference(but):
            self._writer.delete_by_unique("path", name.encode("utf-8", "surrogateescape"))
            self._duplicates.forget(id_of(name))

    def conclude(self, lessons: Lessons, run: Runner) -> None:  # noqa: D102
        self._attach(boilerplate.ROLE, lambda path: boilerplate.save(path, lessons.counts, lessons.learned))
        self._duplicates.update(lambda name: self._writer.stored("id", name)["release"]["body"], run)

    def settle(self) -> None:
        """Do nothing: the manifest knows at once."""

    def commit(self) -> None:  # noqa: D102
        self._attach(duplicates.ROLE, self._duplicates.save)
        self._attach(manifest.ROLE, self._manifest.save)
        self._writer.commit(attachments=self._attachments)


def text_of(release: Release) -> tuple[str, str, str]:
    """Return what a release says: another text is a new one."""
    return release.title, release.body, str(release.date)
