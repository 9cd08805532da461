"""Where the question is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from tui.facet_rows import fold
from tui.widgets.offers import Offer, Offers

if TYPE_CHECKING:
    from searcher.complete import Completion


class TextLine(Input):
    """An input that keeps every letter and sign for itself."""

    virtual_size = Reactive(Size(0, 0))
    """How wide the text is; Textual lays the whole screen out again at every letter for it, in vain."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the key writes something; Textual doesn't know the slash by its name."""
        return key == "slash" or super().check_consume_key(key, character)


class QueryLine(TextLine):
    """The query; arrows move through the hits below while it is being typed, or through what is offered for it."""

    BINDING_GROUP_TITLE = "Query"
    BINDINGS = [
        Binding("enter", "submit", "To the results", tooltip="To the results; take what is offered", id="to-results"),
        Binding("tab", "complete", "Complete", tooltip="Complete the word, or go to the next part", id="complete"),
        Binding("ctrl+r", "recall", "Asked before", key_display="^r", tooltip="Queries asked before", id="recall"),
        Binding("down", "move(1)", "Next result, or offer", show=False, id="query-down"),
        Binding("up", "move(-1)", "Result or offer before", show=False, id="query-up"),
        Binding("pagedown", "screen.move_page(1)", "Results further down", show=False, id="query-page-down"),
        Binding("pageup", "screen.move_page(-1)", "Results further up", show=False, id="query-page-up"),
        Binding("backspace", "backspace", "At the start: drop the last filter", show=False, id="query-backspace"),
    ]

    @dataclass
    class CompletionsWanted(Message):
        """A word is to be completed: on a key, or while a field's value is being typed."""

        query: str
        cursor: int
        on_key: bool

    def __init__(self, query: str, offers: Offers, known: Callable[[], Sequence[str]]) -> None:
        hint = 'words, "phrase", country:peru, date:2014'
        super().__init__(query, placeholder=hint, select_on_focus=False, id="query")
        self.offers = offers
        self._known = known

    def complete(self, query: str, completions: Iterable[Completion], *, on_key: bool) -> None:
        """Offer completions for the query; take the only one at once; go on where a key found none."""
        if query != self.value:
            return
        offers = tuple(
            Offer(found.start, found.end, found.text, found.hint or ("" if found.count is None else f"{found.count:,}"))
            for found in completions
            if query[found.start : found.end] != found.text
        )
        self.offers.show(offers)
        if on_key and len(offers) == 1:
            self.take()
        elif on_key and not offers:
            self.screen.focus_next()

    def offer_examples(self, words: Iterable[str]) -> None:
        """Offer words to begin with."""
        if not self.value:
            self.offers.show(Offer(0, 0, word, "for example") for word in words)

    def take(self) -> None:
        """Put what is offered in its place."""
        offer = self.offers.chosen
        if offer:
            self.offers.show()
            self.value = self.value[: offer.start] + offer.text + self.value[offer.end :]
            self.cursor_position = offer.start + len(offer.text)

    @on(Input.Changed)
    def _offer_values(self) -> None:
        """Offer a field's values as they are typed: nobody knows them by heart."""
        self.offers.show()
        if ":" in self.value[: self.cursor_position].rpartition(" ")[2]:
            self.post_message(self.CompletionsWanted(self.value, self.cursor_position, on_key=False))

    @on(Input.Blurred)
    def _offer_nothing(self) -> None:
        self.offers.show()

    def action_complete(self) -> None:
        """Take what is offered, or ask for completions of the word at the cursor."""
        if self.offers.display:
            self.take()
        elif self.value[: self.cursor_position].rpartition(" ")[2]:
            self.post_message(self.CompletionsWanted(self.value, self.cursor_position, on_key=True))
        else:
            self.screen.focus_next()

    def action_recall(self) -> None:
        """Offer the queries asked before that have what is typed."""
        found = (query for query in self._known() if fold(self.value) in fold(query) and query != self.value)
        self.offers.show(Offer(0, len(self.value), query) for query in found)

    async def action_move(self, step: int) -> None:
        """Move through what is offered, or through the hits."""
        if self.offers.display:
            self.offers.cursor += step
        else:
            await self.run_action(f"screen.move({step})")

    async def action_submit(self) -> None:
        """Take what is offered, or go to the results."""
        if self.offers.display:
            self.take()
        else:
            await super().action_submit()

    async def action_backspace(self) -> None:
        """Delete the letter before the cursor; without one, drop a filter."""
        if self.cursor_position or not self.selection.is_empty:
            self.action_delete_left()
        else:
            await self.run_action("screen.drop_last")
