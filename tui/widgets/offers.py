"""What could stand in the query line: completions of a word, or queries asked before."""

from __future__ import annotations

from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from searcher.safe import one_line
from tui.widgets.lines import Lines, spread

MOST = 8
WIDTH = 50


class Offer(NamedTuple):
    """A text for the place from `start` to `end` of the line, and what is known of it."""

    start: int
    end: int
    text: str
    note: str = ""


class Offers(Lines, can_focus=False):
    """A list under the query line, which keeps the keys; hidden while it has nothing to offer."""

    BINDINGS = []  # noqa: RUF012  Textual declares it an attribute of the class
    cursor: reactive[int] = reactive(0, init=False, repaint=False)

    class Clicked(Message):
        """An offer was clicked on."""

    def __init__(self) -> None:
        super().__init__(id="offers")
        self.offers: tuple[Offer, ...] = ()

    @property
    def chosen(self) -> Offer | None:
        """The offer under the cursor."""
        return self.offers[self.cursor] if self.offers else None

    def show(self, offers: tuple[Offer, ...]) -> None:
        """Offer these, or nothing."""
        self.offers = offers[:MOST]
        self.display = bool(offers)
        self.styles.height = len(self.offers)
        self.cursor = 0
        self.show_lines(len(self.offers))

    def validate_cursor(self, cursor: int) -> int:
        """Go round at the ends."""
        return cursor % max(len(self.offers), 1)

    def watch_cursor(self) -> None:
        """Draw the cursor where it is now."""
        self.repaint()

    def under_cursor(self, number: int) -> bool:
        """Return whether the cursor is on the line."""
        return number == self.cursor

    def clicked(self, number: int, event: events.Click) -> None:
        """Choose the offer clicked on."""
        self.cursor = number
        self.post_message(self.Clicked())

    def line(self, number: int) -> Content:
        """Return an offer and its note."""
        offer = self.offers[number]
        return spread(Content(f" {one_line(offer.text)}"), Content.styled(offer.note, self.ink("dim")), self.room.width)
