"""`index` and `status`: building the index, and what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from searcher import output
from searcher.cli import FAILED, FOUND
from searcher.options import index_option
from searcher.safe import one_line

if TYPE_CHECKING:
    from index.rebuild import RebuildReport


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--date-from", type=click.Choice(["name"]), help="Of texts without a date, or its year, read it in the file's name."
)
@click.option("--prune", is_flag=True, help="Take releases whose file is gone out of the index.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read files [default: one for each processor].")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@index_option
def index(
    paths: tuple[Path, ...], folder: Path, date_from: str | None, prune: bool, jobs: int | None, as_json: bool
) -> int:
    """Add and refresh the releases of folders and files; without PATHS, of those indexed before.

    Only new and changed files are read. Exits with 2 if a file could not be read; the others are indexed all the same.

    Example: searcher index ~/releases
    """
    from index.rebuild import rebuild
    from searcher.console import progress_bar

    with progress_bar() as progress:
        report = rebuild(folder, paths, prune=prune, dated_by_name=bool(date_from), jobs=jobs, progress=progress)
    for path, reason in report.failed:
        click.echo(f"searcher: {one_line(f'{path}: {reason}')}", err=True)
    for root in report.missing:
        click.echo(f"searcher: {one_line(root)}: is not there; its releases stay in the index", err=True)
    if as_json:
        output.write_json(_report_data(report))
    else:
        for line in _report_lines(report):
            output.write(line)
    return FAILED if report.failed or report.missing else FOUND


def _report_data(report: RebuildReport) -> dict[str, Any]:
    return {
        "version": output.VERSION,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "recleaned": report.recleaned,
        "vanished": report.vanished,
        "pruned": report.pruned,
        "failed": [{"path": path, "reason": reason} for path, reason in report.failed],
        "ignored": dict(report.ignored),
        "missing": report.missing,
        "releases": report.releases,
        "generation": report.generation,
        "seconds": round(report.seconds, 3),
    }


def _report_lines(report: RebuildReport) -> list[str]:
    kept = "" if report.pruned else " (kept: --prune takes their releases out)"
    counts = [
        (report.new, "new"),
        (report.changed, "changed"),
        (report.unchanged, "unchanged"),
        (report.recleaned, "cleaned again with what the new ones taught"),
        (report.vanished, f"vanished{kept}"),
        (len(report.failed), "failed"),
        (report.ignored.total(), f"of other kinds ({', '.join(sorted(report.ignored))})"),
    ]
    said = ", ".join(f"{number:,} {what}" for number, what in counts if number)
    rate = (report.new + report.changed + report.recleaned) / report.seconds
    speed = f", {rate:,.0f} files a second" if rate else ""
    return [
        f"files: {said or 'none'}",
        f"the index holds {output.counted(report.releases, 'release')} ({report.seconds:.1f} s{speed})",
    ]


@click.command()
@click.option("--boilerplate", "lines", is_flag=True, help="Print the lines that releases of a source share.")
@click.option("--source", metavar="NAME", help="With --boilerplate: of this source only.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@index_option
def status(folder: Path, lines: bool, source: str | None, as_json: bool) -> int:
    """Tell what the index holds, or what it learned of the lines around releases.

    Example: searcher status --boilerplate --source Kremlin
    """
    if lines or source:
        from searcher.commands.boilerplate import write_lines

        return write_lines(folder, source, as_json=as_json)
    from searcher.engine import Engine

    found = Engine(folder).status()
    data = {
        "folder": str(found.folder),
        "releases": found.documents,
        "generation": found.generation,
        "segments": found.segments,
        "bytes": found.bytes,
    }
    if as_json:
        output.write_json({"version": output.VERSION, **data})
    else:
        output.write_fields({**data, "releases": f"{found.documents:,}", "bytes": f"{found.bytes:,}"})
    return FOUND
