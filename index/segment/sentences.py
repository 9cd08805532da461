"""Where sentences and paragraphs end: one byte for each sentence of a text field, in document order.

The low bits hold its words, and the high bit says that its paragraph ends with it. A sentence of more words takes
several bytes: those with all low bits set say that it goes on.
"""

from __future__ import annotations

import numpy as np

from index.segment.container import Array, ContainerWriter

_LAST = 0x80
_MOST = 0x7F
_ENDS = 1


def write_sentences(container: ContainerWriter, name: str, ends: Array, paragraphs: Array) -> None:
    """Write a field's sentences: `ends` counts the words up to each end of one, `paragraphs` to each of a paragraph.

    Both are ascending; the field's last document ends with both.
    """
    kinds = np.zeros(int(ends[-1]) + 1 if len(ends) else 1, np.uint8)  # of the place after each word
    kinds[ends] = _ENDS
    kinds[paragraphs] = _LAST
    kinds[0] = _ENDS
    places = kinds.nonzero()[0]
    last = kinds[places[1:]] == _LAST
    sizes = np.diff(places)
    parts = sizes // _MOST  # bytes that say "goes on"
    coded = np.full(int(parts.sum()) + len(sizes), _MOST, np.uint8)
    coded[np.cumsum(parts + 1) - 1] = (sizes % _MOST) | np.where(last, _LAST, 0)
    container.append(f"{name}.sentences", coded)


class Sentences:
    """The sentences of a field; places are counted in words from the field's first document on."""

    def __init__(self, coded: Array) -> None:
        words = coded & _MOST
        ends = np.cumsum(words, dtype=np.int64)
        complete = words != _MOST
        self.ends: Array = ends[complete]
        self.paragraph_ends: Array = ends[coded >= _LAST]


def live_sentences(coded: Array, lengths: Array, live: Array) -> Array:
    """Return the bytes of the documents marked live."""
    ends = np.cumsum(coded & _MOST, dtype=np.int64)
    holders = np.searchsorted(np.cumsum(lengths, dtype=np.int64), ends)
    return coded[live[holders]]
