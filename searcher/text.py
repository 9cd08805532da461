"""Query trees for words, phrases and patterns in the text of releases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from whoosh import query

from index.analysis import LONGEST_WORD, forms, is_cjk, words
from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard
from searcher.synonyms import Words, longest, variants
from searcher.tokens import FUZZY, LONGEST_PHRASE, Token, is_pattern
from searcher.tree import AcrossFields, SameSentence

WEIGHTS: Mapping[str, float] = {"title": 3.0, "body": 1.0}
"""The fields that plain words are looked for in, with their weight."""

_STOP_WORDS = Path(__file__).with_name("stop_words.txt")
_JOINED = re.compile(r"\A[\w.]+[-‐‑'’]\w+\Z")
_LONG_ENOUGH_FOR_TWO_EDITS = 6


def any_of(trees: Iterable[query.Query]) -> query.Query:
    """Return the tree that matches where one of the trees does; those that ask nothing are left out."""
    parts = [tree for tree in trees if tree is not query.NullQuery]
    return parts[0] if len(parts) == 1 else query.Or(parts) if parts else query.NullQuery


def all_of(trees: Iterable[query.Query]) -> query.Query:
    """Return the tree that matches where all of the trees do; those that ask nothing are left out."""
    parts = [tree for tree in trees if tree is not query.NullQuery]
    return parts[0] if len(parts) == 1 else query.And(parts) if parts else query.NullQuery


class Row(NamedTuple):
    """The trees of plain words in a row; `stops` are those of stop words."""

    trees: list[query.Query]
    stops: list[query.Query]


class TextQueries:
    """Makes trees over some fields, with their weights, of an index that holds these languages beside English.

    A text without letters asks for nothing.
    """

    def __init__(self, fields: Mapping[str, float] = WEIGHTS, languages: Iterable[str] = ()) -> None:
        self._fields, self._languages = fields, tuple(languages)

    def over(self, fields: Mapping[str, float]) -> TextQueries:
        """Return the same over other fields."""
        return TextQueries(fields, self._languages)

    def said(self, token: Token) -> query.Query:
        """Return the tree for a word, a phrase, or the words of a sentence."""
        if token.kind == "word":
            return self.word(token.text)
        if token.kind == "sentence":
            return self.together(token.text, SameSentence)
        return self.phrase(token.text, token.number)

    def phrase(self, text: str, slop: int = 1) -> query.Query:
        """Return the tree for words that stand together, or at most `slop` apart."""
        found = tuple(words(text)[:LONGEST_PHRASE])
        if not found:
            return query.NullQuery
        if slop > 1:
            return self._sequence(found, slop=slop)
        return any_of(map(self._sequence, variants(found, joined=_JOINED.fullmatch(text) is not None)))

    def together(self, text: str, kind: type[query.Phrase]) -> query.Query:
        """Return a tree of this kind of phrase."""
        found = tuple(words(text)[:LONGEST_PHRASE])
        return any_of(self._phrases(found, kind)) if found else query.NullQuery

    def word(self, text: str) -> query.Query:
        """Return the tree for a word, which may hold `*` and `?` or end in `~`."""
        if fuzzy := FUZZY.fullmatch(text):
            return self._fuzzy(fuzzy[1], fuzzy[2])
        return self._pattern(text) if is_pattern(text) else self.phrase(text)

    def row(self, texts: Sequence[str], *, apart: bool = False) -> Row:
        """Return the trees for plain words in a row, where names may span several, and prefixes if not `apart`."""
        found = [() if is_pattern(text) else tuple(words(text)) for text in texts]
        shouted = " ".join(texts).isupper()
        row = Row([], [])
        at = 0
        while at < len(found):
            ways, size = _spanning(found, at, apart=apart)
            if ways:
                row.trees.append(any_of(map(self._sequence, ways)))
            elif found[at] or is_pattern(texts[at]):
                (row.stops if _is_stop(found[at], texts[at], shouted) else row.trees).append(self.word(texts[at]))
            at += size
        return row

    def _sequence(self, found: Words, slop: int = 1) -> query.Query:
        if len(found) > 1:
            return any_of(self._phrases(found, query.Phrase, slop))
        if len(found[0]) == 1 and is_cjk(found[0]):  # it begins a pair, or stands alone
            return self._each(query.Prefix, found[0])
        terms = forms(found, self._languages)
        parts = [query.Term(name, term, boost=boost) for name, boost in self._fields.items() for (term,) in terms]
        return parts[0] if len(parts) == 1 else AcrossFields(parts)

    def _phrases(self, found: Words, kind: type[query.Phrase], slop: int = 1) -> Iterator[query.Query]:
        """Yield the phrase in each field and each language's forms."""
        for name, boost in self._fields.items():
            for terms in forms(found, self._languages):
                yield kind(name, list(terms), slop=slop, boost=boost)

    def _each(self, kind: type[query.Query], text: str, **values: int) -> query.Query:
        """Return a kind of tree over each field."""
        return any_of(kind(name, text, boost=boost, **values) for name, boost in self._fields.items())

    def _fuzzy(self, text: str, edits: str) -> query.Query:
        found = words(text)
        if len(found) != 1 or len(found[0]) > LONGEST_WORD:
            return self.phrase(text)
        most = min(int(edits), 2) if edits else 1 + (len(found[0]) >= _LONG_ENOUGH_FOR_TWO_EDITS)
        return self._each(WordFuzzy, found[0], maxdist=most, prefixlength=1)

    def _pattern(self, text: str) -> query.Query:
        parts = [""]  # `co-operat*` and runs of CJK are several words of the index
        for piece in re.split(r"([*?])", text):
            first, *others = [piece] if piece in ("*", "?") else words(piece) or [""]
            parts[-1] += first
            parts += others
        return all_of(map(self._pattern_word, parts))

    def _pattern_word(self, text: str) -> query.Query:
        if not text.strip("*?"):
            return query.Every() if "*" in text else query.NullQuery
        if not is_pattern(text):
            return self.phrase(text)
        if set(text[:-1]).isdisjoint("*?") and text[-1] == "*":
            return self._each(WordPrefix, text[:-1])
        return self._each(WordWildcard, text)


def _spanning(found: Sequence[Words], at: int, *, apart: bool) -> tuple[Sequence[Words], int]:
    """Return how else the words from a place on are written, the longest run first, and how many places that spans."""
    for stop in range(min(len(found), at + longest()), at + 1, -1):
        if all(found[at:stop]) and len(ways := variants(tuple(chain(*found[at:stop])), apart=apart)) > 1:
            return ways, stop - at
    return (), 1


def _is_stop(found: Words, text: str, shouted: bool) -> bool:
    """Tell whether a word carries no subject; *WHO* and *IT* do, where not all is `shouted` in capitals."""
    return bool(found) and set(found) <= _stop_words() and (shouted or not text.isupper() or text == "I")


@cache
def _stop_words() -> frozenset[str]:
    lines = _STOP_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
