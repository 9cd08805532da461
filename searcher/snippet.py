"""The passages of a release that show best why it was found."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.analysis import Word
from searcher.highlight import Highlighter, cut
from searcher.result import Span

WIDTHS = (220, 140, 90)
"""Characters of a passage where there are one, two or three: about three lines of a result list together."""

_READ = 100_000
_SENTENCE_START = re.compile(r"(?:^|[.!?。！？…]['\"”’»)\]]{0,3}\s{1,9}|\n\s{0,9})(?=\S)")
_SENTENCE_END = re.compile(r"[.!?。！？…]['\"”’»)\]]{0,3}(?=\s)")
_SPACES = re.compile(r"\s+")
_ELLIPSIS = "…"

Passage = tuple[int, int]
"""Where it begins and ends in the text."""


def snippet(body: str, title: str, highlighter: Highlighter, language: str | None = None) -> tuple[Span, ...]:
    """Return the passages with most different matched words, joined by ellipses; at most 300 characters.

    They begin and end with sentences where borders are near. There are two or three only where one can't show all
    the words that matched. Without matches, or for a query without words, the body's beginning after its title.
    """
    text = body[:_READ]
    skipped = len(title) if text[: len(title) + 1].rstrip("\n") == title else 0
    matches = [match for match in highlighter.matches(text, language) if match.start >= skipped] if highlighter else []
    start = len(text) - len(text[skipped:].lstrip())
    passages = _passages(text, matches) if matches else [(start, _end(text, start, start, WIDTHS[0]))]
    spans: list[Span] = []
    for (_, before), (start, end) in pairwise([(skipped, skipped), *passages]):
        if spans:
            spans.append(Span(f" {_ELLIPSIS} ", hit=False))
        elif start > before and _is_inside_sentence(text, start):
            spans.append(Span(_ELLIPSIS, hit=False))
        spans.extend(cut(text, matches, start, end))
    if passages[-1][1] < len(body):
        spans.append(Span(_ELLIPSIS, hit=False))
    return tuple(Span(_SPACES.sub(" ", span.text), span.hit) for span in spans)


def _passages(text: str, matches: Sequence[Word]) -> list[Passage]:
    """Return as few passages as show most of the different terms, in the order of the text.

    Each has most of the terms that those before lack: greedy covering (Chvátal 1979).
    """
    best: list[Passage] = []
    most, terms = -1, {match.term for match in matches}
    for count, width in enumerate(WIDTHS, 1):
        passages: list[Passage] = []
        shown: set[str] = set()
        while len(passages) < count and (left := [match for match in matches if match.term not in shown]):
            passages.append(_placed(text, _densest(left, width), width))
            shown = {m.term for m in matches for start, end in passages if start <= m.start and m.end <= end}
        if len(shown) > most:
            best, most = passages, len(shown)
        if most == len(terms):
            break
    return _fused(best)


def _densest(matches: Sequence[Word], width: int) -> Sequence[Word]:
    """Return the matches of the window that holds most different terms, then most matches, then comes first."""
    ends = [match.end for match in matches]
    windows = (matches[at : max(at + 1, bisect(ends, match.start + width))] for at, match in enumerate(matches))
    return max(windows, key=lambda window: (len({match.term for match in window}), len(window)))


def _placed(text: str, window: Sequence[Word], width: int) -> Passage:
    """Return the passage around a window: from its sentence's start, or from some words before."""
    first, last = window[0].start, window[-1].end
    spare = max(0, min(width // 2, width - (last - first)))
    starts = [match.end() for match in _SENTENCE_START.finditer(text, max(0, first - spare), first + 1)]
    if starts and (first <= spare or starts[-1] > first - spare):
        start = starts[-1]
    else:
        earliest = max(0, first - min(spare, width // 4))
        start = text.find(" ", earliest, first) + 1 or earliest
    return start, _end(text, start, last, width)


def _end(text: str, start: int, shown: int, width: int) -> int:
    """Return where a passage ends that shows the text up to `shown`: with a sentence or a word where one ends near."""
    end = start + width
    if end >= len(text):
        return len(text)
    near = max(shown, end - width // 4)
    if ends := [match.end() for match in _SENTENCE_END.finditer(text, near, end)]:
        return ends[-1]
    space = text.rfind(" ", near, end)
    return space if space > 0 else end


def _fused(passages: Iterable[Passage]) -> list[Passage]:
    """Return the passages in order, those that touch as one."""
    fused: list[Passage] = []
    for start, end in sorted(passages):
        if fused and start <= fused[-1][1] + 1:
            fused[-1] = fused[-1][0], max(end, fused[-1][1])
        else:
            fused.append((start, end))
    return fused


def _is_inside_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t")
    return bool(before) and before[-1] not in '.!?。！？…\n"”’»)]'
