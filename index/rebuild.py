"""Bring the index up to date with its files: only what is new, changed or gone is touched, in one commit."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from index import boilerplate, duplicates, manifest
from index.cleaner import Boilerplate, LineCounts, learn
from index.duplicates.known import Duplicates
from index.earlier import Earlier
from index.errors import OutdatedIndex
from index.manifest import Entry, Manifest, is_under
from index.pipeline import Outcome, derive
from index.release import Release, id_of
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from index.segment.writer import ArrayWriter
from index.series import years
from index.walk import Found, walk
from index.workers import Runner, workers


class Progress(NamedTuple):
    """How far a rebuild is: the step, files done and to do, failures so far."""

    step: str
    done: int
    total: int
    failed: int


@dataclass
class RebuildReport:
    """What a rebuild did, in files, and the releases the index holds now."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    recleaned: int = 0
    vanished: int = 0
    pruned: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    releases: int = 0
    seconds: float = 0.0
    generation: int = 0


def rebuild(
    folder: Path,
    roots: Sequence[Path] = (),
    *,
    prune: bool = False,
    dated_by_name: bool = False,
    jobs: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> RebuildReport:
    """Index the files under the roots (none given: those indexed before) and return what was done.

    `dated_by_name` says of these roots, and all later times, that their files' names hold dates.
    Files that are gone stay searchable unless `prune`, and never go while their whole root is missing.
    Raises NoIndex where no root is given and none is known, IndexLocked while another process writes, and
    DamagedIndex. Killed at any time, the old index stays. An index of another version is built anew from its files.
    """
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

    Raises NoSuchLine, NoIndex, OutdatedIndex, IndexLocked and DamagedIndex.
    """
    index = ArrayIndex(folder, schema(), SCHEMA_VERSION)
    if index.read_commit().schema_version != SCHEMA_VERSION:
        raise OutdatedIndex(str(folder))
    return _locked(index, jobs, progress, lambda work: work.decide(source, line, decision))


def _locked(
    index: ArrayIndex,
    jobs: int | None,
    progress: Callable[[Progress], None],
    task: Callable[[_Rebuild], RebuildReport],
) -> RebuildReport:
    """Do the task under the writer's lock and complete its report; what fails changes nothing."""
    began = time.perf_counter()
    afresh = index.read_commit().schema_version != SCHEMA_VERSION
    writer = index.writer(afresh=afresh)
    try:
        report = task(_Rebuild(index, writer, jobs or os.cpu_count() or 1, progress, afresh=afresh))
    except BaseException:
        writer.cancel()
        raise
    report.seconds = time.perf_counter() - began
    report.releases, report.generation = index.doc_count(), index.latest_generation()
    return report


class _Rebuild:
    """One rebuild, under the writer's lock."""

    def __init__(
        self,
        index: ArrayIndex,
        writer: ArrayWriter,
        jobs: int,
        progress: Callable[[Progress], None],
        *,
        afresh: bool = False,
    ) -> None:
        """Read the manifest; `afresh`, for an index of another version, forgets the files but not their roots."""
        self._index, self._writer, self._jobs, self._progress = index, writer, jobs, progress
        self._attachments = dict(index.read_commit().attachments)
        known = self._attachments.get(manifest.ROLE)
        self._manifest = Manifest.load(index.folder / known) if known else Manifest()
        if afresh:
            self._manifest = Manifest(roots=self._manifest.roots, named=self._manifest.named)
        self._years = self._known_years()
        seen = None if afresh else self._attachments.get(duplicates.ROLE)
        self._duplicates = Duplicates(index.folder / seen if seen else None)
        self._afresh = afresh
        self._has_changed = False
        self._earlier = Earlier(index.folder)
        self._generation = index.latest_generation() + 1
        self._arrived: set[str] = set()
        self._report = RebuildReport()

    def run(self, roots: Sequence[Path], *, prune: bool, dated_by_name: bool) -> RebuildReport:
        asked = [os.path.abspath(root) for root in roots]
        if self._afresh or not asked:
            asked = sorted({*asked, *self._manifest.roots})
        found = walk([Path(root) for root in asked])
        report = self._report
        report.failed, report.ignored = found.failed, Counter(found.ignored.values())
        report.missing = [root for root in found.missing if root not in self._manifest.files]
        fresh = self._fresh(found.files)
        gone = self._gone(asked, report.missing, {file.path for file in found.files})
        if prune:
            for name in gone:
                self._forget(name)
        report.vanished, report.pruned = len(gone), len(gone) if prune else 0
        roots_now = {*self._manifest.roots, *(root for root in asked if root not in found.missing)}
        self._has_changed = bool(report.pruned) or roots_now != set(self._manifest.roots)
        self._manifest.roots = sorted(roots_now)
        renamed = self._name(asked) if dated_by_name else set()
        if fresh or renamed:
            self._update(fresh, renamed)
        if self._has_changed:
            self._commit()
        else:
            self._writer.cancel()
        return report

    def decide(self, source: str, line: str, decision: boilerplate.Decision) -> RebuildReport:
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

    def _told(self, path: str) -> dict[str, str]:
        """Return what the pile tells of a file's date."""
        told = {"date:year": self._years[path]} if path in self._years else {}
        return told | ({"date:from": "name"} if is_under(path, self._manifest.named) else {})

    def _known_years(self) -> dict[str, str]:
        return years({path: entry.day for path, entry in self._manifest.files.items() if entry.day})

    def _fresh(self, files: Sequence[Found]) -> dict[str, Found]:
        """Return the files that are new or changed, by path; what could not be read and is the same is told again."""
        fresh = {}
        for file in files:
            known = self._manifest.files.get(file.path)
            if not known or not _is_unchanged(file, known):
                fresh[file.path] = file
                continue
            self._manifest.files[file.path] = known._replace(mtime_ns=file.mtime_ns)
            if known.failure:
                self._report.failed.append(known.failure)
            else:
                self._report.unchanged += 1
        return fresh

    def _gone(self, roots: Iterable[str], missing: Sequence[str], present: set[str]) -> list[str]:
        return [name for name in self._manifest.under(set(roots) - set(missing)) if name not in present]

    def _update(self, fresh: Mapping[str, Found], renamed: set[str]) -> None:
        counts, before = self._known_lines()
        with workers(self._jobs, len(fresh)) as run:
            for path, outcome in self._derived("index", run, list(fresh), before):
                counts.merge(outcome.counts)
                self._note(fresh[path], outcome)
            learned = learn(counts, before)
            again = {*self._learned_more(before, learned), *renamed.difference(fresh)}
            self._clean_again(run, sorted(again), learned)
            known, self._years = self._years, self._known_years()
            changed = {path for path, _ in known.items() ^ self._years.items() if os.path.exists(path)}
            self._clean_again(run, sorted(changed), learned)
        if self._has_changed:
            self._attach(boilerplate.ROLE, partial(boilerplate.save, counts=counts, learned=learned))

    def _clean_again(self, run: Runner, paths: Sequence[str], learned: Mapping[str, Boilerplate]) -> None:
        for path, outcome in self._derived("clean again", run, paths, learned):
            if outcome.releases:
                self._manifest.files[path] = self._manifest.files[path]._replace(day=outcome.day)
            self._report.recleaned += 1

    def _known_lines(self) -> tuple[LineCounts, dict[str, Boilerplate]]:
        """Return what earlier rebuilds counted and learned."""
        name = self._attachments.get(boilerplate.ROLE)
        if name is None or self._afresh:
            return LineCounts(), {}
        return boilerplate.load(self._index.folder / name)

    def _derived(
        self, step: str, run: Runner, paths: Sequence[str], learned: Mapping[str, Boilerplate]
    ) -> Iterator[tuple[str, Outcome]]:
        """Yield what becomes of each file, with its releases put into the index."""
        outcomes = run(partial(_derive, learned=learned), [(path, self._told(path)) for path in paths])
        for number, (path, outcome) in enumerate(zip(paths, outcomes, strict=True), 1):
            if outcome.failure and outcome.failure not in self._report.failed:
                self._report.failed.append(outcome.failure)
            for release, sketch in zip(outcome.releases, outcome.sketches, strict=True):
                self._writer.update_document(**to_document(release, self._added(release, is_new=step == "index")))
                self._duplicates.put(release.id, sketch)
            yield path, outcome
            self._progress(Progress(step, number, len(paths), len(self._report.failed)))

    def _added(self, release: Release, *, is_new: bool) -> int:
        """Return the generation that brought a release's text: this one, unless an earlier one had the same."""
        added = None if release.path in self._arrived else self._earlier.added(release.path)
        if added is not None and is_new:
            earlier = self._earlier.release(release.path)
            added = added if earlier and _text_of(earlier) == _text_of(release) else None
        if added is None:
            self._arrived.add(release.path)
            return self._generation
        return added

    def _note(self, file: Found, outcome: Outcome) -> None:
        """Put a file on the manifest, and take out the releases that it no longer holds."""
        known = self._manifest.files.get(file.path)
        before = known.releases if known else ()
        names = tuple(release.path for release in outcome.releases)
        if outcome.failure:  # what can't be read now stays as it was read before
            names = tuple(dict.fromkeys((*names, *before)))
        for name in set(before) - set(names):
            self._delete(name)
        digest = _digest_of(file.path)
        if digest is None and not outcome.releases:  # it can't be opened, which may be over next time
            return
        entry = Entry(file.size, file.mtime_ns, digest, names, outcome.sources, outcome.failure, outcome.day)
        self._manifest.files[file.path] = entry
        self._has_changed = True
        if outcome.releases and known and known.releases:
            self._report.changed += 1
        elif outcome.releases:
            self._report.new += 1

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


def _derive(task: tuple[str, dict[str, str]], learned: Mapping[str, Boilerplate]) -> Outcome:
    return derive(task[0], learned, task[1])


def _is_unchanged(file: Found, known: Entry) -> bool:
    if file.size != known.size:
        return False
    return file.mtime_ns == known.mtime_ns or _digest_of(file.path) == known.digest


def _digest_of(path: str) -> str | None:
    """Return the digest of a file's content, None for one that is gone or can't be read meanwhile."""
    try:
        return manifest.digest_of(path)
    except OSError:
        return None


def _text_of(release: Release) -> tuple[str, str, str]:
    return release.title, release.body, str(release.date)


def _effect(learned: Mapping[str, Boilerplate], source: str) -> tuple[frozenset[str], ...]:
    """Return what decides how a source's releases are cleaned, apart from counts that change nothing."""
    known = learned.get(source, Boilerplate(0))
    return frozenset(known.top), frozenset(known.bottom), known.keep, known.drop
