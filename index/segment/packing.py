"""Small integers in 4, 8, 12, 16 or 32 bits each, with exceptions apart: compact, and still read at random.

A column of mostly small numbers with rare large ones (frequencies, positions) takes the width that makes it
smallest; numbers that don't fit stand in a sorted list of exceptions (the patching of PForDelta, Zukowski et al.
2006, without its deltas, so that any slice can be read alone), and the largest number of the width in their place.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from index.segment.arrays import chunks
from index.segment.container import Array, Container, ContainerWriter, Section, narrowest

WIDTHS = (4, 8, 12, 16, 32)
_EXCEPTION_BITS = 96
_LOW_TYPES = {8: np.uint8, 12: np.uint8, 16: np.uint16, 32: np.uint32}
_LOW_BITS = {4: 0, 8: 8, 12: 8, 16: 16, 32: 32}

ABSENT = np.float32(-0.0)
"""Stands for 0 in a column of scores: no score is that, and added to one it leaves it as it is."""

_FLOATS = np.arange(256, dtype=np.float32)
_FLOATS[0] = ABSENT
_PAIRS = np.stack([np.tile(_FLOATS[:16], 16), np.repeat(_FLOATS[:16], 16)], axis=1).view(np.uint64).ravel()
"""The two numbers of four bits in a byte, as floats."""


def bits(values: Array, width: int) -> Any:
    """Return how many bits values take at a width, exceptions included: one number for each row of a matrix."""
    return values.shape[-1] * width + np.count_nonzero(values >= _largest(width), axis=-1) * _EXCEPTION_BITS


def choose_width(values: Array) -> int:
    """Return the width in bits that makes the values smallest, exceptions included."""
    return min(WIDTHS, key=lambda width: bits(values, width))


def sizes(width: int, count: int) -> dict[str, int]:
    """Return how long the sections of so many packed values are, without the exceptions."""
    return {"low": count if _LOW_BITS[width] else 0, "high": (count + 1) // 2 if width in (4, 12) else 0}


class PackedWriter:
    """Appends integers to a packed column of a container, in as many pieces as wanted."""

    def __init__(self, container: ContainerWriter, name: str, width: int) -> None:
        self._container, self._name, self._width = container, name, width
        self._count = 0
        self._odd_at: list[Array] = []
        self._half: Array = np.zeros(0, np.uint8)  # a last nibble that waits for its other half

    def append(self, values: Array) -> None:
        """Append unsigned integers below 2**32."""
        for chunk in chunks(values):
            self._append(chunk)

    def _append(self, values: Array) -> None:
        width, low_bits = self._width, _LOW_BITS[self._width]
        if width < 32:
            odd = np.flatnonzero(values >= _largest(width))
            if len(odd):
                self._odd_at.append(odd + self._count)
                self._container.append(f"{self._name}.odd", values[odd].astype(np.uint32))
                values = np.minimum(values, _largest(width))
        if low_bits:
            self._container.append(f"{self._name}.low", values.astype(_LOW_TYPES[width]))
        if width in (4, 12):
            self._append_nibbles(((values >> low_bits) & 15).astype(np.uint8))
        self._count += len(values)

    def _append_nibbles(self, nibbles: Array) -> None:
        nibbles = np.concatenate([self._half, nibbles])
        even = len(nibbles) & ~1
        self._half = nibbles[even:]
        self._container.append(f"{self._name}.high", nibbles[0:even:2] | (nibbles[1:even:2] << 4))

    def finish(self) -> None:
        """Write what waits."""
        if len(self._half):
            self._container.append(f"{self._name}.high", self._half)
        if self._odd_at:
            self._container.append(f"{self._name}.odd_at", narrowest(np.concatenate(self._odd_at)))


class Packed:
    """Reads a packed column: any slice, or values at any places."""

    def __init__(self, container: Container, name: str, width: int) -> None:
        self._width = width
        self._low = container.section(f"{name}.low")
        self._high = container.section(f"{name}.high")
        self._odd_at = container.array(f"{name}.odd_at").astype(np.intp)
        self._odd = container.array(f"{name}.odd")

    @cached_property
    def _whole_type(self) -> type:
        """The smallest type that holds the exceptions too."""
        return np.uint16 if self._odd.max(initial=0) < 1 << 16 else np.uint32

    def slice(self, start: int, stop: int) -> Array:
        """Return the values from `start` to before `stop`."""
        if start >= stop:
            return np.zeros(0, np.uint8)
        values = self._low.read(start, stop)
        if self._width in (4, 12):
            pairs = self._pairs(start, stop)
            nibbles = np.empty(2 * len(pairs), np.uint8)
            np.bitwise_and(pairs, 15, out=nibbles[0::2])
            np.right_shift(pairs, 4, out=nibbles[1::2])
            nibbles = nibbles[start & 1 : (start & 1) + stop - start]
            values = nibbles if self._width == 4 else _joined(values, nibbles)
        if len(self._odd_at):
            a, b = self._odd_at.searchsorted((start, stop))
            if a < b:
                values = values.astype(self._whole_type)
                values[self._odd_at[a:b] - start] = self._odd[a:b]
        return values

    def _pairs(self, start: int, stop: int) -> Array:
        return self._high.read(start >> 1, (stop + 1) >> 1)

    def floats(self, start: int, stop: int) -> Array:
        """Return the same of a column of four or eight bits as float32, `ABSENT` for 0."""
        if self._width == 4:
            pairs = _PAIRS.take(self._pairs(start, stop), mode="clip")  # which no byte needs, but it is faster
            values: Array = pairs.view(np.float32)[start & 1 :][: stop - start]
        else:
            values = _FLOATS.take(self._low.read(start, stop), mode="clip")
        a, b = self._odd_at.searchsorted((start, stop))
        values[self._odd_at[a:b] - start] = self._odd[a:b]
        return values

    def take(self, places: Array) -> Array:
        """Return the values at ascending places (intp)."""
        if not len(places):
            return np.zeros(0, np.uint8)
        if self._width in (4, 12):
            nibbles = _taken(self._high, places >> 1)
            nibbles >>= (places.astype(np.uint8) & 1) << 2
            nibbles &= 15
            values = nibbles if self._width == 4 else _joined(_taken(self._low, places), nibbles)
        else:
            values = _taken(self._low, places)
        if len(self._odd_at):
            odd = (values == _largest(self._width)).nonzero()[0]
            if len(odd):
                values = values.astype(self._whole_type)
                values[odd] = self._odd.take(self._odd_at.searchsorted(places[odd]), mode="clip")
        return values


def _largest(width: int) -> int:
    return (1 << width) - 1


def _joined(low: Array, nibbles: Array) -> Array:
    joined = nibbles.astype(np.uint16)
    joined <<= 8
    joined |= low
    return joined


def _taken(section: Section, places: Array) -> Array:
    section.check(int(places[0]), int(places[-1]) + 1)
    return section.values.take(places)
