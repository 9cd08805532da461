"""Bring the index up to date with its files: only what is new, changed or gone is touched, in one commit."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

from index import boilerplate, duplicates, manifest
from index.changes import compare, digest_now
from index.cleaner import Boilerplate, LineCounts, learn
from index.derivation import derivation
from index.duplicates.known import Duplicates
from index.duplicates.sketch import sketch
from index.earlier import Earlier
from index.errors import CannotWrite, OutdatedIndex
from index.manifest import Entry, Manifest, is_under
from index.pipeline import Outcome, derive
from index.release import Release, id_of
from index.repair import salvage
from index.report import Progress, RebuildReport
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from index.segment.writer import ArrayWriter
from index.series import years
from index.walk import Found, walk
from index.workers import Runner, workers

_GONE = "is gone"
_DAMAGED = -1  # stands for the schema version of an index that is being repaired
_CLOCK_TICK = 20_000_000  # nanoseconds within which two writes may give a file the same time


def rebuild(
    folder: Path,
    roots: Sequence[Path] = (),
    *,
    prune: bool = False,
    dated_by_name: bool = False,
    repair: bool = False,
    jobs: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> RebuildReport:
    """Index the files under the roots (none given: those indexed before) and return what was done.

    `dated_by_name` says of these roots, now and at all later times, that their files' names hold dates.
    Files that are gone stay searchable unless `prune`, and never go while their whole root is missing. An index of
    another version, or one to `repair`, is built anew from its files; releases whose file is gone are carried over.
    Raises NoIndex where no root is given and none is known, IndexLocked while another process writes, CannotWrite
    where the disk fails, and DamagedIndex. Killed or failed at any time, the old index stays.
    """
    with _named(folder):
        if repair:
            salvage(folder, _DAMAGED)
        index = (ArrayIndex.create if roots else ArrayIndex)(folder, schema(), SCHEMA_VERSION)
        return _locked(index, jobs, progress, lambda work: work.run(roots, prune=prune, dated_by_name=dated_by_name))


def decide(
    folder: Path,
    source: str,
    line: str,
    decision: boilerplate.Decision,
    *,
    jobs: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> RebuildReport:
    """Keep or drop a line of a source's releases whatever was learned, or undo that; they are cleaned again at once.

    Raises NoSuchLine, NoIndex, OutdatedIndex, IndexLocked, CannotWrite and DamagedIndex.
    """
    with _named(folder):
        index = ArrayIndex(folder, schema(), SCHEMA_VERSION)
        return _locked(index, jobs, progress, lambda work: work.decide(source, line, decision))


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    """Name the index where the disk fails it."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(str(folder), error.strerror or str(error)) from error


def _locked(
    index: ArrayIndex,
    jobs: int | None,
    progress: Callable[[Progress], None],
    task: Callable[[_Rebuild], RebuildReport],
) -> RebuildReport:
    """Do the task under the writer's lock and complete its report; what fails changes nothing."""
    began = time.perf_counter()
    writer = index.writer()
    try:
        report = task(_Rebuild(index, writer, jobs or os.cpu_count() or 1, progress))
    except BaseException:
        writer.cancel()
        raise
    report.seconds = time.perf_counter() - began
    report.releases, report.generation = index.doc_count(), index.latest_generation()
    return report


class _Rebuild:
    """One rebuild, under the writer's lock."""

    def __init__(self, index: ArrayIndex, writer: ArrayWriter, jobs: int, progress: Callable[[Progress], None]) -> None:
        """Read the manifest, and begin anew where another version of the program wrote the index."""
        self._index, self._writer, self._jobs, self._progress = index, writer, jobs, progress
        self._began = time.time_ns()
        commit = index.read_commit()
        self._generation = commit.generation + 1
        self._attachments = dict(commit.attachments)
        known, now = self._attachments.get(manifest.ROLE), derivation()
        self._manifest = Manifest.load(index.folder / known) if known else Manifest(derivation=now)
        self._report = RebuildReport(before=commit.generation)
        if commit.schema_version == _DAMAGED:
            self._report.afresh = "the index was damaged"
        elif commit.schema_version != SCHEMA_VERSION:
            self._report.afresh = "another version of the program made the index"
        elif self._manifest.derivation != now:
            self._report.afresh = "the cleaner or its tables have changed"
        if self._report.afresh:
            writer.clear()
        self._has_changed = bool(self._report.afresh)
        self._manifest.derivation = now
        self._years = self._known_years()
        seen = None if self._report.afresh else self._attachments.get(duplicates.ROLE)
        self._duplicates = Duplicates(index.folder / seen if seen else None)
        self._arrived: set[str] = set()
        self._moved: dict[str, str] = {}

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self._index.folder)

    def run(self, roots: Sequence[Path], *, prune: bool, dated_by_name: bool) -> RebuildReport:
        asked = [os.path.abspath(root) for root in roots]
        if self._report.afresh or not asked:
            asked = sorted({*asked, *self._manifest.roots})
        found = walk([Path(root) for root in asked])
        report = self._report
        report.failed, report.ignored = found.failed, Counter(found.ignored.values())
        report.missing = [root for root in asked if self._is_missing(root)]
        searched = set(asked) - set(report.missing)
        changes = compare(found, self._manifest, searched, every=bool(report.afresh))
        self._moved = changes.moved
        self._keep(changes.unchanged)
        report.vanished, report.pruned = len(changes.gone), len(changes.gone) if prune else 0
        if prune:
            for name in changes.gone:
                self._forget(name)
        if report.afresh:
            absent = set(self._manifest.files) - {file.path for file in found.files}
            for path in sorted(absent):
                self._carry_all(path)
        roots_now = {*self._manifest.roots, *(root for root in asked if root not in found.missing)}
        self._has_changed |= bool(report.pruned) or roots_now != set(self._manifest.roots)
        self._manifest.roots = sorted(roots_now)
        renamed = self._name(asked) if dated_by_name else set()
        if changes.fresh or renamed or report.pruned:
            self._update(changes.fresh, renamed)
        self._tell(asked, changes.gone, prune=prune)
        if self._has_changed:
            self._commit()
        else:
            self._writer.cancel()
        return report

    def decide(self, source: str, line: str, decision: boilerplate.Decision) -> RebuildReport:
        if self._report.afresh:
            raise OutdatedIndex(str(self._index.folder))
        counts, before = self._known_lines()
        learned = boilerplate.decided(counts, before, source, line, decision)
        with workers(self._jobs, len(self._manifest.files)) as run:
            self._clean_again(run, self._learned_more(before, learned), learned)
        self._attach(boilerplate.ROLE, partial(boilerplate.save, counts=counts, learned=learned))
        self._commit()
        return self._report

    def _name(self, roots: Sequence[str]) -> set[str]:
        """Note that names under the roots hold dates, and return the files for which that is new."""
        known = self._manifest.under(self._manifest.named)
        self._has_changed |= not {*roots} <= {*self._manifest.named}
        self._manifest.named = sorted({*self._manifest.named, *roots})
        return set(filter(os.path.exists, self._manifest.under(roots))).difference(known)

    def _pile_tells(self, path: str) -> dict[str, str]:
        """Return what the pile tells of a file's date."""
        told = {"date:year": self._years[path]} if path in self._years else {}
        return told | ({"date:from": "name"} if is_under(path, self._manifest.named) else {})

    def _known_years(self) -> dict[str, str]:
        return years({path: entry.day for path, entry in self._manifest.files.items() if entry.day})

    def _is_missing(self, root: str) -> bool:
        """Tell whether a root is not there, or is an empty folder that had files, as where a disk is unmounted."""
        if not os.path.exists(root):
            return root not in self._manifest.files
        return os.path.isdir(root) and not os.listdir(root) and bool(self._manifest.under([root]))

    def _keep(self, unchanged: Iterable[Found]) -> None:
        """Leave files alone that are as they were; what could not be read is told again."""
        for file in unchanged:
            known = self._manifest.files[file.path]
            self._manifest.files[file.path] = known._replace(mtime_ns=self._time_of(file))
            if known.failure:
                self._report.failed.append(known.failure)
            else:
                self._report.unchanged += 1

    def _time_of(self, file: Found) -> int:
        """Return a file's time, 0 where it is so new that a later write could have the same: its digest decides."""
        return file.mtime_ns if file.mtime_ns < self._began - _CLOCK_TICK else 0

    def _update(self, fresh: Mapping[str, Found], renamed: set[str]) -> None:
        counts, before = self._known_lines()
        with workers(self._jobs, len(fresh)) as run:
            for path, digest, outcome in self._derived("index", run, list(fresh), before):
                if not self._is_counted(path, outcome):
                    counts.merge(outcome.counts)
                self._note(fresh[path], digest, outcome)
            learned = learn(counts, before)
            again = {*self._learned_more(before, learned), *renamed.difference(fresh)}
            self._clean_again(run, sorted(again), learned)
            known, self._years = self._years, self._known_years()
            changed = {path for path, _ in known.items() ^ self._years.items() if os.path.exists(path)}
            self._clean_again(run, sorted(changed), learned)
        if self._has_changed:
            self._attach(boilerplate.ROLE, partial(boilerplate.save, counts=counts, learned=learned))

    def _clean_again(self, run: Runner, paths: Sequence[str], learned: Mapping[str, Boilerplate]) -> None:
        for path, _, outcome in self._derived("clean again", run, paths, learned):
            if outcome.releases:
                self._manifest.files[path] = self._manifest.files[path]._replace(day=outcome.day)
            self._report.recleaned += 1

    def _known_lines(self) -> tuple[LineCounts, dict[str, Boilerplate]]:
        """Return what earlier rebuilds counted and learned."""
        name = self._attachments.get(boilerplate.ROLE)
        if name is None or self._report.afresh:
            return LineCounts(), {}
        return boilerplate.load(self._index.folder / name)

    def _derived(
        self, step: str, run: Runner, paths: Sequence[str], learned: Mapping[str, Boilerplate]
    ) -> Iterator[tuple[str, str | None, Outcome]]:
        """Yield what becomes of each file, with its releases put into the index."""
        outcomes = run(partial(_read, learned=learned), [(path, self._pile_tells(path)) for path in paths])
        for number, (path, (digest, outcome)) in enumerate(zip(paths, outcomes, strict=True), 1):
            if outcome.failure and outcome.failure not in self._report.failed:
                self._report.failed.append(outcome.failure)
            for release, outline in zip(outcome.releases, outcome.sketches, strict=True):
                self._writer.update_document(**to_document(release, self._added(release, path, digest)))
                self._duplicates.put(release.id, outline)
            yield path, digest, outcome
            self._progress(Progress(step, number, len(paths), len(self._report.failed)))

    def _added(self, release: Release, path: str, digest: str | None) -> int:
        """Return the generation that brought a release's text: this one, unless an earlier one had the same."""
        former = self._moved.get(path, path)
        name = former + release.path.removeprefix(path)
        added = None if release.path in self._arrived else self._earlier.added(name)
        if added is not None and digest != self._digest_before(former):
            earlier = self._earlier.release(name)
            added = added if earlier and _text_of(earlier) == _text_of(release) else None
        if added is None:
            self._arrived.add(release.path)
            return self._generation
        return added

    def _digest_before(self, path: str) -> str | None:
        known = self._manifest.files.get(path)
        return known.digest if known else None

    def _releases(self, path: str) -> tuple[str, ...]:
        known = self._manifest.files.get(path)
        return known.releases if known else ()

    def _is_counted(self, path: str, outcome: Outcome) -> bool:
        """Tell whether the lines of a file were counted under another name, for the same sources."""
        return path in self._moved and outcome.sources == self._manifest.files[self._moved[path]].sources

    def _note(self, file: Found, digest: str | None, outcome: Outcome) -> None:
        """Put a file on the manifest, and take out the releases that it no longer holds."""
        before = self._releases(file.path)
        names = tuple(release.path for release in outcome.releases)
        if outcome.failure:  # what can't be read now stays as it was read before
            kept = tuple(name for name in before if name not in names)
            names += self._carry(kept) if self._report.afresh else kept
        for name in set(before) - set(names):
            self._delete(name)
        if digest is None and not outcome.releases:  # it can't be opened, which may be over next time
            return
        self._has_changed = True
        if outcome.releases:
            self._count(file.path, digest)
        self._manifest.files[file.path] = Entry(
            file.size, self._time_of(file), digest, names, outcome.sources, outcome.failure, outcome.day
        )
        if outcome.releases and file.path in self._moved:
            self._forget(self._moved[file.path])

    def _count(self, path: str, digest: str | None) -> None:
        """Count a file that was read, by how it stands to what was known."""
        if path in self._moved:
            self._report.moved += 1
        elif not self._releases(path):
            self._report.new += 1
        elif self._report.afresh and digest == self._digest_before(path):
            self._report.rederived += 1
        else:
            self._report.changed += 1

    def _carry_all(self, path: str) -> None:
        """Take over the releases of a file that is gone."""
        if carried := self._carry(self._releases(path)):
            self._manifest.files[path] = self._manifest.files[path]._replace(releases=carried)
        else:
            del self._manifest.files[path]

    def _carry(self, names: Iterable[str]) -> tuple[str, ...]:
        """Take over releases as they were stored, since their file can't be read, and return those that could be."""
        carried = []
        for name in names:
            if release := self._earlier.release(name):
                self._writer.update_document(**to_document(release, self._earlier.added(name) or 0))
                self._duplicates.put(release.id, sketch(release.body))
                carried.append(name)
            else:
                self._report.failed.append((name, "its file can't be read, and what was stored of it is damaged"))
        return tuple(carried)

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

    def _learned_more(self, before: Mapping[str, Boilerplate], learned: Mapping[str, Boilerplate]) -> list[str]:
        """Return the files of sources whose boilerplate is known better than when they were cleaned."""
        better = {name for name in {*learned, *before} if _effect(learned, name) != _effect(before, name)}
        files = self._manifest.files.items()
        return [path for path, entry in files if better & set(entry.sources) and os.path.exists(path)]

    def _forget(self, path: str) -> None:
        for name in self._manifest.files.pop(path).releases:
            self._delete(name)

    def _delete(self, name: str) -> None:
        self._writer.delete_by_unique("path", name.encode("utf-8", "surrogateescape"))
        self._duplicates.forget(id_of(name))

    def _commit(self) -> None:
        self._duplicates.update(lambda name: self._writer.stored("id", name)["release"]["body"])
        self._attach(duplicates.ROLE, self._duplicates.save)
        self._attach(manifest.ROLE, self._manifest.save)
        self._writer.commit(attachments=self._attachments)

    def _attach(self, role: str, save: Callable[[Path], None]) -> None:
        """Write a file that the next generation knows by its role."""
        name = f"{role}-{self._generation}"
        save(self._index.folder / name)
        self._attachments[role] = name


def _read(task: tuple[str, dict[str, str]], learned: Mapping[str, Boilerplate]) -> tuple[str | None, Outcome]:
    """Return a file's digest and its releases; a write in between shows next time, since the digest came first."""
    path, told = task
    return digest_now(path), derive(path, learned, told)


def _text_of(release: Release) -> tuple[str, str, str]:
    return release.title, release.body, str(release.date)


def _effect(learned: Mapping[str, Boilerplate], source: str) -> tuple[frozenset[str], ...]:
    """Return what decides how a source's releases are cleaned, apart from counts that change nothing."""
    known = learned.get(source, Boilerplate(0))
    return frozenset(known.top), frozenset(known.bottom), known.keep, known.drop
