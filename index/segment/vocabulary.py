"""Words to numbers, thousands at a time in whole arrays.

A word is looked up by the polynomial of its letters modulo 2**64 (Karp and Rabin 1987), which running sums over a text
give for all words at once. The base is random, so that nobody can write words that are taken for one another; among
very long ones there are such pairs for every base (Thue and Morse's words; Pachocki and Radoszewski 2013), and those
are looked up by themselves.
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np

from index.segment.container import Array

_PIECE = 1 << 16
"""Bytes looked up at a time, so that all arrays stay in the processor's cache; a word may have as many."""

_LONGEST = 64
"""Bytes of a word that is looked up by its polynomial."""

_SLOT_BITS = 20
_BASE = int.from_bytes(os.urandom(8), "little") | 1
_SPACE = ord(" ")


class Vocabulary:
    """Numbers words in the order of arrival."""

    def __init__(self, *words: str) -> None:
        self.words: dict[str, int] = {}
        self._hashes = np.zeros(1 << _SLOT_BITS, np.uint64)  # of the word that has the slot
        self._numbers = np.zeros(1 << _SLOT_BITS, np.int32)
        for word in words:
            self._number(word)

    def numbers(self, text: bytes) -> Array:
        """Return the number of each word of a text in UTF-8, whose words are set apart by spaces."""
        pieces, start = [np.zeros(0, np.int32)], 0
        while start < len(text):
            space = text.find(b" ", start + _PIECE, start + 2 * _PIECE)
            stop = start + 2 * _PIECE if space < 0 else space
            pieces.append(self._found(b" %b " % text[start:stop]))
            start = stop
        return np.concatenate(pieces)

    def _found(self, text: bytes) -> Array:
        letters = np.frombuffer(text, np.uint8)
        is_space = letters == _SPACE
        edges = (is_space[1:] != is_space[:-1]).nonzero()[0] + 1
        starts, ends = edges[0::2], edges[1::2]
        up, down = _powers()
        sums = np.cumsum(letters * up[: len(letters)])
        hashes = (sums[ends - 1] - sums[starts - 1]) * down[starts]
        slots = (hashes >> np.uint64(64 - _SLOT_BITS)).astype(np.intp)
        numbers: Array = self._numbers[slots]
        is_long = ends - starts > _LONGEST
        new = (is_long | (self._hashes[slots] != hashes)).nonzero()[0]
        places = zip(starts[new].tolist(), ends[new].tolist(), strict=True)
        numbers[new] = [self._number(text[start:end].decode("utf-8", "ignore")) for start, end in places]
        new = new[~is_long[new] & (self._hashes[slots[new]] == 0)]
        self._hashes[slots[new]], self._numbers[slots[new]] = hashes[new], numbers[new]
        return numbers

    def _number(self, word: str) -> int:
        return self.words.setdefault(word, len(self.words))


@cache
def _powers() -> tuple[Array, Array]:
    """Return the powers of the base, and what takes the sum of a word's letters back to the place of its first."""
    powers = []
    for first, factor in ((_BASE, _BASE), (1, pow(_BASE, -1, 1 << 64))):
        factors = np.full(2 * _PIECE + 2, factor, np.uint64)
        factors[0] = first
        powers.append(np.cumprod(factors))
    return powers[0], powers[1]
