"""A query string, cut into tokens: parentheses, operators, fields, phrases and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import NamedTuple

from index.analysis import words

MOST_TOKENS = 400
MOST_PATTERNS = 16
"""Wildcards and fuzzy words that are looked up in the lexicon."""

_LEADING = 8
"""For how many of them one counts that begins with a wildcard: it reads all of the lexicon."""

DEEPEST = 40
LONGEST_PHRASE = 64
"""Words of a phrase that are looked for."""

QUOTES = '"＂“”„«»‟″「」『』'
OPERATORS = {"OR": "or", "AND": "and", "NOT": "not", "||": "or", "&&": "and"}
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
"""Full-width signs and letters, the ideographic space and the minus, each to the one on keyboards."""

_TOKEN = re.compile(
    rf"""\s+
    | (?P<atleast>[Aa][Tt][Ll][Ee][Aa][Ss][Tt](?P<times>\d{{1,2}})\((?P<counted>[^()]*)(?:\)|$))
    | (?P<open>\() | (?P<close>\))
    | (?P<field>[A-Za-z]+):(?=[^\s()/])
    | (?P<phrase>(?:[{QUOTES}](?P<double>[^{QUOTES}]*)(?P<closed>[{QUOTES}]|$)
        | (?<!\w)['‘‚‹](?P<single>(?:[^'’‘›{QUOTES}]|['’](?=\w)){{1,300}})['’‘›](?!\w))
        (?:~(?P<slop>s\b|\d{{1,3}}))?)
    | (?P<minus>-(?=[^\s)]))
    | (?P<word>[^\s(){QUOTES}]+)""",
    re.VERBOSE,
)
FUZZY = re.compile(r"\A(.+)~(\d?)\Z")


class Token(NamedTuple):
    """A piece of a query, and the place where it begins: 0 for the first character.

    `kind` is open, close, field, minus, or, and, not, phrase, sentence (words of one), atleast or word; `number` the
    distance of a phrase or how often a word must occur.
    """

    kind: str
    text: str
    at: int
    number: int = 1
    closed: bool = True

    def note(self, text: str) -> str:
        """Return a note that names the place."""
        return f"character {self.at + 1}: {text}"


def tokenize(text: str) -> list[Token]:
    """Split a query into tokens."""
    text = unicodedata.normalize("NFC", text).translate(_WIDE)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        at = match.start()
        if match["phrase"]:
            inner, slop = match["single"] or match["double"], match["slop"] or "1"
            kind, number = ("sentence", 1) if slop == "s" else ("phrase", int(slop))
            tokens.append(Token(kind, inner, at, number, match["closed"] != ""))
        elif match["atleast"]:
            tokens.append(Token("atleast", match["counted"], at, int(match["times"])))
        elif match["word"]:
            tokens.append(Token(OPERATORS.get(match["word"], "word"), match["word"], at))
        elif match.lastgroup:
            tokens.append(Token(match.lastgroup, match[match.lastgroup], at))
    return tokens


def is_pattern(text: str) -> bool:
    """Tell whether a word stands for several; question marks at its end, or around it, are punctuation."""
    inner = text.strip("?") if text.endswith("?") else text
    return "*" in text or "?" in inner or FUZZY.fullmatch(text) is not None


def within_limits(tokens: list[Token], fields: Container[str]) -> tuple[list[Token], list[str]]:
    """Return the tokens that are read, and notes on what is not, or not as it may be meant."""
    kept: list[Token] = []
    notes: list[str] = []
    depth = patterns = 0
    if len(tokens) > MOST_TOKENS:
        notes.append(f"only the first {MOST_TOKENS} words of the query were read")
    for token in tokens[:MOST_TOKENS]:
        depth += token.kind == "open"
        if token.kind == "word" and is_pattern(token.text):
            patterns += _LEADING if token.text[0] in "*?" else 1
        if depth > DEEPEST and token.kind in ("open", "close"):
            notes.append(f"parentheses deeper than {DEEPEST} were left out")
        elif patterns > MOST_PATTERNS and token.kind == "word" and is_pattern(token.text):
            notes.append(
                f"only {MOST_PATTERNS} words with *, ? or ~ are read, or {MOST_PATTERNS // _LEADING} that begin so"
            )
        else:
            kept.append(token)
        depth -= token.kind == "close" and depth > 0
        if not token.closed:
            notes.append(token.note("a quotation mark is never closed: read to the end of the query"))
        if token.kind in ("phrase", "sentence") and len(words(token.text)) > LONGEST_PHRASE:
            notes.append(token.note(f"only the first {LONGEST_PHRASE} words of the phrase were read"))
        if token.kind == "word" and token.text[-1] == ":" and token.text[:-1].lower() in fields and token != tokens[-1]:
            notes.append(token.note(f"{token.text} takes a word or a phrase right behind it: searched as words"))
    return kept, notes
