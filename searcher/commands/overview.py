"""`timeline`, `compare` and `first`: what all hits say together."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import click

from searcher import options, output
from searcher.charts import bar_lines, plot, rows
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.compare import compare as compared
from searcher.first import uses
from searcher.locations import Location, open_engine
from searcher.safe import one_line
from searcher.timeline import By, Timeline

_by_option = click.option(
    "--by", type=click.Choice(get_args(By)), default="year", show_default=True, help="The length of a bar."
)
_table_formats = options.format_options({"json": "JSON", "csv": "CSV"})


@options.query_command()
@options.query_argument
@_by_option
@options.filter_options
@_table_formats
@click.option(
    "--plot", "image", type=click.Path(dir_okay=False, path_type=Path), help="Draw it into this file, .svg or .png."
)
def timeline(by: By, format_: str | None, image: Path | None, **asked: Any) -> int:
    """Count hits by year, month, week or day; exits with 1 where there are none.

    A release with only a year or a month for a date counts in bars that are as long, and with the undated in others.

    Example: searcher timeline copper --by month --since 2012
    """
    engine, request = options.question({}, **asked)
    matched = engine.matched(request)[0]
    options.print_notes(matched.notes)
    found = matched.timeline(by)
    if image:
        plot(found, image)
    if format_ == "json":
        data = {"version": output.VERSION, "query": request.query, "total": matched.total}
        output.write_json({**data, **output.plain(found)})
    elif format_ == "csv":
        _write_table(("count",), (found,))
    elif not image:
        _draw((found,))
        output.write(f"{output.counted(matched.total, 'release')}, {_undated(found)}")
    return FOUND if matched.total else NOTHING_FOUND


def _draw(timelines: Sequence[Timeline]) -> None:
    block = "█" if output.is_utf8(sys.stdout) else "#"
    for line in bar_lines(timelines, shutil.get_terminal_size().columns, block):
        output.write(line)


def _write_table(names: Sequence[str], timelines: Sequence[Timeline]) -> None:
    output.write_rows(("start", *names), ((name, *counts) for name, counts in rows(timelines)))


def _undated(found: Timeline) -> str:
    return f"{found.undated:,} of them undated" + (f" or without a {found.by}" if found.by != "year" else "")


@options.query_command()
@click.argument("queries", nargs=-1, required=True, metavar="QUERY QUERY...")
@_by_option
@options.filter_options
@_table_formats
def compare(queries: tuple[str, ...], folder: Location, by: By, format_: str | None, **asked: Any) -> int:
    """Set queries side by side: over time, and by the words that set the first two apart.

    Words are those whose frequencies differ most by log-likelihood (G²), at p < 0.0001. CSV has the numbers over time.

    Example: searcher compare source:kremlin source:mines --by month
    """
    if len(queries) < 2:
        raise click.UsageError("give two queries or more, each in quotes if it has several words")
    engine = open_engine(folder)
    found = compared(engine, [options.request_from(engine, query, asked) for query in queries], by)
    options.print_notes(found.notes)
    if format_ == "json":
        output.write_json({"version": output.VERSION, "queries": list(queries), **output.plain(found)})
    elif format_ == "csv":
        _write_table(queries, found.timelines)
    else:
        for number, (query, total) in enumerate(zip(queries, found.totals, strict=True), 1):
            output.write(f"{number}: {one_line(query)} ({output.counted(total, 'release')})")
        output.write("")
        _draw(found.timelines)
        output.write(f"\n{output.counted(found.shared, 'release')} in both 1 and 2")
        for number, keywords in enumerate(found.keywords, 1):
            output.write(f"\n{'more often in ' + str(number):<24} {'in 1':>8} {'in 2':>8} {'G²':>10}")
            for word in keywords:
                counts = " ".join(f"{count:>8,}" for count in word.counts)
                output.write(f"{one_line(word.word):<24} {counts} {word.keyness:>10,.1f}")
    return FOUND if any(found.totals) else NOTHING_FOUND


@options.query_command()
@click.argument("phrase", nargs=-1, required=True)
@options.filter_options
@options.json_option
def first(phrase: tuple[str, ...], folder: Location, as_json: bool, **asked: Any) -> int:
    """Tell who used a phrase first and last: each source's first and last release with it; exits with 1 for none.

    Undated releases are left out; a date of only a month or year counts as its first day.

    Example: searcher first strategic partnership
    """
    engine = open_engine(folder)
    words = " ".join(phrase).replace('"', " ")
    found = uses(engine, options.request_from(engine, f'"{words}"', asked))
    if as_json:
        output.write_json({"version": output.VERSION, "phrase": " ".join(phrase), "sources": output.plain(found)})
        return FOUND if found else NOTHING_FOUND
    for use in found:
        ends = f"{use.first_date:<10} {use.first_id}  {use.last_date:<10} {use.last_id}"
        output.write(f"{ends}  {use.releases:>6,}  {output.label('source', use.source)}")
    return FOUND if found else NOTHING_FOUND
