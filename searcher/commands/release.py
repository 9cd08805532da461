"""`show` and `clean`: one release, from the index or straight from a file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import click

from index.errors import NoSuchRelease
from index.release import Release
from searcher import output
from searcher.cli import FAILED, FOUND, NOTHING_FOUND
from searcher.diff import diff
from searcher.engine import Engine
from searcher.locations import Location, open_engine
from searcher.options import index_option, json_option
from searcher.safe import one_line


@click.command()
@click.argument("name", metavar="ID|PATH")
@click.option("--removed", is_flag=True, help="Print what the cleaner took out, and by which rule.")
@click.option("--evidence", is_flag=True, help="Print why it has this date, source, countries and language.")
@click.option("--versions", is_flag=True, help="List its other versions: reprints, corrections, longer or cut copies.")
@click.option("--diff", "other", metavar="ID|PATH", help="Print how another release's text differs from its own.")
@json_option
@index_option
def show(
    name: str, folder: Location, removed: bool, evidence: bool, versions: bool, other: str | None, as_json: bool
) -> int:
    """Print a release of the index, cleaned; with --versions, exits with 1 where it has none.

    Example: searcher show e17e8b6fe7a2 --evidence
    """
    engine = open_engine(folder)
    release = found(engine, name)
    if other is not None:
        output.write_diff(diff(release.body, found(engine, other).body))
    elif versions:
        hits = engine.versions(release.path)
        for hit in hits:
            if as_json:
                output.write_json(output.hit_data(hit))
            else:
                output.write(f"{output.facts(hit._replace(duplicates=0))}  {one_line(hit.title)}")
        return FOUND if hits else NOTHING_FOUND
    else:
        _print(release, removed=removed, evidence=evidence, as_json=as_json)
    return FOUND


def found(engine: Engine, name: str) -> Release:
    """Return the release with an id or a path, which may be relative to where the command runs."""
    with suppress(NoSuchRelease):
        return engine.release(os.path.abspath(name))
    return engine.release(name)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--removed", is_flag=True, help="Print what was taken out, and by which rule.")
@click.option("--evidence", is_flag=True, help="Print why each field has its value.")
@json_option
def clean(files: tuple[Path, ...], removed: bool, evidence: bool, as_json: bool) -> int:
    """Clean and describe files without an index; exits with 2 if one can't be read.

    Example: searcher clean page.html --json
    """
    from index.pipeline import derive  # slow, and not needed by `show`

    code = FOUND
    for file in files:
        reading, outcome = derive(str(file), {})
        for release in outcome.releases:
            _print(release, removed=removed, evidence=evidence, as_json=as_json)
        if reading.failure:
            click.echo(f"searcher: {one_line(': '.join(reading.failure))}", err=True)
            code = FAILED
    return code


def _print(release: Release, *, removed: bool, evidence: bool, as_json: bool) -> None:
    if as_json:
        output.write_json(output.release_data(release))
        return
    if removed:
        output.write_removed(release)
    if evidence:
        output.write_evidence(release)
    if not removed and not evidence:
        output.write_release(release)
