"""`help`: pages on what several commands share."""

from __future__ import annotations

import click

from searcher import output
from searcher.query_help import as_text

PAGES = {"query": as_text}


@click.command("help")
@click.argument("page", type=click.Choice(list(PAGES)), default="query")
def show_help(page: str) -> None:
    """Print a page of help: query is the query language.

    Example: searcher help query
    """
    output.write(PAGES[page]())
