"""Which passages an extract of a page is made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

FRONTIER = 16  # ends of chains tried for each passage
GRAM = 12
PARTLY = 40  # characters from which a passage may be found in part

_NOT_WORD = re.compile(r"[\W_]+")


def shares(passages: Sequence[str], extract: str) -> list[float]:
    """Return for each passage what part of it the extract holds, 0 to 1; all are squashed.

    Passages that stand in the extract as they are must do so in order: of all such chains the one with most
    characters counts, so that of a title that is also an entry of a menu only the title is found. Long passages
    that the extract holds in pieces are measured by shingles of characters.
    """
    found = [0.0] * len(passages)
    for number in _chain(passages, extract):
        found[number] = 1.0
    for number, passage in enumerate(passages):
        if not found[number] and len(passage) > PARTLY and passage not in extract:
            grams = [passage[start : start + GRAM] for start in range(0, len(passage) - GRAM + 1, GRAM // 2)]
            found[number] = sum(gram in extract for gram in grams) / len(grams)
    return found


def _chain(passages: Sequence[str], whole: str) -> set[int]:
    """Return the passages of the heaviest chain that occurs in order in the whole.

    A weighted longest increasing subsequence: `ends`, `weights` and `heads` hold, by rising end, the best chain that
    ends no later; each chain is a link to its last passage and to the chain before it.
    """
    ends, weights, heads = [0], [0], [-1]
    links: list[tuple[int, int]] = []
    for number, passage in enumerate(passages):
        if not passage:
            continue
        starts, at = set(), -1
        for end in ends[-FRONTIER:]:
            at = whole.find(passage, end) if end > at else at
            if at < 0:  # nor after any later end
                break
            starts.add(at)
        size, befores = len(passage), [(start, bisect_right(ends, start) - 1) for start in starts]
        for end, weight, head in [(start + size, weights[at] + size, heads[at]) for start, at in befores]:
            place = bisect_right(ends, end)
            if weights[place - 1] >= weight:
                continue
            links.append((number, head))
            after = place
            while after < len(ends) and weights[after] <= weight:
                after += 1
            start = place - (ends[place - 1] == end)
            ends[start:after], weights[start:after], heads[start:after] = [end], [weight], [len(links) - 1]
    chosen, head = set(), heads[-1]
    while head >= 0:
        number, head = links[head]
        chosen.add(number)
    return chosen


def squash(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return _NOT_WORD.sub("", text.lower())
