"""What is done with arrays of numbers everywhere: runs that stand one after another, and look-ups in ascending ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.segment.container import Array

CHUNK = 1 << 18
"""Numbers that stay in the processor's cache."""


def chunks(array: Array) -> Iterator[Array]:
    """Yield an array in views of so many: NumPy widens all that it counts or looks up by."""
    return (array[start : start + CHUNK] for start in range(0, len(array), CHUNK))


def ranges(starts: Array, counts: Array) -> Array:
    """Return the numbers of several ranges, one after another: `starts[i]`, and the `counts[i] - 1` after it."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


def run_members(starts: Array, counts: Array) -> Array:
    """Return the same of ascending ranges, none of which overlap."""
    if len(starts) and starts[-1] + counts[-1] - starts[0] == counts.sum():
        return np.arange(starts[0], starts[-1] + counts[-1])
    return ranges(starts, counts)


def is_ascending(numbers: Array) -> bool:
    """Tell whether no number is less than the one before it."""
    return bool((numbers[1:] >= numbers[:-1]).all())


def sizes_of(starts: Array) -> Array:
    """Return how long each of several runs is, of which these are the starts and the last end."""
    return starts[1:].astype(np.int64) - starts[:-1].astype(np.int64)


def starts_of(counts: Array) -> Array:
    """Return where each of several runs begins that stand one after another."""
    return np.cumsum(counts, dtype=np.int64) - counts


def ranks(having: Array, numbers: Array) -> Array:
    """Return the place of each of the numbers in an ascending list that is not empty, -1 where it isn't there."""
    at: Array = having.searchsorted(numbers.astype(having.dtype, copy=False))  # else `having` would be converted
    at[at == len(having)] = 0
    at[having[at] != numbers] = -1
    return at


_FEW = 16
"""Numbers that are so many times fewer than others are looked up one by one."""

_SPARSE = 256
"""Where only one in so many numbers could be meant, a mask of all takes longer than looking these up."""


def among(values: Array, ascending: Array) -> Array:
    """Tell which of the values are in a list that is not empty."""
    return ranks(ascending, values) >= 0


def shared(having: Array, numbers: Array, size: int) -> Array:
    """Return which of an ascending list of numbers, as ascending places in it, are among others, all below `size`."""
    if _FEW * len(numbers) < len(having):
        at = ranks(having, numbers)
        return at[at >= 0]
    if _SPARSE * len(having) < size:
        return among(having, numbers).nonzero()[0] if len(numbers) else numbers
    mask = np.zeros(size, bool)
    mask[numbers] = True
    return mask[having].nonzero()[0]


_SAMPLED, _STRIDE = 1 << 10, 16
"""Of more keys than so many, one in so many is enough to tell which are not among the best."""


def lowest(keys: Array, count: int) -> Array:
    """Return the places of the `count` lowest keys, in order; equal keys keep their order."""
    if count >= len(keys):
        return np.argsort(keys, kind="stable")
    sample = keys[:: _STRIDE if len(keys) > max(_SAMPLED, count * _STRIDE) else 1].copy()
    sample.partition(count)  # the best of all are no worse than its best
    candidates = (keys <= sample[count]).nonzero()[0]
    ordered: Array = candidates[keys[candidates].argsort(kind="stable")]
    return ordered[:count]
