"""`index`, `check` and `status`: building the index, whether it is whole, and what is in it."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from index.errors import CannotWrite, ClusterFailure, IndexLocked
from searcher import output
from searcher.cli import FAILED, FOUND
from searcher.locations import Location, at, open_engine, rebuild_at, roots_of
from searcher.options import index_option, json_option
from searcher.safe import one_line

if TYPE_CHECKING:
    from index.report import RebuildReport


def _share(given: str) -> tuple[int, int]:
    number, _, count = given.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise click.BadParameter(f"{given!r} is no part of a whole: write 3/16 for the third of sixteen")
    return int(number), int(count)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--date-from", type=click.Choice(["name"]), help="Of texts without a date, or its year, read it in the file's name."
)
@click.option("--prune", is_flag=True, help="Take releases whose file is gone out of the index.")
@click.option("--follow-links", is_flag=True, help="Follow symbolic links to folders, and out of PATHS.")
@click.option("--watch", is_flag=True, help="Go on: index again whenever files change, until interrupted.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read files [default: one for each processor].")
@click.option("--shard", metavar="K/N", type=_share, help="Only part K of N of the files, for a cluster's index.")
@json_option
@index_option
def index(
    paths: tuple[Path, ...],
    folder: Location,
    date_from: str | None,
    prune: bool,
    follow_links: bool,
    watch: bool,
    jobs: int | None,
    shard: tuple[int, int] | None,
    as_json: bool,
) -> int:
    """Add and refresh the releases of folders and files; without PATHS, of those indexed before.

    Only new and changed files are read. Exits with 0; with 2 if a file could not be read or a folder is missing and
    no earlier run has said so (the others are indexed all the same), or if nothing could be done.

    Example: searcher index ~/releases
    """
    options = {"prune": prune, "dated_by_name": bool(date_from), "follow_links": follow_links, "jobs": jobs}
    if watch:
        return _watch(paths, folder, as_json=as_json, **options)
    report = _rebuild(folder, paths, shard, **options)
    _say(report, folder, as_json=as_json)
    return FAILED if report.failed_now or report.missing_now else FOUND


def _rebuild(
    location: Location, paths: tuple[Path, ...], shard: tuple[int, int] | None = None, **options: Any
) -> RebuildReport:
    from searcher.progress import progress_bar

    with progress_bar() as progress:
        return rebuild_at(location, paths, shard, progress=progress, **options)


def _matches(report: RebuildReport, folder: Location) -> dict[str, int]:
    """Return how much of what the rebuild brought each saved search finds."""
    if report.generation == report.before:
        return {}
    from searcher import saved

    if not (searches := saved.load(folder)):
        return {}
    engine = open_engine(folder)
    found = {name: saved.counted(engine, search._replace(seen=report.before))[1] for name, search in searches.items()}
    return {name: new for name, new in found.items() if new}


def _say(report: RebuildReport, folder: Location, *, as_json: bool) -> None:
    matches = _matches(report, folder)
    for path, reason in report.failed_now:
        click.echo(f"searcher: {one_line(f'{path}: {reason}')}", err=True)
    for root in report.missing_now:
        click.echo(f"searcher: {one_line(root)}: is not there; its releases stay in the index", err=True)
    if as_json:
        output.write_json({**_report_data(report), "matches": matches})
    else:
        for line in _report_lines(report):
            output.write(line)
        for name, total in matches.items():
            output.write(f"saved search {name}: {total:,} new")


def _watch(paths: tuple[Path, ...], folder: Location, *, as_json: bool, **options: Any) -> int:
    from searcher.watch import stop_on_signals, watch

    stop = Event()
    stop_on_signals(stop)

    def again() -> bool:
        try:
            report = _rebuild(folder, paths, **options)
        except (IndexLocked, CannotWrite, ClusterFailure) as error:  # which may be over soon
            click.echo(f"searcher: {one_line(str(error))}", err=True)
            return False
        if report.generation != report.before:
            _say(report, folder, as_json=as_json)
            sys.stdout.flush()
        return True

    try:
        roots = [path.absolute() for path in paths] or roots_of(folder)
        watch(roots, folder if isinstance(folder, Path) else None, again, stop, follow_links=options["follow_links"])
    except KeyboardInterrupt:
        click.echo("searcher: stopped watching", err=True)
    return FOUND


def _report_data(report: RebuildReport) -> dict[str, Any]:
    return {
        "version": output.VERSION,
        **vars(report),
        "afresh": report.afresh or None,
        "failed": [{"path": path, "reason": reason} for path, reason in report.failed],
        "failed_now": [path for path, _ in report.failed_now],
        "seconds": round(report.seconds, 3),
    }


def _report_lines(report: RebuildReport) -> list[str]:
    kept = "" if report.pruned else " (kept: --prune takes their releases out)"
    before = "" if report.failed_now else " (as before)"
    counts = [
        (report.new, "new"),
        (report.changed, "changed"),
        (report.moved, "moved"),
        (report.unchanged, "unchanged"),
        (report.recleaned, "cleaned again with what the new ones taught"),
        (report.rederived, f"read again ({report.afresh})"),
        (report.vanished, f"vanished{kept}"),
        (len(report.failed), f"failed{before}"),
        (report.ignored.total(), f"of other kinds ({', '.join(sorted(report.ignored))})"),
    ]
    said = ", ".join(f"{number:,} {what}" for number, what in counts if number)
    rate = (report.new + report.changed + report.moved + report.recleaned + report.rederived) / report.seconds
    speed = f", {rate:,.0f} files a second" if rate else ""
    return [
        f"files: {said or 'none'}",
        f"the index holds {output.counted(report.releases, 'release')} ({report.seconds:.1f} s{speed})",
    ]


@click.command()
@click.option("--repair", is_flag=True, help="Rebuild a damaged index from its files.")
@json_option
@index_option
def check(folder: Location, repair: bool, as_json: bool) -> int:
    """Tell whether the index is damaged.

    Reads all of it, and exits with 0 if it is whole, else with 2. A repair reads all files again; of releases whose
    file is gone it keeps what can still be read.

    Example: searcher check --repair
    """
    checked = at(folder, "index.check:check", "index.opensearch.check:check")
    found = checked(folder)
    for name, reason in found.problems:
        click.echo(f"searcher: {one_line(f'{folder}/{name}: {reason}')}", err=True)
    if found.problems and repair:
        for line in _report_lines(_rebuild(folder, (), repair=True)):
            click.echo(f"searcher: {line}", err=True)
        found = checked(folder)
    data = {"releases": found.releases, "stale": found.stale}
    if as_json:
        problems = [{"file": name, "reason": reason} for name, reason in found.problems]
        output.write_json({"version": output.VERSION, "problems": problems, **data})
    elif not found.problems:
        stale = f"; {output.counted(found.stale, 'file')} changed or went since" if found.stale else ""
        output.write(f"the index is whole: {output.counted(found.releases, 'release')}{stale}")
    return FAILED if found.problems else FOUND


@click.command()
@click.option("--boilerplate", "lines", is_flag=True, help="Print the lines that releases of a source share.")
@click.option("--source", metavar="NAME", help="With --boilerplate: of this source only.")
@json_option
@index_option
def status(folder: Location, lines: bool, source: str | None, as_json: bool) -> int:
    """Tell what the index holds, or what it learned of the lines around releases.

    Example: searcher status --boilerplate --source Kremlin
    """
    if lines or source:
        from searcher.commands.boilerplate import write_lines

        return write_lines(folder, source, as_json=as_json)
    found = open_engine(folder).status()
    facts = {"folder": str(found.folder), "releases": found.documents}
    data = facts | {name: getattr(found, name) for name in ("generation", "segments", "bytes")}
    if as_json:
        output.write_json({"version": output.VERSION, **data})
    else:
        output.write_fields({**data, "releases": f"{found.documents:,}", "bytes": f"{found.bytes:,}"})
    return FOUND
