"""From what a person types to Whoosh's query tree; never raises, and says what it could not read.

query  = and { "OR" and }
and    = not { ["AND"] not }
not    = { "NOT" | "-" } part
part   = "(" query ")" | [field ":"] (phrase | word) | "atleast" number "(" words ")"
phrase = '"' words '"' ["~" (distance | "s")]
word   = letters, with "*" and "?" for any, or "~" [edits] at its end
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from whoosh import query

from index.analysis import words
from index.schema import day_number
from searcher.periods import Period, after, before, parse_period
from searcher.text import FIELDS, LONGEST_PHRASE, TextQueries, all_of, any_of, is_pattern
from searcher.tokens import Token, tokenize
from searcher.tree import AcrossFields, AtLeast, InLead, SameSentence
from searcher.versions import HasVersions

MOST_TOKENS = 400
MOST_PATTERNS = 16
"""Wildcards and fuzzy words that are looked up in the lexicon; each of them reads all of it at worst."""

DEEPEST = 40

Sources = Callable[..., Sequence[str]]
"""Gives the names of the index's sources, or, called with "via", of the agencies that they carry."""


class Parsed(NamedTuple):
    """A query tree, and notes for the person who typed the query."""

    tree: query.Query
    notes: tuple[str, ...]


class Context(NamedTuple):
    """What the fields of a query are looked up in."""

    sources: Sources
    text: TextQueries


def parse(text: str, sources: Sources = tuple, languages: Iterable[str] = (), *, any_word: bool = False) -> Parsed:
    """Parse a query; an empty one matches everything.

    `languages` are those of the index that have stemmers of their own. With `any_word`, one of the words is enough.
    """
    tokens = tokenize(text)
    if not tokens:
        return Parsed(query.Every(), ())
    parser = _Parser(tokens, Context(sources, TextQueries(languages=languages)), any_word=any_word)
    return Parsed(parser.whole(), tuple(dict.fromkeys(parser.notes)))


def _without_deep_parentheses(tokens: Iterable[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.kind == "open"
        if depth <= DEEPEST or token.kind not in ("open", "close"):
            yield token
        depth -= token.kind == "close" and depth > 0


class _Parser:
    """Recursive descent over the tokens, bounded in depth and length."""

    def __init__(self, tokens: list[Token], context: Context, *, any_word: bool) -> None:
        self.notes: list[str] = []
        self._context, self._text, self._any_word = context, context.text, any_word
        self._at = 0
        self._tokens = list(_without_deep_parentheses(tokens[:MOST_TOKENS]))
        if len(tokens) > MOST_TOKENS:
            self.notes.append(f"only the first {MOST_TOKENS} words of the query were read")
        if len(self._tokens) < min(len(tokens), MOST_TOKENS):
            self.notes.append(f"parentheses deeper than {DEEPEST} were left out")
        self._tokens = list(self._without_many_patterns())
        for token in tokens:
            if not token.closed:
                self._note(token, "a quotation mark is never closed: read to the end of the query")
            if token.kind in ("phrase", "sentence") and len(words(token.text)) > LONGEST_PHRASE:
                self._note(token, f"only the first {LONGEST_PHRASE} words of the phrase were read")
        for token in tokens[:-1]:
            if token.kind == "word" and token.text[-1] == ":" and token.text[:-1].lower() in _FIELDS:
                self._note(token, f"{token.text} takes a word or a phrase right behind it: searched as words")

    def _note(self, token: Token, text: str) -> None:
        self.notes.append(f"character {token.at + 1}: {text}")

    def _without_many_patterns(self) -> Iterator[Token]:
        patterns = 0
        for token in self._tokens:
            patterns += token.kind == "word" and is_pattern(token.text)
            if patterns > MOST_PATTERNS and is_pattern(token.text):
                self.notes.append(f"only the first {MOST_PATTERNS} words with *, ? or ~ were read")
            else:
                yield token

    def whole(self) -> query.Query:
        tree = self._or()
        while (token := self._next()) is not None:  # what `_or` stops at: a parenthesis that was never opened
            self._note(token, f"a {token.text} closes nothing and was left out")
            rest = self._or()
            tree = all_of(part for part in (tree, rest) if part is not query.NullQuery)
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
        return any_of(part for part in parts if part is not query.NullQuery)

    def _and(self) -> query.Query:
        parts: list[query.Query] = []
        stops: list[query.Query] = []
        while self._peek() not in ("or", "close", None):
            if self._peek() == "and":
                self._next()
            elif self._peek() == "word":
                row = self._text.row(self._plain_words(), apart=self._any_word)
                parts.extend(row.trees)
                stops.extend(row.stops)
            elif (part := self._not()) is not query.NullQuery:
                parts.append(part)
        if not any(map(_is_text, parts)):  # stop words count where there are no others
            parts = [*stops, *parts]
        parts = _counted(parts)
        if not self._any_word:
            return all_of(parts)
        alternatives = any_of(part for part in parts if _is_text(part))
        required = [part for part in parts if not _is_text(part)]
        return all_of([alternatives, *required] if alternatives is not query.NullQuery else required)

    def _plain_words(self) -> list[str]:
        start = self._at
        while self._peek() == "word":
            self._at += 1
        plain = [token.text for token in self._tokens[start : self._at]]
        if not self._any_word:
            return plain
        return [word for text in plain for word in ([text] if is_pattern(text) else words(text))]

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
        if token.kind == "atleast":
            return self._at_least(token)
        return _or_nothing(_words_of(token, self._text))

    def _at_least(self, token: Token) -> query.Query:
        row = self._text.row([word for word in token.text.split() if not is_pattern(word)])
        trees = [*row.trees, *row.stops]
        terms = [[leaf for leaf in tree.leaves() if isinstance(leaf, query.Term)] for tree in trees]
        if not all(terms):
            self._note(token, f"atleast{token.number}(…) takes single words")
        return all_of(AtLeast(leaves, token.number) for leaves in terms if leaves)

    def _group(self) -> query.Query:
        opened = self._tokens[self._at - 1]
        tree = self._or()
        if self._next() is None:
            self._note(opened, "a parenthesis is never closed: read to the end of the query")
        return tree

    def _fielded(self, field: Token) -> query.Query:
        if self._peek() not in ("word", "phrase"):
            return _or_nothing(self._text.phrase(field.text))
        value = self._next()
        assert value is not None
        build = _FIELDS.get(field.text.lower())
        if build is None:
            self._note(field, f"there is no field {field.text!r}: {_suggested(field.text)}; searched as words")
            return _or_nothing(self._text.phrase(f"{field.text} {value.text}"))
        try:
            return build(value, self._context)
        except ValueError as error:
            self._note(value, f"{error}; searched as words")
            return _or_nothing(self._text.phrase(value.text))


def _suggested(name: str) -> str:
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(name.lower(), _FIELDS, 1)
    return f"did you mean {close[0]}:" if close else f"fields are {', '.join(_FIELDS)}"


def _or_nothing(tree: query.Query | None) -> query.Query:
    return query.NullQuery if tree is None else tree


def _words_of(token: Token, text: TextQueries) -> query.Query | None:
    if token.kind == "word":
        return text.word(token.text)
    return (
        text.together(token.text, SameSentence) if token.kind == "sentence" else text.phrase(token.text, token.number)
    )


def _is_text(tree: query.Query) -> bool:
    """Tell whether a tree asks for words, not only for what releases are about or lack."""
    return not isinstance(tree, query.Not) and any(getattr(leaf, "fieldname", None) in FIELDS for leaf in tree.leaves())


def _counted(parts: Iterable[query.Query]) -> list[query.Query]:
    """Return the parts with each repeated word once, and its boost raised instead."""
    counts: dict[query.Query, float] = {}
    for part in parts:
        counts[part] = counts.get(part, 0) + 1
    return [
        AcrossFields(part.subqueries, part.boost * number) if number > 1 and type(part) is AcrossFields else part
        for part, number in counts.items()
    ]


def sources_called(text: str, names: Sequence[str]) -> list[str]:
    """Return the names that have all words of the text; a text that ends in `*` gives the start of a word."""
    wanted = words(text.replace("*", " "))
    if not wanted:
        return []
    if not text.endswith("*"):
        return [name for name in names if set(wanted) <= set(words(name))]
    return [name for name in names if all(any(w.startswith(start) for w in words(name)) for start in wanted)]


# Fields. Each builder takes the value's token, and raises ValueError with what it expected.


def _title(value: Token, context: Context) -> query.Query:
    return _or_nothing(_words_of(value, context.text.over({"title": 1.0})))


def _lead(value: Token, context: Context) -> query.Query:
    return _or_nothing(context.text.over({"body": 1.0}).together(value.text, InLead))


def _source(value: Token, context: Context) -> query.Query:
    names = sources_called(value.text, context.sources())
    if not names:
        raise ValueError(f"no source is called {value.text!r}")
    return any_of(query.Term("source", name, boost=0.0) for name in names)


def _via(value: Token, context: Context) -> query.Query:
    names = sources_called(value.text, context.sources("via"))
    if not names:
        raise ValueError(f"no agency is called {value.text!r}")
    return any_of(query.Term("via", name, boost=0.0) for name in names)


def _country_in(fieldname: str) -> Callable[[Token, Context], query.Query]:
    def build(value: Token, _: Context) -> query.Query:
        from index.metadata.territories import code_of  # not needed by most queries

        code = code_of(value.text)
        if code is None:
            raise ValueError(f"no country is called {value.text!r}")
        return query.Term(fieldname, code, boost=0.0)

    return build


def _language(value: Token, _: Context) -> query.Query:
    if len(value.text) != len("en"):
        raise ValueError(f"{value.text!r} is no ISO 639-1 code such as en, ko or es")
    return query.Term("language", value.text.lower(), boost=0.0)


def _date(value: Token, _: Context) -> query.Query:
    return _in_period(parse_period(value.text))


def _after(value: Token, _: Context) -> query.Query:
    return _in_period(after(parse_period(value.text)))


def _before(value: Token, _: Context) -> query.Query:
    return _in_period(before(parse_period(value.text)))


def _in_period(period: Period) -> query.Query:
    first, last = (None if day is None else day_number(day) for day in period)
    return query.NumericRange("date", first, last, boost=0.0)


def _is(value: Token, _: Context) -> query.Query:
    if value.text.lower() != "undated":
        raise ValueError(f"is:{value.text} is not known, only is:undated")
    return query.Not(query.Every("date"))


def _has(value: Token, _: Context) -> query.Query:
    if value.text.lower() != "duplicates":
        raise ValueError(f"has:{value.text} is not known, only has:duplicates")
    return HasVersions()


_FIELDS: dict[str, Callable[[Token, Context], query.Query]] = {
    "title": _title,
    "lead": _lead,
    "source": _source,
    "via": _via,
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
