"""What was indexed from which file: by size, time and digest, so that a rebuild reads only what changed."""

from __future__ import annotations

import json
from _blake2 import blake2b  # what hashlib has, without OpenSSL, which is slow to load
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from index.errors import HOSTILE, DamagedIndex
from index.segment.commit import read_commit
from index.segment.head import read_meta

ROLE = "manifest"
"""The name under which a commit knows the manifest."""


class Entry(NamedTuple):
    """An indexed file: its size, time and BLAKE2b digest, the paths and source keys of its releases, its failure.

    A file that vanished meanwhile has no digest. The failure is the place and the reason why the file, or a part of
    it, can't be read as it is. `day` is what the file tells of its series.
    """

    size: int
    mtime_ns: int
    digest: str | None
    releases: tuple[str, ...]
    sources: tuple[str, ...]
    failure: tuple[str, str] | None = None
    day: str = ""


class Listing(NamedTuple):
    """What a commit saw under a root: the digest of its listing, known failures, and how many files were gone."""

    digest: str
    failed: list[tuple[str, str]]
    vanished: int


@dataclass
class Manifest:
    """The indexed files, the roots they were found under, and what derived them.

    `named` are the roots whose file names hold dates. `told` are paths and what is wrong with each, as the last
    rebuild reported. `listings` are of the roots where the last commit saw all as it is here.
    """

    files: dict[str, Entry] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    derivation: str = ""
    told: set[tuple[str, str]] = field(default_factory=set)
    listings: dict[str, Listing] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest; raises DamagedIndex."""
        data = read_data(path)
        try:
            files = dict(zip(data["files"], _entries(data), strict=True))
            told = {(path, what) for path, what in data.get("told", ())}
            listings = {root: Listing(*seen) for root, seen in read_meta(path).get("listings", {}).items()}
            return cls(files, data["roots"], data.get("named", []), data.get("derivation", ""), told, listings)
        except HOSTILE as error:
            raise DamagedIndex(str(path), f"is no manifest ({error})") from error

    def save(self, path: Path) -> None:
        """Write the manifest as a new file."""
        files = sorted(self.files)
        columns = _columns(files, [self.files[name] for name in files])
        state = {"roots": sorted(self.roots), "named": self.named, "derivation": self.derivation}
        data = {"files": files, "columns": columns, **state, "told": sorted(self.told)}
        write_data(path, data, {**state, "listings": self.listings})

    def under(self, roots: Iterable[str]) -> list[str]:
        """Return the indexed files that are one of the roots, or below one."""
        roots = set(roots)
        return [name for name in self.files if is_under(name, roots)]

    def days(self) -> dict[str, str]:
        """Return what each file tells of its series, of those that tell something."""
        return {name: entry.day for name, entry in self.files.items() if entry.day}


def roots_of(folder: Path) -> list[str]:
    """Return the roots of an index, none where it has no manifest; raises NoIndex, or DamagedIndex."""
    name = read_commit(folder).attachments.get(ROLE)
    return Manifest.load(folder / name).roots if name else []


def is_under(path: str, roots: Iterable[str]) -> bool:
    """Tell whether a path is one of the roots, or below one."""
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def _columns(names: list[str], entries: list[Entry]) -> list[list[Any]]:
    """Return the fields of entries one by one, which is read ten times faster; a file's own name stands as none."""
    size, time, digests, releases, sources, failures, days = (
        map(list, zip(*entries, strict=True)) if entries else [[]] * 7
    )
    own = [None if held == (name,) else held for name, held in zip(names, releases, strict=True)]
    kinds = list(dict.fromkeys(sources))
    numbers = {kind: number for number, kind in enumerate(kinds)}
    return [size, time, digests, own, kinds, [numbers[kind] for kind in sources], failures, days]


def _entries(data: Any) -> Iterator[Entry]:
    """Return the entries of columns."""
    size, time, digests, own, kinds, numbers, failures, days = data["columns"]
    releases = [(name,) if held is None else tuple(held) for name, held in zip(data["files"], own, strict=True)]
    sources = [tuple(kind) for kind in kinds]
    broken = [None if failure is None else (failure[0], failure[1]) for failure in failures]
    known = zip(size, time, digests, releases, map(sources.__getitem__, numbers), broken, days, strict=True)
    return map(Entry._make, known)


def entry_of(values: Sequence[Any]) -> Entry:
    """Return the entry that was written as a list."""
    entry = Entry(*values)
    failure = (entry.failure[0], entry.failure[1]) if entry.failure else None
    return entry._replace(releases=tuple(entry.releases), sources=tuple(entry.sources), failure=failure)


def read_data(path: Path) -> Any:
    """Read plain data from a file of the index; raises DamagedIndex."""
    import zstandard

    from index.segment.container import Container  # with NumPy, of which a look has no need

    container = Container(path)
    container.verify()
    try:
        return json.loads(zstandard.ZstdDecompressor().decompress(container.array("data").tobytes()))
    except (zstandard.ZstdError, *HOSTILE) as error:
        raise DamagedIndex(str(path), f"is not readable ({error})") from error


def write_data(path: Path, data: Any, meta: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Write plain data as a new file of the index: JSON, compressed, and what its head says as it is."""
    import numpy as np
    import zstandard

    from index.segment.container import ContainerWriter  # as above

    compressed = zstandard.ZstdCompressor().compress(json.dumps(data, separators=(",", ":")).encode())
    container = ContainerWriter(path)
    container.append("data", np.frombuffer(compressed, np.uint8))
    container.finish(dict(meta))


def digest(data: bytes) -> str:
    """Return the BLAKE2b digest of bytes, such as a file's content: 16 of them in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_of(path: str) -> str:
    """Return the digest of a file's content, read in parts; raises OSError."""
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()
