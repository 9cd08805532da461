"""Which countries a text names; persons, states and tongues of the same name are told apart by countries.toml."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from index.metadata.gazetteer import OWN_KINDS, Mention, find_names

RULES = Path(__file__).with_name("countries.toml")

# So far apart, a word still belongs to a name.
NEAR = 24
# A name may be broken over two lines.
_SPACES = str.maketrans("\n\t\xa0", "   ")


def find_mentions(text: str, issuer: str | None = None) -> list[Mention]:
    """Returns the countries named in a text, in order; the publisher's country (`issuer`) may decide on a namesake."""
    text = text.translate(_SPACES)
    found, special = find_names(text), _rules().special
    if any(mention.languages or mention.surface in special for mention in found):
        return list(_settled(found, text, issuer))
    return found


def countries_in_name(name: str) -> tuple[str, ...]:
    """Returns the countries that an organisation's name names."""
    return tuple(dict.fromkeys(mention.code for mention in find_mentions(name) if mention.kind in OWN_KINDS))


def places_in(text: str) -> tuple[str, ...]:
    """Returns the countries whose cities, regions and institutions a text names, the most named first."""
    counts = Counter(mention.code for mention in find_mentions(text) if mention.kind not in OWN_KINDS)
    return tuple(code for code, _ in counts.most_common())


def _settled(found: list[Mention], text: str, issuer: str | None) -> Iterator[Mention]:
    rules, codes = _rules(), {mention.code for mention in found}
    for mention in found:
        end = mention.start + len(mention.surface)
        before, after = text[max(0, mention.start - NEAR) : mention.start], text[end : end + NEAR]
        if mention.languages and _language_of(text) not in mention.languages.split(","):
            continue
        if rules.followed.match(after) and mention.kind in OWN_KINDS:
            continue
        if mention.surface in rules.persons and rules.person_before.search(before):
            continue
        if mention.surface in rules.tongues and rules.tongue_before.search(before):
            continue
        if mention.surface == "US" and _shouted(before + after):
            continue
        code = rules.read(mention, text, codes - {mention.code}, issuer)
        if code != "-":
            yield mention if code == mention.code else replace(mention, code=code)


def _shouted(text: str) -> bool:
    return sum(map(str.isupper, text)) > 6 and not any(map(str.islower, text))


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
    persons: frozenset[str]
    person_before: re.Pattern[str]
    tongues: frozenset[str]
    tongue_before: re.Pattern[str]
    followed: re.Pattern[str]
    special: frozenset[str]

    def read(self, mention: Mention, text: str, codes: set[str], issuer: str | None) -> str:
        if mention.surface not in self.namesakes:
            return mention.code
        otherwise, readings = self.namesakes[mention.surface]
        return next((reading.code for reading in readings if reading.holds(text, codes, issuer)), otherwise)


@cache
def _rules() -> _Rules:
    table: dict[str, Any] = tomllib.loads(RULES.read_text(encoding="utf-8"))
    namesakes = {
        name: (row["otherwise"], tuple(_reading(reading) for reading in row["readings"]))
        for row in table["namesake"]
        for name in row["names"]
    }
    persons, tongues = frozenset(table["persons"]["names"]), frozenset(table["preceded"]["names"])
    callers = "|".join(map(re.escape, f"{table['persons']['given_names']} {table['persons']['titles']}".split()))
    return _Rules(
        namesakes,
        persons,
        re.compile(rf"\b(?:{callers})\s(?:[A-Z]\.\s)?$"),
        tongues,
        re.compile(rf"\b(?:{table['preceded']['words'].replace(' ', '|')})\s$"),
        re.compile(rf"[\s-]?(?:{table['followed']['words'].replace(' ', '|')})\b"),
        persons | tongues | {*namesakes, "US", "U.S."},
    )


def _reading(row: dict[str, Any]) -> _Reading:
    words = re.compile(row["words"]) if "words" in row else None
    return _Reading(row["code"], words, frozenset(row.get("with", ())), frozenset(row.get("issuer", ())))
