"""Whether an index is whole: its checksums, the structure of every array, and the manifest against both ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from index import boilerplate, duplicates, manifest
from index.analysis import terms_of
from index.changes import is_unchanged
from index.duplicates.known import Duplicates
from index.errors import HOSTILE, DamagedIndex, OutdatedIndex
from index.manifest import Entry, Manifest, is_under
from index.readers.kinds import is_ordinary
from index.schema import SCHEMA_VERSION, from_record, schema
from index.segment.arrays import is_ascending, sizes_of
from index.segment.columns import NONE
from index.segment.commit import COMMIT, Commit, SegmentEntry, read_commit
from index.segment.container import Array, Container
from index.segment.field import FieldReader
from index.segment.frequent import is_of_table, shared_code
from index.segment.index import ArrayIndex
from index.segment.lexicon import Lexicon, key_of
from index.segment.postings import Postings
from index.segment.reader import SegmentReader
from index.walk import Found

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
    for name in sorted({COMMIT, *commit.parts}):
        with noting(name, checked):
            Container(folder / name).verify()
    for entry in commit.segments:
        if not {entry.name, entry.dead} & {name for name, _ in checked.problems}:
            with noting(entry.name, checked):
                live.update(_check_segment(folder, entry, commit))
    checked.releases = len(live)
    if not checked.problems:
        for role, name in sorted(commit.attachments.items()):
            with noting(name, checked):
                _ATTACHED[role](folder / name, live, checked)
    return checked


@contextmanager
def noting(name: str, checked: Checked) -> Iterator[None]:
    """Note a file as a problem where what is done with it raises."""
    try:
        yield
    except DamagedIndex as error:
        checked.problems.append((name, error.reason))
    except (OSError, *HOSTILE) as error:
        checked.problems.append((name, str(error) or type(error).__name__))


def _check_manifest(path: Path, live: set[str], checked: Checked) -> None:
    known = Manifest.load(path)
    texts = [*known.roots, *known.named, known.derivation, *(text for pair in known.told for text in pair)]
    for entry in known.files.values():
        texts += [*entry.releases, *entry.sources, *(entry.failure or ()), entry.digest or "", entry.day]
        range(entry.size, entry.mtime_ns)
    "".join(texts)  # a TypeError, as from the range, for what is of another kind
    match(known.files, live, checked)


def match(files: Mapping[str, Entry], live: set[str], checked: Checked, roots: Iterable[str] = ("/",)) -> None:
    """Hold files against the releases that are there; raises ValueError where they differ.

    Of those under the roots, how many changed or went is counted before.
    """
    checked.stale = sum(is_under(path, roots) and not _is_as_known(path, entry) for path, entry in files.items())
    listed = {name for entry in files.values() for name in entry.releases}
    if listed != live:
        raise ValueError(f"names {len(listed - live)} releases too many and {len(live - listed)} too few")


_ATTACHED: dict[str, Callable[[Path, set[str], Checked], object]] = {
    manifest.ROLE: _check_manifest,
    boilerplate.ROLE: lambda path, *_: boilerplate.known_lines(path.parent),
    duplicates.ROLE: lambda path, *_: Duplicates(path),
}


def _is_as_known(path: str, entry: Entry) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return False
    return is_ordinary(status) and is_unchanged(Found(path, status.st_size, status.st_mtime_ns), entry)


def _check_segment(folder: Path, entry: SegmentEntry, commit: Commit) -> Iterator[str]:
    """Yield the paths of a segment's live releases; raises whatever shows that it is damaged."""
    reader = ArrayIndex(folder, schema(), SCHEMA_VERSION).open_segment(entry, commit)
    _require(reader.doc_count() == entry.documents - entry.deleted, "has other deletions than the commit says")
    languages = [code.decode() for code in reader.fields["language"].lexicon]
    for name, values in reader.fields.items():
        _check_lexicon(name, values.lexicon)
        lengths = _check_postings(name, values, reader.doc_count_all())
        if values.kind == "words":
            _check_lexicon(f"{name}.words", values.words)
            _check_words(name, values, languages)
            _check_sentences(name, values)
            _require(np.array_equal(lengths, values.lengths), f"{name}.lengths is not that of the postings")
            _check_beside(name, values)
        else:
            _check_column(name, values, reader)
    _require(len(reader.store) == entry.documents, "stores another number of releases")
    for doc in reader.all_doc_ids():
        release = from_record(reader.store[doc]["release"])
        for name, value in (("path", release.path.encode("utf-8", "surrogateescape")), ("id", release.id)):
            _require(doc in reader.live_docs(name, value), f"document {doc} is stored under another {name}")
        yield release.path


def _check_lexicon(name: str, lexicon: Lexicon) -> None:
    _require(is_ascending(lexicon.starts) and not lexicon.starts[0], f"{name}.term_starts is out of order")
    terms = list(lexicon)
    _require(sum(map(len, terms)) == int(lexicon.starts[-1]), f"{name}.terms are cut")
    _require(all(a < b for a, b in pairwise(terms)), f"{name}.terms are out of order")
    _require([key_of(term) for term in terms] == lexicon.keys.tolist(), f"{name}.term_keys are not those of its terms")


def _chunks(postings: Postings, terms: int) -> Iterator[tuple[int, int]]:
    """Yield where runs of terms start and stop that have about so many occurrences."""
    start = 0
    while start < terms:
        most = int(postings.occurrences[start]) + _CHUNK
        stop = max(int(np.searchsorted(postings.occurrences[: terms + 1], most, side="right")) - 1, start + 1)
        yield start, stop
        start = stop


def _check_beside(name: str, values: FieldReader) -> None:
    """Check that the codes beside occurrences are those of the words there: multiplied by their places, they add up."""
    postings, frequent = values.postings, values.frequent
    terms = np.array([*frequent.codes], np.intp)
    _require(_all_below(terms, len(values.lexicon)), f"{name}.frequent.terms is out of range")
    codes = np.zeros(len(values.lexicon))
    codes[terms] = [*frequent.codes.values()]
    following = np.array([code or shared_code(term) for code, term in zip(codes, values.lexicon, strict=True)])
    sums = {distance: np.zeros(len(values.lengths)) for distance in frequent.beside}
    for start, stop in _chunks(postings, len(codes)):
        docs, freqs, positions = postings.slices(start, stop)
        occurrences = postings.occurrences[[start, stop]].tolist()
        told = {distance: column.slice(*occurrences) for distance, column in frequent.beside.items()}
        holders, places = np.repeat(docs, freqs), positions + 1.0
        after = np.repeat(values.lengths[docs], freqs) - places
        counts = sizes_of(postings.occurrences[start : stop + 1])
        of_table, any_word = (np.repeat(of[start:stop], counts) for of in (codes, following))
        for distance in sums:
            own = np.where(told[-1] > 0, of_table, any_word) if distance == 1 else of_table
            seen = places > distance if distance > 0 else after >= -distance
            if abs(distance) > 1:
                seen &= is_of_table(told[-distance // 2])
            missing = told[distance] * (places + distance) - own * places * seen
            sums[distance] += np.bincount(holders, missing, minlength=len(values.lengths))
    _require(not any(map(np.any, sums.values())), f"{name} has other words beside its words than it says")


def _check_postings(name: str, values: FieldReader, documents: int) -> Array:
    """Check a field's postings and return how many occurrences each document has."""
    postings, terms = values.postings, len(values.lexicon)
    _require(not (postings.first[0] or postings.occurrences[0]), f"{name} does not begin with its first term")
    totals, places = np.zeros(documents), np.zeros(documents)
    for start, stop in _chunks(postings, terms):
        docs, freqs, *texts = postings.slices(start, stop)
        _require(_all_below(docs, documents), f"{name}.docs is out of range")
        of_term = np.repeat(np.arange(start, stop), sizes_of(postings.first[start : stop + 1]))
        rising = (np.diff(docs.astype(np.int64)) > 0) | (np.diff(of_term) > 0)
        _require(bool(rising.all()), f"{name}.docs is out of order")
        sums = np.bincount(of_term - start, freqs, minlength=stop - start)
        wanted = sizes_of(postings.occurrences[start : stop + 1])
        _require(bool((freqs > 0).all()) and np.array_equal(sums, wanted), f"{name}.freqs do not add up")
        for positions in texts:
            ends = np.repeat(values.lengths[docs], freqs)
            of_posting = np.repeat(np.arange(len(docs)), freqs)
            rising = (np.diff(positions.astype(np.int64)) > 0) | (np.diff(of_posting) > 0)
            _require(bool((positions < ends).all() and rising.all()), f"{name}.positions are out of order")
            places += np.bincount(np.repeat(docs, freqs), positions.astype(np.float64) ** 2, minlength=documents)
        totals += np.bincount(docs, freqs, minlength=documents)
    if postings.has_positions:  # each of a text's positions once: their squares add up so
        squares = (totals - 1) * totals * (2 * totals - 1) / 6
        _require(np.allclose(places, squares, rtol=1e-12), f"{name}.positions are not those of the texts")
    _require(int(totals.sum()) == values.total_length, f"{name} has another length than its head says")
    return totals


def _check_words(name: str, values: FieldReader, languages: Iterable[str]) -> None:
    """Check the words behind the terms; their counts may include documents that are gone."""
    words = [word.decode() for word in values.words]
    _require(_all_below(values.word_terms, len(values.lexicon)), f"{name}.word_terms is out of range")
    stemmers = [terms_of(None), *map(terms_of, languages)]
    stemmers[0].learn(words)
    terms = zip(words, values.word_terms.tolist(), strict=True)
    stems = all(values.lexicon[number].decode() in {stem[word] for stem in stemmers} for word, number in terms)
    _require(stems, f"{name}.word_terms are not the terms of its words")
    counts = np.bincount(values.word_terms, values.word_counts, minlength=len(values.lexicon))
    wanted = sizes_of(values.postings.occurrences)
    if any(stem is not stemmers[0] for stem in stemmers):  # of several languages' terms a word counts for one alone
        counts, wanted = counts.sum(), wanted.sum()
    _require(bool((counts >= wanted).all()), f"{name}.word_counts are too few")


def _check_sentences(name: str, values: FieldReader) -> None:
    """Check that sentences and paragraphs end within the text, and at the end of every document."""
    found, documents = values.sentences, np.cumsum(values.lengths, dtype=np.int64)
    _require(bool((np.diff(found.ends, prepend=0) > 0).all()), f"{name}.sentences are empty")
    at_ends = np.isin(documents[values.lengths > 0], found.paragraph_ends).all()
    is_whole = np.isin(found.paragraph_ends, found.ends).all() and found.ends[-1:].sum() == values.total_length
    _require(bool(at_ends and is_whole), f"{name}.sentences are not those of the texts")


def _check_column(name: str, values: FieldReader, reader: SegmentReader) -> None:
    ordinals, terms = values.ordinals.ordinals, len(values.lexicon)
    _require(len(ordinals) == int(values.ordinals.starts[-1]), f"{name}.starts do not fit its values")
    of_doc = np.repeat(np.arange(reader.doc_count_all()), sizes_of(values.ordinals.starts))
    of_term = np.repeat(np.arange(terms), sizes_of(values.postings.first))
    held, posted = of_doc * terms + ordinals, values.postings.docs(0, terms).astype(np.int64) * terms + of_term
    _require(np.array_equal(np.sort(held), np.sort(posted)), f"{name}.ordinals are not those of its postings")
    if values.kind == "number":
        known = np.array([reader.schema[name].from_bytes(term) for term in values.lexicon], np.int64)
        numbers = values.numbers[values.numbers != NONE]
        _require(np.array_equal(known[ordinals], numbers), f"{name}.numbers are not those of its terms")


def _all_below(numbers: Array, limit: int) -> bool:
    return not len(numbers) or int(numbers.max()) < limit


def _require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise ValueError(otherwise)
