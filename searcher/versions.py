"""The other versions of a release: reprints, corrections, cut and extended copies that a rebuild found."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh import query

from index.errors import DamagedIndex
from index.segment.arrays import sizes_of
from index.segment.container import Array, Container
from index.segment.reader import SegmentReader


class HasVersions(query.Query):  # type: ignore[misc]
    """Matches the releases that have other versions in the index; scores 0."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HasVersions)

    def __hash__(self) -> int:
        return hash(HasVersions)

    def __repr__(self) -> str:
        return "HasVersions()"


class Versions:
    """The clusters of one generation. An index that knows none has none."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the clusters; raises DamagedIndex. Of a generation that was replaced meanwhile nothing is known."""
        self._members, self._clusters = np.zeros(0, np.uint64), np.zeros(0, np.uint32)
        self._of: dict[Path, Array] = {}
        if path is None:
            return
        with suppress(FileNotFoundError):
            container = Container(path)
            self._members, self._clusters = container.array("members"), container.array("clusters")
        if len(self._members) != len(self._clusters):
            raise DamagedIndex(str(path), f"has {len(self._members)} releases in {len(self._clusters)} places")

    def others(self, release_id: str) -> list[str]:
        """Return the ids of a release's other versions."""
        number = int(release_id, 16)
        at = int(np.searchsorted(self._members, np.uint64(number)))
        if at == len(self._members) or self._members[at] != number:
            return []
        members = self._members[self._clusters == self._clusters[at]].tolist()
        return [f"{member:012x}" for member in members if member != number]

    def clusters_of(self, segment: SegmentReader) -> Array:
        """Return the number of each document's cluster, counted from 1; 0 for a document without other versions."""
        if segment.path not in self._of:
            ids = segment.fields["id"]
            terms = np.array(ids.lexicon.run(0, len(ids.lexicon)), "S12")
            at = np.searchsorted(terms, self._names)
            there = np.flatnonzero(terms[np.minimum(at, len(terms) - 1)] == self._names)
            clusters = np.zeros(len(terms), np.uint32)
            clusters[at[there]] = self._clusters[there] + 1
            found = np.zeros(segment.doc_count_all(), np.uint32)
            sizes = sizes_of(ids.ordinals.starts)
            found[np.repeat(np.arange(len(sizes)), sizes)] = clusters[ids.ordinals.ordinals]
            self._of[segment.path] = found
        return self._of[segment.path]

    @cached_property
    def _names(self) -> Array:
        return np.array([b"%012x" % member for member in self._members.tolist()], "S12")


NO_VERSIONS = Versions()
