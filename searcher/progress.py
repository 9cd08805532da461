"""How far a rebuild or an export is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.report import Progress

_STEPS = {"read": "reading", "index": "indexing", "clean again": "cleaning again", "export": "exporting"}


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Draw progress on a terminal's stderr: how many are done, rate, time left. Elsewhere draw nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # not needed elsewhere, and slow
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[failed]}"),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bars:
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
                rate=f"{speed:,.0f}/s" if speed else "",
                failed=f"{progress.failed} failed" if progress.failed else "",
            )

        yield show
