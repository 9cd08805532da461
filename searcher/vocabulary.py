"""What is known of the words and values of an index, wherever it is: for completion, corrections, similar releases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from index.segment.arrays import lowest, sizes_of
from index.segment.reader import SegmentReader
from searcher.facets import SegmentFacets
from searcher.fuzzy import terms_within
from searcher.matches import constant

FEW = 2
"""Releases up to which a word is doubted, and hits up to which a query is."""


class Vocabulary(Protocol):
    """The words of text fields and the values of others; deleted releases count until a merge drops them."""

    @property
    def documents(self) -> int:
        """The number of releases."""

    def having(self, field: str, terms: Sequence[str]) -> list[int]:
        """Return how many releases have each term."""

    def occurrences(self, field: str, terms: Sequence[str]) -> list[int]:
        """Return how often each term occurs in all releases together."""

    def near(self, field: str, word: str, most: int) -> dict[str, tuple[int, int]]:
        """Return the words so many edits away at most: how often each is used, and how many edits away."""

    def beginning(self, field: str, start: str, most: int) -> list[tuple[str, str]]:
        """Return about so many words that begin so, each with its term, those used most first."""

    def values(self, field: str) -> Mapping[str, int]:
        """Return all values of a field, and how many releases have each."""

    def months(self) -> Mapping[str, int]:
        """Return the months (`2014-11`; the year where that is all) of the releases, and how many are of each."""


class SegmentVocabulary:
    """That of the segments of one generation."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        self._segments = segments

    @property
    def documents(self) -> int:  # noqa: D102 as the protocol says
        return sum(segment.doc_count_all() for segment in self._segments)

    def having(self, field: str, terms: Sequence[str]) -> list[int]:  # noqa: D102
        return [sum(segment.doc_frequency(field, term) for segment in self._segments) for term in terms]

    def occurrences(self, field: str, terms: Sequence[str]) -> list[int]:  # noqa: D102
        return [sum(segment.frequency(field, term) for segment in self._segments) for term in terms]

    def near(self, field: str, word: str, most: int) -> dict[str, tuple[int, int]]:  # noqa: D102
        found: dict[str, tuple[int, int]] = {}
        for reader in (segment.fields[field] for segment in self._segments):
            for number, edits in terms_within(reader.words, word, most).items():
                other = _text(reader.words[number])
                found[other] = found.get(other, (0, 0))[0] + int(reader.word_counts[number]), edits
        return found

    def beginning(self, field: str, start: str, most: int) -> list[tuple[str, str]]:  # noqa: D102
        used: Counter[tuple[bytes, bytes]] = Counter()
        for reader in (segment.fields[field] for segment in self._segments):
            first, stop = reader.words.prefixed(start.encode("utf-8", "surrogatepass"))
            counts = reader.word_counts[first:stop]
            for at in lowest(-counts.astype(np.int64), most).tolist():
                used[reader.words[first + at], reader.lexicon[int(reader.word_terms[first + at])]] += int(counts[at])
        return [(_text(word), _text(term)) for (word, term), _ in used.most_common()]

    def values(self, field: str) -> Mapping[str, int]:  # noqa: D102
        counts: Counter[str] = Counter()
        for reader in (segment.fields[field] for segment in self._segments):
            counts.update(dict(zip(map(_text, reader.lexicon), sizes_of(reader.postings.first).tolist(), strict=True)))
        return counts

    def months(self) -> Mapping[str, int]:  # noqa: D102
        counts: Counter[str] = Counter()
        for segment in self._segments:
            of = SegmentFacets(segment).counts(constant(np.arange(segment.doc_count_all()), 0.0))["date"]
            counts.update({month: count for month, count in of.items() if month})
        return counts


def _text(term: bytes) -> str:
    return term.decode("utf-8", "surrogatepass")
