"""Which words of a text a query matched: exact for stems, folded accents, patterns and phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from whoosh import query

from index.analysis import Word, pieces
from searcher.fuzzy import distance
from searcher.result import Span
from searcher.text import FIELDS

WordTest = Callable[[Word], bool]


class Highlighter:
    """Finds the matches of a query in plain text."""

    def __init__(self, tree: query.Query) -> None:
        self._terms: set[str] = set()
        self._tests: list[WordTest] = []
        self._phrases: list[tuple[Sequence[str], int]] = []
        self._collect(tree)

    def __bool__(self) -> bool:
        return bool(self._terms or self._tests or self._phrases)

    def _collect(self, tree: query.Query) -> None:
        if isinstance(tree, query.Not):
            return
        for child in tree.children():
            self._collect(child)
        if getattr(tree, "fieldname", None) not in FIELDS:
            return
        if isinstance(tree, query.Phrase):
            self._phrases.append((tree.words, tree.slop))
        elif isinstance(tree, query.Term):
            self._terms.add(tree.text)
        else:
            self._tests.extend(_word_test(tree))

    def matches(self, text: str) -> list[Word]:
        """Return the words of NFC text that the query matched, in order."""
        found = [(start, word) for start, placed in pieces(text) for word in placed]
        hits = {at for at, (_, word) in enumerate(found) if word.term in self._terms}
        if self._tests:
            hits.update(at for at, (_, word) in enumerate(found) if any(test(word) for test in self._tests))
        if self._phrases:
            terms = [word.term for _, word in found]
            for wanted, slop in self._phrases:
                hits |= _phrase_places(terms, wanted, slop)
        return [found[at][1].moved(found[at][0]) for at in sorted(hits)]

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return NFC text, cut where matches begin and end."""
        return cut(text, self.matches(text), 0, len(text))


def cut(text: str, matches: Sequence[Word], start: int, end: int) -> tuple[Span, ...]:
    """Return the text from `start` to `end`, cut where matches begin and end; overlapping matches are one."""
    pieces: list[Span] = []
    at = start
    for match in matches:
        if match.end <= at or match.start >= end:
            continue
        stop = min(match.end, end)
        if match.start < at and pieces:
            pieces[-1] = Span(pieces[-1].text + text[at:stop], hit=True)
        else:
            if match.start > at:
                pieces.append(Span(text[at : match.start], hit=False))
            pieces.append(Span(text[max(at, match.start) : stop], hit=True))
        at = stop
    if at < end:
        pieces.append(Span(text[at:end], hit=False))
    return tuple(pieces)


def _word_test(tree: query.Query) -> Iterator[WordTest]:
    if isinstance(tree, query.Prefix):
        yield lambda word: word.word.startswith(tree.text)
    elif isinstance(tree, query.Wildcard):
        fits = re.compile(tree._get_pattern()).fullmatch  # noqa: SLF001 Whoosh has no public one
        yield lambda word: fits(word.word) is not None
    elif isinstance(tree, query.FuzzyTerm):
        yield lambda word: word.word[:1] == tree.text[:1] and distance(word.word, tree.text) <= tree.maxdist


def _phrase_places(terms: Sequence[str], wanted: Sequence[str], slop: int) -> set[int]:
    """Return the places of the words that stand in order, each at most `slop` after the one before."""
    reached: list[set[int]] = []
    for part in wanted:
        there = {at for at, term in enumerate(terms) if term == part}
        reached.append({at for at in there if not reached or _near(reached[-1], at, -1, slop)})
    kept = places = reached[-1]
    for earlier in reversed(reached[:-1]):
        kept = {at for at in earlier if _near(kept, at, 1, slop)}
        places = places | kept
    return places


def _near(places: set[int], at: int, direction: int, slop: int) -> bool:
    return any(at + direction * step in places for step in range(1, slop + 1))
