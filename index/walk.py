"""Which files of a folder are releases, and which can't be looked at."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from index.readers.kinds import NOT_ORDINARY, SIDECAR, SUFFIXES, is_ordinary

_ABOUT_THE_FOLDER = frozenset(("readme", "license", "changelog"))
"""Stems of files that describe a pile and are no releases."""


class Found(NamedTuple):
    """A file to index: its absolute path, size in bytes and modification time in nanoseconds."""

    path: str
    size: int
    mtime_ns: int


@dataclass
class Walk:
    """What was found under the roots: files, what can't be looked at and why, and the kind of each other file."""

    files: list[Found] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    ignored: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def walk(roots: Sequence[Path], *, follow_links: bool = False) -> Walk:
    """Return the files under the roots, in order.

    Links to folders, and links out of a root, are reported; with `follow_links` they are followed.
    """
    found = Walk()
    for root in dict.fromkeys(os.path.abspath(root) for root in roots):
        if os.path.isdir(root):
            bound = None if follow_links else os.path.realpath(root)
            for _, entries in folders(root, found.failed, follow_links=follow_links):
                _consider(entries, bound, found)
        elif os.path.exists(root):
            _add(root, found)
        else:
            found.missing.append(root)
    found.files = sorted({file.path: file for file in found.files}.values(), key=attrgetter("path"))
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


def _consider(entries: Iterable[os.DirEntry[str]], bound: str | None, found: Walk) -> None:
    """Note files, or why they are none; a link must not lead out of the folder `bound`."""
    for entry in entries:
        path, name = entry.path, entry.name.lower()
        stem, dot, suffix = name.rpartition(".")
        is_release = stem and dot + suffix in SUFFIXES
        if name.endswith(SIDECAR):
            continue
        if (stem or name) in _ABOUT_THE_FOLDER:
            found.ignored[path] = stem or name
        elif is_release and not entry.is_symlink():
            _add(path, found)
        elif entry.is_symlink() and os.path.isdir(path):
            found.failed.append((path, "is a link to a folder and was not followed"))
        elif not is_release:
            found.ignored[path] = dot + suffix if stem else "no suffix"
        elif _leads_inside(path, bound, found):
            _add(path, found)


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


def _add(path: str, found: Walk) -> None:
    try:
        if file := found_at(path):
            found.files.append(file)
        else:
            found.failed.append((path, NOT_ORDINARY))
    except OSError as error:
        found.failed.append((path, error.strerror or str(error)))


def found_at(path: str) -> Found | None:
    """Return the file at a path, None where it is no ordinary file; raises OSError."""
    status = os.stat(path)
    return Found(path, status.st_size, status.st_mtime_ns) if is_ordinary(status) else None
