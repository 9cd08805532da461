"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from searcher.periods import Period, parse_period

Function = TypeVar("Function", bound=Callable[..., Any])


def default_index() -> Path:
    """Return the index folder: SEARCHER_INDEX, or one in the user's data folder."""
    if named := os.environ.get("SEARCHER_INDEX"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("searcher") / "index"


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
        type=click.Path(file_okay=False, path_type=Path),
        default=default_index,
        help="Folder of the index [default: $SEARCHER_INDEX, or one in your data folder].",
    )(function)


def filter_options(function: Function) -> Function:
    """Add the options that narrow a search."""
    options = [
        click.option("--source", "sources", multiple=True, help="Only this source, by any words of its name."),
        click.option("--country", "countries", multiple=True, help="Only releases about this country: name or code."),
        click.option("--language", "languages", multiple=True, help="Only this language: en, ko, es …"),
        click.option("--since", type=PeriodType(), help="Only from this day, month or year on."),
        click.option("--until", type=PeriodType(), help="Only up to this day, month or year."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def first_day(period: Period | None) -> date | None:
    """Return the day that `--since` names."""
    return period and period.first


def last_day(period: Period | None) -> date | None:
    """Return the day that `--until` names."""
    return period and period.last
