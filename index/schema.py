"""The fields of the index, and how a release fills them."""

from __future__ import annotations

from datetime import date
from typing import Any

from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema

from index.analysis import TermAnalyzer
from index.derivation import SCHEMA_VERSION as SCHEMA_VERSION  # noqa: PLC0414 known by this name everywhere
from index.release import Evidence, Release, ReleaseDate, Removal

_PLAIN = ("source", "via", "issuer", "place", "language")
"""What a release and a document have under the same name, once or not at all."""

_STORED = ("path", "title", "body", "url", *_PLAIN)
"""What a record holds as the release has it."""

EPOCH = date(1970, 1, 1).toordinal()


def schema() -> Schema:
    """Return the schema: searched text, facets and the stored release."""
    return Schema(
        path=ID(unique=True),
        id=ID(),
        title=TEXT(analyzer=TermAnalyzer(), spelling=False),
        body=TEXT(analyzer=TermAnalyzer(), spelling=False),
        date=NUMERIC(int, 32, shift_step=0, sortable=True),
        precision=ID(),
        source=ID(sortable=True),
        via=ID(),
        country=KEYWORD(sortable=True),
        mentions=KEYWORD(),
        issuer=ID(sortable=True),
        place=ID(),
        language=ID(sortable=True),
        added=NUMERIC(int, 32, shift_step=0, sortable=True),
        release=STORED(),
    )


def day_number(day: date) -> int:
    """Return a date as days since 1970, the unit of the `date` field."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return date.fromordinal(number + EPOCH)


def to_document(release: Release, added: int = 0) -> dict[str, Any]:
    """Return the values of a release for the index's fields; `added` is the generation that brought its text."""
    return {
        **{name: getattr(release, name) for name in ("id", "title", "body", *_PLAIN)},
        "path": release.path.encode("utf-8", "surrogateescape"),
        "date": None if release.date is None else day_number(release.date.first_day),
        "precision": _coarse(release.date),
        "country": list(release.countries),
        "mentions": list(release.mentions),
        "added": added,
        "release": _to_record(release),
    }


def _coarse(when: ReleaseDate | None) -> str | None:
    """Return the precision of a date that is no day; most are, and days need no term."""
    return None if when is None or when.precision == "day" else when.precision


def _to_record(release: Release) -> dict[str, Any]:
    return {
        **{name: getattr(release, name) for name in ("id", "countries", "mentions", *_STORED)},
        "date": None if release.date is None else [release.date.first_day.isoformat(), release.date.precision],
        "removed": [(removal.text, removal.rule, removal.start) for removal in release.removed],
        "evidence": {name: (e.rule, e.text, e.confidence) for name, e in release.evidence.items()},
    }


def from_record(record: dict[str, Any]) -> Release:
    """Return the release of a stored record."""
    day = record["date"]
    values: dict[str, Any] = {name: record.get(name) for name in _STORED}  # some of which earlier versions lack
    return Release(
        **values,
        countries=tuple(record["countries"]),
        mentions=tuple(record["mentions"]),
        date=None if day is None else ReleaseDate(date.fromisoformat(day[0]), day[1]),
        removed=tuple(Removal(*removal) for removal in record["removed"]),
        evidence={name: Evidence(*values) for name, values in record["evidence"].items()},
    )
