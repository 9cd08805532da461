"""The records that everything passes on; imports nothing of this project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "year"]

_HEADLINE = 100


class ReleaseDate(NamedTuple):
    """When a release was published: the first day of a day, month or year."""

    first_day: date
    precision: Precision = "day"

    def __str__(self) -> str:
        """Return ISO 8601, cut at the precision: `2014-11-07`, `2014-11` or `2014`."""
        return self.first_day.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


class Evidence(NamedTuple):
    """Why a field has its value: the rule that decided, and the words it decided on."""

    rule: str
    text: str = ""
    confidence: float = 1.0


class Removal(NamedTuple):
    """A span that the cleaner took out, the rule that named it, and its offset in the document's text."""

    text: str
    rule: str
    start: int


class Release(NamedTuple):
    """One cleaned and described press release; `path` is its key in the index.

    `countries` are those it is about (ISO 3166-1 alpha-2), `mentions` all it names, `issuer` the publisher's own,
    `place` its dateline's. `via` is the agency whose text another publisher carries.
    """

    path: str
    title: str
    body: str
    date: ReleaseDate | None = None
    source: str | None = None
    via: str | None = None
    countries: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    issuer: str | None = None
    place: str | None = None
    language: str | None = None
    url: str | None = None
    removed: tuple[Removal, ...] = ()
    evidence: Mapping[str, Evidence] = {}

    @property
    def headline(self) -> str:
        """The title, or the first words of a release without one."""
        if self.title:
            return self.title
        start = " ".join(self.body[: 2 * _HEADLINE].split())  # across lines: the first may be a dateline's place
        return start if len(start) < _HEADLINE else start[:_HEADLINE].rpartition(" ")[0] + " …"

    @property
    def id(self) -> str:
        """The release's short name."""
        return id_of(self.path)


def id_of(path: str) -> str:
    """Return twelve hexadecimal digits of a path's BLAKE2b digest: short to type, the same after every rebuild."""
    from _blake2 import blake2b  # what hashlib has, without OpenSSL, which is slow to load

    return blake2b(path.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
