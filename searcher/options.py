"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from index.errors import SearcherError
from searcher.locations import Location, parse_location
from searcher.periods import Period, parse_period
from searcher.request import Facet, Filter, SearchRequest, Sort
from searcher.safe import one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from searcher.locations import SearchEngine

Function = TypeVar("Function", bound=Callable[..., Any])


def default_index() -> Location:
    """Return where the index is: SEARCHER_INDEX, or a folder in the user's data folder."""
    if named := os.environ.get("SEARCHER_INDEX"):
        return LocationType().convert(named, None, None)  # type: ignore[no-any-return]
    from platformdirs import user_data_path

    return user_data_path("searcher") / "index"


class LocationType(click.Path):
    """A folder, or the address of an index in a cluster."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the location, or fail with what was expected."""
        try:
            location = parse_location(os.fspath(value)) if isinstance(value, str | Path) else value
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return super().convert(value, param, ctx) if isinstance(location, Path) else location


class PeriodType(click.ParamType[Period]):
    """A day, month or year."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Return the period, or fail with what was expected."""
        if isinstance(value, Period):
            return value
        try:
            period = parse_period(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if None in period:
            self.fail(f"{value!r} is open: write a day, a month or a year", param, ctx)
        return period


def index_option(function: Function) -> Function:
    """Add `--index`."""
    return click.option(
        "--index",
        "folder",
        type=LocationType(),
        default=default_index,
        help="Folder of the index, or opensearch+https://host:9200/name [default: $SEARCHER_INDEX, or one in your data "
        "folder].",
    )(function)


def sort_option(function: Function) -> Function:
    """Add `--sort`."""
    return click.option(
        "--sort",
        type=click.Choice(get_args(Sort)),
        default="relevance",
        show_default=True,
        help="Order; recent is relevance that fades with age, -date is newest first.",
    )(function)


def format_options(forms: Mapping[str, str]) -> Callable[[Function], Function]:
    """Return what adds an option for each form of output, given with what it prints."""

    def add(function: Function) -> Function:
        for name, what in reversed([*forms.items()]):
            function = click.option(f"--{name}", "format_", flag_value=name, help=f"Print {what}.")(function)
        return function

    return add


def filter_options(function: Function) -> Function:
    """Add the options that narrow a search."""
    options = [
        _facet_option("--source", "source", "Only this source, by any words of its name."),
        _facet_option("--country", "country", "Only releases about this country: name or code."),
        _facet_option("--language", "language", "Only this language: en, ko, es …"),
        click.option("--since", type=PeriodType(), help="Only from this day, month or year on."),
        click.option("--until", type=PeriodType(), help="Only up to this day, month or year."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _facet_option(flag: str, facet: Facet, what: str) -> Callable[[Function], Function]:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        from searcher.commands.shell import values  # only when a shell asks

        return values(ctx.params.get("folder") or default_index(), facet, incomplete)

    return click.option(flag, facet, multiple=True, shell_complete=complete, help=what)


def request_from(engine: SearchEngine, query: str, options: Mapping[str, Any], **page: Any) -> SearchRequest:
    """Return the request of a command's options; raises SearcherError for a source or country there is not."""
    filters = [
        *(Filter("source", name) for given in options["source"] for name in _sources(engine, given)),
        *(Filter("country", _country(given)) for given in options["country"]),
        *(Filter("language", given.lower()) for given in options["language"]),
    ]
    since, until = options["since"], options["until"]
    days = since and since.first, until and until.last
    return SearchRequest(query, tuple(dict.fromkeys(filters)), *days, **page)


def _sources(engine: SearchEngine, given: str) -> list[str]:
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


def print_notes(notes: Iterable[str]) -> None:
    """Tell on stderr how a query was read."""
    for note in notes:
        click.echo(f"searcher: {one_line(note)}", err=True)
