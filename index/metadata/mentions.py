"""Which countries a text names; persons, states and tongues of the same name are told apart by countries.toml."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from index.metadata.gazetteer import FAINT_KINDS, INDIRECT_KINDS, OWN_KINDS, Mention, find_names

RULES = Path(__file__).with_name("countries.toml")
# A foreign city a line, and the American states that have a town of that name (written by tools/gazetteer.py).
NAMESAKES = Path(__file__).with_name("namesakes.tsv")

# So far apart, a word still belongs to a name.
NEAR = 32
# What joins a name to a word of the same name.
JOINTS = frozenset(" -")
_start = attrgetter("start")
TOWN_KINDS = frozenset({"capital", "city"})


def find_mentions(text: str, issuer: str | None = None) -> list[Mention]:
    """Return the countries named in a text, in order; the publisher's country (`issuer`) may decide on a namesake.

    A name within a company's is of the kind "company", one of a currency "currency".
    """
    for space in "\n\t\xa0":  # a name may be broken over two lines
        text = text.replace(space, " ")
    return list(_settled(find_names(text), text, issuer))


def countries_in_name(name: str) -> tuple[str, ...]:
    """Return the countries that an organisation's name names."""
    return tuple(dict.fromkeys(mention.code for mention in find_mentions(name) if mention.kind in OWN_KINDS))


def places_in(text: str) -> tuple[str, ...]:
    """Return the countries whose cities, regions and institutions a text names, the most named first."""
    counts = Counter(mention.code for mention in find_mentions(text) if mention.kind not in OWN_KINDS | FAINT_KINDS)
    return tuple(code for code, _ in counts.most_common())


def _settled(found: list[Mention], text: str, issuer: str | None) -> Iterator[Mention]:
    rules, codes = _rules(), {mention.code for mention in found}
    read: dict[str, str] = {}  # of each name its code, which is the same wherever it stands, and slow to tell
    for position, mention in enumerate(found):
        start, end = mention.start, mention.start + len(mention.surface)
        before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
        if mention.kind not in INDIRECT_KINDS and (kind := rules.within(before, after)):
            yield mention._replace(kind=kind)
        elif (mention.kind in TOWN_KINDS and after[:1] == "," and _is_elsewhere(found, position, text)) or (
            mention.kind in OWN_KINDS and after[:1] in JOINTS and rules.followed.match(after)
        ):
            continue
        elif mention.kind in TOWN_KINDS and _is_american(mention, found):
            yield mention._replace(code="US", kind="city")
        elif not mention.languages and mention.surface not in rules.special:
            yield mention
        elif _is_meant(mention, text, before, after) and not (
            mention.surface in rules.common
            and (issuer not in (None, mention.code) or _is_anothers(found, position, text))
        ):
            if (name := mention.surface) not in read:
                read[name] = rules.read(name, mention.code, text, codes - {mention.code}, issuer)
            if read[name] != "-":
                yield mention if read[name] == mention.code else mention._replace(code=read[name])


def _is_meant(mention: Mention, text: str, before: str, after: str) -> bool:
    """Tell whether a name is a country's here, not a word of another tongue, a person, a tongue or a pronoun."""
    rules, surface = _rules(), mention.surface
    return not (
        (mention.languages and _language_of(text) not in mention.languages.split(","))
        or any(surface in names and beside.search(f"{before}\n{after}") for names, beside in rules.strangers)
        or (surface == "US" and _shouted(before + after))
    )


def _is_elsewhere(found: list[Mention], position: int, text: str) -> bool:
    """Tell whether a town's name is that of one in another country's state or region: "Moscow, Idaho"."""
    town, following = found[position], found[position + 1 : position + 2]
    end = town.start + len(town.surface)
    return any(
        region.kind in ("region", "state") and region.code != town.code and text[end : region.start] in (", ", "")
        for region in following
    )


def _is_american(town: Mention, found: list[Mention]) -> bool:
    """Tell whether a town is its namesake in an American state that is named, where its own country isn't."""
    states = _namesakes().get(town.surface.title())
    if states is None or any(other.code == town.code and other.kind in OWN_KINDS for other in found):
        return False
    return any(other.surface.title() in states for other in found)


def _is_anothers(found: list[Mention], position: int, text: str) -> bool:
    """Tell whether a body that many countries have is another's: "Philippine Senate", "Tokyo District Court"."""
    body, joints = found[position], (" ", "'s ", "’s ", " of ", " of the ")
    for other in found[max(0, position - 1) : position + 2]:
        first, last = sorted((body, other), key=_start)
        between = text[first.start + len(first.surface) : last.start]
        if other.code != body.code and other.kind not in INDIRECT_KINDS and between in joints:
            return True
    return False


def _shouted(text: str) -> bool:
    return sum(map(str.isupper, text)) > 6 and not any(map(str.islower, text))


@cache
def _namesakes() -> dict[str, frozenset[str]]:
    rows = (line.split("\t") for line in NAMESAKES.read_text(encoding="utf-8").splitlines())
    return {city: frozenset(states) for city, *states in rows}


@lru_cache(maxsize=1)
def _language_of(text: str) -> str:
    from index.metadata.languages import language  # its model is only needed for a doubtful name

    return language(text)[0] or ""


@dataclass(frozen=True, slots=True)
class _Reading:
    code: str
    words: re.Pattern[str] | None
    beside: frozenset[str]
    issuers: frozenset[str]

    def holds(self, text: str, codes: set[str], issuer: str | None) -> bool:
        return (
            bool(self.words and self.words.search(text)) or not self.beside.isdisjoint(codes) or issuer in self.issuers
        )


@dataclass(frozen=True, slots=True)
class _Rules:
    namesakes: dict[str, tuple[str, tuple[_Reading, ...]]]
    strangers: list[tuple[frozenset[str], re.Pattern[str]]]
    followed: re.Pattern[str]
    company_before: tuple[str, ...]
    company_after: re.Pattern[str]
    unit_after: re.Pattern[str]
    common: frozenset[str]
    special: frozenset[str]

    def within(self, before: str, after: str) -> str:
        """Return the kind of a name that stands within a company's or a currency's, else nothing."""
        if before.endswith(self.company_before):
            return "company"
        if after[:1] not in JOINTS:
            return ""
        if self.company_after.match(after):
            return "company"
        return "currency" if self.unit_after.match(after) else ""

    def read(self, surface: str, code: str, text: str, codes: set[str], issuer: str | None) -> str:
        if surface not in self.namesakes:
            return code
        otherwise, readings = self.namesakes[surface]
        return next((reading.code for reading in readings if reading.holds(text, codes, issuer)), otherwise)


@cache
def _rules() -> _Rules:
    table: dict[str, Any] = tomllib.loads(RULES.read_text(encoding="utf-8"))
    namesakes = {
        name: (row["otherwise"], tuple(_reading(reading) for reading in row["readings"]))
        for row in table["namesake"]
        for name in row["names"]
    }
    strangers = [(frozenset(row["names"]), _beside(row)) for row in table["stranger"]]
    common = frozenset(table["common"]["names"])
    firms, states, units = (table[key]["words"].replace(" ", "|") for key in ("company", "states", "units"))
    return _Rules(
        namesakes,
        strangers,
        re.compile(rf"[\s-]?(?:{table['followed']['words'].replace(' ', '|')})\b"),
        tuple(table["company"]["before"].split("|")),
        re.compile(rf"(?:\s(?!(?:{states})\b)[A-Z][\w&]*){{0,2}}?\s(?:{firms})(?:\b|(?<=\.))(?!-|\s(?:{states})\b)"),
        re.compile(rf"[\s-](?:{units})\b", re.IGNORECASE),
        common,
        common.union(namesakes, ["US"], *(names for names, _ in strangers)),
    )


def _beside(row: dict[str, str]) -> re.Pattern[str]:
    """Return what finds a row's words beside a name, whose place is a line break; an initial may stand between."""
    initial = r"(?:[A-Z]\.\s)?"
    if "after" in row:
        return re.compile(rf"\b(?:{row['after'].replace(' ', '|')})\s{initial}\n")
    return re.compile(rf"\n\s{initial}(?:{row['before'].replace(' ', '|')})\b")


def _reading(row: dict[str, Any]) -> _Reading:
    words = re.compile(row["words"]) if "words" in row else None
    return _Reading(row["code"], words, frozenset(row.get("with", ())), frozenset(row.get("issuer", ())))
