"""The questions asked: drawn from the corpus by a fixed seed, of every kind that people ask."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis import TERMS
from tests.bench.corpus import SEED, Document

KINDS = {
    "frequent word": 20,
    "medium word": 20,
    "rare word": 20,
    "two words, AND": 15,
    "three words, AND": 15,
    "two words, OR": 15,
    "three words, OR": 15,
    "phrase of 2": 10,
    "phrase of 3": 10,
    "phrase of 4": 10,
    "prefix": 12,
    "fuzzy": 12,
    "word and dates": 13,
    "word and country": 13,
}
"""How many of 200 queries are of each kind."""

_FREQUENT, _MEDIUM = 0.1, 0.01  # share of the documents with the word
_RARE = 3  # documents
_WORD = re.compile(r"[a-z]{2,20}")
_RUN = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){3}")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, free of any engine. `texts` are words, for a prefix or fuzzy query the letters of a term."""

    kind: str
    shape: Literal["all", "any", "phrase", "prefix", "fuzzy"]
    texts: tuple[str, ...]
    days: tuple[int, int] | None = None
    country: str | None = None


def draw(documents: Sequence[Document], count: int = 200) -> list[Query]:
    """Return so many queries that each find something among the documents."""
    drawer = _Drawer(documents)
    wanted = {kind: max(1, share * count // 200) for kind, share in KINDS.items()}
    return [drawer.draw(kind) for kind, share in wanted.items() for _ in range(share)]


class _Drawer:
    def __init__(self, documents: Sequence[Document]) -> None:
        self._random = random.Random(SEED)
        self._documents = documents
        having = Counter(word for document in documents for word in set(_WORD.findall(document.body.lower())))
        shares = {word: number / len(documents) for word, number in sorted(having.items())}
        self._frequent = [word for word, share in shares.items() if share >= _FREQUENT]
        self._medium = [word for word, share in shares.items() if _MEDIUM <= share < _FREQUENT]
        self._rare = [word for word, share in shares.items() if share < _MEDIUM and having[word] >= _RARE]
        self._common = {*self._frequent, *self._medium}

    def draw(self, kind: str) -> Query:
        match kind.split():
            case ["phrase", "of", length]:
                return Query(kind, "phrase", self._neighbours(int(length)))
            case ["prefix"]:
                return Query(kind, "prefix", (self._long_term()[:4],))
            case ["fuzzy"]:
                return Query(kind, "fuzzy", (self._misspelt(self._long_term()),))
            case ["word", "and", what]:
                return self._narrowed(kind, what)
            case [number, _, operator]:
                words = self._words_of_one({"two": 2, "three": 3}[number])[1]
                return Query(kind, "all" if operator == "AND" else "any", words)
        band = {"frequent word": self._frequent, "medium word": self._medium, "rare word": self._rare}[kind]
        return Query(kind, "all", (self._random.choice(band),))

    def _narrowed(self, kind: str, what: str) -> Query:
        document, words = self._words_of_one(1)
        if what == "country":
            return Query(kind, "all", words, country=self._random.choice(document.countries))
        assert document.day is not None
        half = self._random.randrange(15, 200)
        return Query(kind, "all", words, days=(document.day - half, document.day + half))

    def _words_of_one(self, number: int) -> tuple[Document, tuple[str, ...]]:
        """Return a document with a date and a country, and common words of it."""
        while True:
            document = self._random.choice(self._documents)
            words = sorted(set(_WORD.findall(document.body.lower())) & self._common)
            if document.day and document.countries and len(words) >= number:
                return document, tuple(self._random.sample(words, number))

    def _neighbours(self, number: int) -> tuple[str, ...]:
        while True:
            runs = _RUN.findall(self._random.choice(self._documents).body)
            if runs:
                return tuple(self._random.choice(runs).lower().split()[:number])

    def _long_term(self) -> str:
        while True:
            term = TERMS[self._random.choice(self._medium)]
            if len(term) >= 5:
                return term

    def _misspelt(self, term: str) -> str:
        at = self._random.randrange(1, len(term))
        return term[:at] + self._random.choice("aeiourstln") + term[at + 1 :]
