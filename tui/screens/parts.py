"""The parts of the search screen: which is seen, which has the keys, and the ways between them."""

from __future__ import annotations

from textual.binding import Binding
from textual.widget import Widget

from tui.screens.background import EngineScreen
from tui.widgets.facet_list import FacetList
from tui.widgets.find_line import FindLine
from tui.widgets.offers import Offers
from tui.widgets.query_line import QueryLine
from tui.widgets.release_view import ReleaseView
from tui.widgets.result_list import ResultList


class Parts(EngineScreen[None]):
    """A screen with query, facets, results and release."""

    BINDING_GROUP_TITLE = "Moving about"
    BINDINGS = [
        Binding("escape", "back", "Back", show=False, id="back"),
        Binding("slash", "ask", "Query", key_display="/", tooltip="To the query", id="query"),
        Binding("f", "facets", "Facets", tooltip="To the facets and back", id="facets"),
        Binding("n", "next_hit(1)", "Next hit", show=False, id="next-hit"),
        Binding("N", "next_hit(-1)", "Hit before", show=False, id="hit-before"),
        Binding("J", "move(1)", "Next release", show=False, id="next-release"),
        Binding("K", "move(-1)", "Release before", show=False, id="release-before"),
        Binding("tab", "app.focus_next", "Next part", show=False, id="next-part"),
        Binding("shift+tab", "app.focus_previous", "Part before", show=False, id="part-before"),
    ]

    def enter(self, part: type[Widget], *states: str) -> None:
        """Give the keys to a part of the screen, in the states in which it is seen."""
        self.remove_class("-reading")
        self.add_class(*states)
        self.give_keys(part)

    def give_keys(self, part: type[Widget]) -> None:
        """Focus a part before the next key, where it is to be seen already."""
        widget = self.query_one(part)
        if isinstance(widget, QueryLine):
            widget.action_select_all()  # not on every focus: the first may come after the first letters
        if widget.region and widget.focusable:
            self.set_focus(widget)
        else:
            self.call_after_refresh(widget.focus)

    def leave(self, part: type[Widget]) -> None:
        """Return to a part of the list's screen."""
        self.remove_class("-reading", "-drawer")
        self.give_keys(part)

    def action_back(self) -> None:
        """Go one step back: from offers to the query, from release or drawer to the list, from there to the query."""
        if self.query_one(Offers).display:
            self.query_one(Offers).show(())
            return
        at_list = isinstance(self.focused, ResultList | QueryLine) and not self.has_class("-reading", "-drawer")
        self.leave(QueryLine if at_list else ResultList)

    def action_ask(self) -> None:
        """Go to the query."""
        self.leave(QueryLine)

    def action_facets(self) -> None:
        """Go to the facets, or back from them."""
        if isinstance(self.focused, FacetList):
            self.leave(ResultList)
        else:
            self.enter(FacetList, *(["-drawer"] if self.has_class("-narrow") else []))

    def action_find(self) -> None:
        """Find something in the facets or the release, whichever has the keys."""
        if isinstance(self.focused, FacetList | ReleaseView):
            self.query_one(FindLine).open(self.focused)

    def action_move(self, hits: int) -> None:
        """Move the list's cursor from elsewhere."""
        self.query_one(ResultList).action_move(hits)

    def action_move_page(self, direction: int) -> None:
        """Move the list's cursor by a window from elsewhere."""
        self.query_one(ResultList).action_move_page(direction)

    def action_next_hit(self, step: int) -> None:
        """Go to the next hit in the release, or the one before."""
        self.query_one(ReleaseView).next_hit(step)
