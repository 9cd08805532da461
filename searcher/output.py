"""Results on stdout: JSON, CSV, paths, or plain text; the only writer to it.

Text from releases is untrusted: outside JSON it passes through `printable`.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from index.release import Release
from searcher.request import FACETS, Facet
from searcher.result import UNKNOWN, Hit, SearchResult
from searcher.safe import ESCAPES, one_line, printable

if TYPE_CHECKING:
    from searcher.diff import Change

VERSION = 1
"""Of the JSON: raised when a key changes its meaning; keys may be added without."""

CSV_FIELDS = ("id", "path", "title", "date", "source", "countries", "language", "score")
_CONTEXT = 80  # characters of what is the same, before and after a change
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_JSON_ESCAPES = {code: f"\\u{code:04x}" for code in ESCAPES}


def prepare_streams() -> None:
    """Make stdout and stderr take any text, on terminals of any encoding; streams that were closed lead nowhere.

    Without these, a file opened next would take their place, and what libraries write to it.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115 open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write(text: str) -> None:
    """Write a line to stdout."""
    sys.stdout.write(text + "\n")


def is_utf8(stream: TextIO) -> bool:
    """Tell whether a stream takes any letter, as one in memory does, which has no encoding."""
    return (stream.encoding or "utf-8").lower() == "utf-8"


def write_json(data: Any) -> None:
    """Write data as one line of JSON that stdout can encode."""
    write(json_line(data, narrow=not is_utf8(sys.stdout)))


def json_line(data: Any, *, narrow: bool = False) -> str:
    """Return data as JSON; what a terminal would obey, or is no Unicode, or no ASCII if `narrow`, is escaped."""
    text = json.dumps(data, ensure_ascii=narrow).translate(_JSON_ESCAPES)
    return text.encode("utf-8", "backslashreplace").decode()


def result_data(result: SearchResult) -> dict[str, Any]:
    """Return a result in the published form of `--json`."""
    hits = tuple(map(hit_data, result.hits))
    data = plain({**result._asdict(), "took_ms": round(result.took_ms, 3), "hits": hits})
    return {"version": VERSION, "query": data.pop("request")["query"], **data}


def hit_data(hit: Hit) -> dict[str, Any]:
    """Return a hit in the published form."""
    return {**plain(hit), "score": round(hit.score, 4)}


def plain(value: Any) -> Any:
    """Return records as JSON takes them: named by their fields, dates in ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if hasattr(value, "__dataclass_fields__"):
        value = {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {name: plain(field) for name, field in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def release_data(release: Release) -> dict[str, Any]:
    """Return a release in the published form of `clean --json` and `show --json`."""
    return {
        "version": VERSION,
        "id": release.id,
        "path": release.path,
        "title": release.title,
        "date": release.date and str(release.date),
        "date_precision": release.date and release.date.precision,
        **{name: value for name, value in plain(release).items() if name != "date"},
    }


def write_csv(hits: Iterable[Hit]) -> None:
    """Write hits as CSV."""
    rows = (hit_data(hit) | {"countries": " ".join(hit.countries)} for hit in hits)
    write_rows(CSV_FIELDS, ([row[name] for name in CSV_FIELDS] for row in rows))


def write_rows(names: Iterable[str], rows: Iterable[Iterable[Any]], stream: TextIO | None = None) -> None:
    """Write a table as CSV, to stdout if nothing else is given."""
    import csv  # not needed for other formats

    writer = csv.writer(stream or sys.stdout)
    writer.writerow(map(cell, names))
    writer.writerows(map(cell, row) for row in rows)


def cell(value: Any) -> Any:
    """Return a value for CSV; a text that a spreadsheet would run as a formula begins with an apostrophe."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return "'" + text if text.lstrip().startswith(_FORMULA_STARTS) else text


def write_path(path: str) -> None:
    """Write a path as the system spells it; on a terminal, made printable."""
    if sys.stdout.isatty():
        write(one_line(path))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(path.encode("utf-8", "surrogateescape") + b"\n")
    sys.stdout.buffer.flush()


def write_text(result: SearchResult) -> None:
    """Write hits for people: title, facts and snippet of each; on a terminal, as a table."""
    if sys.stdout.isatty():
        from searcher.console import print_hits  # slow to import

        print_hits(result)
        return
    for hit in result.hits:
        write(one_line(hit.title))
        write(f"  {facts(hit)}")
        write(f"  {one_line(''.join(span.text for span in hit.snippet))}")
        write("")
    write(summary(result))


def _write_jsonl(result: SearchResult) -> None:
    for hit in result.hits:
        write_json(hit_data(hit))


def _write_paths(result: SearchResult) -> None:
    for hit in result.hits:
        write_path(hit.path)


class Format(NamedTuple):
    """A form that hits are written in, and its description."""

    what: str
    write: Callable[[SearchResult], None]


FORMATS: Mapping[str, Format] = {
    "json": Format("one JSON object with hits and facets", lambda result: write_json(result_data(result))),
    "jsonl": Format("one JSON object a hit", _write_jsonl),
    "csv": Format("CSV", lambda result: write_csv(result.hits)),
    "paths": Format("the path of each hit", _write_paths),
    "count": Format("only the number of hits", lambda result: write(str(result.total))),
}
"""For scripts; `write_text` is for people."""


def facts(hit: Hit) -> str:
    """Return a hit's date, source, countries, language, id and number of other versions on one line."""
    others = counted(hit.duplicates, "other version") if hit.duplicates else None
    known = (hit.date or "undated", hit.source, " ".join(hit.countries), hit.language, hit.id, others)
    return " · ".join(one_line(fact) for fact in known if fact)


def summary(result: SearchResult) -> str:
    """Return which of how many hits are shown, and the time taken."""
    shown = f"{result.request.offset + 1}–{result.request.offset + len(result.hits)} of " if result.hits else ""
    return f"{shown}{counted(result.total, 'release')} · {result.took_ms:.1f} ms"


def write_facets(result: SearchResult) -> None:
    """Write every facet's values with their counts."""
    for facet in FACETS:
        values = result.facets[facet]
        if not values:
            continue
        write("")
        write(facet.upper())
        for value in values:
            write(f"{value.count:>8}  {label(facet, value.value)}")


def label(facet: Facet, value: str | None) -> str:
    """Return a facet's value as people read it."""
    from index.metadata.territories import name_of  # not needed for JSON

    if value is None:
        return UNKNOWN[facet]
    return one_line(f"{name_of(value)} ({value})" if facet == "country" else value)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def write_release(release: Release) -> None:
    """Write a release as plain text: its facts, and its body."""
    write_fields(
        {
            "title": release.title,
            "date": release.date and str(release.date),
            "source": release.source,
            "via": release.via,
            "countries": ", ".join(label("country", code) for code in release.countries),
            "language": release.language,
            "path": release.path,
        }
    )
    write("")
    write(printable(release.body))


def write_fields(fields: Mapping[str, Any]) -> None:
    """Write names and values in two columns; unknown values are left out."""
    width = max(map(len, fields), default=0)
    for name, value in fields.items():
        if value is not None and value != "":
            write(f"{name:<{width}}  {one_line(str(value))}")


def write_diff(changes: Iterable[Change]) -> None:
    """Write what differs between two texts as `[-removed-]` and `{+added+}`; long stretches of the same are cut."""
    marks = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    written = []
    for kind, text in changes:
        body = text.rstrip() if kind != "same" else text
        shown = _shortened(text) if kind == "same" else marks[kind][0] + body + marks[kind][1] + text[len(body) :]
        written.append(printable(shown))
    write("".join(written).rstrip("\n"))


def _shortened(text: str) -> str:
    """Return a text's beginning and end, as unified diffs show some lines around a change."""
    return text if len(text) <= 2 * _CONTEXT else f"{text[:_CONTEXT].rstrip()} … {text[-_CONTEXT:].lstrip()}"


def write_removed(release: Release) -> None:
    """Write what the cleaner took out, with the rule that named each line."""
    for removal in release.removed:
        write(f"{one_line(removal.rule):<20}  {one_line(removal.text)}")


def write_evidence(release: Release) -> None:
    """Write why each field has its value."""
    for name, evidence in release.evidence.items():
        rule, words = one_line(evidence.rule), one_line(evidence.text)
        write(f"{one_line(name):<10}  {rule:<24}  {evidence.confidence:>4.0%}  {words}")
