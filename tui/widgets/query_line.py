"""Where the question is typed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

QUERY_HELP = """\
words                       all of them, in any form: fishing finds fisheries only if the stem is the same
"exact phrase"              the words in this order; "near words"~5 within five words
war OR peace                either; NOT war or -war leaves out; ( ) group
min*  copprr~               beginnings; words spelt almost so
title:trade                 in the title; source:kremlin country:peru country:PE language:ko likewise
date:2014  date:2012..2014  also date:2014-11, date:>=2014-11-07, after:2013 and before:2015"""


class TextLine(Input):
    """An input that keeps every letter and sign for itself."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the key writes something; Textual doesn't know the slash by its name."""
        return key == "slash" or super().check_consume_key(key, character)


class QueryLine(TextLine):
    """The query; arrows move through the hits below while it is being typed."""

    BINDING_GROUP_TITLE = "Query"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "To the results", id="to-results"),
        Binding("down", "screen.move(1)", "Next result", show=False, id="query-down"),
        Binding("up", "screen.move(-1)", "Result before", show=False, id="query-up"),
        Binding("pagedown", "screen.move_page(1)", "Results further down", show=False, id="query-page-down"),
        Binding("pageup", "screen.move_page(-1)", "Results further up", show=False, id="query-page-up"),
        Binding("f1", "app.help", "Help", id="query-help"),
        Binding("backspace", "backspace", "At the start: drop the last filter", show=False, id="query-backspace"),
    ]

    async def action_backspace(self) -> None:
        """Delete the letter before the cursor; without one, drop a filter."""
        if self.cursor_position or not self.selection.is_empty:
            self.action_delete_left()
        else:
            await self.run_action("screen.drop_last")
