"""The passage of a release that shows best why it was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.analysis import Word
from searcher.highlight import Highlighter, cut
from searcher.result import Span

WIDTH = 220
"""Characters of a snippet, about three lines of a result list."""

_READ = 100_000
_SENTENCE_START = re.compile(r"(?:^|[.!?。！？…]['\"”’»)\]]*\s+|\n\s*)(?=\S)")
_ELLIPSIS = "…"


def snippet(body: str, title: str, highlighter: Highlighter) -> tuple[Span, ...]:
    """Return the passage with most different matched words, from a sentence's start where one is near.

    Without matches, or for a query without words, the passage is where the body begins after its title.
    """
    text = body[:_READ]
    skipped = len(title) if text[: len(title) + 1].rstrip("\n") == title else 0
    matches = [match for match in highlighter.matches(text) if match.start >= skipped] if highlighter else []
    start = _passage_start(text, matches) if matches else skipped
    start = len(text) - len(text[start:].lstrip())
    end = _word_end(text, start + WIDTH)
    spans = [Span(" ".join(span.text.split("\n")), span.hit) for span in cut(text, matches, start, end)]
    if start > skipped and _is_inside_sentence(text, start):
        spans.insert(0, Span(_ELLIPSIS, hit=False))
    if end < len(body):
        spans.append(Span(_ELLIPSIS, hit=False))
    return tuple(Span(re.sub(r"\s+", " ", span.text), span.hit) for span in spans)


def _passage_start(text: str, matches: Sequence[Word]) -> int:
    """Return the start of the window that holds most different terms, then most matches, then comes first."""
    best, best_score = matches[0], (0, 0)
    last = 0
    for first, match in enumerate(matches):
        last = max(last, first)
        while last < len(matches) and matches[last].end <= match.start + WIDTH:
            last += 1
        window = matches[first:last]
        score = len({word.term for word in window}), len(window)
        if score > best_score:
            best, best_score = match, score
    return _lead_in(text, best.start)


def _lead_in(text: str, at: int) -> int:
    """Return where to begin so that the place is read in context: at its sentence, or some words before."""
    earliest = max(0, at - WIDTH // 2)
    starts = [match.end() for match in _SENTENCE_START.finditer(text, earliest, at + 1)]
    if starts and (earliest == 0 or starts[-1] > earliest):
        return starts[-1]
    before = text.find(" ", max(0, at - WIDTH // 4), at)
    return before + 1 if before >= 0 else max(0, at - WIDTH // 4)


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - WIDTH // 4, at)
    return space if space > 0 else at


def _is_inside_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t")
    return bool(before) and before[-1] not in '.!?。！？…\n"”’»)]'
