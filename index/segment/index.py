"""Whoosh's Index over a folder of segments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.index import Index
from whoosh.reading import EmptyReader, IndexReader, MultiReader

from index.errors import DamagedIndex, NoIndex
from index.segment.commit import COMMIT, Commit, SegmentEntry, read_commit, write_commit, writer_lock
from index.segment.container import Container
from index.segment.reader import SegmentReader

if TYPE_CHECKING:
    from index.segment.writer import ArrayWriter

_OPEN_ATTEMPTS = 10


class ArrayIndex(Index):  # type: ignore[misc]
    """An index in a folder; what its files hold is described by the schema, which the program brings along."""

    def __init__(self, folder: Path, schema: Any, schema_version: int = 1) -> None:
        self.folder, self.schema, self.schema_version = folder, schema, schema_version
        self.read_commit()

    @classmethod
    def create(cls, folder: Path, schema: Any, schema_version: int = 1) -> ArrayIndex:
        """Create an empty index in a folder, private to the user, or open the one that is there; raises IndexLocked."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            read_commit(folder)
        except NoIndex:
            with writer_lock(folder):
                if not (folder / COMMIT).exists():  # else another process made the index, and may have filled it
                    write_commit(folder, Commit(0, schema_version))
        return cls(folder, schema, schema_version)

    def read_commit(self) -> Commit:
        """Read the current generation; raises NoIndex, or DamagedIndex."""
        return read_commit(self.folder)

    def open_segment(self, entry: SegmentEntry, commit: Commit) -> SegmentReader:
        """Open one segment as of a generation; raises DamagedIndex, or FileNotFoundError if it has been replaced."""
        dead = None
        if entry.dead:
            bits = Container(self.folder / entry.dead).array("dead")
            if bits.dtype != np.uint8 or len(bits) != -(-entry.documents // 8):
                raise DamagedIndex(str(self.folder / entry.dead), f"is not for {entry.documents} documents")
            dead = np.unpackbits(bits, count=entry.documents).astype(bool)
        reader = SegmentReader(Container(self.folder / entry.name), dead, self.schema, commit.generation)
        if reader.doc_count_all() != entry.documents:
            raise DamagedIndex(str(reader.path), f"holds {reader.doc_count_all()} documents, not {entry.documents}")
        return reader

    def open_segments(self) -> tuple[Commit, list[SegmentReader]]:
        """Open the current generation, again if a commit lands meanwhile; raises NoIndex, or DamagedIndex."""
        for _ in range(_OPEN_ATTEMPTS):
            commit = self.read_commit()
            try:
                return commit, [self.open_segment(entry, commit) for entry in commit.segments]
            except FileNotFoundError as error:
                missing = error
        raise DamagedIndex(
            str(self.folder), f"a file of generation {commit.generation} is missing ({missing.filename})"
        )

    # Whoosh's interface

    def latest_generation(self) -> int:
        """Return the number of the current generation."""
        return self.read_commit().generation

    def refresh(self) -> ArrayIndex:
        """Return the index as it is now."""
        return ArrayIndex(self.folder, self.schema, self.schema_version)

    def is_empty(self) -> bool:
        """Tell whether the index holds no document."""
        return self.doc_count() == 0

    def doc_count(self) -> int:
        """Return the number of live documents."""
        return sum(entry.documents - entry.deleted for entry in self.read_commit().segments)

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return sum(entry.documents for entry in self.read_commit().segments)

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """Return a reader of the current generation."""
        return self.reader_of(*self.open_segments())

    def reader_of(self, commit: Commit, segments: list[SegmentReader]) -> IndexReader:
        """Return one reader over a generation's open segments."""
        if not segments:
            return EmptyReader(self.schema)
        return segments[0] if len(segments) == 1 else MultiReader(segments, generation=commit.generation)

    def writer(self, **options: Any) -> ArrayWriter:
        """Return the one writer, made with the options of ArrayWriter; raises IndexLocked while another is open."""
        from index.segment.writer import ArrayWriter  # not needed to search

        return ArrayWriter(self, **options)
