"""The steps from a file to its releases, in order: read, describe, clean, then countries and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from index.cleaner import Boilerplate, LineCounts, clean
from index.duplicates.sketch import sketch
from index.errors import UnreadableFile
from index.metadata import Description, describe, language, subjects
from index.metadata.dates import competing_days, series_day
from index.readers import RawDocument, read
from index.release import Evidence, Release
from index.segment.container import Array


class Outcome(NamedTuple):
    """What became of a file: its releases, what they teach about their sources, why it could not be read, sketches.

    A file that is broken in part has both releases and a failure (the path within it, and the reason). `day` is what
    a file with one release tells of its series, as `series_day` returns it.
    """

    releases: list[Release]
    counts: LineCounts
    sources: tuple[str, ...]
    failure: tuple[str, str] | None = None
    sketches: tuple[Array, ...] = ()
    day: str = ""


def derive(path: str, learned: Mapping[str, Boilerplate], told: Mapping[str, str] = MappingProxyType({})) -> Outcome:
    """Return the releases of a file, cleaned with what is known of their sources; never raises UnreadableFile.

    `told` is what the pile tells of the file's date, under the names that `find_date` reads.
    """
    found: list[Release] = []
    counts, sources, failure = LineCounts(), set(), None
    try:
        for raw in read(Path(path)):
            document = _telling(raw, told)
            description = describe(document)
            key = source_key(document, description)
            known = learned.get(key)
            if known and known.is_printed(day := str(description.date)):
                description = describe(_telling(document, {"date:printed": day}))
            counts.add(key, document, competing_days(document))
            sources.add(key)
            found.append(release_of(document, description, known))
    except UnreadableFile as error:
        failure = error.path, error.reason
    sketches = tuple(sketch(release.body) for release in found)
    day = series_day(found[0].date, found[0].evidence.get("date")) if len(found) == 1 else ""
    return Outcome(found, counts, tuple(sorted(sources)), failure, sketches, day)


def _telling(document: RawDocument, told: Mapping[str, str]) -> RawDocument:
    return replace(document, declared={**document.declared, **told})


def release_of(document: RawDocument, description: Description, learned: Boilerplate | None = None) -> Release:
    """Return the cleaned release of a described document."""
    cleaned = clean(document, learned, description.title, description.source)
    spoken, why_spoken = language(cleaned.body)
    about = subjects(description.title, cleaned.body, description.source, description.issuer)
    evidence: dict[str, Evidence] = {**description.evidence, **about.evidence}
    if spoken:
        evidence["language"] = why_spoken
    return Release(
        path=document.path,
        title=description.title,
        body=cleaned.body,
        date=description.date,
        source=description.source,
        via=description.via,
        countries=about.countries,
        mentions=about.mentions,
        issuer=description.issuer,
        place=about.place,
        language=spoken,
        url=document.declared.get("url"),
        removed=cleaned.removed,
        evidence=evidence,
    )


def source_key(document: RawDocument, description: Description) -> str:
    """Return the name under which a document's boilerplate is learned: its source, else its folder."""
    return description.source or str(Path(document.path).parent)
