"""MinHash sketches of texts (Broder 1997), and the pairs of releases that may be versions of one another."""

from __future__ import annotations

import numpy as np

from index.analysis import words
from index.segment.container import Array

VALUES = 100
"""Minima in a sketch; 16 bits of each are kept (b-bit minwise hashing, Li and König 2010)."""

_SEED = 1997
_SHINGLE = 5  # words: long enough that unrelated texts share next to none
_BAND = 2  # values that a pair must share in a row: of 100, with a Jaccard coefficient of 0.25, in 19 pairs of 20
_WINDOW = 4  # neighbours in each band's order that a release is paired with, so that the work stays linear
_LEAST_ALIKE = 0.12
_MOST_PAIRS = 10  # that a release proposes, the most alike first


def sketch(body: str) -> Array:
    """Return the sketch of a text: VALUES numbers of 16 bits, or none for a text without words."""
    from rensa import RMinHash  # not needed to search

    found = words(body)
    if not found:
        return np.zeros(0, np.uint16)
    shingles = list(map(" ".join, zip(*(found[start:] for start in range(_SHINGLE)), strict=False)))
    minima = RMinHash(VALUES, _SEED)
    minima.update(shingles or [" ".join(found)])
    return np.array(minima.digest(), np.uint32).astype(np.uint16)


def algorithm() -> int:
    """Return the version of the hashing; sketches of another can't be compared."""
    from rensa import RMinHash

    return int(RMinHash.ALGORITHM_VERSION)


def candidates(sketches: Array) -> Array:
    """Return the pairs of rows that may be alike, two columns with the lower row first; the most alike pairs first.

    Of rows with the same sketch each is paired with the first. The others meet where they share a band; each band puts
    them in an order of its own, in which a row is paired with its neighbours only.
    """
    _, firsts, group = np.unique(_as_bytes(sketches), return_index=True, return_inverse=True)
    same = np.column_stack((firsts[group], np.arange(len(sketches))))
    rows = np.sort(firsts)
    pairs = rows[_neighbours(sketches[rows])]
    alike = _likeness(sketches, pairs)
    pairs, alike = pairs[alike >= _LEAST_ALIKE], alike[alike >= _LEAST_ALIKE]
    foremost = _foremost(pairs, alike)
    order = np.lexsort((*pairs[foremost].T[::-1], -alike[foremost]))
    return np.concatenate((same[same[:, 0] < same[:, 1]], pairs[foremost][order]))


def _as_bytes(rows: Array) -> Array:
    rows = np.ascontiguousarray(rows)
    return rows.view(f"V{rows.itemsize * rows.shape[1]}")[:, 0] if rows.size else np.zeros(0, "V1")


def _neighbours(sketches: Array) -> Array:
    size = len(sketches)
    found = [np.zeros(0, np.int64)]
    for start in range(0, VALUES, _BAND):
        turned = np.ascontiguousarray(np.roll(sketches, -start, axis=1)[:, : _BAND + 4])
        band = np.ascontiguousarray(turned[:, :_BAND]).view(np.uint32)[:, 0]
        after = np.ascontiguousarray(turned[:, _BAND:]).view(np.uint64)[:, 0]
        order = np.lexsort((after, band))
        for step in range(1, _WINDOW + 1):
            one, other = order[:-step], order[step:]
            meet = band[one] == band[other]
            low, high = np.minimum(one, other)[meet], np.maximum(one, other)[meet]
            found.append(low * size + high)
    keys = np.unique(np.concatenate(found))
    return np.column_stack(np.divmod(keys, max(size, 1)))


def _likeness(sketches: Array, pairs: Array) -> Array:
    """Return the share of values that each pair has in common: about the Jaccard coefficient of its shingles."""
    parts = np.array_split(pairs, len(pairs) // 10_000 + 1)
    return np.concatenate([(sketches[part[:, 0]] == sketches[part[:, 1]]).mean(1) for part in parts])


def _foremost(pairs: Array, alike: Array) -> Array:
    """Return which pairs are among the most alike of one of their rows."""
    kept = np.zeros(len(pairs), bool)
    for rows, others in (pairs.T, pairs.T[::-1]):
        order = np.lexsort((others, -alike, rows))
        starts = np.searchsorted(rows[order], rows[order])
        kept[order[np.arange(len(order)) - starts < _MOST_PAIRS]] = True
    return kept
