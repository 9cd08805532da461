"""From what a person types to Whoosh's query tree; never raises, and says what it could not read.

query  = and { "OR" and }
and    = not { ["AND"] not }
not    = { "NOT" | "-" } part
part   = "(" query ")" | [field ":"] (phrase | word) | "atleast" number "(" words ")"
phrase = '"' words '"' ["~" (distance | "s")]
word   = letters, with "*" and "?" for any, or "~" [edits] at its end
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whoosh import query

from index.analysis import words
from searcher.fields import FIELDS, Context, Values, field_called
from searcher.text import WEIGHTS, TextQueries, all_of, any_of
from searcher.tokens import Token, is_pattern, tokenize, within_limits
from searcher.tree import AcrossFields, AtLeast

_NO_RELEASE = query.Not(query.Every())


class Parsed(NamedTuple):
    """A query tree, and notes for the person who typed the query."""

    tree: query.Query
    notes: tuple[str, ...]


def parse(text: str, values: Values = lambda _: (), languages: Iterable[str] = (), *, any_word: bool = False) -> Parsed:
    """Parse a query; an empty one matches everything.

    `values` gives those of a field of the index, `languages` are those of it that have stemmers of their own.
    With `any_word`, one of the words is enough.
    """
    tokens, notes = within_limits(tokenize(text), FIELDS)
    if not tokens:
        return Parsed(query.Every(), ())
    parser = _Parser(tokens, notes, Context(values, TextQueries(languages=languages)), any_word=any_word)
    return Parsed(parser.whole(), tuple(dict.fromkeys(parser.notes)))


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[Token], notes: list[str], context: Context, *, any_word: bool) -> None:
        self.notes = notes
        self._tokens, self._context, self._text, self._any_word = tokens, context, context.text, any_word
        self._at, self._is_negated = 0, False

    def _note(self, token: Token, text: str) -> None:
        self.notes.append(token.note(text))

    def _peek(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def whole(self) -> query.Query:
        parts = [self._or()]
        while self._peek():  # what `_or` stops at: a parenthesis that was never opened
            token = self._next()
            self._note(token, f"a {token.text} closes nothing and was left out")
            parts.append(self._or())
        return all_of(parts)

    def _or(self) -> query.Query:
        parts = [self._and()]
        while self._peek() == "or":
            token = self._next()
            parts.append(self._and())
            if query.NullQuery in parts[-2:]:
                self._note(token, f"{token.text} needs words on both sides and was left out")
        return any_of(parts)

    def _and(self) -> query.Query:
        parts: list[query.Query] = []
        stops: list[query.Query] = []
        while (kind := self._peek()) not in ("or", "close", None):
            if kind == "and":
                self._next()
            elif kind == "word":
                row = self._text.row(self._plain_words(), apart=self._any_word)
                parts += row.trees
                stops += row.stops
            else:
                parts.append(self._not())
        if not any(map(_is_text, parts)):  # stop words count where there are no others
            parts = [*stops, *parts]
        parts = _counted(parts)
        if self._any_word:
            parts = [any_of(filter(_is_text, parts)), *(part for part in parts if not _is_text(part))]
        return all_of(parts)

    def _plain_words(self) -> list[str]:
        plain: list[str] = []
        while self._peek() == "word":
            text = self._next().text
            plain += words(text) if self._any_word and not is_pattern(text) else [text]
        return plain

    def _not(self) -> query.Query:
        signs: list[Token] = []
        while self._peek() in ("not", "minus"):
            signs.append(self._next())
        if self._peek() in ("or", "and", "close", None):
            self._note(signs[-1], f"{signs[-1].text} needs a word behind it and was left out")
            return query.NullQuery
        is_negated = len(signs) % 2 == 1
        self._is_negated ^= is_negated  # in a group, too
        part = self._part()
        self._is_negated ^= is_negated
        return query.Not(part) if is_negated and part is not query.NullQuery else part

    def _part(self) -> query.Query:
        token = self._next()
        if token.kind == "open":
            return self._group(token)
        if token.kind == "field":
            return self._fielded(token)
        return self._at_least(token) if token.kind == "atleast" else self._text.said(token)

    def _group(self, opened: Token) -> query.Query:
        tree = self._or()
        if self._peek():
            self._next()
        else:
            self._note(opened, "a parenthesis is never closed: read to the end of the query")
        return tree

    def _at_least(self, token: Token) -> query.Query:
        row = self._text.row([word for word in token.text.split() if not is_pattern(word)])
        terms = [[leaf for leaf in tree.leaves() if type(leaf) is query.Term] for tree in (*row.trees, *row.stops)]
        if not all(terms):
            self._note(token, f"atleast{token.number}(…) takes single words")
        return all_of(AtLeast(leaves, token.number) for leaves in terms if leaves)

    def _fielded(self, field: Token) -> query.Query:
        if self._peek() not in ("word", "phrase", "sentence"):
            return self._text.phrase(field.text)
        value = self._next()
        try:
            build = field_called(field.text)
        except ValueError as error:
            self._note(field, f"{error}; searched as words")
            return self._text.phrase(f"{field.text} {value.text}")
        try:
            return build(value, self._context)
        except ValueError as error:
            self._note(value, f"{error}; {'left out' if self._is_negated else 'searched as words'}")
            return _NO_RELEASE if self._is_negated else self._text.phrase(value.text)


def _is_text(tree: query.Query) -> bool:
    """Tell whether a tree asks for words, not only for what releases are about or lack."""
    return not isinstance(tree, query.Not) and any(
        getattr(leaf, "fieldname", None) in WEIGHTS for leaf in tree.leaves()
    )


def _counted(parts: Iterable[query.Query]) -> list[query.Query]:
    """Return the parts with each repeated word once, and its boost raised instead."""
    counts: dict[query.Query, float] = {}
    for part in parts:
        counts[part] = counts.get(part, 0) + 1
    return [
        AcrossFields(part.subqueries, part.boost * number) if number > 1 and type(part) is AcrossFields else part
        for part, number in counts.items()
    ]
