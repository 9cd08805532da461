"""Bring an index in a cluster up to date with a pile, or with one share of it; any number of machines may at once.

A document's id is made from content and path and noted before it is sent, and a file is known as indexed only when the
cluster has all its releases: whatever is killed and run again loses nothing and doubles nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from index.boilerplate import Decision, KnownLine, described
from index.errors import NoIndex, SearcherError
from index.manifest import Manifest
from index.opensearch.address import ClusterAddress
from index.opensearch.books import MAPPING, WHOLE, Books, Known, Share, create, slot_of
from index.opensearch.client import Client
from index.opensearch.intake import ClusterIntake, ClusterLessons
from index.opensearch.mapping import VERSION, creation
from index.opensearch.versions import find_versions
from index.rebuild import Rebuild
from index.report import Options, RebuildReport
from index.walk import Walk


def feed(address: ClusterAddress, roots: Sequence[Path], **asked: Any) -> RebuildReport:
    """Index the files under the roots, those of a `share`, and return what was done; else as `rebuild` does.

    Searches go to the new index at once where there was none; where another version's is in use, they go on there
    until a run over the whole pile has ended. Raises SearcherError without roots, and ClusterFailure.
    """
    return _fed(address, roots, lambda work: work.run(roots), **asked)


def decide(address: ClusterAddress, source: str, line: str, decision: Decision, **asked: Any) -> RebuildReport:
    """Keep or drop a line as `rebuild.decide` does; what is not on this machine is cleaned by the next run where it is.

    Raises NoSuchLine, SearcherError where nothing was ever indexed from this machine, and ClusterFailure.
    """
    return _fed(address, (), lambda work: work.decide(source, line, decision), **asked)


def known_lines(address: ClusterAddress) -> dict[str, tuple[int, list[KnownLine]]]:
    """Return for each source what `boilerplate.known_lines` does; raises ClusterFailure."""
    client = Client(address)
    books = Books(client, client.concrete())
    return described(books.counts(), books.learned())


def roots_of(address: ClusterAddress) -> list[str]:
    """Return the roots that were given on this machine; raises ClusterFailure."""
    client = Client(address)
    roots: list[str] = Books(client, prepared(client)).state(WHOLE).get("roots", [])
    return roots


def _fed(
    address: ClusterAddress,
    given: Sequence[Path],
    task: Callable[[_Feed], RebuildReport],
    *,
    share: tuple[int, int] = WHOLE,
    **asked: Any,
) -> RebuildReport:
    """Do the task as a generation of its own, complete its report, and find what the whole pile tells."""
    began, options = time.perf_counter(), Options(**asked)
    client = Client(address)
    index = prepared(client)
    books, share = Books(client, index), Share(*share)
    state = books.state(share)
    roots = sorted(map(os.path.abspath, given)) or state.get("roots", [])
    if not roots:
        raise SearcherError(f"{address} doesn't know what to read on this machine: give the folders")
    worker = f"{share.number}/{share.of} {' '.join(roots)}"
    generation = books.begin(worker)
    report = RebuildReport(before=generation - 1)
    files = _files(books, roots, share)
    if options.repair:  # nothing is known to be as it was noted
        strays = books.strays()
        books.refresh()  # now a file is found with each document that was just sent
        client.send(map(books.delete_action, strays & books.strays()))
        files = {path: file._replace(taught="") for path, file in files.items()}
    task(_Feed(books, share, files, state, report, options))
    has_changed = bool(report.new or report.changed or report.moved or report.recleaned or report.pruned)
    unjudged = books.end(worker, has_changed=has_changed)
    books.refresh()
    if share == WHOLE:
        if unjudged:
            find_versions(client, index)
            books.judge(unjudged)
        if not report.missing:
            _point(client, index)
    report.generation, report.seconds = generation, time.perf_counter() - began
    report.before = generation - has_changed
    report.releases = client.ask(client.raw.count, index=index)["count"]
    return report


def _files(books: Books, roots: Sequence[str], share: Share) -> dict[str, Known]:
    """Return the files that are known, after taking out what a killed run began to send of files that are gone now."""
    books.refresh()
    files = books.files(roots, share)
    gone = {path: begun for path, file in files.items() if (begun := file.begun(path)) and not os.path.exists(path)}
    books.client.send(books.delete_action(id_) for begun in gone.values() for id_ in begun.values())
    for path, begun in gone.items():
        file = files.pop(path)
        if file.entry:
            files[path] = file._replace(ids={rest: id_ for rest, id_ in file.ids.items() if rest not in begun})
    books.client.send(books.file_action(path, files.get(path)) for path in gone)
    return files


class _Feed(Rebuild):
    """The rebuild of an index in a cluster."""

    def __init__(
        self, books: Books, share: Share, files: Mapping[str, Known], state: Mapping[str, Any], *how: Any
    ) -> None:
        """Begin with the files of a share, and with what `run` kept on this machine."""
        self._books, self._share, self._files = books, share, files
        known = Manifest({path: file.entry for path, file in files.items() if file.entry}, **state)
        failures = (entry.failure for entry in known.files.values() if entry.failure)
        known.told = {*failures, *((path, what) for path, what in known.told)}
        super().__init__(known, *how)

    @cached_property
    def _lessons(self) -> ClusterLessons:
        return ClusterLessons(self._books, self._files, self._manifest, self._share)

    @cached_property
    def _intake(self) -> ClusterIntake:
        return ClusterIntake(self._books, self._lessons, self._files, self._manifest, self._report)

    def _walk(self, roots: Sequence[str]) -> Walk:
        found = super()._walk(roots)
        found.files = [file for file in found.files if slot_of(file.path) in self._share.slots]
        return found

    def _overdue(self) -> set[str]:
        return self._lessons.overdue()

    def run(self, roots: Sequence[Path]) -> RebuildReport:
        """Do what `rebuild` says, and keep what is known of this machine."""
        report = super().run(roots)
        known = self._manifest
        self._books.keep(self._share, roots=known.roots, named=known.named, told=sorted(known.told))
        return report


def prepared(client: Client) -> str:
    """Return the name of the index of this version, which is made if there is none, and searched if no other is."""
    index = f"{client.address.name}-{VERSION}"
    create(client, index, creation())
    create(client, f"{index}-files", MAPPING)
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
