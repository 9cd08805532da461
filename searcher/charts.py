"""Timelines drawn: as bars of text, or by Matplotlib into a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import SearcherError
from searcher.timeline import By, Timeline

_LABEL_WIDTH: dict[By, int] = {"year": 4, "month": 7, "week": 10, "day": 10}
_LEAST_BAR = 8


def rows(timelines: Sequence[Timeline]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each period's name, `2014`, `2014-11` or its first day, and its count in every timeline."""
    for bars in zip(*(timeline.bars for timeline in timelines), strict=True):
        name = bars[0].start.isoformat()[: _LABEL_WIDTH[timelines[0].by]]
        yield name, tuple(bar.count for bar in bars)


def bar_lines(timelines: Sequence[Timeline], columns: int, block: str = "█") -> Iterator[str]:
    """Yield a line for each period, as wide as the terminal: of each timeline the count and a bar, all on one scale."""
    most = max((bar.count for timeline in timelines for bar in timeline.bars), default=0)
    digits = len(f"{most:,}")
    width = max((columns - _LABEL_WIDTH[timelines[0].by]) // len(timelines) - digits - 3, _LEAST_BAR)
    for name, counts in rows(timelines):
        cells = (f"{count:>{digits},} {block * -(-count * width // (most or 1)):<{width}}" for count in counts)
        yield f"{name}  {'  '.join(cells)}".rstrip()


def plot(timeline: Timeline, path: Path) -> None:
    """Draw a timeline into an SVG or PNG file, by the file's ending; raises SearcherError."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise SearcherError(f"{path}: a plot is an SVG or PNG file: give it a name that ends in .svg or .png")
    try:
        from matplotlib.figure import Figure  # an extra, and slow to import
    except ImportError as error:
        raise SearcherError("a plot needs Matplotlib: pip install 'searcher[plot]'") from error
    figure = Figure(figsize=(10, 4), layout="constrained")
    axes = figure.add_subplot(ylabel=f"releases a {timeline.by}")
    days = {"year": 365, "month": 30, "week": 7, "day": 1}[timeline.by]
    axes.bar([bar.start for bar in timeline.bars], [bar.count for bar in timeline.bars], width=days * 0.9, align="edge")  # type: ignore[arg-type]
    figure.savefig(path)
