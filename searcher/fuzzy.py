"""The terms within an edit distance of a word, all of them at once."""

from __future__ import annotations

import numpy as np

from index.segment.container import Array
from index.segment.lexicon import Lexicon


def terms_within(lexicon: Lexicon, text: str, distance: int, prefix: int = 0) -> list[int]:
    """Return the numbers of the terms at most `distance` insertions, deletions or replacements from `text`.

    The first `prefix` characters must be the same. Levenshtein's recurrence (Wagner and Fischer 1974), a column of
    the matrix for all terms of a similar length at a time.
    """
    start, stop = lexicon.prefixed(text[:prefix].encode())
    terms = [term.decode("utf-8", "surrogatepass") for term in lexicon.run(start, stop)]
    near = [number for number, term in enumerate(terms) if abs(len(term) - len(text)) <= distance]
    if not near:
        return []
    letters = np.array([terms[number] for number in near])
    matrix = letters.view(np.uint32).reshape(len(near), -1)
    lengths = np.array([len(terms[number]) for number in near])
    return [start + near[at] for at in np.flatnonzero(_distances(matrix, lengths, text) <= distance).tolist()]


def _distances(letters: Array, lengths: Array, text: str) -> Array:
    """Return the edit distance of `text` from each row of code points, of which `lengths` count."""
    count, width = letters.shape
    columns = np.empty((width + 1, count), np.min_scalar_type(width + len(text) + 1))
    columns[:] = np.arange(width + 1)[:, None]  # edits from nothing to the first letters of each term
    for code in map(ord, text):
        diagonal = columns[0].copy()
        columns[0] += 1
        for at in range(width):
            replaced = diagonal + (letters[:, at] != code)
            diagonal = columns[at + 1].copy()
            columns[at + 1] = np.minimum(np.minimum(columns[at], columns[at + 1]) + 1, replaced)
    return columns[lengths, np.arange(count)]


def distance(one: str, other: str) -> int:
    """Return the edit distance of two words."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], number
        for at, wanted in enumerate(other):
            diagonal, row[at + 1] = row[at + 1], min(row[at] + 1, row[at + 1] + 1, diagonal + (letter != wanted))
    return row[-1]
