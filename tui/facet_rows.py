"""Which facet values are listed, and in what order: the facet panel without its drawing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from searcher.request import FACETS, Facet
from searcher.result import FacetValue, SearchResult
from tui.labels import value_label

Kind = Literal["heading", "histogram", "value", "month", "more", "space"]

YEAR = len("2014")


@dataclass(frozen=True)
class Row:
    """A line of the panel: a facet's heading, its histogram, a value, how many more there are, or space."""

    kind: Kind
    facet: Facet
    value: FacetValue | None = None
    hidden: int = 0

    @property
    def place(self) -> tuple[Kind, Facet, str | None]:
        """What stays the same when the counts change."""
        return self.kind, self.facet, self.value.value if self.value else None


@dataclass
class View:
    """How the panel is looked at: facets shown whole, years shown with their months, and what is sought in a facet."""

    whole: set[Facet] = field(default_factory=set)
    unfolded: set[str] = field(default_factory=set)
    sought_in: Facet = "source"
    sought: str = ""


def arrange(result: SearchResult, view: View, height: int) -> list[Row]:
    """Return the panel's rows for a window of a height; with something sought, the facet it is sought in alone."""
    if view.sought:
        facet, words = view.sought_in, fold(view.sought)
        found = [value for value in result.facets[facet] if words in fold(value_label(facet, value.value))]
        return [Row("heading", facet), *(Row("value", facet, value) for value in found)]
    shown: dict[Facet, tuple[FacetValue, ...]] = {f: result.facets[f] for f in FACETS if result.facets.get(f)}
    around = 3 * len(shown) + ("date" in shown)
    sizes = {facet: len(values) for facet, values in shown.items() if facet not in view.whole}
    room = share(sizes, height - around - sum(len(shown[facet]) for facet in shown if facet in view.whole))
    rows: list[Row] = []
    for facet, values in shown.items():
        rows += [Row("heading", facet)] + [Row("histogram", facet)] * (facet == "date" and len(values) > 1)
        rows += _listed(facet, values, room.get(facet, len(values)), result, view)
        rows.append(Row("space", facet))
    return rows[:-1]


def share(sizes: Mapping[Facet, int], room: int, least: int = 3) -> dict[Facet, int]:
    """Return how many rows each gets: at least `least`, and what the small ones leave goes to the large ones."""
    shares: dict[Facet, int] = {}
    for left, (facet, size) in zip(range(len(sizes), 0, -1), sorted(sizes.items(), key=lambda s: s[1]), strict=True):
        shares[facet] = min(size, max(room // left, least))
        room -= shares[facet]
    return shares


def _listed(facet: Facet, values: tuple[FacetValue, ...], room: int, result: SearchResult, view: View) -> list[Row]:
    rows: list[Row] = []
    for number, value in enumerate(values):
        months = [m for m in result.months if facet == "date" and (m.value or "")[:YEAR] == value.value]
        filtered = any(v.selected or v.excluded for v in (value, *months))
        if number < room or filtered:
            rows.append(Row("value", facet, value))
            if value.value in view.unfolded or any(month.selected or month.excluded for month in months):
                rows += [Row("month", facet, month) for month in months]
    hidden = len(values) - sum(row.kind == "value" for row in rows)
    if hidden or facet in view.whole:
        rows.append(Row("more", facet, hidden=hidden))
    return rows


def years(result: SearchResult, most: int) -> list[FacetValue]:
    """Return the latest years, oldest first and without gaps."""
    known = {value.value: value for value in result.facets.get("date", ()) if value.value}
    if not known:
        return []
    first, last = int(min(known)), int(max(known))
    names = [f"{year:04}" for year in range(max(first, last + 1 - max(most, 1)), last + 1)]
    return [known.get(name, FacetValue(name, 0)) for name in names]


def fold(text: str) -> str:
    """Return the text without case and accents, as people type when they look for a name."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
