"""`export`: all hits into a file."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, get_args

import click

from index.report import Progress
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.export import Format
from searcher.export import export as write_all
from searcher.kept import replacing
from searcher.options import filter_options, query_argument, query_command, question, sort_option
from searcher.progress import progress_bar


@query_command()
@query_argument
@click.option("--format", "format_", type=click.Choice(get_args(Format)), required=True, help="What to write.")
@click.option("-o", "--output", "file", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--full", is_flag=True, help="Write the text of the releases too.")
@sort_option
@filter_options
def export(format_: Format, file: Path | None, full: bool, sort: Any, **asked: Any) -> int:
    """Write all hits to a file or stdout; exits with 1 where there are none.

    Example: searcher export copper --since 2012 --format csv -o copper.csv
    """
    engine, request = question({"sort": sort}, **asked)
    with progress_bar() as show, nullcontext(sys.stdout) if file is None else replacing(file) as stream:
        count = write_all(
            engine, request, None, format_, stream, lambda *done: show(Progress("export", *done)), full=full
        )
    return FOUND if count else NOTHING_FOUND
