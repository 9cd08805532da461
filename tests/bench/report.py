"""From measurements to figures, goals and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tests.bench.measure import Times

OURS = "searcher"
IN_ALL = "in all"
FREQUENT = "frequent word"

Results = dict[str, Any]
Summary = dict[str, dict[str, dict[str, float]]]
"""Kind of query -> engine -> median and p95 in milliseconds, and ratios."""


class Goal(NamedTuple):
    """A figure to reach: where it stands in the results, and the bound it must keep."""

    what: str
    path: tuple[str, ...]
    bound: float
    unit: str
    at_least: bool = False


GOALS = (
    Goal("query, median, against tantivy", ("queries", "all", IN_ALL, "tantivy", "ours_median"), 1.0, "×"),
    Goal("query, 95th percentile, against tantivy", ("queries", "all", IN_ALL, "tantivy", "ours_p95"), 1.0, "×"),
    Goal("query, faster than Whoosh", ("queries", "stock", IN_ALL, "Whoosh", "faster"), 100, "×", at_least=True),
    Goal("frequent, faster than Whoosh", ("queries", "stock", FREQUENT, "Whoosh", "faster"), 200, "×", at_least=True),
    Goal("query, faster than SQLite FTS5", ("queries", "all", IN_ALL, "SQLite FTS5", "faster"), 30, "×", at_least=True),
    Goal("indexing, documents/s, against tantivy", ("build", "against tantivy"), 1.0, "×", at_least=True),
    Goal("indexing, documents/s, against Whoosh", ("build", "against Whoosh"), 20, "×", at_least=True),
    Goal("index size, against tantivy", ("size", "against tantivy"), 1.0, "×"),
    Goal("index size, against the source text", ("size", "against text"), 1.0, "×"),
    Goal("peak memory while indexing", ("memory", "peak_mb"), 700, "MB"),
    Goal("opening and first answer, new process", ("cold_ms",), 30, "ms"),
    Goal("snippets of ten hits, median", ("shown_ms",), 5, "ms"),
    Goal("completing a word, 95th percentile", ("completed_ms",), 10, "ms"),
    Goal("adding 100 documents and seeing them", ("added_s",), 0.5, "s"),
    Goal("1,000,000 documents, peak memory", ("million", "peak_mb"), 700, "MB"),
    Goal("1,000,000 documents, query, 95th percentile", ("million", "summary", IN_ALL, OURS, "p95"), 25, "ms"),
    Goal("one-shot search process, cold, against its imports", ("one_shot", "ratio"), 1.3, "×"),
    Goal("one-shot search process, warm, against rg -l", ("one_shot", "against rg"), 1.0, "×"),
)


def summarise(kinds: Sequence[str], times: Times) -> Summary:
    """Return the figures of each kind of query, and of all."""
    of = np.array(kinds)
    summary = {kind: _figures(times, of == kind) for kind in dict.fromkeys(kinds)}
    summary[IN_ALL] = _figures(times, np.ones(len(kinds), bool))
    return summary


def _figures(times: Times, chosen: np.ndarray) -> dict[str, dict[str, float]]:
    """Return each engine's median and 95th percentile, and ratios over the queries that it answers."""
    figures = {}
    for name, found in times.items():
        known = chosen & ~np.isnan(found)
        if not known.any():
            continue
        median, p95 = np.percentile(found[known], (50, 95)).tolist()
        ours_median, ours_p95 = np.percentile(times[OURS][known], (50, 95)).tolist()
        figures[name] = {"median": median, "p95": p95}
        if name != OURS:
            ratios = {"ours_median": ours_median / median, "ours_p95": ours_p95 / p95}
            figures[name] |= {**ratios, "faster": median / ours_median}
    return figures


def judge(results: Results) -> list[dict[str, Any]]:
    """Return each goal with what was measured; goals that were not measured are left out."""
    judged = []
    for goal in GOALS:
        measured = _at(results, goal.path)
        if measured is not None:
            met = measured >= goal.bound if goal.at_least else measured <= goal.bound
            sign = "≥" if goal.at_least else "≤"
            wanted = f"{sign} {goal.bound:g} {goal.unit}"
            judged.append({"what": goal.what, "goal": wanted, "measured": measured, "unit": goal.unit, "met": met})
    return judged


def _at(results: Any, path: Iterable[str]) -> float | None:
    for step in path:
        if step not in results:
            return None
        results = results[step]
    return float(results)


def goal_rows(results: Results) -> list[list[str]]:
    rows = [
        [row["what"], row["goal"], f"{number(row['measured'])} {row['unit']}", "met" if row["met"] else "missed"]
        for row in results["goals"]
    ]
    return [["", "goal", "measured", ""], *rows]


def build_rows(results: Results) -> list[list[str]]:
    """Return a table of indexing speed and index size; Whoosh's speed may be that on fewer documents."""
    rows = [["", "documents/s", "a second of processor time", "MB"]]
    for name, rate in results["build"].items():
        if isinstance(rate, dict):
            size = results["size"].get(name)
            rows.append([name, number(rate["per_s"]), number(rate["per_cpu_s"]), number(size) if size else "–"])
    return rows


def query_rows(summary: Summary) -> list[list[str]]:
    """Return a table of medians and 95th percentiles, and how many times our median each other engine's is."""
    names = list(summary[IN_ALL])
    others = [name for name in names if name != OURS]
    rows = [["milliseconds, median (p95)", *names, *(f"{name} / {OURS}" for name in others)]]
    for kind, figures in summary.items():
        cells = [_cell(figures[name]) if name in figures else "–" for name in names]
        ratios = [f"{number(figures[name]['faster'])} ×" if name in figures else "–" for name in others]
        rows.append([kind, *cells, *ratios])
    return rows


def number(value: float) -> str:
    """Return a number with as many digits as tell something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _cell(figures: dict[str, float]) -> str:
    return f"{number(figures['median'])} ({number(figures['p95'])})"


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Return a table for a terminal."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return a table for a Markdown file; columns of figures stand at the right."""
    header, *body = rows
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
