"""Words to begin a search with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segment.reader import SegmentReader

_FIELD = "body"
_SHORTEST = 5
_LEAST = 2  # releases that have it: fewer teach nothing about the pile
_IDF_COUNTS = 0.01  # enough to decide in a pile too small for chance to be told from meaning


def telling_words(segments: Sequence[SegmentReader], limit: int = 3) -> tuple[str, ...]:
    """Return the commonest words that tell releases apart, as they are mostly written in the largest segment.

    A word tells much where its occurrences gather in few documents: its idf is above what chance would give it, the
    residual idf of Church and Gale (1995). Weighed by the root of the documents that have it, so that common words
    come first, but not the commonest of all.
    """
    largest = max(segments, key=SegmentReader.doc_count_all, default=None)
    if largest is None:
        return ()
    field = largest.fields[_FIELD]
    total = largest.doc_count_all()
    documents, occurrences = (np.diff(of.astype(np.int64)) for of in (field.postings.first, field.postings.occurrences))
    idf = np.log2(total / np.maximum(documents, 1))
    by_chance = np.log2(total / np.maximum(total * -np.expm1(-occurrences / total), 1))  # as by Poisson's law
    telling = np.maximum(idf - by_chance, _IDF_COUNTS * idf)
    score = np.where(documents < _LEAST, 0, np.sqrt(documents) * telling)
    found: list[str] = []
    for term in np.argsort(-score, kind="stable"):
        forms = np.flatnonzero(field.word_terms == term)
        if len(found) == limit or not score[term] > 0:
            break
        word = field.words[int(forms[np.argmax(field.word_counts[forms])])].decode("utf-8", "surrogatepass")
        if len(word) >= _SHORTEST and word.isalpha():
            found.append(word)
    return tuple(found)
