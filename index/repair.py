"""Making a damaged index whole: from its files, and from what can still be read of releases whose file is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from whoosh.fields import Schema

from index import boilerplate, manifest
from index.errors import HOSTILE, DamagedIndex
from index.manifest import Entry, Manifest
from index.schema import from_record
from index.segment.commit import Commit, SegmentEntry, read_commit, write_commit, writer_lock
from index.segment.container import Container
from index.segment.reader import SegmentReader


def salvage(folder: Path, version: int) -> None:
    """Commit what can be opened of a damaged index as one of another schema `version`: the next rebuild replaces it.

    Raises IndexLocked, and OSError where the disk refuses.
    """
    with writer_lock(folder):
        names = {path.name for path in folder.iterdir()}
        try:
            commit = read_commit(folder)
            entries = list(commit.segments)
        except DamagedIndex:  # then every file that is there belongs to the generation
            commit = Commit(max((_numbers(name)[0] for name in names), default=0), version)
            segments = sorted((name for name in names if name.startswith("segment-")), key=_numbers)
            entries = [SegmentEntry(name, 0) for name in segments]
        readers = dict(_opened(folder, entries))
        kept = [SegmentEntry(name, reader.doc_count_all()) for name, reader in readers.items()]
        generation = commit.generation + 1
        known = _known(folder, names) or _manifest_of(list(readers.values()))
        name = f"{manifest.ROLE}-{generation}"
        known.save(folder / name)
        learned = max((one for one in names if one.startswith(f"{boilerplate.ROLE}-")), key=_numbers, default="")
        attached = {manifest.ROLE: name} | ({boilerplate.ROLE: learned} if learned else {})
        write_commit(folder, Commit(generation, version, tuple(kept), attached))


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("-")[1:] if part.isdigit()) or (0,)


def _opened(folder: Path, entries: list[SegmentEntry]) -> Iterator[tuple[str, SegmentReader]]:
    """Yield the segments whose head and sizes are sound; of their deletions nothing is kept."""
    for entry in entries:
        try:
            yield entry.name, SegmentReader(Container(folder / entry.name), None, Schema(), 0)
        except (DamagedIndex, OSError):
            continue


def _known(folder: Path, names: set[str]) -> Manifest | None:
    """Return the newest manifest that can be read."""
    for name in sorted((name for name in names if name.startswith(f"{manifest.ROLE}-")), key=_numbers, reverse=True):
        try:
            return Manifest.load(folder / name)
        except (DamagedIndex, OSError):
            continue
    return None


def _manifest_of(readers: list[SegmentReader]) -> Manifest:
    """Return a manifest made from the stored releases: their files are the roots, to be read again."""
    releases: defaultdict[str, set[str]] = defaultdict(set)
    for reader in readers:
        for doc in range(reader.doc_count_all()):
            try:
                path = from_record(reader.store[doc]["release"]).path
            except (DamagedIndex, *HOSTILE):
                continue
            releases[path.partition("#")[0]].add(path)
    files = {path: Entry(-1, 0, None, tuple(sorted(names)), ()) for path, names in releases.items()}
    return Manifest(files, sorted(files))
