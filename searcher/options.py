"""The options that several commands share, and the request that they make."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from index.errors import SearcherError
from searcher.locations import Location, open_engine, parse_location, sound
from searcher.periods import Period, parse_period
from searcher.request import Facet, Filter, SearchRequest, Sort
from searcher.safe import one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from searcher.engine import Engine

Function = Callable[..., Any]
Option = Callable[[Function], Function]


class QueryCommand(click.Command):
    """A command with a query, where words may be excluded: `-russia` is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options and their values out from among the words."""
        known = [option for option in self.get_params(ctx) if isinstance(option, click.Option)]
        takes_value = {flag: not option.is_flag for option in known for flag in option.opts}
        options: list[str] = []
        words: list[str] = []
        given = iter(args)
        for arg in given:
            if arg == "--":
                words += given
            elif not arg.startswith("--") and arg not in takes_value:
                words.append(arg)
            else:
                options.append(arg)
                if takes_value.get(arg):
                    value = next(given, None)
                    if value is None:
                        return super().parse_args(ctx, options)  # which says what is missing
                    options.append(value)
        return super().parse_args(ctx, [*options, "--", *words])


query_command = partial(click.command, cls=QueryCommand)


def default_index() -> Path:
    """Return where the index is unless something else is said: in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("searcher") / "index"


class LocationType(click.Path):
    """A folder, or the address of an index in a cluster."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the location, or fail with what was expected."""
        try:
            location = parse_location(os.fspath(value)) if isinstance(value, str | Path) else value
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return super().convert(value, param, ctx) if isinstance(location, Path) else location


def closed_period(text: str) -> Period:
    """Return the period of a day, month or year; raises BadParameter with what was expected."""
    try:
        period = parse_period(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if None in period:
        raise click.BadParameter(f"{text!r} is open: write a day, a month or a year")
    return period


def _facet_option(facet: Facet, what: str) -> Option:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        from searcher.commands.shell import values  # only when a shell asks

        return values(ctx.params["folder"], facet, incomplete)

    return click.option(f"--{facet}", multiple=True, shell_complete=complete, help=what)


def _all(options: Sequence[Option]) -> Option:
    def add(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def _guarded(ctx: click.Context, _: click.Parameter, location: Location) -> Location:
    """Have damage of the index named where it makes the command fail."""
    ctx.with_resource(sound(location))
    return location


index_option = click.option(
    "--index",
    "folder",
    type=LocationType(file_okay=False, path_type=Path),
    envvar="SEARCHER_INDEX",
    default=default_index,
    callback=_guarded,
    help="Folder of the index, or opensearch+https://host:9200/name [default: $SEARCHER_INDEX, or one in your data "
    "folder].",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
limit_option = click.option(
    "--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Most hits to print."
)
sort_option = click.option(
    "--sort",
    type=click.Choice(get_args(Sort)),
    default="relevance",
    show_default=True,
    help="Order; recent is relevance that fades with age, -date is newest first.",
)
query_argument = click.argument("query", nargs=-1)
filter_options = _all(
    [
        click.option(
            "--any", "any_word", is_flag=True, help="Find what has any of the words; more of them come first."
        ),
        _facet_option("source", "Only this source, by any words of its name."),
        _facet_option("country", "Only releases about this country: name or code."),
        _facet_option("language", "Only this language: en, ko, es …"),
        click.option("--since", type=closed_period, metavar="DATE", help="Only from this day, month or year on."),
        click.option("--until", type=closed_period, metavar="DATE", help="Only up to this day, month or year."),
        index_option,
    ]
)
"""What narrows a search of an index, for `question` and `request_from`."""


def format_options(forms: Mapping[str, str]) -> Option:
    """Return what adds an option for each form of output, given with what it prints."""
    return _all(
        [click.option(f"--{name}", "format_", flag_value=name, help=f"Print {what}.") for name, what in forms.items()]
    )


def question(
    page: Mapping[str, Any], query: Sequence[str], folder: Location, **filters: Any
) -> tuple[Engine, SearchRequest]:
    """Return the engine and the request of a command with a query and `filter_options`; raises SearcherError."""
    engine = open_engine(folder)
    return engine, request_from(engine, " ".join(query), filters, **page)


def request_from(engine: Engine, query: str, given: Mapping[str, Any], **page: Any) -> SearchRequest:
    """Return the request of a query and `filter_options`; raises SearcherError for a source or country there is not."""
    filters = [
        *(Filter("source", name) for called in given["source"] for name in _sources(engine, called)),
        *(Filter("country", _country(called)) for called in given["country"]),
        *(Filter("language", code.lower()) for code in given["language"]),
    ]
    since, until = given["since"], given["until"]
    days = since and since.first, until and until.last
    return SearchRequest(query, tuple(dict.fromkeys(filters)), *days, any_word=given["any_word"], **page)


def _sources(engine: Engine, called: str) -> list[str]:
    names = engine.sources_called(called)
    if not names:
        raise SearcherError(f"no source is called {called!r}: `searcher facets` lists them")
    return names


def _country(called: str) -> str:
    from index.metadata.territories import code_of  # not needed without --country

    code = code_of(called)
    if code is None:
        raise SearcherError(f"no country is called {called!r}: give an English name or an ISO code such as PE")
    return code


def print_notes(notes: Iterable[str]) -> None:
    """Tell on stderr how a query was read."""
    for note in notes:
        click.echo(f"searcher: {one_line(note)}", err=True)
