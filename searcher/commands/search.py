"""`search` and `facets`: one-shot queries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from index.errors import SearcherError
from searcher import output
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.engine import Engine
from searcher.options import filter_options, first_day, index_option, last_day
from searcher.request import Filter, SearchRequest
from searcher.result import SearchResult
from searcher.safe import one_line

FORMATS = {
    "json": "one JSON object with hits and facets",
    "jsonl": "one JSON object a hit",
    "csv": "CSV",
    "paths": "the path of each hit",
    "count": "only the number of hits",
}


def _format_options(function: Any) -> Any:
    for name, what in reversed(FORMATS.items()):
        function = click.option(f"--{name}", "format_", flag_value=name, help=f"Print {what}.")(function)
    return function


@click.command()
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Most hits to print.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Hits to pass over.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="Order; -date is newest first.",
)
@filter_options
@click.option("--facets", "with_facets", is_flag=True, help="Print the facets too.")
@_format_options
@index_option
def search(
    query: tuple[str, ...],
    folder: Path,
    format_: str | None,
    with_facets: bool,
    limit: int,
    offset: int,
    sort: Any,
    **options: Any,
) -> int:
    """Search, and print hits; exits with 1 where there are none.

    Words must all occur; "exact phrase", OR, -not, word*, wrod~, title:, source:, country:peru, date:2013..2014.
    """
    engine = Engine(folder)
    request = _request(
        engine, " ".join(query), options, limit=0 if format_ == "count" else limit, offset=offset, sort=sort
    )
    result = engine.search(request)
    _print_notes(result)
    _PRINTERS[format_](result)
    if with_facets and format_ is None:
        output.write_facets(result)
    return FOUND if result.total else NOTHING_FOUND


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@index_option
def facets(query: tuple[str, ...], folder: Path, as_json: bool, **options: Any) -> int:
    """Count hits by source, country, date and language; exits with 1 where there are none."""
    engine = Engine(folder)
    result = engine.search(_request(engine, " ".join(query), options, limit=0))
    _print_notes(result)
    if as_json:
        data = output.result_data(result)
        output.write_json({name: data[name] for name in ("version", "query", "total", "facets", "months")})
    else:
        output.write(output.summary(result))
        output.write_facets(result)
    return FOUND if result.total else NOTHING_FOUND


def _request(engine: Engine, query: str, options: dict[str, Any], **page: Any) -> SearchRequest:
    filters = [
        *(Filter("source", name) for given in options["sources"] for name in _sources(engine, given)),
        *(Filter("country", _country(given)) for given in options["countries"]),
        *(Filter("language", given.lower()) for given in options["languages"]),
    ]
    since, until = first_day(options["since"]), last_day(options["until"])
    return SearchRequest(query, tuple(dict.fromkeys(filters)), since, until, **page)


def _sources(engine: Engine, given: str) -> list[str]:
    names = engine.sources_called(given)
    if not names:
        raise SearcherError(f"no source is called {given!r}: `searcher facets` lists them")
    return names


def _country(given: str) -> str:
    from index.metadata.territories import code_of  # not needed without --country

    code = code_of(given)
    if code is None:
        raise SearcherError(f"no country is called {given!r}: give an English name or an ISO code such as PE")
    return code


def _print_notes(result: SearchResult) -> None:
    for note in result.notes:
        click.echo(f"searcher: {one_line(note)}", err=True)


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
