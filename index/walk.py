"""Which files of a folder are releases, and which can't be looked at."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.readers.read import SUFFIXES, is_sidecar

_ABOUT_THE_FOLDER = ("readme", "license", "changelog")
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


def walk(roots: Sequence[Path]) -> Walk:
    """Return the files under the roots, in order; links to folders, and links out of a root, are not followed."""
    found = Walk()
    for root in dict.fromkeys(Path(os.path.abspath(root)) for root in roots):
        if root.is_dir():
            for entry in _entries(root, found):
                _consider(entry, root, found)
        elif root.exists():
            _add(str(root), found)
        else:
            found.missing.append(str(root))
    found.files = sorted(set(found.files))
    found.failed = sorted(set(found.failed))
    return found


def _entries(folder: Path, found: Walk) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder, hidden ones left out."""
    waiting = [str(folder)]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(below) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            found.failed.append((below, error.strerror or str(error)))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                yield entry


def _consider(entry: os.DirEntry[str], root: Path, found: Walk) -> None:
    path = Path(entry.path)
    if is_sidecar(path):
        return
    if path.stem.lower() in _ABOUT_THE_FOLDER:
        found.ignored[entry.path] = path.stem.lower()
    elif entry.is_symlink() and os.path.isdir(entry.path):
        found.failed.append((entry.path, "is a link to a folder and was not followed"))
    elif path.suffix.lower() not in SUFFIXES:
        found.ignored[entry.path] = path.suffix.lower() or "no suffix"
    elif not entry.is_symlink() or _leads_inside(path, root, found):
        _add(entry.path, found)


def _leads_inside(link: Path, root: Path, found: Walk) -> bool:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        found.failed.append((str(link), f"the link leads nowhere ({getattr(error, 'strerror', None) or 'a loop'})"))
        return False
    if not target.is_relative_to(root.resolve()):
        found.failed.append((str(link), "the link leads out of the folder and was not followed"))
        return False
    return True


def _add(path: str, found: Walk) -> None:
    try:
        file = found_at(path)
    except OSError as error:
        found.failed.append((path, error.strerror or str(error)))
        return
    if file:
        found.files.append(file)
    else:
        found.failed.append((path, "is no ordinary file"))


def found_at(path: str) -> Found | None:
    """Return the file at a path, None where it is no ordinary file; raises OSError."""
    status = os.stat(path)
    return Found(path, status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None
