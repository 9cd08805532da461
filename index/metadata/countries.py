"""Which countries a release is about."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.metadata.gazetteer import INDIRECT_KINDS, OWN_KINDS, find_place
from index.metadata.mentions import find_mentions
from index.release import Evidence

RULES = Path(__file__).with_name("countries.toml")

# Legal forms and currencies are looked for in so much of a text.
TRACE_CHARACTERS = 2_000


@dataclass(slots=True)
class Tally:
    """What a release says of a country: in title and dateline, and how often in its text by which kind of name."""

    title: bool = False
    place: bool = False
    own: int = 0
    other: int = 0
    indirect: int = 0
    first: int = 0


def about(title: str, body: str, issuer: str | None) -> tuple[tuple[str, ...], tuple[str, ...], str | None, Evidence]:
    """Returns the countries a release is about, all it names, its dateline's country, and why.

    The first two are in order of their points (countries.toml). Where no country is named, one that a legal form or
    a currency betrays is returned, with little confidence.
    """
    tallies, place = tally(title, body, issuer)
    if not tallies:
        trace = _traces().search(f"{title}\n{body[:TRACE_CHARACTERS]}")
        code = trace.lastgroup if trace else None
        return ((code,) if code else ()), (), None, Evidence("trace", trace[0] if trace else "", 0.4)
    points = {code: _points(code, counted, tallies, issuer, place) for code, counted in tallies.items()}
    ranked = tuple(sorted(points, key=lambda code: -points[code]))
    summary = ", ".join(f"{code} {points[code]:+.1f}" for code in ranked[:8])
    chosen = tuple(code for code in ranked if points[code] > 0)
    if not chosen and points[ranked[0]] > _weights()["doubtful"]:
        return ranked[:1], ranked, place, Evidence("points", summary, 0.5)
    return chosen, ranked, place, Evidence("points", summary, 0.9)


def tally(title: str, body: str, issuer: str | None) -> tuple[dict[str, Tally], str | None]:
    """Returns what a release says of each country it names, and its dateline's country."""
    tallies: dict[str, Tally] = {}
    place, begin = find_place(body)
    if place:
        tallies[place] = Tally(place=True)
    for mention in find_mentions(f"{title}\n{body[begin:]}", issuer):
        counted = tallies.setdefault(mention.code, Tally(first=max(0, mention.start - len(title))))
        if mention.start < len(title):
            counted.title |= mention.kind in OWN_KINDS
        elif mention.kind in OWN_KINDS:
            counted.own += 1
        elif mention.kind in INDIRECT_KINDS:
            counted.indirect += 1
        else:
            counted.other += 1
    return tallies, place


def _points(code: str, counted: Tally, tallies: dict[str, Tally], issuer: str | None, place: str | None) -> float:
    points, away = _weights(), code != issuer
    return (
        points["base"]
        + points["title"] * counted.title
        + points["place"] * (counted.place and away)
        + points["no_place"] * (place is None or not away)
        + points["own"] * math.log1p(counted.own)
        + points["other"] * math.log1p(counted.other)
        + points["indirect"] * math.log1p(counted.indirect)
        + points["alone"] * (len(tallies) == 1)
        + points["company"] * math.log(len(tallies))
        + points["late"] * math.log1p(counted.first / 100)
    )


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = tomllib.loads(RULES.read_text(encoding="utf-8"))["points"]
    return weights


@cache
def _traces() -> re.Pattern[str]:
    traces = tomllib.loads(RULES.read_text(encoding="utf-8"))["traces"]
    return re.compile(r"\b(?:" + "|".join(f"(?P<{code}>{form})" for code, form in traces.items()) + ")")
