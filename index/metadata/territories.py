"""Names of countries, light enough for a one-shot query: one small table, read when first asked for."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

# One line a country: code, shown name, then its folded names in many languages (written by tools/gazetteer.py).
TABLE = Path(__file__).with_name("territories.tsv")

_UNDECOMPOSED = str.maketrans({"đ": "d", "Đ": "d", "ł": "l", "ø": "o", "ı": "i", "&": "and"})


_JOINTS = re.compile(r"[.']")
_BREAKS = re.compile(r"[^a-z0-9]+")


@lru_cache(4_096)  # sources, letterheads and folders of a pile are few
def fold(name: str) -> str:
    """Return a name without case, accents, periods and other punctuation, its words joined by single spaces."""
    if name.isascii():
        return " ".join(_BREAKS.sub(" ", _JOINTS.sub("", name.casefold()).replace("&", "and")).split())
    decomposed = unicodedata.normalize("NFKD", name.translate(_UNDECOMPOSED))
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))
    solid = bare.casefold().replace(".", "").replace("'", "").replace("’", "")
    return " ".join("".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in solid).split())


def name_of(code: str) -> str:
    """Return the English short name (CLDR) of an ISO 3166-1 alpha-2 code, or the code itself if it is unknown."""
    return _names().get(code, code)


def code_of(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's name in any of many languages, of an alias, or of a code.

    Case, accents and punctuation don't matter; None where the name is unknown.
    """
    if len(name) == 2 and name.upper() in _names():
        return name.upper()
    return _codes().get(fold(name))


@cache
def _rows() -> list[list[str]]:
    return [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]


@cache
def _names() -> dict[str, str]:
    return {row[0]: row[1] for row in _rows()}


@cache
def _codes() -> dict[str, str]:
    return {name: row[0] for row in _rows() for name in row[2:]}
