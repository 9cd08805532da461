"""The facets: what the hits are spread over, to include, exclude or keep alone."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive

from searcher.request import Facet
from searcher.result import FacetValue, SearchResult
from tui.facet_rows import Row, View, arrange
from tui.labels import HEADINGS, bars, value_label
from tui.messages import Choice, ValueChosen
from tui.widgets.lines import Lines, spread

WIDEST_BAR = 3


class FacetList(Lines):
    """All facets in one list; each shows its first values, and those with a filter always."""

    BINDING_GROUP_TITLE = "Facets"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space,enter",
            "choose('include')",
            "Pick",
            key_display="space",
            tooltip="Include the value, or no longer",
            id="pick",
        ),
        Binding("x", "choose('exclude')", "Exclude", tooltip="Exclude the value, or no longer", id="exclude"),
        Binding("o", "choose('only')", "Only", tooltip="The value alone of its facet", id="only"),
        Binding("c", "choose('clear')", "Clear the facet", show=False, id="clear-facet"),
        Binding("slash", "screen.find", "Find", key_display="/", tooltip="Find a value in this facet", id="find-value"),
        Binding("right", "unfold(1)", "Unfold a year's months; next bar", show=False, id="unfold"),
        Binding("left", "unfold(-1)", "Fold them; bar before", show=False, id="fold"),
        Binding("right_square_bracket", "move_facet(1)", "Next facet", show=False, id="next-facet"),
        Binding("left_square_bracket", "move_facet(-1)", "Facet before", show=False, id="facet-before"),
    ]

    result: reactive[SearchResult | None] = reactive(None, repaint=False)
    cursor: reactive[int] = reactive(0, init=False, repaint=False)
    """A place among the rows that can be chosen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = View()
        self._rows: list[Row] = []
        self._stops: list[int] = []
        self._bar = 0

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._stops[self.cursor]] if self._stops else None

    @property
    def finding(self) -> str:
        """What the find line looks for: a value of the facet under the cursor."""
        return HEADINGS[self.row.facet] if self.row else "facets"

    def find(self, words: str) -> None:
        """Show only the values that have the words, of the facet under the cursor; all again for none."""
        if words and self.row and not self._view.sought:
            self._view.sought_in = self.row.facet
        self._view.sought = words
        self._arrange()
        first = next((n for n, stop in enumerate(self._stops) if self._rows[stop].facet == self._view.sought_in), 0)
        self.cursor = first

    def found(self) -> None:
        """Pick the value under the cursor and show the others again."""
        self.action_choose("include")
        self.find("")

    def watch_result(self) -> None:
        """Show the counts of another answer."""
        self._arrange()

    def fit(self) -> None:
        """Show as many values as there is room for."""
        self._arrange()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self._stops) - 1))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight, and its facet's heading where it is just above."""
        if self._stops:
            stop = self._stops[self.cursor]
            self.scroll_to_lines(max(stop - 1, 0), stop)
        self.refresh()

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.cursor += rows

    def action_move_page(self, direction: int) -> None:
        """Move the cursor by a window of rows."""
        self.cursor += direction * self.room.height

    def action_move_to(self, place: int) -> None:
        """Move the cursor to the first row (0) or the last (-1)."""
        self.cursor = place % max(len(self._stops), 1)

    def action_move_facet(self, step: int) -> None:
        """Move the cursor to the first row of the facet before or after."""
        facets = list(dict.fromkeys(row.facet for row in self._rows))
        if self.row:
            wanted = facets[(facets.index(self.row.facet) + step) % len(facets)]
            self.cursor = next(n for n, stop in enumerate(self._stops) if self._rows[stop].facet == wanted)

    def action_unfold(self, step: int) -> None:
        """Show or hide the months of the year under the cursor; on the histogram, move to another bar."""
        row = self.row
        if row and row.kind == "histogram":
            self._bar = max(0, min(self._bar + step, len(self._years()) - 1))
            self.refresh()
        elif row and row.facet == "date" and row.value and row.value.value:
            year = row.value.value[:4]
            (self._view.unfolded.add if step > 0 else self._view.unfolded.discard)(year)
            self._arrange()

    def action_choose(self, choice: Choice) -> None:
        """Ask for the value under the cursor; on the last line of a facet, show all its values or few again."""
        row = self.row
        if row and row.kind == "more" and choice == "include":
            self._view.whole ^= {row.facet}
            self._arrange()
        elif row and choice == "clear":
            self.post_message(ValueChosen(row.facet, None, choice))
        elif row:
            value = self._years()[self._bar] if row.kind == "histogram" else row.value
            if value:
                self.post_message(ValueChosen(row.facet, value.value, choice))

    def clicked(self, number: int, event: events.Click) -> None:
        """Pick the value, or the bar, clicked on."""
        if number in self._stops:
            self.cursor = self._stops.index(number)
            if self._rows[number].kind == "histogram":
                self._bar = max(0, min((event.x - 1) // self._bar_width, len(self._years()) - 1))
            self.action_choose("include")

    def under_cursor(self, number: int) -> bool:
        """Return whether the cursor is on the line."""
        lit = self.has_focus or bool(self._view.sought)
        return lit and bool(self._stops) and number == self._stops[self.cursor]

    def line(self, number: int) -> Content:
        """Return a row as it is drawn."""
        row = self._rows[number]
        match row.kind:
            case "heading":
                return self._heading(row.facet)
            case "histogram":
                return self._histogram()
            case "more":
                return Content.styled(f"   … {row.hidden} more" if row.hidden else "   … fewer", self.ink("dim"))
            case "value" | "month" if row.value:
                return self._value(row.facet, row.value, indent=2 if row.kind == "month" else 0)
        return Content("")

    def _heading(self, facet: Facet) -> Content:
        note = ""
        if self._view.sought:
            note = f"/{self._view.sought}"
        elif facet == "date" and (years := self._years()):
            bar = self.row and self.row.kind == "histogram" and self.has_focus
            chosen = years[self._bar] if bar else None
            note = f"{chosen.value}: {chosen.count:,}" if chosen else f"{years[0].value}–{years[-1].value}"
        return spread(
            Content.styled(f" {HEADINGS[facet]}", self.ink("strong")),
            Content.styled(note, self.ink("dim")),
            self.room.width,
        )

    def _histogram(self) -> Content:
        years = self._years()
        blocks = bars([year.count for year in years])
        parts: list[str | Content] = [" "]
        for number, (year, block) in enumerate(zip(years, blocks, strict=True)):
            bar = Content(block * self._bar_width)
            if year.selected or year.excluded:
                bar = bar.stylize(self.ink("chosen" if year.selected else "refused"))
            elif not (self.has_focus and self.row and self.row.kind == "histogram" and number == self._bar):
                bar = bar.stylize(self.ink("dim"))
            parts.append(bar)
        return Content.assemble(*parts)

    def _value(self, facet: Facet, value: FacetValue, indent: int) -> Content:
        mark, name = ("●", "chosen") if value.selected else ("✕", "refused") if value.excluded else ("○", "")
        label = value_label(facet, value.value)
        count = Content.styled(f"{value.count:,}", self.ink("dim"))
        ink = self.ink(name or "dim")
        text = Content.assemble(" " * (indent + 1), (mark, ink), " ", (label, ink) if name else label)
        return spread(text, count, self.room.width)

    def _years(self) -> list[FacetValue]:
        """Return the years with a bar, oldest first and without gaps: the latest ones that there is room for."""
        known = {v.value: v for v in (self.result.facets.get("date", ()) if self.result else ()) if v.value}
        if not known:
            return []
        first, last = int(min(known)), int(max(known))
        years = [f"{year:04}" for year in range(max(first, last - max(self.room.width - 2, 0)), last + 1)]
        return [known.get(year, FacetValue(year, 0)) for year in years]

    @property
    def _bar_width(self) -> int:
        return max(1, min(WIDEST_BAR, (self.room.width - 1) // max(len(self._years()), 1)))

    def _arrange(self) -> None:
        """Put the rows in order anew, the cursor staying at its place."""
        place = self.row.place if self.row else None
        self._rows = arrange(self.result, self._view, self.room.height) if self.result else []
        self._stops = [n for n, row in enumerate(self._rows) if row.kind not in ("heading", "space")]
        self._bar = min(self._bar, max(len(self._years()) - 1, 0))
        places = [self._rows[stop].place for stop in self._stops]
        self.cursor = places.index(place) if place in places else self.cursor
        self.show_lines(len(self._rows))
