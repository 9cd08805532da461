"""Puts releases into a cluster's index and their files on its books, and what the pile teaches on the way there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from index.boilerplate import Decision
from index.cleaner import Boilerplate, LineCounts
from index.derivation import derivation
from index.intake import Intake
from index.lessons import Lessons
from index.manifest import Entry, Manifest
from index.opensearch.books import WHOLE, Books, Known, Share, digest
from index.opensearch.mapping import from_source, to_source, to_text
from index.pipeline import Outcome, Reading
from index.release import Release, id_of
from index.report import RebuildReport
from index.schema import to_document
from index.workers import Runner

_FILES_AT_ONCE = 200


class ClusterLessons(Lessons):
    """What all machines have counted and learned, and which files were cleaned knowing other things."""

    def __init__(self, books: Books, files: Mapping[str, Known], known: Manifest, share: Share) -> None:
        """Begin with what the books say; a share, which lacks most neighbours, leaves files the years they have."""
        super().__init__(known, None, decisions_only=False)
        self._books, self._dates = books, share == WHOLE
        self.counts, self.learned = LineCounts(), books.learned()
        self._effects: dict[tuple[str, ...], list[Any]] = {}
        self._gone: defaultdict[str, set[str]] = defaultdict(set)
        self._taught = {path: file.taught for path, file in files.items()}
        self._derivation = derivation()
        if not self._dates:
            self._years = {path: file.year for path, file in files.items() if file.year}

    def count(self, reading: Reading, *, instead_of: Entry | None) -> None:  # noqa: D102 as here
        if instead_of and not reading.failure:
            for source in instead_of.sources:
                self._gone[source].update(instead_of.releases)
        self.counts.merge(reading.counts)

    def learn(self) -> set[str]:  # noqa: D102
        self.learned, self._effects = self._books.teach(self.counts, self._gone), {}
        self.counts, self._gone = LineCounts(), defaultdict(set)
        return self.overdue()

    def decide(self, source: str, line: str, decision: Decision) -> set[str]:  # noqa: D102
        self.learned, self._effects = self._books.decide(source, line, decision), {}
        return self.overdue()

    def date(self, days: Mapping[str, str]) -> set[str]:  # noqa: D102
        if self._dates:
            super().date(days)
        return self.overdue()

    def overdue(self) -> set[str]:
        """Return the files that were cleaned knowing other things than now."""
        files = self._manifest.files.items()
        return {path for path, entry in files if self._taught.get(path) != self._digest(path, entry.sources)}

    def mark(self, path: str, sources: tuple[str, ...]) -> None:
        """Note that a file is being cleaned with what is known now."""
        self._taught[path] = self._digest(path, sources)

    def known(self, path: str, entry: Entry) -> Known:
        """Return what the books are to say of a file."""
        return Known(entry, self._taught[path], self._years.get(path, ""))

    def _digest(self, path: str, sources: tuple[str, ...]) -> str:
        if sources not in self._effects:
            known = (self.learned.get(source, Boilerplate(0)) for source in sources)
            self._effects[sources] = [list(map(sorted, of.effect)) for of in known]
        return digest(json.dumps([self._derivation, self.told(path), self._effects[sources]]))


class _Earlier(dict[str, dict[str, Any]]):
    """What the cluster held of some releases, by id."""

    def release(self, name: str) -> Release | None:
        """Return a release as it was."""
        return from_source(self[id_of(name)]) if id_of(name) in self else None

    def added(self, name: str) -> int | None:
        """Return the generation that brought a release's text."""
        return self.get(id_of(name), {}).get("added")


class ClusterIntake(Intake):
    """Sends the releases of some files at a time, and then notes those files of which the cluster has all."""

    _earlier: Any  # it stands in for what is read from a folder

    def __init__(self, books: Books, lessons: ClusterLessons, known: Manifest, report: RebuildReport) -> None:
        unused: Any = None
        super().__init__(Path(gettempdir()), unused, known, report, {})
        self._books, self._lessons, self._earlier = books, lessons, _Earlier()
        self._waiting: dict[str, tuple[str | None, Outcome]] = {}
        self._notes: dict[str, Callable[[], object]] = {}
        self._actions: list[dict[str, Any]] = []
        self._forgotten: list[str] = []

    def put(self, path: str, digest: str | None, outcome: Outcome) -> None:  # noqa: D102 as here
        if len(self._waiting) == _FILES_AT_ONCE:
            self.settle()
        self._waiting[path] = digest, outcome
        if path in self._manifest.files:
            self._lessons.mark(path, self._manifest.files[path].sources)

    def note(self, path: str, size: int, mtime_ns: int, reading: Reading, outcome: Outcome) -> bool:  # noqa: D102
        self._notes[path] = partial(super().note, path, size, mtime_ns, reading, outcome)
        self._lessons.mark(path, reading.sources)
        return True

    def forget(self, path: str) -> None:  # noqa: D102
        super().forget(path)
        self._forgotten.append(path)

    def _delete(self, name: str) -> None:
        self._actions.append({"_op_type": "delete", "_index": self._books.releases, "_id": id_of(name)})

    def attach(self, role: str, save: Callable[[Path], None]) -> None:
        """Do nothing: the books are written as it happens."""

    def judge(self, run: Runner) -> None:
        """Do nothing: versions are found when a run over the whole pile has ended."""

    def settle(self) -> None:
        """Send all that waits; what the cluster refuses is named as failed, and its file not noted."""
        client, books, files = self._books.client, self._books, self._manifest.files
        ids = [id_of(name) for path in self._waiting for name in self._releases(self.moved.get(path, path))]
        found = client.ask(client.raw.mget, index=books.releases, body={"ids": ids})["docs"] if ids else []
        self._earlier = _Earlier((hit["_id"], hit["_source"]) for hit in found if hit.get("found"))
        waiting, self._waiting = self._waiting, {}
        refused = client.send(action for path, work in waiting.items() for action in self._puts(path, *work))
        arrived = []
        for path, (_, outcome) in waiting.items():
            lost = [(release.path, refused[release.id]) for release in outcome.releases if release.id in refused]
            self._report.failed += lost
            if not lost:
                self._notes.pop(path, int)()
                arrived.append(path)
        self._report.failed += client.send(self._actions).items()  # which take out what files no longer hold
        notes = {path: self._lessons.known(path, files[path]) for path in arrived if path in files}
        client.send(books.file_action(path, known) for path, known in (dict.fromkeys(self._forgotten) | notes).items())
        self._actions, self._forgotten = [], []

    def _puts(self, path: str, digest: str | None, outcome: Outcome) -> Iterator[dict[str, Any]]:
        for release, sketch in zip(outcome.releases, outcome.sketches, strict=True):
            document = to_document(release, self._added(release, path, digest))
            source = to_source(document, self._earlier.get(release.id, {}), sketch=to_text(sketch))
            yield {"_index": self._books.releases, "_id": release.id, **source}

    commit = settle
