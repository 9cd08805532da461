"""Several segments into one, in arrays: deleted documents dropped, terms taken in chunks of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.analysis import has_stemmer, terms_of
from index.segment.arrays import ranges, sizes_of, starts_of
from index.segment.batch import WordsWriter, write_ordinals
from index.segment.container import Array, ContainerWriter, narrowest
from index.segment.field import FieldReader
from index.segment.frequent import FrequentWriter
from index.segment.invert import stable_order
from index.segment.lexicon import LexiconWriter
from index.segment.postings import PostingsWriter
from index.segment.reader import SegmentReader
from index.segment.sentences import live_sentences
from index.segment.store import StoreWriter
from index.segment.union import Run, Share, runs

CHUNK = 1_000_000
"""Occurrences merged at a time; a more frequent term is copied segment by segment."""

_RECORDS = 10_000
"""Stored records copied between two times that memory is given back."""

_GONE = -1


class _Source(NamedTuple):
    """A segment to merge: its live documents, and the new number of each document or _GONE."""

    reader: SegmentReader
    live: Array
    new_docs: Array


class _Postings(NamedTuple):
    """Postings of several terms of one segment, with new document and term numbers."""

    terms: Array
    docs: Array
    freqs: Array
    occurrences: list[Array]
    """Of a text: positions, and what stands beside them."""


def merge(path: Path, readers: Sequence[SegmentReader]) -> int:
    """Write the live documents of the segments to `path`, in order, and return how many they are."""
    sources, documents = [], 0
    for reader in readers:
        reader.container.verify()  # else damage would be copied under a right checksum
        live = np.ones(reader.doc_count_all(), bool) if reader.live is None else reader.live
        new_docs = np.where(live, documents - 1 + np.cumsum(live), _GONE).astype(np.int32)
        sources.append(_Source(reader, np.flatnonzero(live), new_docs))
        documents += reader.doc_count()
    names = sorted({name for reader in readers for name in reader.fields})
    with closing(ContainerWriter(path)) as container:
        _merge_stores(container, sources)
        meta = {name: _FieldMerge(container, name, sources, documents).run() for name in names}
        container.finish({"documents": documents, "fields": meta})
    return documents


def _merge_stores(container: ContainerWriter, sources: Sequence[_Source]) -> None:
    store = StoreWriter(container)
    for source in sources:
        for doc, (record, new) in enumerate(zip(source.reader.store, source.new_docs.tolist(), strict=True)):
            if new != _GONE:
                store.append(record)
            if doc % _RECORDS == 0:
                source.reader.container.release()
        source.reader.container.release()
    store.finish()


class _FieldMerge:
    """The merge of one field; every segment of an index has every field of its schema."""

    def __init__(self, container: ContainerWriter, name: str, sources: Sequence[_Source], documents: int) -> None:
        self._container, self._name, self._documents = container, name, documents
        self._sources = sources
        self._fields: list[FieldReader] = [source.reader.fields[name] for source in sources]
        self._new_terms = [np.full(len(field.lexicon), _GONE, np.int32) for field in self._fields]

    def run(self) -> dict[str, Any]:
        kind = self._fields[0].kind
        widths = self._widths()
        totals = self._merge_terms(widths)
        if kind == "words":
            self._merge_words()
            self._container.append(f"{self._name}.lengths", self._live(lambda field: field.lengths))
            self._merge_sentences()
        else:
            self._merge_ordinals()
        if kind == "number":
            self._container.append(f"{self._name}.numbers", self._live(lambda field: field.numbers))
        return {"kind": kind, "length": int(totals.sum()), "freq_bits": widths[0], "position_bits": widths[1]}

    def _widths(self) -> tuple[int, int | None]:
        """Return the widest packing of the segments: what their typical values need."""
        freqs = max(field.postings.widths[0] for field in self._fields)
        positions = [field.postings.widths[1] for field in self._fields]
        return freqs, None if None in positions else max(bits for bits in positions if bits is not None)

    def _merge_terms(self, widths: tuple[int, int | None]) -> Array:
        """Write terms with their postings, note the new number of each, and return how often each occurs."""
        lexicon = LexiconWriter(self._container, self._name)
        writer = PostingsWriter(self._container, self._name, self._documents, widths)
        frequent = FrequentWriter(self._container, self._name) if widths[1] else None
        sizes = [sizes_of(field.postings.occurrences) for field in self._fields]
        sums: list[Array] = []
        written = 0
        for run in runs([field.lexicon for field in self._fields], sizes, CHUNK):
            postings = []
            for terms, docs, freqs, occurrences in self._parts(run):
                postings.append((terms, docs, freqs))
                if frequent:
                    writer.append_positions(occurrences[0])
                    frequent.append(occurrences[1])
            terms, docs, freqs = map(np.concatenate, zip(*postings, strict=True))
            counts = np.bincount(terms, minlength=len(run.terms))
            totals = np.bincount(terms, freqs, minlength=len(run.terms)).astype(np.int64)
            kept = counts > 0
            numbers = np.where(kept, written - 1 + np.cumsum(kept), _GONE)
            for new, share in zip(self._new_terms, run.shares, strict=True):
                new[share.first : share.stop] = numbers[share.places]
            lexicon.append([term for term, keep in zip(run.terms, kept, strict=True) if keep])
            writer.append(counts[kept], totals[kept], docs, freqs)
            sums.append(totals[kept])
            written += len(sums[-1])
            self._release()
        lexicon.finish()
        writer.finish()
        if frequent:
            frequent.finish(self._frequent_codes())
        return np.concatenate([np.zeros(0, np.int64), *sums])

    def _parts(self, run: Run) -> Iterator[_Postings]:
        """Yield a run's postings in their final order: whole, or for a single term segment by segment."""
        parts = (self._part(number, share) for number, share in enumerate(run.shares))
        if len(run.terms) == 1:
            yield from parts
        else:
            yield _interleaved(list(parts))

    def _part(self, number: int, share: Share) -> _Postings:
        postings = self._fields[number].postings
        docs, freqs, *occurrences = postings.slices(share.first, share.stop)
        if occurrences:
            beside = self._fields[number].frequent.slice(*postings.occurrences[[share.first, share.stop]].tolist())
            occurrences.append(beside)
        terms = np.repeat(share.places, sizes_of(postings.first[share.first : share.stop + 1]))
        docs = self._sources[number].new_docs[docs]
        kept = docs != _GONE
        if not kept.all():
            held = np.repeat(kept, freqs)
            occurrences = [values[held] for values in occurrences]
            terms, docs, freqs = terms[kept], docs[kept], freqs[kept]
        return _Postings(terms, docs, freqs, occurrences)

    def _frequent_codes(self) -> dict[int, int]:
        """Return the code of each frequent term that is left, by its new number."""
        pairs = zip(self._fields, self._new_terms, strict=True)
        found = {int(new[term]): code for field, new in pairs for term, code in field.frequent.codes.items()}
        return {term: found[term] for term in sorted(found) if term != _GONE}

    def _merge_words(self) -> None:
        """Write the words of the terms that are left; counts still include deleted documents."""
        writer = WordsWriter(self._container, self._name)
        lexicons = [field.words for field in self._fields]
        for run in runs(lexicons, [np.zeros(len(lexicon), np.int8) for lexicon in lexicons], CHUNK):
            terms, counts = np.full(len(run.terms), _GONE, np.int64), np.zeros(len(run.terms), np.int64)
            for number, (field, share) in enumerate(zip(self._fields, run.shares, strict=True)):
                mine = slice(share.first, share.stop)
                terms[share.places] = np.maximum(terms[share.places], self._terms_left(number, mine))
                counts[share.places] += field.word_counts[mine]
            kept = terms != _GONE
            words = [word for word, keep in zip(run.terms, kept, strict=True) if keep]
            writer.append(words, terms[kept], counts[kept])
            self._release()
        writer.finish()

    def _terms_left(self, number: int, mine: slice) -> Array:
        """Return the new number of the term of each of a segment's words: of several, one that a live document has."""
        source, field, new = self._sources[number], self._fields[number], self._new_terms[number]
        terms = field.word_terms[mine]
        languages = _languages(source)
        if len(source.live) == source.reader.doc_count_all() or not languages:
            return new[terms]
        stemmers = [terms_of(None), *(terms_of(code) for code, is_left in languages.items() if is_left)]
        left = []
        for word, term in zip(field.words.run(mine.start, mine.stop), terms.tolist(), strict=True):
            stems = {stemmer[word.decode()].encode() for stemmer in stemmers}
            known = [term] if field.lexicon[term] in stems else []
            others = (other for stem in sorted(stems) if (other := field.lexicon.number(stem)) >= 0)
            left.append(next((new[at] for at in (*known, *others) if new[at] != _GONE), _GONE))
        return np.array(left, np.int32)

    def _release(self) -> None:
        for source in self._sources:
            source.reader.container.release()

    def _merge_sentences(self) -> None:
        for source, field in zip(self._sources, self._fields, strict=True):
            kept = live_sentences(field.coded_sentences, field.lengths, source.new_docs != _GONE)
            self._container.append(f"{self._name}.sentences", kept)

    def _merge_ordinals(self) -> None:
        values, lengths = [], []
        for source, field, new in zip(self._sources, self._fields, self._new_terms, strict=True):
            starts = field.ordinals.starts[source.live].astype(np.int64)
            sizes = field.ordinals.starts[1:][source.live].astype(np.int64) - starts
            values.append(new[field.ordinals.ordinals[ranges(starts, sizes)]])
            lengths.append(sizes)
        write_ordinals(self._container, self._name, np.concatenate(values), np.concatenate(lengths))

    def _live(self, column: Callable[[FieldReader], Array]) -> Array:
        pairs = zip(self._sources, self._fields, strict=True)
        values = np.concatenate([column(field)[source.live] for source, field in pairs])
        return values if values.dtype == np.int32 else narrowest(values)


def _languages(source: _Source) -> dict[str, bool]:
    """Return the languages of a segment that have terms of their own, and whether a live document is in each."""
    field = source.reader.fields["language"]
    codes = {number: code.decode(errors="replace") for number, code in enumerate(field.lexicon)}
    return {
        code: bool((source.new_docs[field.postings.docs(number)] != _GONE).any())
        for number, code in codes.items()
        if has_stemmer(code)
    }


def _interleaved(parts: Sequence[_Postings]) -> _Postings:
    """Bring postings of several segments into the order of terms, then documents."""
    terms = np.concatenate([part.terms for part in parts])
    freqs = np.concatenate([part.freqs for part in parts])
    order, sizes = stable_order(terms), freqs.astype(np.int64)
    places = ranges(starts_of(sizes)[order], sizes[order]) if parts[0].occurrences else order
    columns = zip(*(part.occurrences for part in parts), strict=True)
    occurrences = [np.concatenate(column)[places] for column in columns]
    docs = np.concatenate([part.docs for part in parts])
    return _Postings(terms[order], docs[order], freqs[order], occurrences)
