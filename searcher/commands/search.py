"""`search` and `facets`: one-shot queries."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from searcher import output
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.commands.release import found
from searcher.locations import Location, SearchEngine, open_engine, open_here
from searcher.options import filter_options, format_options, index_option, print_notes, request_from, sort_option
from searcher.request import SearchRequest
from searcher.result import SearchResult

FORMATS = {
    "json": "one JSON object with hits and facets",
    "jsonl": "one JSON object a hit",
    "csv": "CSV",
    "paths": "the path of each hit",
    "count": "only the number of hits",
}

_MOST_BLAMED = 3


@click.command()
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Most hits to print.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Hits to pass over.")
@sort_option
@click.option("--any", "any_word", is_flag=True, help="Find what has any of the words; more of them come first.")
@filter_options
@click.option("--collapse", is_flag=True, help="Print one version of each release: the first in the order.")
@click.option("--facets", "with_facets", is_flag=True, help="Print the facets too.")
@format_options(FORMATS)
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="surrogateescape"),
    metavar="FILE|-",
    help="Ask each line of a file, and print one JSON object for each.",
)
@click.option(
    "--record", type=click.Path(dir_okay=False, path_type=Path), help="Write what was asked and found, for `replay`."
)
@index_option
def search(
    query: tuple[str, ...],
    folder: Location,
    format_: str | None,
    with_facets: bool,
    limit: int,
    offset: int,
    sort: Any,
    any_word: bool,
    batch: IO[str] | None,
    record: Path | None,
    collapse: bool,
    **options: Any,
) -> int:
    """Search, and print hits; exits with 1 where there are none.

    Words must all occur; "exact phrase", OR, -not, word*, wrod~, title:, source:, country:peru, date:2013..2014.

    Example: searcher search copper mining --country peru --sort -date
    """
    engine = open_engine(folder)
    page = {"limit": 0 if format_ == "count" else limit, "offset": offset, "sort": sort, "any_word": any_word}
    page["collapse"] = collapse
    request = request_from(engine, " ".join(query), options, **page)
    if batch:
        if query or record or with_facets or format_ not in (None, "jsonl"):
            raise click.UsageError("--batch takes its queries from a file and prints JSON: give it filters only")
        return _ask_each(engine, request, batch)
    result = engine.search(request)
    print_result(result, format_)
    print_notes(_advice(engine, result))
    if with_facets and format_ is None:
        output.write_facets(result)
    if record:
        _write_record(folder, request, record)
    return FOUND if result.total else NOTHING_FOUND


def _ask_each(engine: SearchEngine, request: SearchRequest, queries: IO[str]) -> int:
    code = NOTHING_FOUND
    for query in filter(None, map(str.strip, queries)):
        result = engine.search(request.asking(query))
        output.write_json(output.result_data(result))
        if result.total:
            code = FOUND
    return code


def _write_record(folder: Location, request: SearchRequest, path: Path) -> None:
    from searcher.kept import replacing
    from searcher.record import record

    with replacing(path) as file:
        file.write(output.json_line(record(open_here(folder, "record a search"), request)) + "\n")


@click.command()
@click.argument("name", metavar="ID|PATH")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Most hits to print.")
@format_options(FORMATS)
@index_option
def similar(name: str, folder: Location, format_: str | None, limit: int) -> int:
    """Find the releases most like one: those that share its characteristic words, the most alike first.

    Example: searcher similar e17e8b6fe7a2 --limit 3
    """
    engine = open_engine(folder)
    result = engine.similar(found(engine, name).id, SearchRequest(limit=limit))
    print_result(result, format_)
    return FOUND if result.total else NOTHING_FOUND


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@index_option
def facets(query: tuple[str, ...], folder: Location, as_json: bool, **options: Any) -> int:
    """Count hits by source, country, date and language; exits with 1 where there are none.

    Example: searcher facets copper --since 2012
    """
    engine = open_engine(folder)
    result = engine.search(request_from(engine, " ".join(query), options, limit=0))
    print_notes(result.notes)
    if as_json:
        data = output.result_data(result)
        output.write_json({name: data[name] for name in ("version", "query", "total", "facets", "months")})
    else:
        output.write(output.summary(result))
        output.write_facets(result)
    return FOUND if result.total else NOTHING_FOUND


def print_result(result: SearchResult, format_: str | None) -> None:
    """Print hits in one of the FORMATS, or for people; notes on the query go to stderr."""
    print_notes(result.notes)
    _PRINTERS[format_](result)


def _advice(engine: SearchEngine, result: SearchResult) -> Iterator[str]:
    """Yield what to ask instead: a correction, and the conditions that left nothing."""
    if result.suggestion is not None:
        yield f"did you mean: {result.suggestion}"
    for blame in () if result.total else engine.why_empty(result.request)[:_MOST_BLAMED]:
        yield f"{output.counted(blame.total, 'release')} without {blame.condition}"


def _print_text(result: SearchResult) -> None:
    if sys.stdout.isatty():
        from searcher.console import print_hits

        print_hits(result)
    else:
        output.write_hits(result)


def _print_paths(result: SearchResult) -> None:
    for hit in result.hits:
        output.write_path(hit.path)


_PRINTERS: dict[str | None, Any] = {
    None: _print_text,
    "json": lambda result: output.write_json(output.result_data(result)),
    "jsonl": lambda result: output.write_jsonl(result.hits),
    "csv": lambda result: output.write_csv(result.hits),
    "paths": _print_paths,
    "count": lambda result: output.write(str(result.total)),
}
