"""The words on screen for values, counts and dates."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from index.metadata.territories import name_of
from index.release import Release
from searcher.request import Facet, Filter, SearchRequest, Sort
from searcher.result import UNKNOWN
from searcher.safe import one_line

HEADINGS: dict[Facet, str] = {"source": "Source", "country": "Country", "date": "Date", "language": "Language"}

SORTS: dict[Sort, str] = {"relevance": "best first", "-date": "newest first", "date": "oldest first"}

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

BARS = "▁▂▃▄▅▆▇█"


def value_label(facet: Facet, value: str | None) -> str:
    """Return how a facet's value is called: `Peru PE`, `Nov 2014`, `Spanish`, `undated`."""
    if value is None:
        return UNKNOWN[facet]
    if facet == "country":
        return f"{name_of(value)} {value}"
    if facet == "language":
        return _languages().get(value, value)
    if facet == "date" and len(value) == len("2014-11"):
        return f"{MONTHS[int(value[5:]) - 1]} {value[:4]}"
    return one_line(value)


@cache
def _languages() -> dict[str, str]:
    """Return English names of ISO 639-1 codes; others are shown by their code."""
    table = Path(__file__).with_name("languages.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in table.splitlines())


def filter_label(chosen: Filter) -> str:
    """Return a filter as said in a sentence: `Peru`, `not Kremlin`."""
    name = name_of(chosen.value) if chosen.facet == "country" and chosen.value else None
    return ("not " if chosen.excluded else "") + (name or value_label(chosen.facet, chosen.value))


def span_label(since: date | None, until: date | None) -> str:
    """Return the request's range of days: `from 2014-01-01`, `2014-01-01 to 2014-06-30`."""
    if since and until:
        return f"{since} to {until}"
    return f"from {since}" if since else f"to {until}"


def request_label(request: SearchRequest) -> str:
    """Return what is asked, in one line: `copper mining · Peru · not Kremlin`."""
    parts = [one_line(request.query) or "everything", *map(filter_label, request.filters)]
    return " · ".join(parts + [span_label(request.since, request.until)] * bool(request.since or request.until))


def facts(release: Release) -> str:
    """Return date, source, countries and language in one line, without what is unknown."""
    known = (
        str(release.date) if release.date else UNKNOWN["date"],
        one_line(release.source or ""),
        ", ".join(map(name_of, release.countries)),
        value_label("language", release.language) if release.language else "",
    )
    return " · ".join(part for part in known if part)


def releases(count: int) -> str:
    """Return `1 release`, `20,063 releases`."""
    return f"{count:,} release{'' if count == 1 else 's'}"


def bars(counts: list[int]) -> str:
    """Return one block character a count, the highest one full; nothing at all is a space."""
    top = max(counts, default=0)
    return "".join(BARS[(count * len(BARS) - 1) // top] if count else " " for count in counts)
