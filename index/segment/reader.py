"""Whoosh's IndexReader over one segment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.columns import TranslatingColumnReader
from whoosh.reading import IndexReader, TermInfo, TermNotFound
from whoosh.support.levenshtein import levenshtein

from index.errors import DamagedIndex
from index.segment.columns import NONE, ValueColumn
from index.segment.container import Array, Container
from index.segment.field import FieldReader
from index.segment.lexicon import Lexicon
from index.segment.store import Store


class SegmentReader(IndexReader):  # type: ignore[misc]
    """Reads one segment; `dead` marks its deleted documents, None where there are none."""

    def __init__(self, container: Container, dead: Array | None, schema: Any, generation: int) -> None:
        self.container, self.schema = container, schema
        self._generation = generation
        self.live: Array | None = None if dead is None else ~dead
        self._deleted = 0 if dead is None else int(np.count_nonzero(dead))
        try:
            self._documents = int(container.meta["documents"])
            metas = container.meta["fields"].items()
            self.fields = {name: FieldReader(container, name, meta, self._documents) for name, meta in metas}
            for name in schema.names():  # the others may be of another version
                if name in self.fields:
                    self.fields[name].check()
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise DamagedIndex(str(container.path), f"is no segment ({error})") from error
        if missing := {name for name, field in schema.items() if field.indexed} - self.fields.keys():
            raise DamagedIndex(str(container.path), f"lacks {', '.join(sorted(missing))}")

    @cached_property
    def store(self) -> Store:
        """The stored records."""
        return Store(self.container)

    @property
    def path(self) -> Path:
        """The segment's file."""
        return self.container.path

    def number_of(self, field: str, text: str | bytes) -> int:
        """Return the number of a term, or -1."""
        if field not in self.fields:
            return -1
        if isinstance(text, str) and self.fields[field].kind != "number":
            text = text.encode("utf-8", "surrogatepass")
        term = text if isinstance(text, bytes) else self.schema[field].to_bytes(text)
        return int(self.fields[field].lexicon.number(term))

    def live_docs(self, field: str, value: str | bytes) -> list[int]:
        """Return the live documents that hold a term."""
        number = self.number_of(field, value)
        docs = self.fields[field].postings.docs(number).tolist() if number >= 0 else []
        return [doc for doc in docs if not self.is_deleted(doc)]

    # Terms

    def __contains__(self, term: tuple[str, str | bytes]) -> bool:
        return self.number_of(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        """Return the names of the fields with terms."""
        return sorted(self.fields)

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every field's terms, in order."""
        return ((name, term) for name in self.indexed_field_names() for term in self.fields[name].lexicon)

    def terms_from(self, fieldname: str, prefix: str | bytes) -> Iterator[tuple[str, bytes]]:
        """Yield a field's terms from the first that is not before `prefix`."""
        lexicon = self._lexicon(fieldname)
        start = lexicon.rank(self._text_to_bytes(fieldname, prefix))
        return ((fieldname, term) for term in lexicon.run(start, len(lexicon)))

    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> Iterator[str]:
        """Yield the terms within an edit distance of `text` that share its first `prefix` letters."""
        terms = map(self.schema[fieldname].from_bytes, self.expand_prefix(fieldname, text[:prefix]))
        return (term for term in terms if levenshtein(term, text) <= maxdist)

    def _lexicon(self, fieldname: str) -> Lexicon:
        return self.fields[fieldname].lexicon if fieldname in self.fields else Lexicon(self.container, fieldname)

    def term_info(self, fieldname: str, text: str | bytes) -> TermInfo:
        """Return a fresh TermInfo; raises TermNotFound."""
        field, number = self._found(fieldname, text)
        docs, freqs = field.postings.docs(number), field.postings.freqs(number)
        lengths = field.lengths[docs] if len(field.lengths) else np.ones(1, int)
        return TermInfo(
            weight=field.postings.occurrence_count(number),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=int(freqs.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def _found(self, fieldname: str, text: str | bytes) -> tuple[FieldReader, int]:
        number = self.number_of(fieldname, text)
        if number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return self.fields[fieldname], number

    def frequency(self, fieldname: str, text: str | bytes) -> int:
        """Return how often a term occurs."""
        number = self.number_of(fieldname, text)
        return 0 if number < 0 else self.fields[fieldname].postings.occurrence_count(number)

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        """Return how many documents hold a term."""
        number = self.number_of(fieldname, text)
        return 0 if number < 0 else self.fields[fieldname].postings.count(number)

    def postings(self, fieldname: str, text: str | bytes, scorer: Any = None) -> Any:
        """Return a matcher over a term's live documents; raises TermNotFound."""
        from index.segment.matcher import PostingMatcher  # Whoosh's way, which is seldom taken

        field, number = self._found(fieldname, text)
        term = fieldname, field.lexicon[number]
        return PostingMatcher(field.postings, number, self.live, term, self.schema[fieldname].format, scorer)

    # Documents

    def generation(self) -> int:
        """Return the generation of the index that this reader sees."""
        return self._generation

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self._documents

    def doc_count(self) -> int:
        """Return the number of live documents."""
        return self._documents - self._deleted

    def has_deletions(self) -> bool:
        """Tell whether documents are deleted."""
        return self._deleted > 0

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted; a number past the last is not."""
        return self.live is not None and docnum < self._documents and not self.live[docnum]

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return a document's stored fields."""
        return self.store[docnum]  # type: ignore[no-any-return]

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Tell that no term vectors are kept."""
        return False

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Any:
        """Raise KeyError: no term vectors are kept."""
        raise KeyError(fieldname)

    # Lengths

    def field_length(self, fieldname: str) -> int:
        """Return the number of terms of a field in all documents."""
        return self.fields[fieldname].total_length if fieldname in self.fields else 0

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the number of terms of a field in a document."""
        lengths = self.fields[fieldname].lengths if fieldname in self.fields else ()
        return int(lengths[docnum]) or default if len(lengths) else default

    def min_field_length(self, fieldname: str) -> int:
        """Return the fewest terms that a document has in a field."""
        return self._extreme_length(fieldname, np.min)

    def max_field_length(self, fieldname: str) -> int:
        """Return the most terms that a document has in a field."""
        return self._extreme_length(fieldname, np.max)

    def _extreme_length(self, fieldname: str, extreme: Any) -> int:
        lengths = self.fields[fieldname].lengths if fieldname in self.fields else ()
        return int(extreme(lengths)) if len(lengths) else 0

    # Columns

    def has_column(self, fieldname: str) -> bool:
        """Tell whether a field's values can be read by document."""
        return bool(self.schema[fieldname].column_type) and fieldname in self.fields

    def column_reader(self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True) -> Any:
        """Return a field's values by document, as Whoosh sorts and groups by them."""
        field = self.schema[fieldname]
        default = (column or field.column_type).default_value(reverse)
        reader = ValueColumn(self._column_values(fieldname), default)
        return TranslatingColumnReader(reader, field.from_column_value) if translate else reader

    def _column_values(self, fieldname: str) -> list[Any]:
        field = self.fields[fieldname]
        if field.kind == "number":
            convert = self.schema[fieldname].to_column_value
            return [None if number == NONE else convert(number) for number in field.numbers.tolist()]
        firsts = (field.ordinals.of(doc)[:1] for doc in range(self._documents))
        return [field.lexicon[first[0]] if first else None for first in firsts]
