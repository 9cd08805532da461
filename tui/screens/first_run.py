"""Before there is an index: which folder to read, and how far that is."""

from __future__ import annotations

import os
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, ProgressBar, Static

from index.errors import NoIndex, OutdatedIndex, SearcherError
from searcher.safe import one_line
from tui.building import Built, Step, build
from tui.screens.background import BackgroundScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.path_line import PathLine

MOST_TOLD = 6
"""Files that failed which are told on the screen."""


class FirstRunScreen(BackgroundScreen[bool], inherit_bindings=False):
    """Builds an index, and returns when there is something to search."""

    BINDING_GROUP_TITLE = "First run"
    BINDINGS = [
        Binding("tab", "app.focus_next", "Next", show=False, id="first-next"),
        Binding("shift+tab", "app.focus_previous", "Before", show=False, id="first-before"),
        Binding("escape", "stop", "Stop", tooltip="Stop building; nothing is lost", id="first-stop"),
    ]

    def __init__(self, error: NoIndex | OutdatedIndex) -> None:
        super().__init__()
        self._error = error
        self._built: Built | None = None

    def compose(self) -> ComposeResult:
        """Lay the screen out: a sentence, a folder, a button; progress and failures below."""
        outdated = isinstance(self._error, OutdatedIndex)
        known = "Another version of Searcher made this index: its files have to be read again."
        said = known if outdated else "Nothing is indexed yet: in which folder are your press releases?"
        with Vertical():
            yield Static(Content.styled("searcher", "bold $text-accent"))
            yield Static(Content(said))
            if not outdated:
                yield PathLine(os.path.join("~", ""), id="path")
            yield Button("Build", id="build", compact=True)
            yield ProgressBar(id="progress", show_eta=False)
            yield Static(id="told")
        yield KeyLine()

    @on(Input.Submitted)
    @on(Button.Pressed)
    def _build(self) -> None:
        if self._built and self._built.releases:
            self.dismiss(True)
            return
        roots = [os.path.abspath(os.path.expanduser(line.value.strip())) for line in self.query(PathLine)]
        if missing := [root for root in roots if not Path(root).exists()]:
            self._tell(f"There is no {one_line(missing[0])}")
        else:
            self.run_worker(self.follow(build(self._error.folder, roots), self._show), group="build", exclusive=True)

    def _show(self, step: Step | Built) -> None:
        bar = self.query_one(ProgressBar)
        bar.display = isinstance(step, Step)
        if isinstance(step, Step):
            bar.update(total=step.total, progress=step.done)
            self._tell(str(step))
        elif step.releases and not step.reasons:
            self.dismiss(True)
        else:
            self._finish(step)

    def _finish(self, built: Built) -> None:
        """Say what failed; what was read can be searched."""
        self._built = built
        rest = len(built.reasons) - MOST_TOLD
        more = [f"… {rest} more: `searcher index` names them"] * (rest > 0)
        found = "No release was found there."
        if built.releases:
            found = f"{built.releases:,} releases can be searched: enter goes on."
            self.query_one(Button).label = "Search"
            self.query_one(Button).focus()
        self._tell("\n".join([found, "", *map(one_line, built.reasons[:MOST_TOLD]), *more]))

    def failed(self, error: SearcherError) -> None:
        """Say why nothing was built."""
        self._tell(one_line(str(error)))

    def _tell(self, text: str) -> None:
        self.query_one("#told", Static).update(Content(text))

    def action_stop(self) -> None:
        """Stop building."""
        if self.workers.cancel_group(self, "build"):
            self.query_one(ProgressBar).display = False
            self.call_later(self._tell, "stopped")  # after the steps that have come already
