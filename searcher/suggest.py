"""What to ask instead of what found next to nothing: other words, or fewer conditions."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from whoosh.support.levenshtein import levenshtein

from index.analysis import forms, is_cjk, spans, words
from searcher.request import FACETS, SearchRequest
from searcher.tokens import OPERATORS, QUOTES, is_pattern
from searcher.vocabulary import FEW, Vocabulary

TEXT_FIELDS = {"": "body", "title": "title", "lead": "body"}
"""The field of the index whose words stand behind a field of the query language."""

_EDIT_COST = math.log(1000)
_SHORTEST = 3
_MOST_EDITS = 2
_LONG_ENOUGH_FOR_TWO_EDITS = 6
_CHOICES = 3
_MOST_CONDITIONS = 8
_TOKEN = re.compile(
    rf"(?P<excluded>[-−]|NOT\s+)?(?:(?P<field>[A-Za-z]+)[:：])?"
    rf"(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)(?:[{QUOTES}](?:~\w*)?)?|(?P<bare>[^\s()（）{QUOTES}]+))"
)


def corrections(text: str, vocabulary: Vocabulary, languages: Sequence[str]) -> Iterator[str]:
    """Yield a query with its doubtful words replaced, likeliest first; whether they find anything is not looked at.

    Operators, quotes, fields, patterns and what is excluded stay as they are. A word is replaced where another one
    explains it better, by the noisy channel (Kernighan, Church and Gale 1990): the logarithm of how often a word is
    used, less a thousandfold unlikelihood for each wrong, missing or needless letter, and for letters out of order.
    """
    text = unicodedata.normalize("NFC", text)
    found = [place for place in _places(text, _Doubts(vocabulary, languages)) if place[2]]
    for choice in range(max((len(better) for _, _, better in found), default=0)):
        corrected, at = "", 0
        for start, end, better in found:
            corrected += text[at:start] + better[min(choice, len(better) - 1)]
            at = end
        yield corrected + text[at:]


def relaxed(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    """Yield the request without each of its conditions in turn, and what was left out; never one without any."""
    text = unicodedata.normalize("NFC", request.query)
    tokens = [token for token in _TOKEN.finditer(text) if token[0] not in OPERATORS][:_MOST_CONDITIONS]
    without = [(token[0], request._replace(query=text[: token.start()] + text[token.end() :])) for token in tokens]
    chosen = {facet: [f.value or "unknown" for f in request.filters if f.facet == facet] for facet in FACETS}
    without += [
        (f"{facet} {' or '.join(values)}", request.clearing(facet)) for facet, values in chosen.items() if values
    ]
    if request.since or request.until:
        without.append(
            (f"dates {request.since or ''}..{request.until or ''}", request._replace(since=None, until=None))
        )
    for what, wider in without:
        if wider.query.strip() or wider.filters or wider.since or wider.until:
            yield what, wider._replace(offset=0, limit=0)


class _Doubts(NamedTuple):
    """Doubts a word by the words of an index, in texts or in the names of sources, and their stems in its languages."""

    vocabulary: Vocabulary
    languages: Sequence[str]

    def instead_of(self, word: str, field: str) -> list[str]:
        """Return which words are likelier meant than the one written."""
        near = self._of_sources(word) if field == "source" else self._of_text(word, TEXT_FIELDS.get(field))
        most = 1 + (len(word) >= _LONG_ENOUGH_FOR_TWO_EDITS)
        cost = {
            other: _EDIT_COST * edits - math.log(used)
            for other, (used, distance) in near.items()
            if (edits := distance - (distance == _MOST_EDITS and sorted(word) == sorted(other))) <= most
        }
        likelier = takewhile(lambda other: other != word, sorted(cost, key=lambda other: (cost[other], other)))
        return [other for other in likelier if self._terms(other).isdisjoint(self._terms(word))][:_CHOICES]

    def _terms(self, word: str) -> set[str]:
        return {term for (term,) in forms([word], self.languages)}

    def _of_text(self, word: str, field: str | None) -> dict[str, tuple[int, int]]:
        """Return the words of a field near one: how often they are used, how many edits away; none if it is known."""
        if field is None or sum(self.vocabulary.having(field, list(self._terms(word)))) > FEW:
            return {}
        return self.vocabulary.near(field, word, _MOST_EDITS)

    def _of_sources(self, word: str) -> dict[str, tuple[int, int]]:
        """Return the same of the words in the names of sources."""
        names = (other for name in self.vocabulary.values("source") for other in words(name))
        used = Counter(other for other in names if abs(len(other) - len(word)) <= _MOST_EDITS)
        return {other: (count, levenshtein(word, other)) for other, count in used.items()}


def _places(text: str, doubts: _Doubts) -> Iterator[tuple[int, int, list[str]]]:
    """Yield where each word begins and ends, and what may be meant instead."""
    for token in _TOKEN.finditer(text):
        group = "bare" if token["quoted"] is None else "quoted"
        value, field = token[group], (token["field"] or "").lower()
        if token["excluded"] or (group == "bare" and (value in OPERATORS or is_pattern(value))):
            continue
        for _, word, start, end in spans(value):
            if len(word) >= _SHORTEST and word.isalpha() and not is_cjk(word):
                yield token.start(group) + start, token.start(group) + end, doubts.instead_of(word, field)
