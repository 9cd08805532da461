"""All releases that match, or a selection of them, as CSV, JSON or Markdown, read one by one from one generation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TextIO

from index.release import Release
from searcher.engine import Engine
from searcher.locations import sound
from searcher.output import VERSION, is_utf8, json_line, release_data, write_rows
from searcher.request import SearchRequest
from searcher.safe import one_line, printable

Format = Literal["csv", "json", "jsonl", "md"]

_LEFT_OUT = ("version", "body", "removed", "evidence")
FIELDS = tuple(name for name in release_data(Release("", "", "")) if name not in _LEFT_OUT)
_INLINE = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>&#|~$"})
_BLOCK = re.compile(r"^(\d+(?=[.)])|(?=[-+=:]))")


def export(
    engine: Engine,
    request: SearchRequest,
    ids: Sequence[str] | None,
    format: Format,
    stream: TextIO,
    progress: Callable[[int, int], None] = lambda _, __: None,
    *,
    full: bool = False,
) -> int:
    """Write every release that matches the request, whatever its page, or those of the ids; return how many.

    The text goes along if `full`. `progress` is told after each release how many are done, and of how many.
    Raises NoSuchRelease before anything is written. CSV wants a stream that leaves line ends as they are.
    """
    if ids is None:
        matched = engine.matched(request)[0]
        found, total = matched.releases(), matched.total
    else:
        found, total = engine.releases(ids), len(ids)

    def releases() -> Iterator[Release]:
        for number, release in enumerate(found, 1):
            yield release
            progress(number, total)

    with sound(engine.folder):
        _WRITERS[format](releases(), stream, (*FIELDS, "body") if full else FIELDS)
    return total


def _write_csv(releases: Iterable[Release], stream: TextIO, fields: Sequence[str]) -> None:
    found = map(release_data, releases)
    write_rows(fields, ([_text(data[name]) for name in fields] for data in found), stream)


def _text(value: str | list[str] | None) -> str:
    return " ".join(value) if isinstance(value, list) else value or ""


def _write_jsonl(releases: Iterable[Release], stream: TextIO, fields: Sequence[str]) -> None:
    stream.writelines(_json(release, stream, fields) + "\n" for release in releases)


def _write_json(releases: Iterable[Release], stream: TextIO, fields: Sequence[str]) -> None:
    stream.write(f'{{"version": {VERSION}, "releases": [')
    for number, release in enumerate(releases):
        stream.write(",\n" if number else "\n")
        stream.write(_json(release, stream, fields))
    stream.write("\n]}\n")


def _json(release: Release, stream: TextIO, fields: Sequence[str]) -> str:
    data = release_data(release)
    return json_line({name: data[name] for name in fields}, narrow=not is_utf8(stream))


def _write_markdown(releases: Iterable[Release], stream: TextIO, fields: Sequence[str]) -> None:
    for release in releases:
        data = release_data(release)
        facts = {name: _text(data[name]) for name in fields if name not in ("title", "body") and data[name]}
        stream.write(f"## {_escaped(one_line(release.headline))}\n\n")
        stream.writelines(f"- {name}: {_escaped(one_line(value))}\n" for name, value in facts.items())
        stream.write("\n")
        if "body" in fields:
            paragraphs = printable(release.body).split("\n")
            stream.writelines(f"{_escaped(paragraph)}\n\n" for paragraph in paragraphs if paragraph.strip())


def _escaped(line: str) -> str:
    """Return a line that no Markdown is read in: signs that mark up are escaped, an indent goes."""
    return _BLOCK.sub(r"\1\\", line.strip().translate(_INLINE))


_WRITERS: dict[Format, Callable[[Iterable[Release], TextIO, Sequence[str]], None]] = {
    "csv": _write_csv,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "md": _write_markdown,
}
