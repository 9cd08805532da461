"""What is done with the release under the cursor, or with those that are marked: open, copy, find its like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from textual.binding import Binding

from index.errors import SearcherError
from index.release import Release
from searcher.result import Hit, SearchResult
from tui.labels import releases as counted
from tui.screens.requests import Requests
from tui.widgets.release_view import ReleaseView
from tui.widgets.result_list import ResultList
from tui.widgets.status_line import Notes


class ReleaseActions(Requests):
    """A screen with a list of results."""

    BINDING_GROUP_TITLE = "A release, from the list or the reader"
    BINDINGS = [
        Binding("l", "reveal('ledger')", "Removed", show=False, tooltip="What the cleaner removed", id="ledger"),
        Binding("v", "reveal('evidence')", "Why", show=False, tooltip="Why each field has its value", id="evidence"),
        Binding("y", "copy", "Copy", show=False, tooltip="Copy the text or a citation, of all marked", id="copy"),
        Binding("m", "similar", "Similar", show=False, tooltip="Releases most like it", id="similar"),
        Binding("d", "versions", "Versions", show=False, tooltip="Its other versions, and what differs", id="versions"),
        Binding("o", "open_original", "Original", show=False, tooltip="Open its address, or its file", id="original"),
    ]

    @property
    def highlighted(self) -> Hit | None:
        """The hit under the list's cursor."""
        return self.query_one(ResultList).highlighted

    def _with_releases(self, names: Iterable[str], act: Callable[[tuple[Release, ...]], None]) -> None:
        self.ask(lambda engine: tuple(map(engine.release, names)), act)

    def action_copy(self) -> None:
        """Ask what to copy, and copy it."""
        from tui.screens.copy import CopyScreen

        if self.highlighted:
            self.app.push_screen(CopyScreen(), self._copy)

    def _copy(self, style: str | None) -> None:
        hit, marked = self.highlighted, list(self.query_one(ResultList).marked)
        if style and hit:
            self._with_releases(marked or [hit.id], partial(self._to_clipboard, style))

    def _to_clipboard(self, style: str, releases: tuple[Release, ...]) -> None:
        from tui.screens.copy import copied

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
            self.failed(SearcherError(f"{releases[0].path} is no file here"))

    def action_similar(self) -> None:
        """Show the releases most like the one under the cursor."""
        hit = self.highlighted
        if hit:
            self.ask(lambda engine: engine.similar(hit.id), partial(self._show_similar, hit))

    def _show_similar(self, hit: Hit, found: SearchResult) -> None:
        self.result = found._replace(total=len(found.hits))
        self.query_one(Notes).similar_to = hit.title

    def action_versions(self) -> None:
        """Show the other versions of the release under the cursor, and what differs in them."""
        hit = self.highlighted
        if hit:
            self.ask(lambda engine: (engine.release(hit.id), engine.versions(hit.id)), self._show_versions)

    def _show_versions(self, found: tuple[Release, tuple[Hit, ...]]) -> None:
        from tui.screens.versions import VersionsScreen

        if found[1]:
            self.app.push_screen(VersionsScreen(self.engine, *found))
        else:
            self.notify("no other version of it is known")

    def action_reveal(self, what: str) -> None:
        """Show or hide the ledger or the evidence of the release, which opens for it."""
        view = self.query_one(ReleaseView)
        if view.display:
            setattr(view, what, not getattr(view, what))
        elif self.highlighted:
            setattr(view, what, True)
            self.call_later(self.run_action, "open")


def original(release: Release) -> str | None:
    """Return where a release can be opened: its address on the web, else its file; never another kind of address."""
    url = release.url or ""
    if url.isprintable() and urlsplit(url).scheme in ("http", "https"):
        return url
    path = Path(release.path)
    return path.absolute().as_uri() if path.is_file() else None
