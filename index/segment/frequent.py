"""Which words stand beside each occurrence of any word: phrases are tested by it, and read few positions.

For each occurrence, in the order of the positions, four columns of codes tell which frequent words stand one and two
places before it, and one and two after it: 0 where none of the table below does, or none of the same document. What
stands two places away is noted only behind another frequent word: a phrase with a rarer one between is looked up by
that (after nextword indexes, Williams, Zobel and Bahle 2004). After a word that is not frequent, any other is told by a
code that an eighth of all share: a phrase is then looked for where the code is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np

from index.analysis import terms_of, words
from index.segment.arrays import chunks, starts_of
from index.segment.blocks import Blocks, BlocksWriter
from index.segment.container import Array, Container, ContainerWriter
from index.segment.invert import Inverted

WORDS = {
    "en": "the of and to in a for that on is with by this will",
    "es": "de la que el en y a los se del las por un para con una",
    "fr": "de la le et les des en un du une que est pour dans au",
    "de": "der die und in den von zu das mit des auf für im ist dem",
    "pt": "de a o que e do da em um para com os no na",
    "it": "di e il la che in a per un del della i con le",
    "ru": "и в на не что с по как за к о из для от",
    "ar": "في من على إلى أن عن مع التي هذا",
    "vi": "của và các trong cho là với được có",
}
"""The most frequent words of a language, as any list of its words has them."""

COLUMNS = {-1: "before1", 1: "after1", -2: "before2", 2: "after2"}
"""The columns by the distance at which they look."""

SHARED = 8
"""Codes that words outside the table share: the last ones of a byte."""

_FIRST_SHARED = 256 - SHARED
_REACH = max(COLUMNS)
_STEP = 1 << 17
"""Postings looked at together."""


@cache
def frequent_codes() -> dict[str, int]:
    """Return the code of each frequent term: the same in all segments."""
    terms = (terms_of(language)[word] for language, listed in WORDS.items() for word in words(listed))
    return {term: code for code, term in enumerate(dict.fromkeys(terms), 1)}


def shared_code(term: bytes) -> int:
    """Return the code of a term outside the table: the same in all segments."""
    return _FIRST_SHARED + crc32(term) % SHARED


def is_shared(codes: Any) -> Any:
    """Tell whether codes, an array or one of them, are of terms outside the table."""
    return codes >= _FIRST_SHARED


def is_of_table(codes: Array) -> Array:
    """Tell which codes are of terms of the table."""
    return (codes > 0) & (codes < _FIRST_SHARED)


class FrequentWriter:
    """Appends the codes beside occurrences to the columns of a field."""

    def __init__(self, container: ContainerWriter, field: str) -> None:
        self._container, self._field = container, field
        self._columns = [BlocksWriter(container, f"{field}.{name}") for name in COLUMNS.values()]

    def append(self, beside: Array) -> None:
        """Append the codes beside occurrences in turn, the four of one as the bytes of a number."""
        for column, codes in zip(self._columns, _codes(beside).T, strict=True):
            column.append(codes)

    def finish(self, codes: Mapping[int, int]) -> None:
        """Write the code of each frequent term of the field."""
        for column in self._columns:
            column.finish()
        self._container.append(f"{self._field}.frequent.terms", np.array([*codes], np.uint32))
        self._container.append(f"{self._field}.frequent.codes", np.array([*codes.values()], np.uint8))


class Frequent:
    """Reads what `FrequentWriter` wrote of a field with so many occurrences."""

    def __init__(self, container: Container, field: str, occurrences: int) -> None:
        terms, codes = (container.array(f"{field}.frequent.{name}").tolist() for name in ("terms", "codes"))
        self.codes: dict[int, int] = dict(zip(terms, codes, strict=True))
        """The code of each frequent term."""
        self.beside = {at: Blocks(container, f"{field}.{name}", occurrences) for at, name in COLUMNS.items()}
        """The columns, by their distance."""

    def slice(self, start: int, stop: int) -> Array:
        """Return what stands beside the occurrences from `start` to before `stop`, as it was appended."""
        beside = np.empty(stop - start, np.uint32)
        for codes, column in zip(_codes(beside).T, self.beside.values(), strict=True):
            codes[:] = column.slice(start, stop)
        return beside


def write_frequent(
    container: ContainerWriter, field: str, terms: Sequence[str], tokens: Array, lengths: Array, inverted: Inverted
) -> None:
    """Write what stands beside all occurrences; `tokens`, term numbers in document order (int32), are overwritten."""
    known = frequent_codes()
    codes = np.array([known.get(term, 0) for term in terms], np.uint8)
    following = np.array([known.get(term) or shared_code(term.encode()) for term in terms], np.uint8)
    writer = FrequentWriter(container, field)
    starts, done = starts_of(lengths), 0
    beside = _placed(tokens, starts, lengths, codes, following)
    for first in range(0, len(inverted.docs), _STEP):
        docs, freqs = (postings[first : first + _STEP] for postings in (inverted.docs, inverted.freqs))
        places = np.repeat(starts[docs], freqs)
        places += inverted.positions[done : done + len(places)]
        writer.append(beside[places])
        done += len(places)
    writer.finish({term: codes[term] for term in codes.nonzero()[0].tolist()})


def _placed(tokens: Array, starts: Array, lengths: Array, codes: Array, following: Array) -> Array:
    """Return what stands beside each place of the texts, in the memory of the tokens."""
    near, after = _padded(tokens, codes), _padded(tokens, following)
    own = near[_REACH:-_REACH]
    beside = tokens.view(np.uint32)
    columns = dict(zip(COLUMNS, _codes(beside).T, strict=True))
    ends = starts + lengths
    for distance, column in columns.items():
        column[:] = (after if distance == 1 else near)[_REACH + distance :][: len(tokens)]
        for place in range(abs(distance)):  # beyond which another document begins
            inside = lengths > place
            column[starts[inside] + place if distance < 0 else ends[inside] - 1 - place] = 0
    columns[1][(own > 0) & is_shared(columns[1])] = 0
    for distance in (-2, 2):
        columns[distance][~is_of_table(columns[distance // 2])] = 0
    return beside


def _padded(tokens: Array, codes: Array) -> Array:
    """Return the codes of the tokens, with nothing before and after them."""
    padded = np.zeros(len(tokens) + 2 * _REACH, np.uint8)
    for chunk, found in zip(chunks(tokens), chunks(padded[_REACH:]), strict=False):
        found[: len(chunk)] = codes[chunk]
    return padded


def _codes(beside: Array) -> Array:
    """Return the codes of each occurrence apart, as a row."""
    return beside.view(np.uint8).reshape(-1, len(COLUMNS))
