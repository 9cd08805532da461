"""What became of the files since the last rebuild, found without reading those that are as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from index.manifest import Entry, Manifest, digest_of, is_under
from index.walk import Found, Walk


class Changes(NamedTuple):
    """New and changed files by path, those that are as they were, and the paths of those that are gone.

    `moved` holds the earlier path of each new file that has the size and the digest of one that is gone. It is read
    again all the same, since folders and names are evidence of source and date.
    """

    fresh: dict[str, Found]
    unchanged: list[Found]
    gone: list[str]
    moved: dict[str, str]


def compare(found: Walk, known: Manifest, roots: Iterable[str], *, every: bool) -> Changes:
    """Compare what was found under the roots with the manifest; `every` file is fresh where all are to be read.

    Nothing is gone below a folder that can't be looked at.
    """
    fresh, unchanged = {}, []
    for file in found.files:
        entry = known.files.get(file.path)
        if entry and not every and is_unchanged(file, entry):
            unchanged.append(file)
        else:
            fresh[file.path] = file
    present, unseen = {file.path for file in found.files}, {path for path, _ in found.failed}
    absent = [name for name in known.under(roots) if name not in present]
    gone = {name: known.files[name] for name in absent if not is_under(name, unseen)}
    moved = _moved([file for path, file in fresh.items() if path not in known.files], gone)
    return Changes(fresh, unchanged, sorted(gone.keys() - set(moved.values())), moved)


def _moved(new: Iterable[Found], gone: Mapping[str, Entry]) -> dict[str, str]:
    sizes = {entry.size for entry in gone.values()}
    left: defaultdict[str | None, list[str]] = defaultdict(list)
    for name, entry in gone.items():
        left[entry.digest].append(name)
    candidates = ((file.path, digest_now(file.path)) for file in new if file.size in sizes)
    return {path: left[digest].pop(0) for path, digest in candidates if digest and left[digest]}


def is_unchanged(file: Found, known: Entry) -> bool:
    """Tell whether a file is as the manifest knows it: by size and time, and where its time is another by digest."""
    if file.size != known.size:
        return False
    return file.mtime_ns == known.mtime_ns or digest_now(file.path) == known.digest


def digest_now(path: str) -> str | None:
    """Return the digest of a file's content, None for one that is gone or can't be read meanwhile."""
    try:
        return digest_of(path)
    except OSError:
        return None
