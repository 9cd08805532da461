"""Which words of a text a query matched: exact for stems, folded accents, patterns and phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from os.path import commonprefix

from whoosh import query
from whoosh.support.levenshtein import levenshtein

from index.analysis import Word, has_stemmer, opening, piece_start, pieces, pieces_of
from searcher.result import Span
from searcher.text import WEIGHTS
from searcher.tree import SameSentence

WordTest = Callable[[str], bool]

TermsBehind = Callable[[query.Query], set[str]]
"""Gives the terms by which a pattern of words matches in an index, none where they are not known."""


class Highlighter:
    """Finds the matches of a query in plain text.

    A pattern matches a word in all its forms: `minin*` the word *mines*, too, where an index has *mining*.
    Only the stretches of text are analysed that begin with a word with which a match may begin, by its first letters.
    """

    def __init__(self, tree: query.Query, terms_behind: TermsBehind = lambda _: set()) -> None:
        self._terms_behind = terms_behind
        self._terms: set[str] = set()
        self._tests: list[WordTest] = []
        self._phrases: list[tuple[Sequence[str], int]] = []
        self._first_terms: set[str] = set()
        self._first_letters: set[str] = set()
        self._collect(tree)
        self._phrases = [phrase for phrase in set(self._phrases) if not self._terms.issuperset(phrase[0])]
        self._openings: dict[str | None, tuple[tuple[str, ...], re.Pattern[str]]] = {}
        self._reach = max(((len(wanted) - 1) * slop for wanted, slop in self._phrases), default=0)

    def __bool__(self) -> bool:
        return bool(self._first_terms or self._first_letters)

    def _collect(self, tree: query.Query) -> None:
        if isinstance(tree, query.Not):
            return
        for child in tree.children():
            self._collect(child)
        if getattr(tree, "fieldname", None) not in WEIGHTS:
            return
        if isinstance(tree, SameSentence):
            self._terms.update(tree.words)
            self._first_terms.update(tree.words)
        elif isinstance(tree, query.Phrase):
            self._phrases.append((tuple(tree.words), tree.slop))
            self._first_terms.add(tree.words[0])
        elif isinstance(tree, query.Term):
            self._terms.add(tree.text)
            self._first_terms.add(tree.text)
        elif terms := self._terms_behind(tree):
            self._terms |= terms
            shared = commonprefix((min(terms), max(terms)))  # noqa: RUF071 letters are compared, no paths
            (self._first_terms if shared else self._first_letters).add(shared)
        else:
            for start, test in _word_test(tree):
                self._tests.append(test)
                self._first_letters.add(start)

    def _opening(self, language: str | None) -> tuple[tuple[str, ...], re.Pattern[str]]:
        """Return the letters with which words in a language begin that may begin a match, and what finds them."""
        language = language if has_stemmer(language) else None
        if language not in self._openings:
            letters = tuple({*self._first_letters, *(opening(term, language) for term in self._first_terms)})
            self._openings[language] = letters, _pattern(letters)
        return self._openings[language]

    def matches(self, text: str, language: str | None = None) -> list[Word]:
        """Return the words of NFC text in a language that the query matched, in order."""
        return [word for stretch in self._stretches(text, language) for word in self._matching(stretch)]

    def _matching(self, found: list[Word]) -> Iterator[Word]:
        hits = {at for at, word in enumerate(found) if word.term in self._terms}
        if self._tests:
            hits.update(at for at, word in enumerate(found) if any(test(word.word) for test in self._tests))
        if self._phrases:
            terms = [word.term for word in found]
            there = set(terms)
            for wanted, slop in self._phrases:
                if there.issuperset(wanted):
                    hits |= _phrase_places(terms, wanted, slop)
        return (found[at] for at in sorted(hits))

    def _stretches(self, text: str, language: str | None) -> Iterator[list[Word]]:
        """Yield the words of each stretch of text: from one that may begin a match, as far as matches can reach."""
        letters, may_begin = self._opening(language)
        known = pieces_of(language)
        end = 0
        while letters and (found_at := may_begin.search(text, end)):
            stretch: list[Word] = []
            left = 0
            for piece, start in pieces(text, max(end, piece_start(text, found_at.start()))):
                end = start + len(piece)
                for word in known[piece]:
                    opens = word.word.startswith(letters)
                    if opens or left:
                        stretch.append(word.moved(start))
                    left = self._reach if opens else max(left - 1, 0)
                if not left:
                    break
            else:
                end = len(text)
            if stretch:
                yield stretch

    def spans(self, text: str, language: str | None = None) -> tuple[Span, ...]:
        """Return NFC text, cut where matches begin and end."""
        return cut(text, self.matches(text, language), 0, len(text))


def _pattern(openings: Iterable[str]) -> re.Pattern[str]:
    """Return what finds where a word in ASCII may begin so, and all that is beyond ASCII: any folding is possible.

    Dots may stand between letters, as in *U.S.*. The class of first letters leads, since the module `re` leaps from
    one of them to the next; it is written as what it lacks, since classes beyond Latin letters are slow to compile.
    """
    if "" in openings:
        return re.compile(r"\w|[^\x00-\x7f]")
    shorter = tuple(openings)
    plain = [word for word in shorter if word.isascii() and not word.startswith(tuple({*shorter} - {word}))]
    firsts = sorted({ord(case) for word in plain for case in (word[0], word[0].upper())})
    between = ((low + 1, high - 1) for low, high in pairwise((-1, *firsts, 0x80)) if high - low > 1)
    others = "".join(rf"\x{low:02x}-\x{high:02x}" for low, high in between)
    words = "|".join(
        f"(?<=[{word[0]}{word[0].upper()}])" + "".join(rf"[.]?[{c}{c.upper()}]" for c in word[1:]) for word in plain
    )
    return re.compile(rf"[^{others}](?:(?<=[^\x00-\x7f])|(?<![A-Za-z0-9].)(?:{words or '(?!)'}))")


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


def _word_test(tree: query.Query) -> Iterator[tuple[str, WordTest]]:
    """Yield what tells the words that a tree stands for, and how they all begin."""
    if isinstance(tree, query.Prefix):
        yield tree.text, lambda word: word.startswith(tree.text)
    elif isinstance(tree, query.Wildcard):
        fits = re.compile(tree._get_pattern()).fullmatch  # noqa: SLF001 Whoosh has no public one
        yield tree._find_prefix(tree.text), lambda word: fits(word) is not None  # noqa: SLF001 nor of this
    elif isinstance(tree, query.FuzzyTerm):
        yield tree.text[:1], lambda word: word[:1] == tree.text[:1] and levenshtein(word, tree.text) <= tree.maxdist


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
