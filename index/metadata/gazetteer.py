"""Names of countries, and of places and bodies in them, found in a text as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import ahocorasick

# One line a name: surface form, code ("-" for none), kind, languages it belongs to (written by tools/gazetteer.py).
GAZETTEER = Path(__file__).with_name("gazetteer.tsv")
TOWNS = Path(__file__).with_name("towns.tsv")

# Names that are a country's own; the rest are places in it, or bodies, companies and money of it.
OWN_KINDS = frozenset({"name", "demonym"})
INDIRECT_KINDS = frozenset({"institution", "company", "listing", "seat", "money", "currency", "group"})
# What names no country, and only hints at one: "yen", "Swiss francs", a market's seat, a group of countries.
FAINT_KINDS = frozenset({"seat", "money", "currency", "group"})

# Scripts from here on are written without spaces, or, like Korean, with endings joined to the name.
UNSPACED = "\u2e80"

# "BEIJING, April 4 (Reuters) -", "Lima (VNA) –", "LIMA —", "Lima :": a place at a line's beginning, closed by a mark.
DATELINE_LINES = 8
DATELINE_CHARACTERS = 1_200
_CLOSING = re.compile(  # begins with a set, which is searched for faster than a choice
    r"[—–―\s:-](?:(?<=[—–―])|(?<=\s)(?::|-{1,2}(?=\s))|(?<=:)(?=\s)|(?<=-)-?(?=\s|(?<![a-z]-)[A-Z][a-z]|$))"
)
_BRACKETS = re.compile(r"\s?(?:\([^()]{0,60}\)|/[^/]{0,60}/)\s?$")
_DAY = re.compile(r"[,\s]{1,3}(?:[^\W\d_]{3,9}\.?\s{1,3})?\d.*")
_WORD = r"[^\W\d_a-z][^\W\d_]*\.?"
_PLACE = re.compile(rf"{_WORD}(?:[\s/'’-]{{1,2}}(?:(?:de|del|da|of|the|la|el)\s)?{_WORD}){{0,5}}")


# Surface form, code, kind, languages.
_Entry = tuple[str, str, str, str]
_start = attrgetter("start")


class Mention(NamedTuple):
    """A country named at a place of a text: by name, demonym, capital, city, region, institution, company or money."""

    start: int
    surface: str
    code: str
    kind: str
    languages: str = ""


def find_names(text: str) -> list[Mention]:
    """Return what the gazetteer names in a text of single lines, in order; longer names win over those inside them."""
    found = []
    for last, (surface, code, kind, languages) in _matches(text):
        start = last - len(surface) + 1
        if code != "-" and _stands_alone(text, start, last + 1):
            found.append(Mention(start, surface, code, kind, languages))
    states = [Mention(match.start(), match[0], _states()[match[1]], "state") for match in _after_comma().finditer(text)]
    return sorted(found + states, key=_start) if states else found


def _matches(text: str) -> Iterator[tuple[int, _Entry]]:
    ascii_first, others = _automata()
    yield from ascii_first.iter_long(text)
    if not text.isascii() and (first := _other_initials().search(text)):
        yield from others.iter_long(text, first.start())


def find_place(text: str) -> tuple[str | None, int]:
    """Return the country of the dateline with which a text begins, and where the dateline ends; (None, 0) without one.

    A town that only datelines name (towns.tsv) counts; a state or province after a comma decides.
    """
    start = 0
    for line in text[:DATELINE_CHARACTERS].split("\n")[:DATELINE_LINES]:
        if (closing := _CLOSING.search(line, 2, 100)) and (code := _place(line[: closing.start()])):
            return code, start + closing.end()
        start += len(line) + 1
    return None, 0


def _place(words: str) -> str | None:
    city, comma, state = _DAY.sub("", _BRACKETS.sub("", words)).strip(' \t"“(*').partition(",")
    if not _PLACE.fullmatch(city.strip()):
        return None
    state = state.strip(" ,")
    if comma and (code := _states().get(state.removesuffix(".")) or _states().get(state.removesuffix(".").title())):
        return code
    if comma and (known := _entry(state)):
        return known[1]
    known = _entry(city.strip().replace("-", " ")) or _entry(city.strip())
    return known[1] if known and known[2] not in INDIRECT_KINDS else _towns().get(city.strip().upper())


def _entry(surface: str) -> _Entry | None:
    """Return what the gazetteer has of a name that is one country's in every language."""
    entry = next((names.get(surface) for names in _automata() if surface in names), None)
    return entry if entry and len(entry[1]) == 2 and not entry[3] else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    joined_before = before.isalnum() and text[start].isalnum() and before < UNSPACED
    return (
        not joined_before and before != "<" and not (after.isalnum() and text[end - 1].isalnum() and after < UNSPACED)
    )


@cache
def _automata() -> tuple[ahocorasick.Automaton, ahocorasick.Automaton]:
    # Two, by the first character: a search compares each character with all first ones, which few texts need at all.
    automata = ahocorasick.Automaton(), ahocorasick.Automaton()
    for line in GAZETTEER.read_text(encoding="utf-8").splitlines():
        surface, code, kind, languages = (*line.split("\t"), "")[:4]
        if kind == "state":
            continue
        names = automata[not surface[0].isascii()]
        shouted = surface.upper() if len(surface) > 3 else surface
        for form in (surface, shouted):
            if form == surface or form not in names:
                names.add_word(form, (form, code, kind, languages))
    for names in automata:
        names.make_automaton()
    return automata


@cache
def _other_initials() -> re.Pattern[str]:
    """Return what tells that a search for names that begin with no ASCII pays: texts with curly quotes lack it."""
    return re.compile(f"[{''.join({name[0] for name in _automata()[1]})}]")


@cache
def _states() -> dict[str, str]:
    rows = (line.split("\t") for line in GAZETTEER.read_text(encoding="utf-8").splitlines())
    return {row[0].removeprefix(", "): row[1] for row in rows if row[2] == "state"}


@cache
def _after_comma() -> re.Pattern[str]:
    return re.compile(rf",\s({'|'.join(map(re.escape, _states()))})\b")


@cache
def _towns() -> dict[str, str]:
    return dict(line.split("\t") for line in TOWNS.read_text(encoding="utf-8").splitlines())
