"""`show` and `clean`: one release, from the index or straight from a file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import click

from index.errors import NoSuchRelease
from index.release import Release
from searcher import output
from searcher.cli import FAILED, FOUND
from searcher.engine import Engine
from searcher.options import index_option
from searcher.safe import one_line


@click.command()
@click.argument("name", metavar="ID|PATH")
@click.option("--removed", is_flag=True, help="Print what the cleaner took out, and by which rule.")
@click.option("--evidence", is_flag=True, help="Print why it has this date, source, countries and language.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as one JSON object.")
@index_option
def show(name: str, folder: Path, removed: bool, evidence: bool, as_json: bool) -> None:
    """Print a release of the index, cleaned.

    Example: searcher show e17e8b6fe7a2 --evidence
    """
    _print(found(Engine(folder), name), removed=removed, evidence=evidence, as_json=as_json)


def found(engine: Engine, name: str) -> Release:
    """Return the release with an id or a path, which may be relative to where the command runs."""
    with suppress(NoSuchRelease):
        return engine.release(os.path.abspath(name))
    return engine.release(name)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--removed", is_flag=True, help="Print what was taken out, and by which rule.")
@click.option("--evidence", is_flag=True, help="Print why each field has its value.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a release.")
def clean(files: tuple[Path, ...], removed: bool, evidence: bool, as_json: bool) -> int:
    """Clean and describe files without an index; exits with 2 if one can't be read.

    Example: searcher clean page.html --json
    """
    from index.pipeline import derive  # slow, and not needed by `show`

    code = FOUND
    for file in files:
        outcome = derive(str(file), {})
        for release in outcome.releases:
            _print(release, removed=removed, evidence=evidence, as_json=as_json)
        if outcome.failure:
            click.echo(f"searcher: {one_line(': '.join(outcome.failure))}", err=True)
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
