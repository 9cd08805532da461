"""The steps from a file to its releases, in order: read and describe, then clean, countries and language.

What stands between the two is what the pile teaches: a release is cleaned when its source's lines are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from index import manifest
from index.changes import digest_now
from index.cleaner import Boilerplate, LineCounts, clean
from index.duplicates.sketch import sketch
from index.errors import UnreadableFile
from index.metadata.dates import competing_days, series_day
from index.metadata.description import Description, describe, subjects
from index.metadata.languages import language
from index.readers.document import RawDocument
from index.readers.read import load, read
from index.release import Evidence, Release
from index.segment.container import Array

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Page(NamedTuple):
    """A document and what it says of itself, given what the pile `told` of its date as `find_date` reads it."""

    document: RawDocument
    description: Description
    told: Mapping[str, str]


class Reading(NamedTuple):
    """What a file holds: its pages, what they teach about their sources, why it could not be read, its digest.

    A file that is broken in part has both pages and a failure (the path within it, and the reason). `day` is what a
    file with one release tells of its series, as `series_day` returns it.
    """

    pages: list[Page]
    counts: LineCounts
    sources: tuple[str, ...]
    failure: tuple[str, str] | None
    digest: str | None
    day: str


class Outcome(NamedTuple):
    """What becomes of a file's pages: releases, the sketch of each, and what they tell of their series."""

    releases: list[Release]
    sketches: list[Array]
    day: str


def study(path: str, told: Mapping[str, str] = _NOTHING) -> Reading:
    """Read and describe a file; never raises UnreadableFile."""
    pages: list[Page] = []
    counts, sources, failure = LineCounts(), set(), None
    digest, file = None, Path(path)
    try:
        data = load(file)
        digest = manifest.digest(data)
        for document in read(file, data=data):
            description = describe(_telling(document, told))
            key = source_key(document, description)
            counts.add(key, document, competing_days(document))
            sources.add(key)
            pages.append(Page(document, description, told))
    except UnreadableFile as error:
        failure = error.path, error.reason
        digest = digest or digest_now(path)
    day = _day([page.description for page in pages])
    return Reading(pages, counts, tuple(sorted(sources)), failure, digest, day)


def conclude(pages: Iterable[Page], learned: Mapping[str, Boilerplate], told: Mapping[str, str] = _NOTHING) -> Outcome:
    """Clean pages with what is known of their sources, and date those anew of which the pile tells more."""
    found, descriptions = [], []
    for document, described, told_before in pages:
        description = described if told == told_before else describe(_telling(document, told))
        known = learned.get(source_key(document, description))
        printed: dict[str, str] = {}
        while known and (more := _printed(known, description, printed)) != printed:
            description, printed = describe(_telling(document, {**told, **more})), more
        descriptions.append(description)
        found.append(release_of(document, description, known))
    return Outcome(found, [sketch(release.body) for release in found], _day(descriptions))


def derive(
    path: str, learned: Mapping[str, Boilerplate], told: Mapping[str, str] = _NOTHING
) -> tuple[Reading, Outcome]:
    """Do both steps, and return the reading without its pages."""
    reading = study(path, told)
    return reading._replace(pages=[]), conclude(reading.pages, learned, told)


def _printed(known: Boilerplate, description: Description, before: Mapping[str, str]) -> dict[str, str]:
    """Return what the source prints on all of its pages: what was found `before`, and what is described now."""
    printed, day, title = dict(before), str(description.date), description.title
    if "date:printed" not in before and known.is_printed(day):  # two such days would take turns
        printed["date:printed"] = day
    lines = before.get("title:printed", "").splitlines()
    if title and description.evidence["title"].rule == "first-line" and known.is_banner(title) and title not in lines:
        printed["title:printed"] = "\n".join([*lines, title])
    return printed


def _day(descriptions: list[Description]) -> str:
    if len(descriptions) != 1:
        return ""
    return series_day(descriptions[0].date, descriptions[0].evidence.get("date"))


def _telling(document: RawDocument, told: Mapping[str, str]) -> RawDocument:
    return replace(document, declared={**document.declared, **told}) if told else document


def release_of(document: RawDocument, description: Description, learned: Boilerplate | None = None) -> Release:
    """Return the cleaned release of a described document."""
    cleaned = clean(document, learned, description.title, description.source)
    spoken, why_spoken = language(cleaned.body)
    about = subjects(description.title, cleaned.body, description.source, description.issuer)
    evidence: dict[str, Evidence] = {**description.evidence, **about.evidence}
    if spoken:
        evidence["language"] = why_spoken
    said = {name: getattr(description, name) for name in ("title", "date", "source", "via", "issuer")}
    told = {name: getattr(about, name) for name in ("countries", "mentions", "place")}
    known: dict[str, Any] = {"language": spoken, "url": document.declared.get("url"), "removed": cleaned.removed}
    return Release(document.path, body=cleaned.body, evidence=evidence, **said, **told, **known)


def source_key(document: RawDocument, description: Description) -> str:
    """Return the name under which a document's boilerplate is learned: its source, else its folder."""
    return description.source or str(Path(document.path).parent)
