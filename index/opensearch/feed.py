"""Bring an index in a cluster up to date with a pile, or with one share of it; any number of machines may at once.

A release's id comes from its path, and a file is noted only when the cluster has all its releases: whatever is killed
and run again loses nothing and doubles nothing.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from opensearchpy import exceptions, helpers

from index.changes import is_unchanged
from index.cleaner import Boilerplate, LineCounts
from index.errors import NoIndex, SearcherError
from index.intake import text_of
from index.manifest import Entry, is_under
from index.opensearch.address import ClusterAddress
from index.opensearch.books import WHOLE, Books, Known, Share, create, slot_of, taught
from index.opensearch.client import ATTEMPTS, FIRST_PAUSE, Client
from index.opensearch.mapping import VERSION, beside, creation, from_source, to_source, to_text
from index.opensearch.versions import find_versions
from index.pipeline import Outcome, Reading, derive
from index.release import id_of
from index.report import Progress, RebuildReport
from index.walk import Found, Walk, walk
from index.workers import Runner, workers

_FILES_AT_ONCE = 200
_BYTES_AT_ONCE = 10 * 1024 * 1024


def feed(
    address: ClusterAddress,
    roots: Sequence[Path],
    *,
    share: Share = WHOLE,
    prune: bool = False,
    dated_by_name: bool = False,
    follow_links: bool = False,
    jobs: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> RebuildReport:
    """Index the files under the roots, those of one share, and return what was done.

    Files that are gone stay searchable unless `prune`; links are followed wherever they lead if `follow_links`.
    Searches go to the new index at once where there was none; where another version's is in use, they go on there
    until a run over the whole pile has ended. Raises SearcherError without roots, and ClusterFailure.
    """
    if dated_by_name:
        raise SearcherError(f"{address} can't keep whose names hold dates: only an index on this machine can")
    began = time.perf_counter()
    client = Client(address)
    index = prepared(client)
    books = Books(client, index)
    if share == WHOLE:
        known = books.roots(map(os.path.abspath, roots))
        roots = roots or [Path(root) for root in known]
    if not roots:
        raise SearcherError(f"{address} doesn't know what to read on this machine: give the folders")
    worker = f"{share.number}/{share.of} {' '.join(sorted(map(os.path.abspath, roots)))}"
    generation = books.begin(worker)
    work = _Feed(client, index, books, generation, jobs or os.cpu_count() or 1, progress)
    report = work.run(walk(roots, follow_links=follow_links), roots, share, prune)
    has_changed = bool(report.new or report.changed or report.recleaned or report.pruned)
    unjudged = books.end(worker, has_changed=has_changed)
    client.ask(client.raw.indices.refresh, index=f"{index},{index}-files")
    if share == WHOLE:
        if unjudged:
            find_versions(client, index)
            books.judge(unjudged)
        if not report.missing:
            _point(client, index)
    report.before, report.missing_now = generation - 1, report.missing
    report.generation, report.seconds = generation, time.perf_counter() - began
    report.releases = client.ask(client.raw.count, index=index)["count"]
    return report


def known_roots(address: ClusterAddress) -> list[Path]:
    """Return the roots that were given on this machine; raises ClusterFailure."""
    client = Client(address)
    return [Path(root) for root in Books(client, prepared(client)).roots()]


def prepared(client: Client) -> str:
    """Return the name of the index of this version, which is made if there is none, and searched if no other is."""
    index = f"{client.address.name}-{VERSION}"
    create(client, index, creation())
    Books(client, index).create()
    if not client.ask(client.raw.indices.exists, index=client.address.name):
        _point(client, index)
    return index


def _point(client: Client, index: str) -> None:
    """Let the name stand for an index, in one step."""
    name = client.address.name
    try:
        before = [other for other in client.ask(client.raw.indices.get_alias, name=name) if other != index]
    except NoIndex:
        before = []
    actions = [{"remove": {"index": other, "alias": name}} for other in before]
    body = {"actions": [*actions, {"add": {"index": index, "alias": name}}]}
    client.ask(client.raw.indices.update_aliases, body=body)


class _Feed:
    """One run over a share of a pile."""

    def __init__(
        self,
        client: Client,
        index: str,
        books: Books,
        generation: int,
        jobs: int,
        progress: Callable[[Progress], None],
    ) -> None:
        self._client, self._index, self._books = client, index, books
        self._generation, self._jobs, self._progress = generation, jobs, progress
        self._report = RebuildReport()
        self._counts = LineCounts()

    def run(self, found: Walk, roots: Sequence[Path], share: Share, prune: bool) -> RebuildReport:
        report = self._report
        report.failed, report.ignored, report.missing = found.failed, Counter(found.ignored.values()), found.missing
        present = {file.path: file for file in found.files if slot_of(file.path) in share.slots}
        self._known = self._books.files((os.path.abspath(root) for root in roots), share)
        told = {known.entry.failure for known in self._known.values()}
        unseen = {*found.missing, *(path for path, _ in found.failed)}
        gone = [path for path in self._known if path not in present and not is_under(path, unseen)]
        if prune:
            self._strike(gone)
        report.vanished, report.pruned = len(gone), len(gone) if prune else 0
        fresh = [path for path, file in present.items() if not self._is_known(file)]
        learned = self._books.learned()
        with workers(self._jobs, len(present)) as run:
            self._take("index", run, fresh, present, learned)
            learned = self._books.teach(self._counts)
            kept = {path: self._known[path] for path in present if path in self._known}
            stale = [path for path, of in kept.items() if taught(learned, of.entry.sources) != of.taught]
            self._take("clean again", run, stale, present, learned)
        report.recleaned = len(stale)
        report.failed_now = [failure for failure in report.failed if failure not in told]
        return report

    def _is_known(self, file: Found) -> bool:
        known = self._known.get(file.path)
        if known is None or not is_unchanged(file, known.entry):
            return False
        if known.entry.failure:
            self._report.failed.append(known.entry.failure)
        else:
            self._report.unchanged += 1
        return True

    def _strike(self, paths: Iterable[str]) -> None:
        for path in paths:
            deletes = [self._deletion(name) for name in self._known[path].entry.releases]
            if not self._send(deletes):
                self._send([self._books.file_action(path, None)])

    def _take(
        self,
        step: str,
        run: Runner,
        paths: Sequence[str],
        present: Mapping[str, Found],
        learned: Mapping[str, Boilerplate],
    ) -> None:
        """Derive files, send their releases, and note those files whose releases have all arrived."""
        outcomes = zip(paths, run(partial(derive, learned=learned), paths), strict=True)
        for start in range(0, len(paths), _FILES_AT_ONCE):
            batch = [next(outcomes) for _ in paths[start : start + _FILES_AT_ONCE]]
            refused = self._send(self._actions(step, batch))
            notes = []
            for path, (reading, outcome) in batch:
                if reading.failure and reading.failure not in self._report.failed:
                    self._report.failed.append(reading.failure)
                lost = {release.id: release.path for release in outcome.releases if release.id in refused}
                self._report.failed += [(name, refused[id_]) for id_, name in lost.items()]
                if not lost and step == "index":
                    self._counts.merge(reading.counts)
                if not lost and (known := self._noted(present[path], reading, outcome, learned)):
                    self._tally(step, path, outcome)
                    self._known[path] = known
                    notes.append(self._books.file_action(path, known))
            self._send(notes)
            self._progress(Progress(step, start + len(batch), len(paths), len(self._report.failed)))

    def _actions(self, step: str, batch: Sequence[tuple[str, tuple[Reading, Outcome]]]) -> Iterator[dict[str, Any]]:
        earlier = self._earlier([path for path, _ in batch if path in self._known])
        for path, (reading, outcome) in batch:
            names = {release.path for release in outcome.releases}
            if path in self._known and not reading.failure:
                yield from map(self._deletion, set(self._known[path].entry.releases) - names)
            for release, sketch in zip(outcome.releases, outcome.sketches, strict=True):
                known = {"added": self._generation}
                if before := earlier.get(release.id):
                    known = beside(before)
                    if step == "index" and text_of(from_source(before)) != text_of(release):
                        known["added"] = self._generation
                source = to_source(release, **{**known, "sketch": to_text(sketch)})
                yield {"_index": self._index, "_id": release.id, **source}

    def _earlier(self, paths: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what the cluster holds of the releases that known files had, by id."""
        ids = [id_of(name) for path in paths for name in self._known[path].entry.releases]
        if not ids:
            return {}
        found = self._client.ask(self._client.raw.mget, index=self._index, body={"ids": ids})["docs"]
        return {hit["_id"]: hit["_source"] for hit in found if hit.get("found")}

    def _noted(
        self, file: Found, reading: Reading, outcome: Outcome, learned: Mapping[str, Boilerplate]
    ) -> Known | None:
        known = self._known.get(file.path)
        names = tuple(release.path for release in outcome.releases)
        if reading.failure and known:  # what can't be read now stays as it was read before
            names = tuple(dict.fromkeys((*names, *known.entry.releases)))
        if reading.digest is None:  # gone meanwhile, or not to be opened, which may be over next time
            return None
        entry = Entry(file.size, file.mtime_ns, reading.digest, names, reading.sources, reading.failure)
        return Known(entry, taught(learned, reading.sources))

    def _tally(self, step: str, path: str, outcome: Outcome) -> None:
        if step == "index" and outcome.releases:
            self._report.changed += path in self._known
            self._report.new += path not in self._known

    def _deletion(self, name: str) -> dict[str, Any]:
        return {"_op_type": "delete", "_index": self._index, "_id": id_of(name)}

    def _send(self, actions: Iterable[dict[str, Any]]) -> dict[str, str]:
        """Send actions, slower where the cluster says that it has too many; return why each refused id was."""
        refused = {}
        sent = helpers.streaming_bulk(
            self._client.raw,
            actions,
            max_chunk_bytes=_BYTES_AT_ONCE,
            max_retries=ATTEMPTS,
            initial_backoff=FIRST_PAUSE,
            raise_on_error=False,
            yield_ok=False,
            ignore_status=(404,),
        )
        try:
            for _, result in sent:
                kind, item = next(iter(result.items()))
                if kind != "delete" or item["status"] != 404:
                    refused[item["_id"]] = str(item.get("error", item["status"]))
        except exceptions.OpenSearchException as error:
            self._client.fail(error)
        return refused
