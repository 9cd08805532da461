"""The facets: what the hits are spread over, to include, exclude or keep alone."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.reactive import reactive

from searcher.request import Facet
from searcher.result import FacetValue, SearchResult
from tui.facet_rows import Row, View, arrange, years
from tui.labels import HEADINGS, bars, value_label
from tui.messages import Choice, ValueChosen
from tui.widgets.cursor_lines import CursorLines
from tui.widgets.lines import Piece, spread

WIDEST_BAR = 3


class FacetList(CursorLines):
    """All facets in one list; each shows its first values, and those with a filter always."""

    BINDING_GROUP_TITLE = "Facets"
    BINDINGS = [
        Binding("space,enter", "choose('include')", "Pick", tooltip="Include the value, or no longer", id="pick"),
        Binding("x", "choose('exclude')", "Exclude", tooltip="Exclude the value, or no longer", id="exclude"),
        Binding("o", "choose('only')", "Only", tooltip="The value alone of its facet", id="only"),
        Binding("full_stop", "choose('range')", "From the year picked to this one", show=False, id="date-range"),
        Binding("slash", "screen.find", "Find", key_display="/", tooltip="Find a value in this facet", id="find-value"),
        Binding("right", "unfold(1)", "Unfold a year's months; next bar", show=False, id="unfold"),
        Binding("left", "unfold(-1)", "Fold them; bar before", show=False, id="fold"),
        Binding("right_square_bracket", "move_facet(1)", "Next facet", show=False, id="next-facet"),
        Binding("left_square_bracket", "move_facet(-1)", "Facet before", show=False, id="facet-before"),
    ]

    result: reactive[SearchResult | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = View()
        self._rows: list[Row] = []
        self._stops: list[int] = []
        self._years: list[FacetValue] = []
        self._bar = self._pressed = 0

    @property
    def places(self) -> int:
        """The rows that can be chosen."""
        return len(self._stops)

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
        self.fit()
        self._move_into(self._view.sought_in)

    def found(self) -> None:
        """Pick the value under the cursor and show the others again."""
        self.action_choose("include")
        self.find("")

    def show_cursor(self) -> None:
        """Keep the cursor in sight, and its facet's heading where it is just above."""
        if self._stops:
            stop = self._stops[self.cursor]
            self.scroll_to_lines(max(stop - 1, 0), stop)
        self.refresh()

    def _move_into(self, facet: Facet) -> None:
        self.cursor = next((n for n, stop in enumerate(self._stops) if self._rows[stop].facet == facet), 0)

    def action_move_facet(self, step: int) -> None:
        """Move the cursor to the first row of the facet before or after."""
        facets = list(dict.fromkeys(row.facet for row in self._rows))
        if self.row:
            self._move_into(facets[(facets.index(self.row.facet) + step) % len(facets)])

    def action_unfold(self, step: int) -> None:
        """Show or hide the months of the year under the cursor; on the histogram, move to another bar."""
        row = self.row
        if row and row.kind == "histogram":
            self._bar = max(0, min(self._bar + step, len(self._years) - 1))
            self.refresh()
        elif row and row.facet == "date" and row.value and row.value.value:
            (self._view.unfolded.add if step > 0 else self._view.unfolded.discard)(row.value.value[:4])
            self.fit()

    def action_choose(self, choice: Choice) -> None:
        """Ask for the value under the cursor; on the last line of a facet, show all its values or few again."""
        row = self.row
        if row and row.kind == "more" and choice == "include":
            self._view.whole ^= {row.facet}
            self.fit()
        elif row and (value := self._years[self._bar] if row.kind == "histogram" else row.value):
            self.post_message(ValueChosen(row.facet, value.value, choice))

    def clicked(self, number: int, event: events.Click) -> None:
        """Pick the value or the bar clicked on, or the bars from where the mouse was pressed."""
        if number in self._stops:
            self.cursor = self._stops.index(number)
            picks: list[tuple[int, Choice]] = [(event.x, "include")]
            if self._rows[number].kind == "histogram" and self._pressed != event.x:
                picks = [(self._pressed, "only"), (event.x, "range")]
            for x, choice in picks:
                self._bar = max(0, min((x - 1) // self._bar_width, len(self._years) - 1))
                self.action_choose(choice)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Note where a range of bars begins."""
        self._pressed = event.x

    def under_cursor(self, number: int) -> bool:
        """Return whether the cursor is on the line, as long as it matters."""
        lit = self.has_focus or bool(self._view.sought)
        return lit and bool(self._stops) and number == self._stops[self.cursor]

    def line(self, number: int) -> list[Piece]:
        """Return a row as it is drawn."""
        row = self._rows[number]
        match row.kind:
            case "heading":
                return spread([(f" {HEADINGS[row.facet]}", "strong")], (self._note(row.facet), "dim"), self.room.width)
            case "histogram":
                return self._histogram()
            case "more":
                return [(f"   … {row.hidden} more" if row.hidden else "   … fewer", "dim")]
            case "value" | "month" if row.value:
                return self._value(row.facet, row.value, indent=3 if row.kind == "month" else 1)
        return []

    @property
    def _at_bars(self) -> bool:
        return self.has_focus and self.row is not None and self.row.kind == "histogram"

    def _note(self, facet: Facet) -> str:
        """Return what stands beside a facet's name: what is sought in it, or the years of its bars."""
        if self._view.sought or facet != "date" or not self._years:
            return f"/{self._view.sought}" * bool(self._view.sought)
        years, chosen = [self._years[0].value, self._years[-1].value], self._years[self._bar]
        span = "–".join(dict.fromkeys(map(str, years)))  # once, where it is only one
        return f"{chosen.value}: {chosen.count:,}" if self._at_bars else span

    def _histogram(self) -> list[Piece]:
        parts: list[Piece] = [(" ", "")]
        for number, (year, block) in enumerate(zip(self._years, bars([y.count for y in self._years]), strict=True)):
            plain = "" if self._at_bars and number == self._bar else "dim"
            ink = "chosen" if year.selected else "refused" if year.excluded else plain
            parts.append((block * self._bar_width, ink))
        return parts

    def _value(self, facet: Facet, value: FacetValue, indent: int) -> list[Piece]:
        mark, ink = ("●", "chosen") if value.selected else ("✕", "refused") if value.excluded else ("○", "")
        label = value_label(facet, value.value)
        text = [(" " * indent, ""), (mark, ink or "dim"), (" ", ""), (label, ink)]
        return spread(text, (f"{value.count:,}", "dim"), self.room.width)

    @property
    def _bar_width(self) -> int:
        return max(1, min(WIDEST_BAR, (self.room.width - 1) // max(len(self._years), 1)))

    def fit(self) -> None:
        """Show as many values as there is room for, the cursor staying at its place."""
        place = self.row.place if self.row else None
        self._rows = arrange(self.result, self._view, self.room.height) if self.result else []
        self._years = years(self.result, self.room.width - 1) if self.result else []
        self._stops = [n for n, row in enumerate(self._rows) if row.kind not in ("heading", "space")]
        self._bar = max(0, min(self._bar, len(self._years) - 1))
        places = [self._rows[stop].place for stop in self._stops]
        self.cursor = places.index(place) if place in places else self.cursor
        self.show_lines(len(self._rows))

    def watch_result(self) -> None:
        """Show the counts of another answer."""
        self.fit()
