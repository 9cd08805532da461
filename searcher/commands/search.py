"""`search`, `similar` and `facets`: one-shot queries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from searcher import options, output
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.engine import Engine
from searcher.locations import Location, open_engine
from searcher.request import SearchRequest
from searcher.result import SearchResult

hit_formats = options.format_options({name: form.what for name, form in output.FORMATS.items()})

_MOST_BLAMED = 3


@options.query_command()
@options.query_argument
@options.limit_option
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Hits to pass over.")
@options.sort_option
@options.filter_options
@click.option("--collapse", is_flag=True, help="Print one version of each release: the first in the order.")
@click.option("--facets", "with_facets", is_flag=True, help="Print the facets too.")
@hit_formats
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="surrogateescape"),
    metavar="FILE|-",
    help="Ask each line of a file, and print one JSON object for each.",
)
@click.option(
    "--record", type=click.Path(dir_okay=False, path_type=Path), help="Write what was asked and found, for `replay`."
)
def search(
    format_: str | None,
    with_facets: bool,
    limit: int,
    offset: int,
    sort: Any,
    collapse: bool,
    batch: IO[str] | None,
    record: Path | None,
    **asked: Any,
) -> int:
    """Search, and print hits; exits with 1 where there are none.

    Words must all occur; "exact phrase", OR, -not, word*, wrod~, title:, source:, country:peru, date:2013..2014.

    Example: searcher search copper mining --country peru --sort -date
    """
    page = {"limit": 0 if format_ == "count" else limit, "offset": offset, "sort": sort, "collapse": collapse}
    engine, request = options.question(page, **asked)
    if batch:
        if request.query or record or with_facets or format_ not in (None, "jsonl"):
            raise click.UsageError("--batch takes its queries from a file and prints JSON: give it filters only")
        return _ask_each(engine, request, batch)
    result = engine.search(request)
    code = print_result(result, format_)
    options.print_notes(_advice(engine, result))
    if with_facets and format_ is None:
        output.write_facets(result)
    if record:
        _write_record(engine, request, record)
    return code


def _ask_each(engine: Engine, request: SearchRequest, queries: IO[str]) -> int:
    code = NOTHING_FOUND
    for query in filter(None, map(str.strip, queries)):
        result = engine.search(request.asking(query))
        output.write_json(output.result_data(result))
        if result.total:
            code = FOUND
    return code


def _write_record(engine: Engine, request: SearchRequest, path: Path) -> None:
    from searcher.kept import replacing
    from searcher.record import record

    with replacing(path) as file:
        file.write(output.json_line(record(engine, request)) + "\n")


@click.command()
@click.argument("name", metavar="ID|PATH")
@options.limit_option
@hit_formats
@options.index_option
def similar(name: str, folder: Location, format_: str | None, limit: int) -> int:
    """Find the releases most like one: those that share its characteristic words, the most alike first.

    Example: searcher similar e17e8b6fe7a2 --limit 3
    """
    from searcher.commands.release import found  # not needed to search

    engine = open_engine(folder)
    return print_result(engine.similar(found(engine, name).id, SearchRequest(limit=limit)), format_)


@options.query_command()
@options.query_argument
@options.filter_options
@options.json_option
def facets(as_json: bool, **asked: Any) -> int:
    """Count hits by source, country, date and language; exits with 1 where there are none.

    Example: searcher facets copper --since 2012
    """
    engine, request = options.question({"limit": 0}, **asked)
    result = engine.search(request)
    options.print_notes(result.notes)
    if as_json:
        data = output.result_data(result)
        output.write_json({name: data[name] for name in ("version", "query", "total", "facets", "months")})
    else:
        output.write(output.summary(result))
        output.write_facets(result)
    return FOUND if result.total else NOTHING_FOUND


def print_result(result: SearchResult, format_: str | None) -> int:
    """Print hits in one of the formats, or for people, and notes on the query to stderr; return whether it found."""
    options.print_notes(result.notes)
    (output.FORMATS[format_].write if format_ else output.write_text)(result)
    return FOUND if result.total else NOTHING_FOUND


def _advice(engine: Engine, result: SearchResult) -> Iterator[str]:
    """Yield what to ask instead: a correction, and the conditions that left nothing."""
    if result.suggestion is not None:
        yield f"did you mean: {result.suggestion}"
    for blame in () if result.total else engine.why_empty(result.request)[:_MOST_BLAMED]:
        yield f"{output.counted(blame.total, 'release')} without {blame.condition}"
