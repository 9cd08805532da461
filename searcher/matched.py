"""Everything that matches a request, for counts and exports over all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from index.manifest import ROLE, Manifest
from index.release import Release
from index.schema import from_record
from index.segment.columns import NONE
from index.segment.commit import Commit
from index.segment.container import Array
from index.segment.postings import Postings
from index.segment.reader import SegmentReader
from searcher.matches import Matches

if TYPE_CHECKING:
    from searcher.timeline import By, Timeline

FIELD = "body"
"""The field whose terms are counted."""

_TERMS_AT_ONCE = 4096  # so that memory stays bounded


class Row(NamedTuple):
    """A release that matches, in short."""

    id: str
    source: str | None
    is_dated: bool


class Matched(Protocol):
    """All releases that match a request, in the order of its sort: read one by one, all of the same generation."""

    notes: tuple[str, ...]

    @property
    def generation(self) -> int:
        """The generation they are of."""

    @property
    def total(self) -> int:
        """The number of releases."""

    def releases(self) -> Iterator[Release]:
        """Yield the releases."""

    def rows(self) -> Iterator[Row]:
        """Yield the same in short, without reading texts."""

    def days(self, by: By) -> tuple[Array, Array]:
        """Return the days of the releases whose date is as fine as a bar, and how many are in each day, or its bar."""

    def shared(self, other: Matched) -> int:
        """Return how many releases are in another such set of the same generation, too."""

    def occurrences(self, other: Matched) -> tuple[list[str], Array]:
        """Return the terms of either set's texts in order, and how often each occurs in this set and in the other."""

    def written(self, term: str) -> str:
        """Return the word that a term stands for most often."""

    def files(self) -> Iterable[tuple[str, str | None]] | None:
        """Return path and digest of all files of the generation, in any order; None where they are not known."""

    def timeline(self, by: By) -> Timeline:
        """Count the releases by year, month, week or day."""
        from searcher.timeline import timelines  # not needed to search

        return timelines([self], by)[0]


@dataclass(frozen=True)
class SegmentMatched(Matched):
    """Those of an index here: its segments, and the matches in each; `documents` yields each once, in order."""

    folder: Path
    commit: Commit
    segments: Sequence[SegmentReader]
    found: Sequence[Matches]
    documents: Iterator[tuple[SegmentReader, int]]
    notes: tuple[str, ...]

    @property
    def generation(self) -> int:  # noqa: D102 as above
        return self.commit.generation

    @property
    def total(self) -> int:  # noqa: D102
        return sum(len(matches.docs) for matches in self.found)

    def releases(self) -> Iterator[Release]:  # noqa: D102
        return (from_record(segment.store[doc]["release"]) for segment, doc in self.documents)

    def rows(self) -> Iterator[Row]:  # noqa: D102
        for segment, doc in self.documents:
            (name,), sources = _values(segment, "id", doc), _values(segment, "source", doc)
            yield Row(name, sources[0] if sources else None, segment.fields["date"].numbers[doc] != NONE)

    def days(self, by: By) -> tuple[Array, Array]:  # noqa: D102
        from searcher.timeline import placed_days

        days = np.concatenate([np.zeros(0, np.int64), *placed_days(self.segments, self.found, by)])
        first = days.min(initial=0)
        counts = np.bincount(days - first)
        return np.flatnonzero(counts) + first, counts[counts > 0]

    def shared(self, other: SegmentMatched) -> int:  # type: ignore[override]  # noqa: D102 of the same index
        pairs = zip(self.found, other.found, strict=True)
        return sum(len(np.intersect1d(a.docs, b.docs, assume_unique=True)) for a, b in pairs)

    def occurrences(self, other: SegmentMatched) -> tuple[list[str], Array]:  # type: ignore[override]  # noqa: D102
        totals: dict[bytes, Array] = {}
        for segment, mine, theirs in zip(self.segments, self.found, other.found, strict=True):
            field = segment.fields[FIELD]
            masks = np.zeros((2, segment.doc_count_all()), bool)
            masks[0, mine.docs] = masks[1, theirs.docs] = True
            for start in range(0, len(field.lexicon), _TERMS_AT_ONCE):
                stop = min(start + _TERMS_AT_ONCE, len(field.lexicon))
                counts = _counts(field.postings, masks, start, stop)
                terms = field.lexicon.run(start, stop)
                for number in np.flatnonzero(counts.any(axis=1)).tolist():
                    totals[terms[number]] = totals.get(terms[number], 0) + counts[number]
        ordered = sorted(totals)
        words = [term.decode("utf-8", "surrogatepass") for term in ordered]
        return words, np.array([totals[term] for term in ordered], np.int64).reshape(-1, 2)

    def written(self, term: str) -> str:  # noqa: D102
        words: Counter[bytes] = Counter()
        for segment in self.segments:
            field, number = segment.fields[FIELD], segment.number_of(FIELD, term)
            for word in np.flatnonzero(field.word_terms == number).tolist():
                words[field.words[word]] += int(field.word_counts[word])
        return max(words, key=lambda word: (words[word], word)).decode("utf-8", "surrogatepass")

    def files(self) -> Iterable[tuple[str, str | None]] | None:  # noqa: D102
        try:
            known = Manifest.load(self.folder / self.commit.attachments[ROLE]).files
        except (KeyError, FileNotFoundError):  # made without files, or replaced by a later commit meanwhile
            return None
        return ((path, entry.digest) for path, entry in known.items())


def _values(segment: SegmentReader, name: str, doc: int) -> list[str]:
    field = segment.fields[name]
    return [field.lexicon[number].decode("utf-8", "surrogatepass") for number in field.ordinals.of(doc)]


def _counts(postings: Postings, masks: Array, start: int, stop: int) -> Array:
    """Return how often each of the terms from `start` to before `stop` occurs in the documents of each mask."""
    docs, freqs = postings.docs(start, stop), postings.all_freqs(start, stop)
    ends = postings.first[start : stop + 1].astype(np.int64) - int(postings.first[start])
    sums = np.zeros((2, len(docs) + 1), np.int64)
    for side, mask in enumerate(masks):
        np.cumsum(freqs * mask[docs], out=sums[side, 1:])
    return np.diff(sums[:, ends]).T
