"""How often each term occurs in sets of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.segment.container import Array
from index.segment.postings import Postings
from index.segment.reader import SegmentReader
from searcher.evaluate import Matches

FIELD = "body"

_TERMS_AT_ONCE = 4096  # so that memory stays bounded


def occurrences(
    segments: Sequence[SegmentReader], first: Sequence[Matches], second: Sequence[Matches]
) -> tuple[list[str], Array]:
    """Return the terms of either set in order, and how often each occurs in the first and in the second."""
    totals: dict[bytes, list[int]] = {}
    for segment, a, b in zip(segments, first, second, strict=True):
        field = segment.fields[FIELD]
        masks = np.zeros((2, segment.doc_count_all()), bool)
        masks[0, a.docs] = masks[1, b.docs] = True
        for start in range(0, len(field.lexicon), _TERMS_AT_ONCE):
            stop = min(start + _TERMS_AT_ONCE, len(field.lexicon))
            counts = _counts(field.postings, masks, start, stop)
            used = np.flatnonzero(counts.any(axis=1))
            terms = field.lexicon.run(start, stop)
            for number, pair in zip(used.tolist(), counts[used].tolist(), strict=True):
                known = totals.setdefault(terms[number], [0, 0])
                known[0] += pair[0]
                known[1] += pair[1]
    ordered = sorted(totals)
    words = [term.decode("utf-8", "surrogatepass") for term in ordered]
    return words, np.array([totals[term] for term in ordered], np.int64).reshape(-1, 2)


def _counts(postings: Postings, masks: Array, start: int, stop: int) -> Array:
    """Return how often each of the terms from `start` to before `stop` occurs in the documents of each mask."""
    docs, freqs = postings.docs(start, stop), postings.all_freqs(start, stop)
    ends = postings.first[start : stop + 1].astype(np.int64) - int(postings.first[start])
    sums = np.zeros((2, len(docs) + 1), np.int64)
    for side, mask in enumerate(masks):
        np.cumsum(freqs * mask[docs], out=sums[side, 1:])
    return np.diff(sums[:, ends]).T


def written(segments: Sequence[SegmentReader], term: str) -> str:
    """Return the word that a term stands for most often."""
    words: Counter[bytes] = Counter()
    for segment in segments:
        field = segment.fields[FIELD]
        number = segment.number_of(FIELD, term)
        for word in np.flatnonzero(field.word_terms == number).tolist():
            words[field.words[word]] += int(field.word_counts[word])
    return max(words, key=lambda word: (words[word], word)).decode("utf-8", "surrogatepass")
