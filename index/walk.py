"""Which files of a folder are releases, and which can't be looked at."""

from __future__ import annotations

import marshal
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from index.manifest import digest
from index.readers.kinds import NOT_ORDINARY, SIDECAR, SUFFIXES, is_ordinary

_ABOUT_THE_FOLDER = frozenset(("readme", "license", "changelog"))
"""Stems of files that describe a pile and are no releases."""


_PLACE = os.O_DIRECTORY | getattr(os, "O_PATH", os.O_RDONLY)
"""Opens a folder, from which files are found faster than by their paths: without a right to read it, where it can."""


class Found(NamedTuple):
    """A file to index: its absolute path, size in bytes and modification time in nanoseconds."""

    path: str
    size: int
    mtime_ns: int


class Columns(NamedTuple):
    """The files of a folder: its path and a slash, their names in order, sizes and times as in `Found`."""

    folder: str
    names: list[str]
    sizes: list[int]
    times: list[int]


@dataclass
class Walk:
    """What was found under the roots: files, what can't be looked at and why, and the kind of each other file.

    `digests` has for each root one of its files' paths, sizes and times, and of what can't be looked at there.
    """

    columns: list[Columns] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    ignored: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @cached_property
    def files(self) -> list[Found]:
        """The files one by one, each once, in order."""
        found = {
            folder + name: Found(folder + name, size, mtime_ns)
            for folder, *columns in self.columns
            for name, size, mtime_ns in zip(*columns, strict=True)
        }
        return sorted(found.values(), key=attrgetter("path"))


def walk(roots: Sequence[Path], *, follow_links: bool = False) -> Walk:
    """Return the files under the roots.

    Links to folders, and links out of a root, are reported; with `follow_links` they are followed.
    """
    found = Walk()
    for root in dict.fromkeys(os.path.abspath(root) for root in roots):
        columns, failed = len(found.columns), len(found.failed)
        if os.path.isdir(root):
            bound = None if follow_links else os.path.realpath(root)
            for folder, entries in folders(root, found.failed, follow_links=follow_links):
                _look(folder, _releases(entries, bound, found), found)
        elif os.path.exists(root):
            _look(os.path.dirname(root), [os.path.basename(root)], found)
        else:
            found.missing.append(root)
        seen = [("\0".join((folder, *names)), *rest) for folder, names, *rest in found.columns[columns:]]
        found.digests[root] = digest(marshal.dumps((seen, sorted(found.failed[failed:])), 2))  # 2 writes the same twice
    found.failed = sorted(set(found.failed))
    return found


def folders(
    root: str, failed: list[tuple[str, str]], *, follow_links: bool = False
) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Yield a folder and all below, hidden ones left out, each with what it holds besides folders.

    Those to which links lead come last, and each once. What can't be listed goes to `failed`, with the reason.
    """
    waiting, linked, entered = [root], deque[str](), set[str]()
    while waiting or linked:
        folder = waiting.pop() if waiting else linked.popleft()
        if follow_links:
            place = os.path.realpath(folder)
            if place in entered:
                continue
            entered.add(place)
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            failed.append((folder, error.strerror or str(error)))
            continue
        others, below, behind = [], [], []
        for entry in entries:
            if entry.name[0] == ".":
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.path)
            elif follow_links and os.path.isdir(entry.path):
                behind.append(entry.path)
            else:
                others.append(entry)
        waiting += sorted(below)
        linked += sorted(behind)
        yield folder, others


def _releases(entries: Iterable[os.DirEntry[str]], bound: str | None, found: Walk) -> Iterator[str]:
    """Yield names of files, and note why the others are none; a link must not lead out of the folder `bound`."""
    for entry in entries:
        name = entry.name
        stem, dot, suffix = name.lower().rpartition(".")
        is_release = stem and dot + suffix in SUFFIXES
        if suffix == "json" and name.lower().endswith(SIDECAR):
            continue
        if (stem or suffix) in _ABOUT_THE_FOLDER:
            found.ignored[entry.path] = stem or suffix
        elif is_release and not entry.is_symlink():
            yield name
        elif entry.is_symlink() and os.path.isdir(entry.path):
            found.failed.append((entry.path, "is a link to a folder and was not followed"))
        elif not is_release:
            found.ignored[entry.path] = dot + suffix if stem else "no suffix"
        elif _leads_inside(entry.path, bound, found):
            yield name


def _leads_inside(link: str, bound: str | None, found: Walk) -> bool:
    try:
        target = os.path.realpath(link, strict=True)
    except OSError as error:
        found.failed.append((link, f"the link leads nowhere ({error.strerror})"))
        return False
    is_inside = bound is None or Path(target).is_relative_to(bound)
    if not is_inside:
        found.failed.append((link, "the link leads out of the folder and was not followed"))
    return is_inside


def _look(folder: str, names: Iterable[str], found: Walk) -> None:
    """Note size and time of the files of a folder, or why one can't be read."""
    columns = Columns(os.path.join(folder, ""), [], [], [])
    found.columns.append(columns)
    try:
        place = os.open(folder, _PLACE)
    except OSError as error:
        found.failed.append((folder, error.strerror or str(error)))
        return
    try:
        for name in sorted(names):
            try:
                status = os.stat(name, dir_fd=place)
            except OSError as error:
                found.failed.append((columns.folder + name, error.strerror or str(error)))
                continue
            if is_ordinary(status):
                columns.names.append(name)
                columns.sizes.append(status.st_size)
                columns.times.append(status.st_mtime_ns)
            else:
                found.failed.append((columns.folder + name, NOT_ORDINARY))
    finally:
        os.close(place)
