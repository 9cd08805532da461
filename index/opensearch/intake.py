"""Puts releases into a cluster's index and their files on its books, and what the pile teaches on the way there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from index.boilerplate import Decision
from index.cleaner import Boilerplate, LineCounts
from index.derivation import derivation
from index.intake import Intake
from index.lessons import Lessons
from index.manifest import Entry, Manifest
from index.opensearch.books import WHOLE, Books, Known, Share
from index.opensearch.mapping import digest, document_id, from_source, to_source, to_text
from index.pipeline import Outcome, Reading
from index.release import Release
from index.report import RebuildReport
from index.schema import to_document
from index.workers import Runner

_FILES_AT_ONCE = 200


class ClusterLessons(Lessons):
    """What all machines have counted and learned, and which files were cleaned knowing other things."""

    def __init__(self, books: Books, files: Mapping[str, Known], known: Manifest, share: Share) -> None:
        """Begin with what the books say; a share, which lacks most neighbours, leaves files the years they have."""
        super().__init__(known, LineCounts(), books.learned())
        self._books, self._dates = books, share == WHOLE
        self._effects: dict[tuple[str, ...], list[Any]] = {}
        self._gone: defaultdict[str, set[str]] = defaultdict(set)
        self._taught = {path: file.taught for path, file in files.items()}
        self._derivation = derivation()
        if not self._dates:
            self._years = {path: file.year for path, file in files.items() if file.year}

    def forget(self, gone: Entry) -> None:  # noqa: D102 as here
        for source in gone.sources:
            self._gone[source].update(gone.releases)

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

    def known(self, path: str, entry: Entry | None, ids: Mapping[str, str]) -> Known:
        """Return what the books are to say of a file."""
        return Known(entry, self._taught[path], self._years.get(path, ""), ids)

    def _digest(self, path: str, sources: tuple[str, ...]) -> str:
        if sources not in self._effects:
            known = (self.learned.get(source, Boilerplate(0)) for source in sources)
            self._effects[sources] = [list(map(sorted, of.effect)) for of in known]
        return digest(json.dumps([self._derivation, self.told(path), self._effects[sources]]))


class _Earlier:
    """What the cluster held of some releases: its documents by id, and for each path the ids to look under."""

    def __init__(self, documents: Mapping[str, dict[str, Any]], ids: Mapping[str, Iterable[str]]) -> None:
        self.documents, self._ids = documents, ids

    def _of(self, path: str) -> dict[str, Any]:
        return next((self.documents[id_] for id_ in self._ids.get(path, ()) if id_ in self.documents), {})

    def release(self, path: str) -> Release | None:
        """Return a release as it was."""
        return from_source(found) if (found := self._of(path)) else None

    def added(self, path: str) -> int | None:
        """Return the generation that brought a release's text."""
        return self._of(path).get("added")


class ClusterIntake(Intake):
    """That of a cluster: sends the releases of some files at a time, and notes those files when all have arrived.

    A document keeps the id that it began with, so that a changed file's is replaced in one step; and each id is on the
    books before its document is sent. So a run that is killed, anywhere, leaves nothing that the next doesn't find.
    """

    _earlier = _Earlier({}, {})

    def __init__(
        self, books: Books, lessons: ClusterLessons, files: Mapping[str, Known], known: Manifest, report: RebuildReport
    ) -> None:
        super().__init__(known, report)
        self._books, self._lessons = books, lessons
        self._ids = {path: dict(file.ids) for path, file in files.items()}
        self._waiting: dict[str, tuple[str | None, Outcome]] = {}
        self._notes: dict[str, Callable[[], object]] = {}
        self._deletes: list[dict[str, Any]] = []
        self._forgotten: list[str] = []

    def put(self, path: str, digest: str | None, outcome: Outcome) -> None:  # noqa: D102 as of every intake
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

    def _drop(self, path: str, *, but: Collection[str] = ()) -> None:
        held = self._ids.get(path, {})
        gone = [held.pop(rest) for rest in [*held] if path + rest not in but]
        self._deletes += map(self._books.delete_action, gone)

    def conclude(self, lessons: Lessons, run: Runner) -> None:
        """Do nothing: lessons are kept as they are learned, versions found when a run over the whole pile has ended."""

    def settle(self) -> None:
        """Send all that waits; what the cluster refuses is named as failed, and its file not noted."""
        client, books, files = self._books.client, self._books, self._manifest.files
        waiting, self._waiting = self._waiting, {}
        self._earlier = self._before(waiting)
        begun = [path for path, work in waiting.items() if self._name(path, *work)]
        client.send(books.file_action(path, self._known(path)._replace(taught="")) for path in begun)
        refused = client.send(action for path, work in waiting.items() for action in self._puts(path, *work))
        arrived = []
        for path, (_, outcome) in waiting.items():
            ids = self._ids[path]
            names = ((release.path, ids[release.path.removeprefix(path)]) for release in outcome.releases)
            lost = [(name, refused[id_]) for name, id_ in names if id_ in refused]
            self._report.failed += lost
            if not lost:
                self._notes.pop(path, int)()
                self._drop(path, but=self._releases(path))
                arrived.append(path)
        self._report.failed += client.send(self._deletes).items()  # of what files no longer hold
        notes = {path: self._known(path) if path in files else None for path in arrived}
        client.send(books.file_action(path, known) for path, known in (dict.fromkeys(self._forgotten) | notes).items())
        self._deletes, self._forgotten = [], []

    def _known(self, path: str) -> Known:
        return self._lessons.known(path, self._manifest.files.get(path), self._ids[path])

    def _before(self, paths: Iterable[str]) -> _Earlier:
        """Return what the cluster holds of files, of moved ones under their path before or else under this."""
        ids: defaultdict[str, list[str]] = defaultdict(list)
        for path in paths:
            former = self.moved.get(path, path)
            for rest, id_ in (*self._ids.get(former, {}).items(), *self._ids.get(path, {}).items()):
                ids[former + rest].append(id_)
        return _Earlier(self._books.documents(id_ for of in ids.values() for id_ in of), ids)

    def _name(self, path: str, digest: str | None, outcome: Outcome) -> bool:
        """Give ids to a file's releases that have none, and tell whether there were any."""
        ids = self._ids.setdefault(path, {})
        known = len(ids)
        for release in outcome.releases:
            ids.setdefault(release.path.removeprefix(path), document_id(digest, release.path))
        return len(ids) > known

    def _puts(self, path: str, digest: str | None, outcome: Outcome) -> Iterator[dict[str, Any]]:
        for release, sketch in zip(outcome.releases, outcome.sketches, strict=True):
            name = self._ids[path][release.path.removeprefix(path)]
            document = to_document(release, self._added(release, path, digest))
            source = to_source(name, document, self._earlier.documents.get(name, {}), sketch=to_text(sketch))
            yield {"_index": self._books.releases, "_id": name, **source}

    commit = settle
