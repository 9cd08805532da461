"""A query string, cut into tokens: parentheses, operators, fields, phrases and words."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_QUOTES = '"“”„«»‟″「」『』'
_OPERATORS = {"OR": "or", "AND": "and", "NOT": "not", "||": "or", "&&": "and"}
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
"""Full-width signs and letters, the ideographic space and the minus, each to the one on keyboards."""

_TOKEN = re.compile(
    rf"""\s+
    | (?P<atleast>[Aa][Tt][Ll][Ee][Aa][Ss][Tt](?P<times>\d{{1,2}})\((?P<counted>[^()]*)(?:\)|$))
    | (?P<open>\() | (?P<close>\))
    | (?P<field>[A-Za-z]+):(?=[^\s()/])
    | (?P<phrase>(?:[{_QUOTES}](?P<double>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]|$)
        | (?<!\w)['‘‚‹](?P<single>(?:[^'’‘›{_QUOTES}]|['’](?=\w)){{1,300}})['’‘›](?!\w))
        (?:~(?P<slop>s\b|\d{{1,3}}))?)
    | (?P<minus>-(?=[^\s)]))
    | (?P<word>[^\s(){_QUOTES}]+)""",
    re.VERBOSE,
)


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
            tokens.append(Token(_OPERATORS.get(match["word"], "word"), match["word"], at))
        elif match.lastgroup:
            tokens.append(Token(match.lastgroup, match[match.lastgroup], at))
    return tokens
