"""What is done with the release under the cursor, or with those that are marked: open, copy, find its like."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from textual import on, work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from index.errors import SearcherError
from tui import messages
from tui.labels import releases as counted
from tui.screens.copy import CopyScreen, copied
from tui.widgets.result_list import ResultList
from tui.widgets.status_line import Notes

if TYPE_CHECKING:
    from index.release import Release
    from searcher.result import Hit, SearchResult
    from tui.asking import EngineThread


class ReleaseActions(Screen[None], inherit_bindings=False):
    """A screen with a list of results."""

    BINDING_GROUP_TITLE = "A release, from the list or the reader"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", tooltip="Copy the text or a citation, of all marked", id="copy"),
        Binding("o", "open_original", "Original", show=False, tooltip="Open its address, or its file", id="original"),
        Binding("m", "similar", "Similar", show=False, tooltip="Releases most like it", id="similar"),
    ]

    _engine: EngineThread
    result: SearchResult | None

    @property
    def highlighted(self) -> Hit | None:
        """The hit under the list's cursor."""
        return self.query_one(ResultList).highlighted

    @work(group="act")
    async def _with_releases(self, names: list[str], act: Callable[[tuple[Release, ...]], None]) -> None:
        self.post_message(await self._engine.releases(names, act))

    @work(group="act", exclusive=True)
    async def _find_similar(self, hit: Hit) -> None:
        self.post_message(await self._engine.similar(hit.id, hit.title))

    @on(messages.ReleasesRead)
    def _act(self, event: messages.ReleasesRead) -> None:
        event.act(event.releases)

    @on(messages.SimilarFound)
    def _show_similar(self, event: messages.SimilarFound) -> None:
        self.result = event.result._replace(total=len(event.result.hits))
        self.query_one(Notes).similar_to = event.title

    def action_copy(self) -> None:
        """Ask what to copy, and copy it."""
        if self.highlighted:
            self.app.push_screen(CopyScreen(), self._copy)

    def _copy(self, style: str | None) -> None:
        hit, marked = self.highlighted, list(self.query_one(ResultList).marked)
        if style and hit:
            self._with_releases(marked or [hit.id], partial(self._to_clipboard, style))

    def _to_clipboard(self, style: str, releases: tuple[Release, ...]) -> None:
        self.app.copy_to_clipboard("\n\n".join(copied(release, style) for release in releases))
        self.app.notify(f"{counted(len(releases))} to the clipboard: {style}", markup=False)

    def action_open_original(self) -> None:
        """Open the release where it was published, or its file."""
        if self.highlighted:
            self._with_releases([self.highlighted.id], self._open_original)

    def _open_original(self, releases: tuple[Release, ...]) -> None:
        address = original(releases[0])
        if address:
            self.app.open_url(address)
        else:
            self.post_message(messages.Failed(SearcherError(f"{releases[0].path} is no file here")))

    def action_similar(self) -> None:
        """Show the releases most like the one under the cursor."""
        if self.highlighted:
            self._find_similar(self.highlighted)


def original(release: Release) -> str | None:
    """Return where a release can be opened: its address on the web, else its file; never another kind of address."""
    url = release.url or ""
    if url.isprintable() and urlsplit(url).scheme in ("http", "https"):
        return url
    path = Path(release.path)
    return path.absolute().as_uri() if path.is_file() else None
