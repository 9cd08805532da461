"""Query trees for words, phrases and patterns in the text of releases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from whoosh import query

from index.analysis import LONGEST_WORD, forms, is_cjk, words
from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard
from searcher.tree import AcrossFields

FIELDS: Mapping[str, float] = {"title": 3.0, "body": 1.0}
"""The fields that plain words are looked for in, with their weight."""

_SYNONYMS = Path(__file__).with_name("synonyms.txt")
_STOP_WORDS = Path(__file__).with_name("stop_words.txt")
_PREFIXES = ("anti", "counter", "cyber", "multi", "non")
"""What is written before a word with a hyphen, a space or nothing; shorter ones are in the table of synonyms."""

_JOINERS = re.compile(r"[\w.]+[-‐‑'’]\w+")
_SHORTEST_REST = 4
_FUZZY = re.compile(r"(.+)~(\d?)")
_LONG_ENOUGH_FOR_TWO_EDITS = 6

LONGEST_PHRASE = 64
"""Words of a phrase that are looked for."""

Words = tuple[str, ...]


def any_of(trees: Iterable[query.Query]) -> query.Query:
    """Return the tree that matches where one of the trees does."""
    parts = list(trees)
    return parts[0] if len(parts) == 1 else query.Or(parts) if parts else query.NullQuery


def all_of(trees: Iterable[query.Query]) -> query.Query:
    """Return the tree that matches where all of the trees do."""
    parts = list(trees)
    return parts[0] if len(parts) == 1 else query.And(parts) if parts else query.NullQuery


class Row(NamedTuple):
    """The trees of plain words in a row; `stops` are those of stop words."""

    trees: list[query.Query]
    stops: list[query.Query]


class TextQueries:
    """Makes trees over some fields, with their weights, of an index that holds these languages beside English."""

    def __init__(self, fields: Mapping[str, float] = FIELDS, languages: Iterable[str] = ()) -> None:
        self._fields, self._languages = fields, tuple(languages)

    def over(self, fields: Mapping[str, float]) -> TextQueries:
        """Return the same over other fields."""
        return TextQueries(fields, self._languages)

    def phrase(self, text: str, slop: int = 1) -> query.Query | None:
        """Return the tree for words that stand together, or at most `slop` apart; None for a text without words."""
        found = tuple(words(text)[:LONGEST_PHRASE])
        if not found:
            return None
        if slop == 1:
            return self._any_variant(_variants(found, joined=_JOINERS.fullmatch(text) is not None))
        return self._sequence(found, query.Phrase, slop=slop)

    def together(self, text: str, kind: type[query.Phrase]) -> query.Query | None:
        """Return a tree of this kind of phrase."""
        found = tuple(words(text)[:LONGEST_PHRASE])
        return any_of(self._phrases(found, kind)) if found else None

    def word(self, text: str) -> query.Query | None:
        """Return the tree for a word, which may hold `*` and `?` or end in `~`; None for a text without letters."""
        if fuzzy := _FUZZY.fullmatch(text):
            return self._fuzzy(fuzzy[1], fuzzy[2])
        return self._pattern(text) if is_pattern(text) else self.phrase(text)

    def row(self, texts: Sequence[str], *, apart: bool = False) -> Row:
        """Return the trees for plain words in a row, where names may span several, and prefixes if not `apart`."""
        found = [(text,) if is_pattern(text) else tuple(words(text)) for text in texts]
        shouted = " ".join(texts).isupper()
        row = Row([], [])
        at = 0
        while at < len(found):
            name, size = _name_at(found, at, apart=apart)
            if name:
                row.trees.append(self._any_variant(name))
            elif tree := self.word(texts[at]):
                is_stop = set(found[at]) <= _stop_words() and (shouted or not texts[at].isupper() or texts[at] == "I")
                (row.stops if is_stop else row.trees).append(tree)
            at += size
        return row

    def _any_variant(self, variants: Iterable[Words]) -> query.Query:
        return any_of(self._sequence(variant) for variant in variants)

    def _sequence(self, found: Words, kind: type[query.Phrase] = query.Phrase, slop: int = 1) -> query.Query:
        if len(found) > 1:
            return any_of(self._phrases(found, kind, slop))
        if len(found[0]) == 1 and is_cjk(found[0]):  # it begins a pair, or stands alone
            return any_of(query.Prefix(name, found[0], boost=boost) for name, boost in self._fields.items())
        terms = forms(found, self._languages)
        parts = [query.Term(name, term, boost=boost) for name, boost in self._fields.items() for (term,) in terms]
        return parts[0] if len(parts) == 1 else AcrossFields(parts)

    def _phrases(self, found: Words, kind: type[query.Phrase], slop: int = 1) -> Iterator[query.Query]:
        """Yield the phrase in each field and each language's forms."""
        for name, boost in self._fields.items():
            for terms in forms(found, self._languages):
                yield kind(name, list(terms), slop=slop, boost=boost)

    def _fuzzy(self, text: str, edits: str) -> query.Query | None:
        found = words(text)
        if len(found) != 1 or len(found[0]) > LONGEST_WORD:
            return self.phrase(text)
        most = min(int(edits), 2) if edits else 1 + (len(found[0]) >= _LONG_ENOUGH_FOR_TWO_EDITS)
        return any_of(
            WordFuzzy(name, found[0], boost=boost, maxdist=most, prefixlength=1) for name, boost in self._fields.items()
        )

    def _pattern(self, text: str) -> query.Query | None:
        parts = [""]  # `co-operat*` and runs of CJK are several words of the index
        for piece in re.split(r"([*?])", text):
            first, *others = [piece] if piece in ("*", "?") else words(piece) or [""]
            parts[-1] += first
            parts += others
        trees = [tree for part in parts if (tree := self._pattern_word(part))]
        return all_of(trees) if trees else None

    def _pattern_word(self, text: str) -> query.Query | None:
        if not text.strip("*?"):
            return query.Every() if "*" in text else None
        if not is_pattern(text):
            return self.phrase(text)
        if text.endswith("*") and not set(text[:-1]) & {"*", "?"}:
            return any_of(WordPrefix(name, text[:-1], boost=boost) for name, boost in self._fields.items())
        return any_of(WordWildcard(name, text, boost=boost) for name, boost in self._fields.items())


def is_pattern(text: str) -> bool:
    """Tell whether a word stands for several; question marks at its end, or around it, are punctuation."""
    inner = text.strip("?") if text.endswith("?") else text
    return "*" in text or "?" in inner or _FUZZY.fullmatch(text) is not None


def _variants(found: Words, *, joined: bool = False) -> Sequence[Words]:
    """Return the ways to write the same: names that mean it, or with and without a space; `joined` means a hyphen."""
    if found in _names():
        return _names()[found]
    if len(found) == 2 and (joined or found[0] in _PREFIXES):
        return ("".join(found),), found
    if len(found) == 1:
        for prefix in _PREFIXES:
            if found[0].startswith(prefix) and len(found[0]) >= len(prefix) + _SHORTEST_REST:
                return found, (prefix, found[0][len(prefix) :])
    return (found,)


def _name_at(found: Sequence[Words], at: int, *, apart: bool) -> tuple[Sequence[Words], int]:
    """Return how else the words from a place on are written, the longest name first, and how many words that spans."""
    for stop in range(min(len(found), at + _longest_name()), at, -1):
        name = tuple(part for parts in found[at:stop] for part in parts)
        if name in _names():
            return _names()[name], stop - at
    name = tuple(part for parts in found[at : at + 2] for part in parts)
    if not apart and len(name) == 2 and name[0] in _PREFIXES and _is_rest(name[1]):
        return _variants(name), len(found[at : at + 2])
    return (), 1


def _is_rest(word: str) -> bool:
    return len(word) >= _SHORTEST_REST and not is_pattern(word)


@cache
def _stop_words() -> frozenset[str]:
    lines = _STOP_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _names() -> dict[Words, tuple[Words, ...]]:
    table: dict[Words, tuple[Words, ...]] = {}
    for line in _SYNONYMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group = tuple(dict.fromkeys(tuple(words(name)) for name in line.split("|")))
            table.update(dict.fromkeys(group, group))
    return table


@cache
def _longest_name() -> int:
    return max(map(len, _names()))
