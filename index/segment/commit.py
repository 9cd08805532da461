"""Generations: which files make up the index now, replaced in one atomic step; and the lock of the one writer."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from index.errors import DamagedIndex, IndexLocked, NoIndex
from index.segment.head import read_meta

COMMIT = "commit"
LOCK = "lock"

PATIENCE = 2.0
"""Seconds that a writer waits for another."""

_RETRY = 0.05

_NAME = re.compile(r"(segment|dead|manifest|boilerplate|duplicates)-\d+(-\d+)?")
_MOST_DOCUMENTS = 1 << 31


class SegmentEntry(NamedTuple):
    """A segment of a generation: its file, its documents, and the file that marks the deleted ones."""

    name: str
    documents: int
    deleted: int = 0
    dead: str | None = None


class Commit(NamedTuple):
    """A generation: its number, the schema's version, its segments, and other files that belong to it by role."""

    generation: int
    schema_version: int
    segments: tuple[SegmentEntry, ...] = ()
    attachments: Mapping[str, str] = MappingProxyType({})

    @property
    def parts(self) -> set[str]:
        """The names of the files that the commit names."""
        dead = (entry.dead for entry in self.segments if entry.dead)
        return {*(entry.name for entry in self.segments), *dead, *self.attachments.values()}

    @property
    def files(self) -> set[str]:
        """The names of all files of the generation."""
        return {COMMIT, LOCK, *self.parts}


def read_commit(folder: Path) -> Commit:
    """Read the current generation; raises NoIndex, or DamagedIndex where the file is no commit of this format."""
    path = folder / COMMIT
    try:
        meta = read_meta(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        if folder.is_dir() and any(_NAME.fullmatch(name) for name in os.listdir(folder)):
            raise DamagedIndex(str(path), "is missing") from error
        raise NoIndex(str(folder)) from error
    try:
        segments = tuple(_checked(SegmentEntry(**entry)) for entry in meta["segments"])
        commit = Commit(int(meta["generation"]), int(meta["schema_version"]), segments, dict(meta["attachments"]))
        strange = [name for name in commit.parts if not _NAME.fullmatch(name)]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise DamagedIndex(str(path), f"is no list of segments ({error})") from error
    if strange:
        raise DamagedIndex(str(path), f"names a file {strange[0]!r} that can't be part of an index")
    return commit


def _checked(entry: SegmentEntry) -> SegmentEntry:
    """Return the entry; raises ValueError for numbers of documents that can't be."""
    numbers = entry.deleted, entry.documents
    if any(type(n) is not int for n in numbers) or not 0 <= entry.deleted <= entry.documents < _MOST_DOCUMENTS:
        raise ValueError(f"{entry.name} with {entry.documents} documents")
    return entry


def write_commit(folder: Path, commit: Commit) -> None:
    """Make a generation the current one: durable, and all or nothing."""
    from index.segment.container import ContainerWriter, sync_folder  # with NumPy, of which a look has no need

    temporary = folder / f"{COMMIT}.new"
    temporary.unlink(missing_ok=True)
    head = {**commit._asdict(), "segments": [entry._asdict() for entry in commit.segments]}
    ContainerWriter(temporary).finish({**head, "attachments": dict(commit.attachments)})
    sync_folder(folder)
    temporary.replace(folder / COMMIT)
    sync_folder(folder)


def remove_orphans(folder: Path, commit: Commit) -> None:
    """Remove the index files that the generation doesn't use; files of other names are left alone.

    What the system won't remove now stays for the next writer.
    """
    for name in os.listdir(folder):
        if (_NAME.fullmatch(name) or name == f"{COMMIT}.new") and name not in commit.files:
            with contextlib.suppress(OSError):
                os.unlink(folder / name)


@contextlib.contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's writer lock, after a short wait for another writer; raises IndexLocked naming the holder.

    The system frees the lock when a process dies.
    """
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _is_locked_by_us(handle):
            if time.monotonic() >= deadline:
                raise IndexLocked(str(folder), os.pread(handle, 64, 0).decode("ascii", "replace") or "another process")
            time.sleep(_RETRY)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} since {time.strftime('%Y-%m-%d %H:%M:%S')}".encode(), 0)
        yield
    finally:
        os.close(handle)


def _is_locked_by_us(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
