"""Bring the index up to date with its files: only what is new, changed or gone is touched, in one commit."""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import manifest
from index.changes import compare
from index.derivation import derivation
from index.errors import CannotWrite, OutdatedIndex
from index.manifest import Manifest, is_under
from index.report import Options, RebuildReport
from index.schema import SCHEMA_VERSION, schema
from index.segment.index import ArrayIndex
from index.segment.writer import ArrayWriter
from index.unchanged import listings
from index.walk import Found, Walk, walk
from index.workers import workers

if TYPE_CHECKING:
    from index.boilerplate import Decision
    from index.intake import Intake, SegmentIntake
    from index.lessons import Lessons
    from index.update import Update

_GONE = "is gone"
_DAMAGED = -1  # stands for the schema version of an index that is being repaired
_CLOCK_TICK = 20_000_000  # nanoseconds within which two writes may give a file the same time


def rebuild(folder: Path, roots: Sequence[Path] = (), **asked: Any) -> RebuildReport:
    """Index the files under the roots (none given: those indexed before), as `Options` asks; return what was done.

    An index of another version is built anew from its files; releases whose file is gone are carried over.
    Raises NoIndex where no root is given and none is known, IndexLocked while another process writes, CannotWrite
    where the disk fails, and DamagedIndex. Killed or failed at any time, the old index stays.
    """
    options = Options(**asked)
    with _named(folder):
        if options.repair:
            from index.repair import salvage  # not needed but here

            salvage(folder, _DAMAGED)
        index = (ArrayIndex.create if roots else ArrayIndex)(folder, schema(), SCHEMA_VERSION)
        return _locked(index, options, lambda work: work.run(roots))


def decide(folder: Path, source: str, line: str, decision: Decision, **asked: Any) -> RebuildReport:
    """Keep or drop a line of a source's releases whatever was learned, or undo that; they are cleaned again at once.

    Raises NoSuchLine, NoIndex, OutdatedIndex, IndexLocked, CannotWrite and DamagedIndex.
    """
    with _named(folder):
        index = ArrayIndex(folder, schema(), SCHEMA_VERSION)
        return _locked(index, Options(**asked), lambda work: work.decide(source, line, decision))


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    """Name the index where the disk fails it."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(str(folder), error.strerror or str(error)) from error


def _locked(index: ArrayIndex, options: Options, task: Callable[[_Local], RebuildReport]) -> RebuildReport:
    """Do the task under the writer's lock and complete its report; what fails changes nothing."""
    began = time.perf_counter()
    writer = index.writer()
    try:
        report = task(_Local(index, writer, options))
    finally:
        writer.cancel()  # which does nothing after a commit
    report.seconds = time.perf_counter() - began
    report.releases, report.generation = index.doc_count(), index.latest_generation()
    return report


class Rebuild(ABC):
    """One rebuild, wherever the index is: that decides what the intake and the lessons are."""

    def __init__(self, known: Manifest, report: RebuildReport, options: Options) -> None:
        self._manifest, self._report, self._options = known, report, options
        self._jobs, self._began = options.jobs or os.cpu_count() or 1, time.time_ns()
        self._has_changed = bool(report.afresh)

    @property
    @abstractmethod
    def _intake(self) -> Intake:
        """What puts the releases into the index."""

    @property
    @abstractmethod
    def _lessons(self) -> Lessons:
        """What the pile teaches."""

    @cached_property
    def _update(self) -> Update:
        from index.update import Update  # slow, and not needed where nothing is new

        return Update(self._intake, self._lessons, self._manifest, self._report, self._options.progress)

    def _walk(self, roots: Sequence[str]) -> Walk:
        return walk([Path(root) for root in roots], follow_links=self._options.follow_links)

    def _overdue(self) -> set[str]:
        """Return files that are to be cleaned again, whatever is found."""
        return set()

    def run(self, roots: Sequence[Path]) -> RebuildReport:
        """Do what `rebuild` says."""
        prune = self._options.prune
        asked = [os.path.abspath(root) for root in roots]
        if self._report.afresh or not asked:
            asked = sorted({*asked, *self._manifest.roots})
        found = self._walk(asked)
        report = self._report
        report.failed, report.ignored = [*found.failed], Counter(found.ignored.values())
        report.missing = [root for root in asked if self._is_missing(root)]
        searched = set(asked) - set(report.missing)
        changes = compare(found, self._manifest, searched, every=bool(report.afresh))
        self._keep(changes.unchanged)
        report.vanished, report.pruned = len(changes.gone), len(changes.gone) if prune else 0
        if report.pruned:
            self._update.forget(changes.gone)
        if report.afresh:
            for path in sorted(set(self._manifest.files) - {file.path for file in found.files}):
                self._intake.carry_all(path)
        roots_now = {*self._manifest.roots, *(root for root in asked if root not in found.missing)}
        self._has_changed |= bool(report.pruned) or roots_now != set(self._manifest.roots)
        self._manifest.roots = sorted(roots_now)
        concerned = (self._name(asked) if self._options.dated_by_name else set()) | self._overdue()
        if changes.fresh or concerned or report.afresh or report.pruned:
            fresh = {path: file._replace(mtime_ns=self._time_of(file)) for path, file in changes.fresh.items()}
            with workers(self._jobs, len(fresh) + len(concerned)) as run:
                self._has_changed |= self._update.run(run, fresh, changes.moved, concerned)
        self._tell(asked, changes.gone, prune=prune)
        if self._has_changed:
            self._manifest.listings = {} if self._options.follow_links else listings(found, asked, self._manifest)
            self._intake.commit()
        return report

    def decide(self, source: str, line: str, decision: Decision) -> RebuildReport:
        """Do what the function `decide` says."""
        with workers(self._jobs, len(self._manifest.files)) as run:
            self._update.decide(run, source, line, decision)
        self._intake.commit()
        return self._report

    def _is_missing(self, root: str) -> bool:
        """Tell whether a root is not there, or is an empty folder that had files, as where a disk is unmounted."""
        if not os.path.exists(root):
            return root not in self._manifest.files
        return os.path.isdir(root) and not os.listdir(root) and bool(self._manifest.under([root]))

    def _keep(self, unchanged: Iterable[Found]) -> None:
        """Leave files alone that are as they were; what could not be read is told again."""
        for file in unchanged:
            known, now = self._manifest.files[file.path], self._time_of(file)
            if known.mtime_ns != now:
                self._manifest.files[file.path] = known._replace(mtime_ns=now)
            if known.failure:
                self._report.failed.append(known.failure)
            else:
                self._report.unchanged += 1

    def _time_of(self, file: Found) -> int:
        """Return a file's time, 0 where it is so new that a later write could have the same: its digest decides."""
        return file.mtime_ns if file.mtime_ns < self._began - _CLOCK_TICK else 0

    def _name(self, roots: Sequence[str]) -> set[str]:
        """Note that names under the roots hold dates, and return the files for which that is new."""
        known = self._manifest.under(self._manifest.named)
        self._has_changed |= not {*roots} <= {*self._manifest.named}
        self._manifest.named = sorted({*self._manifest.named, *roots})
        return set(self._manifest.under(roots)).difference(known)

    def _tell(self, asked: Sequence[str], gone: Sequence[str], *, prune: bool) -> None:
        """Find out what to report for the first time, and remember what was told."""
        report, told = self._report, self._manifest.told
        report.failed_now = [failure for failure in report.failed if failure not in told]
        report.withdrawn = [path for path in gone if (path, _GONE) not in told]
        report.missing_now = [root for root in report.missing if (root, _GONE) not in told]
        told_now = {*report.failed, *((root, _GONE) for root in report.missing)}
        told_now |= {(path, _GONE) for path in gone if not prune}
        told_now |= {(path, what) for path, what in told if not is_under(path, asked)}
        self._has_changed |= told_now != told
        self._manifest.told = told_now


class _Local(Rebuild):
    """That of an index here, under its writer's lock."""

    def __init__(self, index: ArrayIndex, writer: ArrayWriter, options: Options) -> None:
        """Read the manifest, and begin anew where another version of the program wrote the index."""
        self._index, self._writer = index, writer
        commit, now = index.read_commit(), derivation()
        name = commit.attachments.get(manifest.ROLE)
        known = Manifest.load(index.folder / name) if name else Manifest(derivation=now)
        report = RebuildReport(before=commit.generation)
        if commit.schema_version == _DAMAGED:
            report.afresh = "the index was damaged"
        elif commit.schema_version != SCHEMA_VERSION:
            report.afresh = "another version of the program made the index"
        elif known.derivation != now:
            report.afresh = "the cleaner or its tables have changed"
        known.derivation = now
        self._attachments = commit.attachments
        super().__init__(known, report, options)

    @cached_property
    def _intake(self) -> SegmentIntake:
        from index.intake import SegmentIntake  # slow, as above

        return SegmentIntake(self._index.folder, self._writer, self._manifest, self._report, self._attachments)

    @cached_property
    def _lessons(self) -> Lessons:
        from index import boilerplate  # slow, as above
        from index.lessons import Lessons

        path = self._intake.attached(boilerplate.ROLE)
        return Lessons(self._manifest, *boilerplate.load(path, decisions_only=bool(self._report.afresh)))

    def decide(self, source: str, line: str, decision: Decision) -> RebuildReport:
        if self._report.afresh:
            raise OutdatedIndex(str(self._index.folder))
        return super().decide(source, line, decision)
