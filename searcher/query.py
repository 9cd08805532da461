"""From what a person types to Whoosh's query tree; never raises, and says what it could not read.

query  = and { "OR" and }
and    = not { ["AND"] not }
not    = { "NOT" | "-" } part
part   = "(" query ")" | [field ":"] (phrase | word)
phrase = '"' words '"' ["~" distance]
word   = letters, with "*" and "?" for any, or "~" [edits] at its end
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from whoosh import query

from index.analysis import words
from index.schema import day_number
from searcher import text as texts
from searcher.periods import Period, after, before, parse_period
from searcher.versions import HasVersions

MOST_TOKENS = 400
MOST_PATTERNS = 16
"""Wildcards and fuzzy words that are looked up in the lexicon; each of them reads all of it at worst."""

DEEPEST = 40

Sources = Callable[[], Sequence[str]]
"""Gives the source names of the index."""

_QUOTES = '"“”„«»‟＂'
_OPERATORS = {"OR": "or", "AND": "and", "NOT": "not", "||": "or", "&&": "and"}
_TOKEN = re.compile(
    rf"""\s+
    | (?P<open>[(（]) | (?P<close>[)）])
    | (?P<field>[A-Za-z]+)[:：](?=[^\s()/])
    | (?P<phrase>[{_QUOTES}](?P<inner>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]|$)(?:~(?P<slop>\d{{1,3}}))?)
    | (?P<minus>[-−](?=[^\s)]))
    | (?P<word>[^\s()（）{_QUOTES}]+)""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of a query: `kind` is open, close, field, minus, or, and, not, phrase or word."""

    kind: str
    text: str
    slop: int = 1
    closed: bool = True


class Parsed(NamedTuple):
    """A query tree, and notes for the person who typed the query."""

    tree: query.Query
    notes: tuple[str, ...]


def parse(text: str, sources: Sources = tuple) -> Parsed:
    """Parse a query; an empty one matches everything."""
    text = unicodedata.normalize("NFC", text)
    tokens = tokenize(text)
    if not tokens:
        return Parsed(query.Every(), ())
    parser = _Parser(tokens, sources)
    return Parsed(parser.whole(), tuple(dict.fromkeys(parser.notes)))


def tokenize(text: str) -> list[Token]:
    """Split a query into tokens."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if match["phrase"]:
            tokens.append(Token("phrase", match["inner"], int(match["slop"] or 1), bool(match["closed"])))
        elif match["word"]:
            tokens.append(Token(_OPERATORS.get(match["word"], "word"), match["word"]))
        elif kind:
            tokens.append(Token(kind, match[kind]))
    return tokens


def _without_deep_parentheses(tokens: Iterable[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.kind == "open"
        if depth <= DEEPEST or token.kind not in ("open", "close"):
            yield token
        depth -= token.kind == "close" and depth > 0


class _Parser:
    """Recursive descent over the tokens, bounded in depth and length."""

    def __init__(self, tokens: list[Token], sources: Sources) -> None:
        self.notes: list[str] = []
        self._sources = sources
        self._at = 0
        self._tokens = list(_without_deep_parentheses(tokens[:MOST_TOKENS]))
        if len(tokens) > MOST_TOKENS:
            self.notes.append(f"only the first {MOST_TOKENS} words of the query were read")
        if len(self._tokens) < min(len(tokens), MOST_TOKENS):
            self.notes.append(f"parentheses deeper than {DEEPEST} were left out")
        self._tokens = list(self._without_many_patterns())
        if not all(token.closed for token in tokens):
            self.notes.append("a quotation mark is never closed: read to the end of the query")
        self.notes.extend(
            f"{token.text} takes a word or a phrase right behind it: searched as words"
            for token in tokens[:-1]
            if token.kind == "word" and token.text[-1] in ":：" and token.text[:-1].lower() in _FIELDS
        )

    def _without_many_patterns(self) -> Iterator[Token]:
        patterns = 0
        for token in self._tokens:
            patterns += token.kind == "word" and texts.is_pattern(token.text)
            if patterns > MOST_PATTERNS and texts.is_pattern(token.text):
                self.notes.append(f"only the first {MOST_PATTERNS} words with *, ? or ~ were read")
            else:
                yield token

    def whole(self) -> query.Query:
        tree = self._or()
        while (token := self._next()) is not None:  # what `_or` stops at: a parenthesis that was never opened
            self.notes.append(f"a {token.text} closes nothing and was left out")
            rest = self._or()
            tree = texts.all_of(part for part in (tree, rest) if part is not query.NullQuery)
        return tree

    def _peek(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _next(self) -> Token | None:
        if self._at == len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _or(self) -> query.Query:
        parts = [self._and()]
        while self._peek() == "or":
            self._next()
            parts.append(self._and())
        return texts.any_of(part for part in parts if part is not query.NullQuery)

    def _and(self) -> query.Query:
        parts: list[query.Query] = []
        while self._peek() not in ("or", "close", None):
            if self._peek() == "and":
                self._next()
            elif self._peek() == "word":
                parts.extend(texts.adjacent(self._plain_words()))
            elif (part := self._not()) is not query.NullQuery:
                parts.append(part)
        return texts.all_of(parts)

    def _plain_words(self) -> list[str]:
        start = self._at
        while self._peek() == "word":
            self._at += 1
        return [token.text for token in self._tokens[start : self._at]]

    def _not(self) -> query.Query:
        negative = False
        while self._peek() in ("not", "minus"):
            self._next()
            negative = not negative
        part = self._part()
        return query.Not(part) if negative and part is not query.NullQuery else part

    def _part(self) -> query.Query:
        if self._peek() in ("or", "and", "close", None):
            return query.NullQuery
        token = self._next()
        assert token is not None
        if token.kind == "open":
            return self._group()
        if token.kind == "field":
            return self._fielded(token)
        return _or_nothing(_text(token))

    def _group(self) -> query.Query:
        tree = self._or()
        if self._next() is None:
            self.notes.append("a parenthesis is never closed: read to the end of the query")
        return tree

    def _fielded(self, field: Token) -> query.Query:
        if self._peek() not in ("word", "phrase"):
            return _or_nothing(texts.phrase(field.text))
        value = self._next()
        assert value is not None
        try:
            build = _FIELDS[field.text.lower()]
        except KeyError:
            self.notes.append(f"there is no field {field.text!r}: searched as words; fields are {', '.join(_FIELDS)}")
            return _or_nothing(texts.phrase(f"{field.text} {value.text}"))
        try:
            return build(value, self._sources)
        except ValueError as error:
            self.notes.append(f"{error}; searched as words")
            return _or_nothing(texts.phrase(value.text))


def _or_nothing(tree: query.Query | None) -> query.Query:
    return query.NullQuery if tree is None else tree


def _text(token: Token) -> query.Query | None:
    return texts.word(token.text) if token.kind == "word" else texts.phrase(token.text, token.slop)


def sources_called(text: str, names: Sequence[str]) -> list[str]:
    """Return the names that have all words of the text; a text that ends in `*` gives the start of a word."""
    wanted = words(text.replace("*", " "))
    if not wanted:
        return []
    if not text.endswith("*"):
        return [name for name in names if set(wanted) <= set(words(name))]
    return [name for name in names if all(any(w.startswith(start) for w in words(name)) for start in wanted)]


# Fields. Each builder takes the value's token, and raises ValueError with what it expected.


def _title(value: Token, _: Sources) -> query.Query:
    fields = {"title": 1.0}
    if value.kind == "word":
        return _or_nothing(texts.word(value.text, fields))
    return _or_nothing(texts.phrase(value.text, value.slop, fields))


def _source(value: Token, sources: Sources) -> query.Query:
    names = sources_called(value.text, sources())
    if not names:
        raise ValueError(f"no source is called {value.text!r}")
    return texts.any_of(query.Term("source", name, boost=0.0) for name in names)


def _country_in(fieldname: str) -> Callable[[Token, Sources], query.Query]:
    def build(value: Token, _: Sources) -> query.Query:
        from index.metadata.territories import code_of  # not needed by most queries

        code = code_of(value.text)
        if code is None:
            raise ValueError(f"no country is called {value.text!r}")
        return query.Term(fieldname, code, boost=0.0)

    return build


def _language(value: Token, _: Sources) -> query.Query:
    if len(value.text) != len("en"):
        raise ValueError(f"{value.text!r} is no ISO 639-1 code such as en, ko or es")
    return query.Term("language", value.text.lower(), boost=0.0)


def _date(value: Token, _: Sources) -> query.Query:
    return _in_period(parse_period(value.text))


def _after(value: Token, _: Sources) -> query.Query:
    return _in_period(after(parse_period(value.text)))


def _before(value: Token, _: Sources) -> query.Query:
    return _in_period(before(parse_period(value.text)))


def _in_period(period: Period) -> query.Query:
    first, last = (None if day is None else day_number(day) for day in period)
    return query.NumericRange("date", first, last, boost=0.0)


def _is(value: Token, _: Sources) -> query.Query:
    if value.text.lower() != "undated":
        raise ValueError(f"is:{value.text} is not known, only is:undated")
    return query.Not(query.Every("date"))


def _has(value: Token, _: Sources) -> query.Query:
    if value.text.lower() != "duplicates":
        raise ValueError(f"has:{value.text} is not known, only has:duplicates")
    return HasVersions()


_FIELDS: dict[str, Callable[[Token, Sources], query.Query]] = {
    "title": _title,
    "source": _source,
    "country": _country_in("country"),
    "mentions": _country_in("mentions"),
    "from": _country_in("issuer"),
    "place": _country_in("place"),
    "language": _language,
    "date": _date,
    "after": _after,
    "before": _before,
    "is": _is,
    "has": _has,
}
