"""Whoosh's IndexWriter: batches in bounded memory, tiered merges, one atomic commit."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.fields import UnknownFieldError
from whoosh.reading import IndexReader
from whoosh.writing import IndexWriter

from index.segment.batch import TOKEN_BYTES, Batch
from index.segment.commit import SegmentEntry, remove_orphans, write_commit, writer_lock
from index.segment.container import ContainerWriter
from index.segment.merge import merge
from index.segment.reader import SegmentReader

if TYPE_CHECKING:
    from index.segment.index import ArrayIndex

MEMORY_MB = 250
"""Bound on what a batch takes while it is inverted."""

TIER_FACTOR = 8
"""Segments of one tier that are merged into one of the next; a tier spans a factor of this size."""

LARGEST = 1 << 18
"""Documents of a segment that merges may make: what a question needs of one then stays in the processor's caches."""

_SMALLEST_TIER = 1024
_MOST_DELETED = 0.2


class ArrayWriter(IndexWriter):  # type: ignore[misc]
    """Adds, updates and deletes documents; nothing shows before `commit`, which shows all at once."""

    def __init__(self, index: ArrayIndex, memory_mb: float = MEMORY_MB) -> None:
        """Begin with what the index holds; with nothing, to replace all of it, where another version made it."""
        self._index, self.schema = index, index.schema
        self._tokens = int(memory_mb * 1_000_000 / TOKEN_BYTES)
        with ExitStack() as resources:
            resources.enter_context(writer_lock(index.folder))
            self._commit = index.read_commit()
            remove_orphans(index.folder, self._commit)
            is_outdated = self._commit.schema_version != index.schema_version
            self._entries: list[SegmentEntry] = [] if is_outdated else list(self._commit.segments)
            self._readers: list[SegmentReader] = [index.open_segment(entry, self._commit) for entry in self._entries]
            self._resources = resources.pop_all()
        self._dead: defaultdict[str, set[int]] = defaultdict(set)
        self._written = 0
        self._is_open = True
        self._names = {*self.schema.names(), *(f"_stored_{name}" for name in self.schema.names())}
        self._unique = [name for name, field in self.schema.items() if field.unique]
        self._start_batch()

    def clear(self) -> None:
        """Forget what the index holds, to replace all of it."""
        self._entries, self._readers = [], []

    # Documents

    def add_document(self, **values: Any) -> None:
        """Add a document; raises UnknownFieldError for a field that the schema lacks."""
        self._add(values, replaces=False)

    def update_document(self, **values: Any) -> None:
        """Add a document in place of those with the same value in a unique field, uncommitted ones included."""
        self._add(values, replaces=True)

    def _add(self, values: dict[str, Any], *, replaces: bool) -> None:
        """Add a document, or nothing where a value raises: what it replaces goes only when it is there."""
        if strange := values.keys() - self._names:
            raise UnknownFieldError(f"no field named {min(strange)!r}")
        self._batch.append(values)
        for name in self._unique:
            if values.get(name) is not None:
                if replaces:
                    self.delete_by_unique(name, values[name])
                self._pending[name, self.schema[name].to_bytes(values[name])] = len(self._batch) - 1
        if self._batch.tokens >= self._tokens:
            self._flush()

    def delete_by_unique(self, name: str, value: Any) -> bool:
        """Delete the documents with the value in a unique field, and tell whether there was one."""
        found = False
        earlier = self._pending.pop((name, self.schema[name].to_bytes(value)), None)
        if earlier is not None:
            self._dead[self._batch.path.name].add(earlier)
            found = True
        for reader in self._readers:
            dead = self._dead[reader.path.name]
            fresh = set(reader.live_docs(name, value)) - dead
            dead |= fresh
            found = found or bool(fresh)
        return found

    def stored(self, name: str, value: Any) -> dict[str, Any]:
        """Return the stored fields of a document by its value in a field, as `commit` will show them; raises KeyError.

        Documents added so far become a segment.
        """
        if len(self._batch):
            self._flush()
        for reader in reversed(self._readers):
            for doc in reader.live_docs(name, value):
                if doc not in self._dead[reader.path.name]:
                    return reader.stored_fields(doc)
        raise KeyError(value)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a committed document by its number, or take that back."""
        base = 0
        for reader in self._readers:
            if base <= docnum < base + reader.doc_count_all():
                change = self._dead[reader.path.name]
                (change.add if delete else change.discard)(docnum - base)
                return
            base += reader.doc_count_all()
        raise IndexError(f"no document {docnum}")

    def add_reader(self, reader: IndexReader) -> None:
        """Add the documents of another reader over stored fields that hold all that is indexed."""
        for docnum in reader.all_doc_ids():
            self.add_document(**reader.stored_fields(docnum))

    def reader(self, **kwargs: Any) -> IndexReader:
        """Return a reader of the committed index."""
        return self._index.reader(**kwargs)

    # Segments

    def _start_batch(self) -> None:
        name = f"segment-{self._commit.generation + 1}-{self._written}"
        self._written += 1
        self._batch = Batch(self._index.folder / name, self.schema)
        self._pending: dict[tuple[str, bytes], int] = {}

    def _flush(self) -> None:
        if len(self._batch):
            self._batch.finish()
            self._append(SegmentEntry(self._batch.path.name, len(self._batch)))
        else:
            self._batch.abandon()
        self._start_batch()

    def _append(self, entry: SegmentEntry) -> None:
        self._entries.append(entry)
        self._readers.append(self._index.open_segment(entry, self._commit))

    def _mark_dead(self) -> None:
        """Write the deletions of each segment that has new ones, and reopen it."""
        for at, entry in enumerate(self._entries):
            numbers = self._dead.get(entry.name)
            if not numbers:
                continue
            dead = np.zeros(entry.documents, bool)
            if (live := self._readers[at].live) is not None:
                dead |= ~live
            dead[list(numbers)] = True
            name = f"dead-{self._commit.generation + 1}-{at}"
            container = ContainerWriter(self._index.folder / name)
            container.append("dead", np.packbits(dead))
            container.finish({"documents": entry.documents})
            self._entries[at] = entry._replace(deleted=int(dead.sum()), dead=name)
            self._readers[at] = self._index.open_segment(self._entries[at], self._commit)
        self._dead.clear()

    def _merge(self) -> None:
        """Merge until no tier is full, and rewrite segments with many deleted documents."""
        while chosen := choose_merge(self._entries):
            run = [self._readers[at] for at in chosen]
            path = self._index.folder / f"segment-{self._commit.generation + 1}-{self._written}"
            self._written += 1
            documents = merge(path, run) if any(reader.doc_count() for reader in run) else 0
            entries = [SegmentEntry(path.name, documents)] if documents else []
            readers = [self._index.open_segment(entry, self._commit) for entry in entries]
            self._entries[chosen[0] : chosen[-1] + 1] = entries
            self._readers[chosen[0] : chosen[-1] + 1] = readers

    # Ending

    def commit(self, attachments: Mapping[str, str] | None = None, **_: Any) -> None:
        """Make everything visible in one step; `attachments` name other files of the generation, by role."""
        try:
            self._flush()
            self._mark_dead()
            self._merge()
            commit = self._commit._replace(
                generation=self._commit.generation + 1,
                schema_version=self._index.schema_version,
                segments=tuple(self._entries),
                attachments=dict(self._commit.attachments if attachments is None else attachments),
            )
            write_commit(self._index.folder, commit)
        finally:
            self.cancel()

    def cancel(self, **_: Any) -> None:
        """Forget everything since the last commit, and let go of the lock; after that, do nothing."""
        if not self._is_open:
            return
        self._is_open = False
        with self._resources:
            self._batch.abandon()
            remove_orphans(self._index.folder, self._index.read_commit())


def choose_merge(entries: Sequence[SegmentEntry]) -> range | None:
    """Return the neighbours to merge next: a full run of similar sizes, or one segment with many deletions.

    Neighbours only, so that document order is the order of arrival (a log-structured merge, O'Neil et al. 1996).
    """
    for at, entry in enumerate(entries):
        if entry.deleted > _MOST_DELETED * entry.documents:
            return range(at, at + 1)
    sizes = [entry.documents - entry.deleted for entry in entries]
    tiers = [_tier(size) for size in sizes]
    for start, tier in enumerate(tiers):
        stop = next((at for at in range(start, len(tiers)) if tiers[at] > tier), len(tiers))
        fitting = start + bisect_right([*accumulate(sizes[start:stop])], LARGEST)
        if tiers[start:stop].count(tier) >= TIER_FACTOR and fitting > start + 1:
            return range(start, fitting)
    return None


def _tier(documents: int) -> int:
    tier = 0
    while documents >= _SMALLEST_TIER * TIER_FACTOR**tier:
        tier += 1
    return tier
