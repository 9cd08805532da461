"""Files that are new, changed, or concerned by what the pile tells, on their way into the next generation."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from index.boilerplate import Decision
from index.cleaner import Boilerplate, LineCounts
from index.intake import Intake
from index.kept import Kept, pack, unpack
from index.lessons import Lessons
from index.manifest import Manifest
from index.pipeline import Outcome, Reading, conclude, derive, study
from index.report import Progress, RebuildReport
from index.walk import Found
from index.workers import Runner

_Done = TypeVar("_Done")


class Update:
    """What a rebuild does where anything is new, into the intake."""

    def __init__(
        self,
        intake: Intake,
        lessons: Lessons,
        known: Manifest,
        report: RebuildReport,
        progress: Callable[[Progress], None],
    ) -> None:
        """Begin with what the generation before held and learned."""
        self._intake, self._lessons, self._manifest = intake, lessons, known
        self._report, self._progress = report, progress

    def forget(self, paths: Iterable[str]) -> None:
        """Take files and their releases out; `run` finds whose year they told."""
        for path in paths:
            self._lessons.forget(self._manifest.files[path])
            self._intake.forget(path)

    def run(self, run: Runner, fresh: Mapping[str, Found], moved: Mapping[str, str], concerned: set[str]) -> bool:
        """Read new and changed files, learn from them, then clean them, and those again that this concerns.

        Returns whether anything changed.
        """
        self._intake.moved, lessons = moved, self._lessons
        with Kept(self._intake.folder) as kept:
            readings = self._read(run, fresh, moved, kept)
            days = self._manifest.days() | {path: reading.day for path, reading in readings.items()}
            concerned |= lessons.learn() | lessons.date({path: days[path] for path in days.keys() - moved.values()})
            has_changed = self._clean(run, fresh, readings, kept)
        again = self._clean_again(run, concerned - fresh.keys())
        self._intake.settle()
        again += self._clean_again(run, lessons.date(self._manifest.days()))
        has_changed |= bool(again or self._report.afresh)
        if has_changed or self._report.pruned:
            self._intake.conclude(lessons, run)
        return has_changed

    def decide(self, run: Runner, source: str, line: str, decision: Decision) -> None:
        """Know what the user decided on a line, and clean again what that concerns; raises NoSuchLine."""
        self._clean_again(run, self._lessons.decide(source, line, decision))
        self._intake.conclude(self._lessons, run)

    def _read(
        self, run: Runner, fresh: Mapping[str, Found], moved: Mapping[str, str], kept: Kept
    ) -> dict[str, Reading]:
        """Return what each file says, its pages apart, which are kept, and count the lines of its sources."""
        readings = {}
        done = run(_study, self._told(fresh))
        for path, (reading, packed) in self._stepped("read", fresh, done):
            self._fail(reading)
            kept.put(packed)
            self._lessons.count(reading, instead_of=self._manifest.files.get(moved.get(path, path)))
            readings[path] = reading._replace(counts=LineCounts())
        return readings

    def _clean(self, run: Runner, fresh: Mapping[str, Found], readings: Mapping[str, Reading], kept: Kept) -> bool:
        lessons, has_changed = self._lessons, False
        tasks = (
            (packed, lessons.learned_of(readings[path].sources), lessons.told(path))
            for path, packed in zip(fresh, kept, strict=True)
        )
        done = run(_conclude, tasks)
        for path, outcome in self._stepped("index", fresh, done):
            file, reading = fresh[path], readings[path]
            self._intake.put(path, reading.digest, outcome)
            has_changed |= self._intake.note(path, file.size, file.mtime_ns, reading, outcome)
        return has_changed

    def _clean_again(self, run: Runner, concerned: Iterable[str]) -> int:
        """Read known files again for what the pile tells of them now, and return their number; gone ones stay."""
        paths = sorted(path for path in concerned if path in self._manifest.files and os.path.exists(path))
        done = run(partial(_derive, learned=self._lessons.learned), self._told(paths))
        for path, (reading, outcome) in self._stepped("clean again", paths, done):
            self._fail(reading)
            self._intake.put(path, reading.digest, outcome)
            if outcome.releases:
                self._manifest.files[path] = self._manifest.files[path]._replace(day=outcome.day)
        self._report.recleaned += len(paths)
        return len(paths)

    def _told(self, paths: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
        return ((path, self._lessons.told(path)) for path in paths)

    def _fail(self, reading: Reading) -> None:
        if reading.failure and reading.failure not in self._report.failed:
            self._report.failed.append(reading.failure)

    def _stepped(self, step: str, paths: Collection[str], done: Iterable[_Done]) -> Iterator[tuple[str, _Done]]:
        """Yield each path with what became of it, and tell the progress."""
        for number, (path, what) in enumerate(zip(paths, done, strict=True), 1):
            yield path, what
            self._progress(Progress(step, number, len(paths), len(self._report.failed)))


def _study(task: tuple[str, dict[str, str]]) -> tuple[Reading, bytes]:
    """Return what a file says, and its pages packed."""
    reading = study(*task)
    return reading._replace(pages=[]), pack(reading.pages)


def _conclude(task: tuple[bytes, dict[str, Boilerplate], dict[str, str]]) -> Outcome:
    packed, learned, told = task
    return conclude(unpack(packed), learned, told)


def _derive(task: tuple[str, dict[str, str]], learned: Mapping[str, Boilerplate]) -> tuple[Reading, Outcome]:
    path, told = task
    return derive(path, learned, told)
