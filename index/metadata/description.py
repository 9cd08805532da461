"""The two steps of description: of the full page, and of the cleaned text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.metadata.countries import about
from index.metadata.dates import find_date
from index.metadata.sources import attribute
from index.metadata.titles import find_title
from index.readers.document import RawDocument
from index.release import Evidence, ReleaseDate


@dataclass(frozen=True, slots=True)
class Description:
    """What the full page says of a release; `issuer` is the publisher's country, `via` the agency it carries."""

    title: str
    date: ReleaseDate | None
    source: str | None
    issuer: str | None
    via: str | None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subjects:
    """The countries (ISO 3166-1 alpha-2) a release is about, most prominent first, all it names, and its dateline's."""

    countries: tuple[str, ...]
    mentions: tuple[str, ...]
    place: str | None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


def describe(document: RawDocument) -> Description:
    """Return title, date, source, issuer and carried agency of a full page, each None (or empty) where unknown."""
    attribution = attribute(document)
    issuer = attribution.issuer
    found, when = find_date(document, issuer)
    title, why = find_title(document, attribution.source, when.text if when.rule == "head" else "")
    evidence = dict(attribution.evidence)
    if title:
        evidence["title"] = why
    if found or when.text:
        evidence["date"] = when
    return Description(title, found, attribution.source, issuer, attribution.via, evidence)


def subjects(title: str, body: str, source: str | None, issuer: str | None) -> Subjects:
    """Return the countries of a cleaned release; `source` and `issuer` are the publisher and its country.

    A line that only repeats the publisher's name ("Viet Nam News") names no country.
    """
    if source and re.search(ending := rf"{re.escape(source)}\W*$", body, re.MULTILINE):  # which few lines have
        body = re.sub(rf"^\W*{ending}", "", body, flags=re.MULTILINE)
    countries, mentions, place, why = about(title, body, issuer)
    return Subjects(countries, mentions, place, {"countries": why} if countries or mentions else {})
