"""`save`, `saved`, `run` and `replay`: searches that are kept to be run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from searcher import options, output
from searcher import saved as store
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.commands.search import hit_formats, print_result
from searcher.locations import Location, open_engine
from searcher.result import UNKNOWN
from searcher.safe import one_line
from searcher.saved import SavedSearch


@options.query_command()
@click.argument("name")
@options.query_argument
@options.sort_option
@options.filter_options
def save(name: str, sort: Any, **asked: Any) -> None:
    """Save a search under a name, in the place of one of that name.

    Example: searcher save mines copper mining --country peru
    """
    engine, request = options.question({"sort": sort}, **asked)
    store.save(asked["folder"], SavedSearch(name, request, engine.status().generation))


@click.command()
@options.json_option
@click.option("--delete", metavar="NAME", help="Delete a saved search.")
@options.index_option
def saved(folder: Location, as_json: bool, delete: str | None) -> int:
    """List the saved searches, and what is new in them since each was last run; exits with 1 where there are none.

    Example: searcher saved --delete mines
    """
    if delete is not None:
        store.delete(folder, delete)
        return FOUND
    engine = open_engine(folder)
    found = store.load(folder).values()
    counts = [store.counted(engine, search) for search in found]
    if as_json:
        pairs = zip(found, counts, strict=True)
        listed = [{**output.plain(search), "total": total, "new": new} for search, (total, new) in pairs]
        output.write_json({"version": output.VERSION, "searches": listed})
        return FOUND if found else NOTHING_FOUND
    for search, (total, new) in zip(found, counts, strict=True):
        output.write(f"{one_line(search.name):<20} {total:>9,} {new:>7,} new  {_asked(search)}")
    return FOUND if found else NOTHING_FOUND


def _asked(search: SavedSearch) -> str:
    request = search.request
    filters = [f"{'-' * excluded}{facet}:{value or UNKNOWN[facet]}" for facet, value, excluded in request.filters]
    days = [f"{name}:{day}" for name, day in (("since", request.since), ("until", request.until)) if day]
    return one_line(" ".join([request.query, *filters, *days]))


@click.command()
@click.argument("name")
@click.option("--new", is_flag=True, help="Only what came in, or changed, since it was last run.")
@options.limit_option
@hit_formats
@options.index_option
def run(name: str, folder: Location, new: bool, limit: int, format_: str | None) -> int:
    """Run a saved search, and mark what it finds as seen; exits with 1 where there is nothing.

    Example: searcher run mines --new
    """
    search = store.named(store.load(folder), name)
    engine = open_engine(folder)
    generation = engine.status().generation
    request = store.unseen(search, generation) if new else search.request
    result = engine.search(request._replace(limit=limit))
    code = print_result(result, format_)
    store.save(folder, search._replace(seen=generation))
    return code


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.json_option
@options.index_option
def replay(file: Path, folder: Location, as_json: bool) -> int:
    """Run a recorded search again, and report what differs; exits with 1 if something does.

    Record one with `searcher search --record FILE`.

    Example: searcher replay copper.json
    """
    from searcher.record import replay as drift_from

    drift = drift_from(open_engine(folder), file)
    if as_json:
        output.write_json({"version": output.VERSION, **output.plain(drift)})
    else:
        corpus = {None: "unknown", False: "the same", True: "changed"}[drift.corpus_changed]
        facts = {"query": drift.request.query, "corpus": corpus, "same": drift.same, "reordered": drift.reordered}
        output.write_fields({**facts, "added": " ".join(drift.added), "lost": " ".join(drift.lost)})
    return NOTHING_FOUND if drift.added or drift.lost or drift.reordered else FOUND
