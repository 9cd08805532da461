"""Which countries a release is about."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from index.metadata.gazetteer import FAINT_KINDS, INDIRECT_KINDS, find_place
from index.metadata.mentions import RULES, find_mentions
from index.release import Evidence

# Weights of the features, and the least points of a country chosen (written by tests/eval/train_countries.py).
POINTS = Path(__file__).with_name("points.tsv")

# Legal forms and currencies are looked for in so much of a text.
TRACE_CHARACTERS = 2_000
# A release opens with so much, and says there what it is about.
OPENING_CHARACTERS = 200
# Before a country's name, these make it one that somebody deals with: "talks with Japan", "exports to the U.S.".
_DEALING = tuple(f" {word} {article}" for word in ("with", "to", "between", "against") for article in ("", "the "))
# Where a country is first named, for one that isn't.
NEVER = 1_000
# How sure a country is that only a legal form, a currency or a market betrays.
HINT = 0.4


@dataclass(slots=True)
class Tally:
    """What a release says of a country: in title and dateline, how often by which kind of name, and where first.

    `title` is a name of its own there, `site` that of a city or region. Of its own names in the text, so many are in
    its `opening`, and so many are of one that somebody is `dealing` with. `group` is where a part of the world or a
    league is first named that the country belongs to.
    """

    title: bool = False
    site: bool = False
    place: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    opening: int = 0
    dealing: int = 0
    first: int | None = None
    group: int = NEVER

    @property
    def is_named(self) -> bool:
        """Whether more than a currency, a market's seat or a legal form speaks of it."""
        return self.first is not None or self.place

    def __str__(self) -> str:
        """Return the facts as evidence shows them: "title, dateline, 3 own, 1 capital, group"."""
        facts = {"title": self.title, "site": self.site, "dateline": self.place, "group": self.group < NEVER}
        numbers = {**self.counts, "opening": self.opening, "dealing": self.dealing}
        return ", ".join([name for name in facts if facts[name]] + [f"{n} {kind}" for kind, n in numbers.items() if n])


# How a kind of name is counted; the others are places.
_COUNTS = {kind: kind for kind in INDIRECT_KINDS} | {"name": "own", "demonym": "own"}


def about(title: str, body: str, issuer: str | None) -> tuple[tuple[str, ...], tuple[str, ...], str | None, Evidence]:
    """Return the countries a release is about, all it names, its dateline's country, and why.

    The first two are in order of their points (points.tsv), whose logistic function is the probability that the
    release is about a country, and of the first one the evidence's confidence. A country that no name, but a legal
    form, a currency or a market betrays has little of it.
    """
    tallies, place = tally(title, body, issuer)
    weights, rows = _weights()[place in (None, issuer)], features(tallies)
    points = {code: sum(weights[name] * value for name, value in row.items() if value) for code, row in rows.items()}
    ranked = sorted(points, key=lambda code: -points[code])
    chosen = tuple(code for code in ranked if points[code] > weights["chosen"])
    if not chosen and ranked and points[ranked[0]] > weights["doubtful"]:
        chosen = (ranked[0],)
    mentions = tuple(code for code in ranked if tallies[code].is_named)
    facts = (f" ({tallies[code]})" if code in chosen else "" for code in ranked)
    summary = ", ".join(f"{code} {points[code]:+.1f}{why}" for code, why in zip(ranked[:8], facts, strict=False))
    rule, most = ("points", 1.0) if mentions else ("trace", HINT)
    confidence = min(most, 1 / (1 + math.exp(-points[ranked[0]]))) if ranked else 0.0
    return chosen, mentions, place, Evidence(rule, summary, round(confidence, 2))


def tally(title: str, body: str, issuer: str | None) -> tuple[dict[str, Tally], str | None]:
    """Return what a release says of each country it names, and its dateline's country."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    place, begin = find_place(body)
    if place:
        tallies[place] = Tally(place=True, first=None if place == issuer else 0)
    text = f"{title}\n{body[begin:]}".replace("\n", " ")
    groups: dict[str, int] = {}
    for mention in find_mentions(text, issuer):
        first = max(0, mention.start - len(title))
        if mention.kind == "group":
            groups.setdefault(mention.code, min(NEVER, first))
            continue
        counted, count = tallies[mention.code], _COUNTS.get(mention.kind, "other")
        if mention.kind not in FAINT_KINDS and counted.first is None:
            counted.first = first
        if mention.start < len(title):
            counted.title |= count == "own"
            counted.site |= count == "other"
            continue
        counted.counts[count] += 1
        if count == "own":
            counted.opening += first < OPENING_CHARACTERS
            counted.dealing += text.endswith(_DEALING, 0, mention.start)
    for code, counted in tallies.items():
        counted.group = min((first for codes, first in groups.items() if code in codes), default=NEVER)
    if not any(counted.is_named for counted in tallies.values()):
        for code in _traced(text[:TRACE_CHARACTERS]):
            tallies[code].counts["trace"] = 1
    return tallies, place


def _traced(text: str) -> list[str]:
    """Return the countries of the legal forms and currencies in a text."""
    forms = filter(text.__contains__, _traces())
    return [_traces()[form] for form in forms if re.search(rf"\b{re.escape(form)}(?!\w)", text)]


def features(tallies: Mapping[str, Tally]) -> dict[str, dict[str, float]]:
    """Return, for each country that a release tells of, what the weights of points.tsv are multiplied by."""
    named = [code for code, counted in tallies.items() if counted.is_named]
    among = math.log(max(1, len(named)))
    peers = sum(tallies[code].counts["own"] > 1 for code in named if not any(tallies[one].title for one in named))
    rows: dict[str, dict[str, float]] = {}
    for code, counted in tallies.items():
        own, group = math.log1p(counted.counts["own"]), math.log1p(counted.group / 100)
        # The text knows it by a company's name alone, so the title names that company: "CYPRUS LOWERS PRICE".
        title = counted.title and not (counted.counts["company"] and not own)
        rows[code] = {
            "bias": 1,
            "title": title,
            "title_own": title * own,
            "site": counted.site,
            "place": counted.place,
            "place_alone": counted.place and not own,
            "opening": math.log1p(counted.opening),
            "dealing": math.log1p(counted.dealing),
            "own": own,
            "own_among": own * among,
            "other": math.log1p(counted.counts["other"]),
            "institution": math.log1p(counted.counts["institution"]),
            "listing": math.log1p(counted.counts["listing"]),
            "seat": counted.counts["seat"] > 0,
            "trace": counted.counts["trace"],
            "alone": named in ([], [code]),
            "peers": peers,
            "late": math.log1p((NEVER if counted.first is None else counted.first) / 100),
            "group_among": group * among,
        }
    return rows


@cache
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights of releases with a dateline of another country than the publisher's, and of those without."""
    rows = [line.split("\t") for line in POINTS.read_text(encoding="utf-8").splitlines()]
    return {row[0]: float(row[1]) for row in rows}, {row[0]: float(row[2]) for row in rows}


@cache
def _traces() -> dict[str, str]:
    traces = tomllib.loads(RULES.read_text(encoding="utf-8"))["traces"]
    return {form: code for code, forms in traces.items() for form in forms}
