"""Documents in memory on their way to a segment: token numbers in flat arrays, inverted when the batch is full."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from whoosh import fields

from index.analysis import ABBREVIATIONS, DOCUMENT, MARKS, PARAGRAPH, TERMS, TermAnalyzer, has_stemmer, marked, terms_of
from index.segment.arrays import chunks
from index.segment.columns import NONE
from index.segment.container import Array, ContainerWriter, narrowest
from index.segment.frequent import write_frequent
from index.segment.invert import Inverted, counted, invert
from index.segment.lexicon import LexiconWriter, write_lexicon
from index.segment.packing import choose_width
from index.segment.postings import PostingsWriter
from index.segment.sentences import write_sentences
from index.segment.store import StoreWriter
from index.segment.vocabulary import Vocabulary

_TAG = "\0"
"""Between a word and the language whose terms it has; sorts before all letters."""

_WORD_END = re.compile(rb"(?<=[^ \x01-\x03]) ")
_WAITING = 1 << 16  # bytes of text that are worth looking up together
_WORD_BYTES = 6  # as texts have them on average

TOKEN_BYTES = 25
"""Peak memory of an inversion, per token."""


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _record(values: dict[str, Any]) -> bytes:
    """Return a stored record as JSON."""
    try:
        return orjson.dumps(values)
    except TypeError:  # it refuses undecodable bytes of names
        return _to_json(values).encode("utf-8", "surrogatepass")


def _cut(numbers: array[int], lengths: array[int], documents: int) -> None:
    """Take what came after so many documents out of a buffer."""
    del lengths[documents:]
    del numbers[sum(lengths) :]


class WordsBuffer:
    """A text field: the number of every word and of every mark of where something ends."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._tokens = array("i")
        self._settled = 0  # documents whose words have numbers
        self._texts: list[bytes] = []  # of those after them
        self._waiting = 0

    @property
    def size(self) -> int:
        """About how many words there are."""
        return len(self._tokens) + self._waiting // _WORD_BYTES

    def append(self, text: str | None, language: str | None = None) -> None:
        """Append a document's text; words of a language with its own terms are told from others by its code."""
        if self._waiting > _WAITING:
            self._settle()
        found = marked(text or "")
        if has_stemmer(language):
            found = _WORD_END.sub(f"{_TAG}{language} ".encode(), found)
        self._texts.append(found)
        self._waiting += len(found)

    def cut(self, documents: int) -> None:
        """Take back what came after so many documents: no more than the last."""
        del self._texts[documents - self._settled :]

    def _settle(self) -> None:
        self._tokens.frombytes(self._vocabulary.numbers(b"".join(self._texts)).data.cast("B"))
        self._settled += len(self._texts)
        self._texts.clear()
        self._waiting = 0

    def write(self, container: ContainerWriter, name: str) -> dict[str, Any]:
        """Write the field's sections and return its entry in the segment's head."""
        self._settle()
        tokens, lengths = self._without_marks(container, name)
        self._tokens, count = array("i"), len(tokens)  # of which the inversion needs the memory
        words = list(self._vocabulary.words)
        counts = counted(tokens, len(words))
        numbers = sorted(counts.nonzero()[0].tolist(), key=words.__getitem__)
        tagged = [words[number] for number in numbers]
        TERMS.learn(word for word in tagged if _TAG not in word)
        stems = [_stem(word) if _TAG in word else TERMS[word] for word in tagged]
        terms = sorted(set(stems))
        rank = {term: number for number, term in enumerate(terms)}
        term_of_word = np.array([rank[stem] for stem in stems], np.int32)
        renumber = np.zeros(len(words), np.int32)
        renumber[numbers] = term_of_word
        _write_words(container, name, [word.partition(_TAG)[0] for word in tagged], term_of_word, counts[numbers])
        for chunk in chunks(tokens):
            chunk[:] = renumber[chunk]
        inverted = invert(tokens, lengths, len(terms))
        write_frequent(container, name, terms, tokens, lengths, inverted)
        del tokens
        meta = _write_inverted(container, name, [term.encode() for term in terms], inverted, len(lengths))
        container.append(f"{name}.lengths", narrowest(lengths))
        return {"kind": "words", "length": count, **meta}

    def _without_marks(self, container: ContainerWriter, name: str) -> tuple[Array, Array]:
        """Write where sentences end, and return the tokens without marks and how many each document has."""
        tokens = np.frombuffer(self._tokens, np.int32)
        is_mark = tokens < len(MARKS)
        marks = is_mark.nonzero()[0]
        kinds, before = tokens[marks], tokens[marks - 1]
        places = marks - np.arange(len(marks))  # words before each mark
        known = self._vocabulary.words
        abbreviations = [known[word] for word in ABBREVIATIONS if word in known]
        closes = kinds >= MARKS.index(PARAGRAPH)
        lengths = np.diff(places[kinds == MARKS.index(DOCUMENT)], prepend=0).astype(np.int32)
        write_sentences(container, name, places[closes | ~np.isin(before, abbreviations)], places[closes])
        return tokens[~is_mark], lengths


def _stem(tagged: str) -> str:
    word, _, language = tagged.partition(_TAG)
    return terms_of(language)[word]


def _write_words(container: ContainerWriter, name: str, words: list[str], terms: Array, counts: Array) -> None:
    """Write sorted words, each once; of several languages' terms for a word the commonest is kept."""
    written = WordsWriter(container, name)
    if len(set(words)) < len(words):
        first = [at == 0 or words[at - 1] != word for at, word in enumerate(words)]
        group = np.cumsum(first) - 1
        order = np.lexsort((-counts, group))
        opening = np.flatnonzero(first)
        terms, counts = terms[order][opening], np.add.reduceat(counts, opening)
        words = [words[at] for at in opening.tolist()]
    written.append([word.encode() for word in words], terms, counts)
    written.finish()


class KeywordBuffer:
    """A field of whole values, none to many per document."""

    def __init__(self, field: Any) -> None:
        self._field = field
        self._is_whole = isinstance(field, fields.ID)
        self._vocabulary: dict[bytes, int] = {}
        self._values, self._lengths = array("i"), array("i")

    def append(self, value: Any) -> None:
        """Append a document's value: a list, or a string of which a KEYWORD field makes several."""
        before = len(self._values)
        if isinstance(value, list | tuple):
            terms: Iterable[bytes] = map(encoded, value)
        elif value is None or self._is_whole:
            terms = () if value is None else (encoded(value),)
        else:
            terms = (term for term, _, _, _ in self._field.index(value))
        known = self._vocabulary
        self._values.extend([known.setdefault(term, len(known)) for term in dict.fromkeys(terms)])
        self._lengths.append(len(self._values) - before)

    def cut(self, documents: int) -> None:
        """Keep the first documents alone."""
        _cut(self._values, self._lengths, documents)

    def write(self, container: ContainerWriter, name: str) -> dict[str, Any]:
        """Write the field's sections and return its entry in the segment's head."""
        lengths = np.frombuffer(self._lengths, np.int32)
        meta = write_keywords(container, name, list(self._vocabulary), np.frombuffer(self._values, np.int32), lengths)
        return {"kind": "keyword", **meta}


def encoded(value: str | bytes) -> bytes:
    """Return a value as a term, an undecodable byte of a name included."""
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


class NumberBuffer:
    """A field of one integer per document, or none."""

    def __init__(self, field: Any) -> None:
        self._field = field
        self._numbers = array("i")

    def append(self, value: int | None) -> None:
        """Append a document's number."""
        self._numbers.append(NONE if value is None else value)

    def cut(self, documents: int) -> None:
        """Keep the first documents alone."""
        del self._numbers[documents:]

    def write(self, container: ContainerWriter, name: str) -> dict[str, Any]:
        """Write the field's sections and return its entry in the segment's head."""
        numbers = np.frombuffer(self._numbers, np.int32)
        has = numbers != NONE
        distinct, values = np.unique(numbers[has], return_inverse=True)
        terms = [self._field.to_bytes(number) for number in distinct.tolist()]
        container.append(f"{name}.numbers", numbers)
        meta = write_keywords(container, name, terms, values.astype(np.int32), has.astype(np.int32))
        return {"kind": "number", **meta}


def write_keywords(
    container: ContainerWriter, name: str, vocabulary: list[bytes], values: Array, lengths: Array
) -> dict[str, Any]:
    """Write the terms, postings and ordinals of `values`, numbers of the unsorted vocabulary in document order."""
    order = sorted(range(len(vocabulary)), key=vocabulary.__getitem__)
    rank = np.empty(len(vocabulary), np.int32)
    rank[order] = np.arange(len(vocabulary), dtype=np.int32)
    ranks = rank[values]
    inverted = invert(ranks, lengths, len(vocabulary))
    meta = _write_inverted(container, name, [vocabulary[n] for n in order], inverted, len(lengths), positions=False)
    write_ordinals(container, name, ranks, lengths)
    return {"length": len(values), **meta}


def write_ordinals(container: ContainerWriter, name: str, ordinals: Array, lengths: Array) -> None:
    """Write the term numbers of each document, in document order, and where each document's begin."""
    container.append(f"{name}.ordinals", narrowest(ordinals))
    container.append(f"{name}.starts", narrowest(np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])))


class WordsWriter:
    """Appends the words of a text field as they were written: sorted, the term of each, and how often it occurs."""

    def __init__(self, container: ContainerWriter, name: str) -> None:
        self._container, self._name = container, name
        self._lexicon = LexiconWriter(container, f"{name}.words")

    def append(self, sorted_words: Sequence[bytes], terms: Array, counts: Array) -> None:
        """Append words that sort after those before."""
        self._lexicon.append(sorted_words)
        self._container.append(f"{self._name}.word_terms", terms.astype(np.uint32))
        self._container.append(f"{self._name}.word_counts", counts.astype(np.uint32))

    def finish(self) -> None:
        """Write where each word begins."""
        self._lexicon.finish()


def _write_inverted(
    container: ContainerWriter,
    name: str,
    terms: list[bytes],
    field: Inverted,
    documents: int,
    *,
    positions: bool = True,
) -> dict[str, Any]:
    widths = choose_width(field.freqs), choose_width(field.positions) if positions else None
    write_lexicon(container, name, terms)
    writer = PostingsWriter(container, name, documents, widths)
    writer.append(np.diff(field.first), np.diff(field.occurrences), field.docs, field.freqs)
    writer.append_positions(field.positions)
    writer.finish()
    return {"freq_bits": widths[0], "position_bits": widths[1]}


Buffer = WordsBuffer | KeywordBuffer | NumberBuffer


class Batch:
    """The documents of a segment in the making; writes `path` when it is finished."""

    def __init__(self, path: Path, schema: Any) -> None:
        self.path = path
        self._container = ContainerWriter(path)
        self._store = StoreWriter(self._container)
        vocabulary = Vocabulary(*MARKS)
        self._buffers = {name: _buffer(field, vocabulary) for name, field in schema.items() if field.indexed}
        self._stored = [(name, f"_stored_{name}") for name, field in schema.items() if field.stored]
        self._texts = [buffer for buffer in self._buffers.values() if isinstance(buffer, WordsBuffer)]
        self.documents = 0

    def __len__(self) -> int:
        return self.documents

    @property
    def tokens(self) -> int:
        """About how many words there are so far."""
        return sum(buffer.size for buffer in self._texts)

    def append(self, values: dict[str, Any]) -> None:
        """Append a document, or nothing where a value raises; a stored form may differ: `_stored_NAME`."""
        stored = {name: values.get(form, values.get(name)) for name, form in self._stored}
        record = _record({name: value for name, value in stored.items() if value is not None})
        try:
            for name, buffer in self._buffers.items():
                if isinstance(buffer, WordsBuffer):
                    buffer.append(values.get(name), values.get("language"))
                else:
                    buffer.append(values.get(name))
        except BaseException:
            for buffer in self._buffers.values():
                buffer.cut(self.documents)
            raise
        self._store.append(record)
        self.documents += 1

    def finish(self) -> None:
        """Write the segment."""
        self._store.finish()
        meta = {name: buffer.write(self._container, name) for name, buffer in self._buffers.items()}
        self._container.finish({"documents": self.documents, "fields": meta})

    def abandon(self) -> None:
        """Drop everything."""
        self._store.abandon()
        self._container.close()


def _buffer(field: Any, vocabulary: Vocabulary) -> Buffer:
    if isinstance(field.analyzer, TermAnalyzer):
        return WordsBuffer(vocabulary)
    if isinstance(field, fields.NUMERIC):
        return NumberBuffer(field)
    return KeywordBuffer(field)
