"""The terms within an edit distance of a word, all of them at once."""

from __future__ import annotations

import numpy as np

from index.segment.container import Array
from index.segment.lexicon import Lexicon


def terms_within(lexicon: Lexicon, text: str, most: int, prefix: int = 0) -> dict[int, int]:
    """Return the terms at most so many insertions, deletions or replacements from `text`: ascending number -> edits.

    The first `prefix` characters must be the same. Levenshtein's recurrence (Wagner and Fischer 1974) in the band
    that matters (Ukkonen 1985), a cell of the matrix for all terms of a similar length at a time: first over their
    first letters, which leaves few.
    """
    start, stop = lexicon.prefixed(text[:prefix].encode("utf-8", "surrogatepass"))
    if start == stop:
        return {}
    wide = lexicon.beyond_ascii(start, stop)
    sizes = lexicon.sizes(start, stop)
    sizes[wide - start] = len(text) + most + 1  # bytes are not letters: too long for the others
    near = start + (np.abs(sizes - len(text)) <= most).nonzero()[0]
    heads = lexicon.heads(near)
    near = near[_cells(heads, text[: heads.shape[1] - most], most).min(axis=0) <= most]
    edits = _distances(lexicon.letters(near, len(text) + most), sizes[near - start], text, most)
    within = (edits <= most).nonzero()[0]
    found = dict(zip(near[within].tolist(), edits[within].tolist(), strict=True))
    return dict(sorted((found | _wide_within(lexicon, wide.tolist(), text, most)).items()))


def _wide_within(lexicon: Lexicon, numbers: list[int], text: str, most: int) -> dict[int, int]:
    terms = {number: lexicon[number].decode("utf-8", "surrogatepass") for number in numbers}
    near = {number: term for number, term in terms.items() if abs(len(term) - len(text)) <= most}
    if not near:
        return {}
    letters = np.array(list(near.values()), f"U{len(text) + most}").view(np.uint32).reshape(len(near), -1)
    lengths = np.array(list(map(len, near.values())))
    edits = _distances(letters, lengths, text, most).tolist()
    return {number: edit for number, edit in zip(near, edits, strict=True) if edit <= most}


def _distances(letters: Array, lengths: Array, text: str, most: int) -> Array:
    """Return the edit distance of `text` from each row of letters, of which `lengths` count; exact up to `most`."""
    return np.asarray(_cells(letters, text, most)[lengths, np.arange(len(letters))])


def _cells(letters: Array, text: str, most: int) -> Array:
    """Return the last row of the matrix for each row of letters, as a column: the edits up to each letter."""
    count, width = letters.shape
    columns = np.ascontiguousarray(letters.T)
    cells = np.empty((width + 1, count), np.uint8)
    cells[:] = np.minimum(np.arange(width + 1), most + 1)[:, None]  # edits from nothing to a term's first letters
    for row, code in enumerate(map(ord, text), 1):
        first, last = max(1, row - most), min(width, row + most)
        diagonal = cells[first - 1].copy()
        cells[first - 1] = min(row, most + 1) if first == 1 else most + 1
        for at in range(first, last + 1):
            replaced = diagonal + (columns[at - 1] != code)
            diagonal = cells[at].copy()
            np.minimum(np.minimum(cells[at - 1], cells[at]) + 1, replaced, out=cells[at])
    return cells
