"""What could stand in the query line: completions of a word, or queries asked before."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from textual import events
from textual.message import Message

from searcher.safe import one_line
from tui.widgets.cursor_lines import Menu

MOST = 8


class Offer(NamedTuple):
    """A text for the place from `start` to `end` of the line, and what is known of it."""

    start: int
    end: int
    text: str
    note: str = ""


class Offers(Menu, can_focus=False):
    """A list under the query line, which keeps the keys; hidden while it has nothing to offer."""

    CURSOR = "offered"
    offers: tuple[Offer, ...] = ()

    class Clicked(Message):
        """An offer was clicked on."""

    @property
    def chosen(self) -> Offer | None:
        """The offer under the cursor."""
        return self.offers[self.cursor] if self.offers else None

    def show(self, offers: Iterable[Offer] = ()) -> None:
        """Offer these, or nothing."""
        before, self.offers = self.offers, tuple(islice(offers, MOST))
        if before or self.offers:
            self.display = bool(self.offers)
            self.styles.height = len(self.offers)
            self.cursor = 0
            self.offer([(one_line(offer.text), offer.note) for offer in self.offers])

    def validate_cursor(self, cursor: int) -> int:
        """Go round at the ends."""
        return cursor % max(self.places, 1)

    def clicked(self, number: int, event: events.Click) -> None:
        """Choose the offer clicked on."""
        self.cursor = number
        self.post_message(self.Clicked())
