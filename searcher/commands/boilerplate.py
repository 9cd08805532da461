"""`boilerplate` and `status --boilerplate`: the lines that surround a source's releases, learned and overruled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from searcher import output
from searcher.cli import FOUND, NOTHING_FOUND
from searcher.locations import Location, at
from searcher.options import index_option
from searcher.safe import one_line

if TYPE_CHECKING:
    from index.boilerplate import Decision, KnownLine


@click.command()
@click.argument("decision", type=click.Choice(["keep", "drop", "undo"]))
@click.argument("source")
@click.argument("line")
@index_option
def boilerplate(decision: Decision, source: str, line: str, folder: Location) -> None:
    """Keep or drop a line of a source's releases, whatever was learned, or undo that.

    `searcher status --boilerplate` shows both; a line may be given as it stands in a release, too. The releases of
    the source are cleaned again at once.

    Example: searcher boilerplate keep Kremlin "Beginning of the meeting"
    """
    from searcher.progress import progress_bar

    with progress_bar() as progress:
        decide = at(folder, "index.rebuild:decide", "index.opensearch.feed:decide")
        report = decide(folder, source, line, decision, progress=progress)
    output.write(f"{output.counted(report.recleaned, 'file')} cleaned again ({report.seconds:.1f} s)")


def write_lines(folder: Location, source: str | None, *, as_json: bool) -> int:
    """Write the lines that each source's releases share, of one source if given; 1 where there are none."""
    known_lines = at(folder, "index.boilerplate:known_lines", "index.opensearch.feed:known_lines")
    found = {name: known for name, known in known_lines(folder).items() if source in (None, name) and known[1]}
    if as_json:
        sources = [
            {"source": name, "releases": releases, "lines": [line._asdict() for line in lines]}
            for name, (releases, lines) in found.items()
        ]
        output.write_json({"version": output.VERSION, "sources": sources})
    else:
        for name, (releases, lines) in found.items():
            output.write(f"{one_line(name)} ({output.counted(releases, 'release')} counted)")
            for line in lines:
                output.write(_told(line, releases))
    return FOUND if found else NOTHING_FOUND


def _told(line: KnownLine, releases: int) -> str:
    verdict = ("removed" if line.removed else "kept") + (" by you" if line.decision else "")
    return f"  {verdict:<14} {line.releases / releases:>4.0%}  at an edge {line.at_edge:>4.0%}  {one_line(line.line)}"
