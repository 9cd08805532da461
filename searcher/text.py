"""Query trees for words, phrases and patterns in the text of releases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from whoosh import query

from index.analysis import LONGEST_WORD, TERMS, is_cjk, words
from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard

FIELDS: Mapping[str, float] = {"title": 3.0, "body": 1.0}
"""The fields that plain words are looked for in, with their weight."""

_SYNONYMS = Path(__file__).with_name("synonyms.txt")
_FUZZY = re.compile(r"(.+)~(\d?)")
_LONG_ENOUGH_FOR_TWO_EDITS = 6


def any_of(trees: Iterable[query.Query]) -> query.Query:
    """Return the tree that matches where one of the trees does."""
    parts = list(trees)
    return parts[0] if len(parts) == 1 else query.Or(parts) if parts else query.NullQuery


def all_of(trees: Iterable[query.Query]) -> query.Query:
    """Return the tree that matches where all of the trees do."""
    parts = list(trees)
    return parts[0] if len(parts) == 1 else query.And(parts) if parts else query.NullQuery


def phrase(text: str, slop: int = 1, fields: Mapping[str, float] = FIELDS) -> query.Query | None:
    """Return the tree for words that stand together, or at most `slop` apart; None for a text without words."""
    found = words(text)
    if not found:
        return None
    if slop == 1:
        return any_of(_sequence(variant, 1, fields) for variant in _variants().get(tuple(found), (tuple(found),)))
    return _sequence(found, slop, fields)


def word(text: str, fields: Mapping[str, float] = FIELDS) -> query.Query | None:
    """Return the tree for a word, which may hold `*` and `?` or end in `~`; None for a text without letters."""
    if fuzzy := _FUZZY.fullmatch(text):
        return _fuzzy(fuzzy[1], fuzzy[2], fields)
    return _pattern(text, fields) if is_pattern(text) else phrase(text, fields=fields)


def is_pattern(text: str) -> bool:
    """Tell whether a word stands for several; question marks at its end are punctuation."""
    return "*" in text or "?" in text.rstrip("?") or _FUZZY.fullmatch(text) is not None


def adjacent(texts: Sequence[str]) -> list[query.Query]:
    """Return the trees for plain words in a row, where synonyms may span several of them."""
    found = [[text] if is_pattern(text) else words(text) for text in texts]
    trees: list[query.Query] = []
    at = 0
    while at < len(found):
        for stop in range(min(len(found), at + _longest_name()), at, -1):
            name = tuple(part for parts in found[at:stop] for part in parts)
            if name in _variants():
                trees.append(any_of(_sequence(variant, 1, FIELDS) for variant in _variants()[name]))
                at = stop
                break
        else:
            if tree := word(texts[at]):
                trees.append(tree)
            at += 1
    return trees


def _sequence(found: Sequence[str], slop: int, fields: Mapping[str, float]) -> query.Query:
    if len(found) > 1:
        terms = [TERMS[part] for part in found]
        return any_of(query.Phrase(name, list(terms), slop=slop, boost=boost) for name, boost in fields.items())
    if len(found[0]) == 1 and is_cjk(found[0]):  # it begins a pair, or stands alone
        return any_of(query.Prefix(name, found[0], boost=boost) for name, boost in fields.items())
    return any_of(query.Term(name, TERMS[found[0]], boost=boost) for name, boost in fields.items())


def _fuzzy(text: str, edits: str, fields: Mapping[str, float]) -> query.Query | None:
    found = words(text)
    if len(found) != 1 or len(found[0]) > LONGEST_WORD:
        return phrase(text, fields=fields)
    most = min(int(edits), 2) if edits else 1 + (len(found[0]) >= _LONG_ENOUGH_FOR_TWO_EDITS)
    return any_of(
        WordFuzzy(name, found[0], boost=boost, maxdist=most, prefixlength=1) for name, boost in fields.items()
    )


def _pattern(text: str, fields: Mapping[str, float]) -> query.Query | None:
    parts = [""]  # `co-operat*` and runs of CJK are several words of the index
    for piece in re.split(r"([*?])", text):
        first, *others = [piece] if piece in ("*", "?") else words(piece) or [""]
        parts[-1] += first
        parts += others
    trees = [tree for part in parts if (tree := _pattern_word(part, fields))]
    return all_of(trees) if trees else None


def _pattern_word(text: str, fields: Mapping[str, float]) -> query.Query | None:
    if not text.strip("*?"):
        return query.Every() if "*" in text else None
    if not is_pattern(text):
        return phrase(text, fields=fields)
    if text.endswith("*") and not set(text[:-1]) & {"*", "?"}:
        return any_of(WordPrefix(name, text[:-1], boost=boost) for name, boost in fields.items())
    return any_of(WordWildcard(name, text, boost=boost) for name, boost in fields.items())


@cache
def _variants() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for line in _SYNONYMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group = tuple(dict.fromkeys(tuple(words(name)) for name in line.split("|")))
            table.update(dict.fromkeys(group, group))
    return table


@cache
def _longest_name() -> int:
    return max(map(len, _variants()))
