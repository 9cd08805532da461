"""The arrays of one field of a segment."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from index.errors import DamagedIndex
from index.segment.arrays import is_ascending, starts_of
from index.segment.blocks import BLOCK
from index.segment.columns import Ordinals
from index.segment.container import Array, Container
from index.segment.dense import dense_sizes
from index.segment.frequent import COLUMNS, Frequent
from index.segment.lexicon import Lexicon
from index.segment.packing import WIDTHS
from index.segment.packing import sizes as packed_sizes
from index.segment.postings import Postings, widths_of
from index.segment.sentences import Sentences


class FieldReader:
    """The arrays of one field, each mapped when it is first used."""

    def __init__(self, container: Container, name: str, meta: dict[str, Any], documents: int) -> None:
        self._container, self._name, self._meta, self._documents = container, name, meta, documents
        self.kind = str(meta["kind"])
        """How the field is kept: `words`, `keyword` or `number`."""

    @cached_property
    def lexicon(self) -> Lexicon:
        """The sorted terms."""
        return Lexicon(self._container, self._name)

    @cached_property
    def postings(self) -> Postings:
        """The postings by term number; raises DamagedIndex where a term would end before it begins."""
        postings = Postings(self._container, self._name, widths_of(self._meta), self._documents)
        if not (is_ascending(postings.first) and is_ascending(postings.occurrences)):
            raise DamagedIndex(str(self._container.path), f"the terms of {self._name} are out of order")
        return postings

    @cached_property
    def lengths(self) -> Array:
        """The number of terms in each document."""
        return self._container.array(f"{self._name}.lengths")

    @cached_property
    def places(self) -> Array:
        """How many terms stand before each document's."""
        return starts_of(self.lengths)

    @cached_property
    def frequent(self) -> Frequent:
        """Which frequent words stand beside each occurrence in a text."""
        return Frequent(self._container, self._name, int(self.postings.occurrences[-1]))

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of a text field."""
        return Sentences(self.coded_sentences)

    @property
    def coded_sentences(self) -> Array:
        """The sentences of a text field, as they are kept."""
        return self._container.array(f"{self._name}.sentences")

    @cached_property
    def words(self) -> Lexicon:
        """The words of a text field as they were written, sorted."""
        return Lexicon(self._container, f"{self._name}.words")

    @cached_property
    def word_terms(self) -> Array:
        """The term of each word."""
        return self._container.array(f"{self._name}.word_terms")

    @cached_property
    def word_counts(self) -> Array:
        """How often each word occurs."""
        return self._container.array(f"{self._name}.word_counts")

    @cached_property
    def ordinals(self) -> Ordinals:
        """The keywords of each document."""
        return Ordinals(self._container, self._name, self.lexicon)

    @cached_property
    def numbers(self) -> Array:
        """The number of each document, NONE where it has none."""
        return self._container.array(f"{self._name}.numbers")

    @property
    def total_length(self) -> int:
        """The number of terms in all documents."""
        return int(self._meta["length"])

    def check(self) -> None:
        """Raise ValueError where the field's sections don't fit each other, or the number of documents."""
        count, documents = self._count, self._documents
        terms, words = count("term_keys"), count("words.term_keys")
        self._require({"term_starts": terms + 1, "first": terms + 1, "occurrences": terms + 1})
        postings, positions = (self._last(name, terms) for name in ("first", "occurrences"))
        if dense := count("dense.terms"):
            postings -= self._last("dense.first", dense)
        wanted = {"docs": postings}
        wanted |= {
            "words": {"lengths": documents, "words.term_starts": words + 1, "word_terms": words, "word_counts": words},
            "keyword": {"starts": documents + 1},
            "number": {"starts": documents + 1, "numbers": documents},
        }[self.kind]
        freq_bits, position_bits = widths_of(self._meta)
        for name, width, size in (("freqs", freq_bits, postings), ("positions", position_bits, positions)):
            if width is None and name == "positions" and self.kind != "words":
                continue
            if width not in WIDTHS or self.total_length < 0:
                raise ValueError(f"{self._name}.{name} of {width} bits in {self.total_length} words")
            wanted |= {f"{name}.{part}": length for part, length in packed_sizes(width, size).items()}
            wanted[f"{name}.odd"] = count(f"{name}.odd_at")
        if self.kind == "words":
            wanted |= {f"{column}.ends": -(-positions // BLOCK) + 1 for column in COLUMNS.values()}
            wanted["frequent.codes"] = count("frequent.terms")
            wanted |= dense_sizes(self._container, self._name, documents)
        self._require(wanted)

    def _last(self, name: str, at: int) -> int:
        return int(self._container.section(f"{self._name}.{name}").values[at])  # checked where the others are used

    def _require(self, sizes: dict[str, int]) -> None:
        for name, size in sizes.items():
            if self._count(name) != size:
                raise ValueError(f"{self._name}.{name} has {self._count(name)} values, not {size}")

    def _count(self, name: str) -> int:
        return self._container.count(f"{self._name}.{name}")
