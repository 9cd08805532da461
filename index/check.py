"""Whether an index is whole: its checksums, the structure of every array, and the manifest against both ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from index import manifest
from index.changes import is_unchanged
from index.errors import HOSTILE, DamagedIndex, OutdatedIndex
from index.manifest import Entry, Manifest
from index.schema import SCHEMA_VERSION, from_record, schema
from index.segment.columns import NONE
from index.segment.commit import COMMIT, Commit, SegmentEntry, read_commit
from index.segment.container import Array, Container
from index.segment.index import ArrayIndex
from index.segment.lexicon import Lexicon, key_of
from index.segment.postings import is_ascending, sizes_of
from index.segment.reader import FieldReader, SegmentReader
from index.walk import found_at

_CHUNK = 2_000_000  # occurrences that are looked at together


@dataclass
class Checked:
    """What is wrong with an index, as (file, reason); and how many files changed, or went, since it was made."""

    problems: list[tuple[str, str]] = field(default_factory=list)
    releases: int = 0
    stale: int = 0


def check(folder: Path) -> Checked:
    """Read the whole index and tell what is wrong with it; raises NoIndex, or OutdatedIndex."""
    checked = Checked()
    live: set[str] = set()
    try:
        commit = read_commit(folder)
    except DamagedIndex as error:
        return Checked([(COMMIT, error.reason)])
    if commit.schema_version != SCHEMA_VERSION:
        raise OutdatedIndex(str(folder))
    for entry in commit.segments:
        try:
            live.update(_check_segment(folder, entry, commit))
        except (DamagedIndex, OSError, *HOSTILE) as error:
            checked.problems.append((entry.name, _reason(error)))
    checked.releases = len(live)
    for role, name in commit.attachments.items():
        try:
            Container(folder / name).verify()
            if role == manifest.ROLE:
                _check_manifest(Manifest.load(folder / name), live, checked)
        except (DamagedIndex, OSError, *HOSTILE) as error:
            checked.problems.append((name, _reason(error)))
    return checked


def _reason(error: BaseException) -> str:
    return error.reason if isinstance(error, DamagedIndex) else str(error) or type(error).__name__


def _check_manifest(known: Manifest, live: set[str], checked: Checked) -> None:
    listed = {name for entry in known.files.values() for name in entry.releases}
    if not checked.problems and listed != live:
        raise ValueError(f"names {len(listed - live)} releases too many and {len(live - listed)} too few")
    checked.stale = sum(not _is_as_known(path, entry) for path, entry in known.files.items())


def _is_as_known(path: str, entry: Entry) -> bool:
    try:
        file = found_at(path)
    except OSError:
        return False
    return file is not None and is_unchanged(file, entry)


def _check_segment(folder: Path, entry: SegmentEntry, commit: Commit) -> Iterator[str]:
    """Yield the paths of a segment's live releases; raises whatever shows that it is damaged."""
    reader = ArrayIndex(folder, schema(), SCHEMA_VERSION).open_segment(entry, commit)
    reader.container.verify()
    _require(reader.doc_count() == entry.documents - entry.deleted, "has other deletions than the commit says")
    for name, values in reader.fields.items():
        _check_lexicon(name, values.lexicon)
        lengths = _check_postings(name, values, reader.doc_count_all())
        if values.kind == "words":
            _check_lexicon(f"{name}.words", values.words)
            _require(_all_below(values.word_terms, len(values.lexicon)), f"{name}.word_terms is out of range")
            _require(np.array_equal(lengths, values.lengths), f"{name}.lengths is not that of the postings")
        else:
            _check_column(name, values, reader)
    _require(len(reader.store) == entry.documents, "stores another number of releases")
    for doc in reader.all_doc_ids():
        path = from_record(reader.store[doc]["release"]).path
        number = reader.number_of("path", path.encode("utf-8", "surrogateescape"))
        _require(doc in reader.fields["path"].postings.docs(number), f"document {doc} is stored under another path")
        yield path


def _check_lexicon(name: str, lexicon: Lexicon) -> None:
    _require(is_ascending(lexicon.starts), f"{name}.term_starts is out of order")
    terms = list(lexicon)
    _require(all(a < b for a, b in pairwise(terms)), f"{name}.terms are out of order")
    _require([key_of(term) for term in terms] == lexicon.keys.tolist(), f"{name}.term_keys are not those of its terms")


def _check_postings(name: str, values: FieldReader, documents: int) -> Array:
    """Check a field's postings and return how many occurrences each document has."""
    postings, terms = values.postings, len(values.lexicon)
    totals = np.zeros(documents)
    start = 0
    while start < terms:
        most = int(postings.occurrences[start]) + _CHUNK
        stop = max(int(np.searchsorted(postings.occurrences[: terms + 1], most, side="right")) - 1, start + 1)
        docs, freqs, positions = postings.slices(start, stop)
        _require(_all_below(docs, documents), f"{name}.docs is out of range")
        of_term = np.repeat(np.arange(start, stop), sizes_of(postings.first[start : stop + 1]))
        rising = (np.diff(docs.astype(np.int64)) > 0) | (np.diff(of_term) > 0)
        _require(bool(rising.all()), f"{name}.docs is out of order")
        sums = np.bincount(of_term - start, freqs, minlength=stop - start)
        wanted = sizes_of(postings.occurrences[start : stop + 1])
        _require(bool((freqs > 0).all()) and np.array_equal(sums, wanted), f"{name}.freqs do not add up")
        if positions is not None:
            ends = np.repeat(values.lengths[docs], freqs)
            _require(bool((positions < ends).all()), f"{name}.positions are beyond the end of their text")
        totals += np.bincount(docs, freqs, minlength=documents)
        start = stop
    _require(int(totals.sum()) == values.total_length, f"{name} has another length than its head says")
    return totals


def _check_column(name: str, values: FieldReader, reader: SegmentReader) -> None:
    ordinals, terms = values.ordinals.ordinals, len(values.lexicon)
    _require(len(ordinals) == int(values.ordinals.starts[-1]), f"{name}.starts do not fit its values")
    counts = np.bincount(ordinals.astype(np.intp), minlength=terms)
    _require(np.array_equal(counts, sizes_of(values.postings.first)), f"{name}.ordinals are not those of its postings")
    if values.kind == "number":
        known = np.array([reader.schema[name].from_bytes(term) for term in values.lexicon], np.int64)
        held = values.numbers[values.numbers != NONE]
        _require(np.array_equal(known[ordinals], held), f"{name}.numbers are not those of its terms")


def _all_below(numbers: Array, limit: int) -> bool:
    return not len(numbers) or int(numbers.max()) < limit


def _require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise ValueError(otherwise)
