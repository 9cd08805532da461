"""What files learn from their neighbours in a numbered series: the year of a dateline that has none."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

# Share of a series' dates that follow each other in one direction, for its names to be in the order of time.
IN_ORDER = 0.9

_NUMBER = re.compile(r"\d+")


def years(days: Mapping[str, str]) -> dict[str, str]:
    """Return the years of the files whose day has none (`--04-04`), by what stands beside them in their series.

    A series is what one folder holds under names that begin alike before the first number, in the order of the
    numbers. The nearest dated files before and after must leave one year in which the day falls between them.
    """
    wanted = {_series(path) for path, day in days.items() if day.startswith("--")}
    series: dict[tuple[str, str], list[tuple[list[int], str]]] = defaultdict(list)
    for path in days if wanted else ():
        if (name := _series(path)) in wanted:
            series[name].append(([int(number) for number in _NUMBER.findall(path[len(name[0]) :])], path))
    found: dict[str, str] = {}
    for members in series.values():
        ordered = [path for _, path in sorted(members)]
        dated = [at for at, path in enumerate(ordered) if days[path][:1].isdigit()]
        if not _is_in_order([days[ordered[at]] for at in dated]):
            continue
        for at, path in enumerate(ordered):
            after = bisect(dated, at)
            if days[path].startswith("--") and 0 < after < len(dated):
                first, last = sorted(days[ordered[dated[beside]]] for beside in (after - 1, after))
                span = range(int(first[:4]), int(last[:4]) + 1)
                fitting = [str(year) for year in span if first <= f"{year}{days[path][1:]}" <= last]
                found |= {path: fitting[0]} if len(fitting) == 1 else {}
    return found


def _series(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return f"{folder}/", _NUMBER.split(name, maxsplit=1)[0]


def _is_in_order(dates: list[str]) -> bool:
    steps = list(pairwise(dates))
    rising, falling = sum(one <= other for one, other in steps), sum(one >= other for one, other in steps)
    return max(rising, falling) >= IN_ORDER * len(steps)
