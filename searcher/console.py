"""Results and progress on a terminal, drawn by Rich."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from searcher.output import summary
from searcher.result import Hit, SearchResult
from searcher.safe import one_line

if TYPE_CHECKING:
    from index.report import Progress

_STEPS = {"read": "reading", "index": "indexing", "clean again": "cleaning again"}


def print_hits(result: SearchResult) -> None:
    """Draw hits as a table: facts on the left, title and snippet on the right."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 1, 0), expand=True)
    table.add_column(width=12, no_wrap=True)
    table.add_column(ratio=1, max_width=26)
    table.add_column(ratio=3)
    for hit in result.hits:
        table.add_row(_when(hit), _who(hit), _what(hit))
    console = Console(highlight=False)
    console.print(table)
    console.print(Text(summary(result), "dim"))


def _when(hit: Hit) -> Text:
    return Text.assemble((hit.date or "undated", "cyan"), "\n", (hit.id, "dim"))


def _who(hit: Hit) -> Text:
    return Text.assemble(one_line(hit.source or "unknown source"), "\n", (" ".join(hit.countries), "green"))


def _what(hit: Hit) -> Text:
    text = Text.assemble((one_line(hit.title), "bold"), "\n")
    for span in hit.snippet:
        leading, trailing = span.text[:1].isspace(), span.text[-1:].isspace()
        shown = f"{' ' * leading}{one_line(span.text)}{' ' * (trailing and bool(span.text.strip()))}"
        text.append(shown, "bold yellow" if span.hit else "")
    return text


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Draw progress on a terminal's stderr: files, rate, time left. Elsewhere draw nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[failed]}"),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {
            step: bars.add_task(name, total=None, rate="", failed="", visible=False) for step, name in _STEPS.items()
        }

        def show(progress: Progress) -> None:
            task = tasks[progress.step]
            speed = bars.tasks[task].speed
            bars.update(
                task,
                completed=progress.done,
                total=progress.total,
                visible=True,
                rate=f"{speed:,.0f} files/s" if speed else "",
                failed=f"{progress.failed} failed" if progress.failed else "",
            )

        yield show
