"""What the index held before a rebuild, whatever version of the schema it was made with."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from whoosh.fields import Schema

from index.errors import HOSTILE, DamagedIndex
from index.release import Release
from index.schema import from_record
from index.segment.index import ArrayIndex
from index.segment.reader import SegmentReader

_What = TypeVar("_What")


class Earlier:
    """The releases of the committed generation, by path."""

    def __init__(self, folder: Path) -> None:
        """Open the segments, of whatever fields; raises DamagedIndex."""
        _, segments = ArrayIndex(folder, Schema()).open_segments()
        self._segments = segments[::-1]  # the newest first, should a repaired index hold a release twice
        self._find = lru_cache(1)(self._live)

    def _live(self, path: str) -> tuple[SegmentReader, int] | None:
        name = path.encode("utf-8", "surrogateescape")
        return next(((segment, doc) for segment in self._segments for doc in segment.live_docs("path", name)), None)

    def release(self, path: str) -> Release | None:
        """Return a release as it was stored, None where there was none, or it is damaged."""
        return self._read(path, lambda segment, doc: from_record(segment.store[doc]["release"]))

    def added(self, path: str) -> int | None:
        """Return the generation that brought a release's text: 0 where none was noted, None as for `release`."""
        return self._read(path, lambda one, doc: int(one.fields["added"].numbers[doc]) if "added" in one.fields else 0)

    def _read(self, path: str, what: Callable[[SegmentReader, int], _What]) -> _What | None:
        try:
            found = self._find(path)
            return what(*found) if found else None
        except (DamagedIndex, *HOSTILE):
            return None
