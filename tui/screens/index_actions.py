"""What is done with the search as a whole, and with the index: timeline, saved searches, export, rebuild."""

from __future__ import annotations

import asyncio
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from textual.binding import Binding

from index.errors import SearcherError
from searcher.request import SearchRequest
from tui.asking import EngineThread
from tui.labels import releases
from tui.messages import Brought, Failed
from tui.screens.release_actions import ReleaseActions
from tui.widgets.result_list import ResultList
from tui.widgets.status_line import Notes

if TYPE_CHECKING:
    from tui.building import Built, Step
    from tui.screens.export import Export

LOOK = 1.0
"""Seconds between two looks whether the index has changed."""


class IndexActions(ReleaseActions):
    """A screen with a search."""

    BINDING_GROUP_TITLE = "The search, and the index"
    BINDINGS = [
        Binding("t", "timeline", "Timeline", tooltip="The search over time", id="timeline"),
        Binding("b", "saved", "Saved", show=False, tooltip="Saved searches", id="saved"),
        Binding("e", "export", "Export", show=False, tooltip="Export what was found or marked; stop it", id="export"),
        Binding("r", "rebuild", "Rebuild", show=False, tooltip="Read new and changed files; stop it", id="rebuild"),
    ]

    def __init__(self, engine: EngineThread, request: SearchRequest) -> None:
        super().__init__(engine, request)
        self._compared: list[SearchRequest] = []

    def on_mount(self) -> None:
        """Watch the index."""
        self.set_interval(LOOK, self.look)

    def look(self) -> None:
        """Search again when the index has changed, and nothing else is shown."""
        if self.result and self.query_one(Notes).similar_to is None:
            self.ask(lambda engine: engine.generation, self._seen, "look")

    def _seen(self, generation: int) -> None:
        if generation != self.generation:
            self.search_again(self.generation)

    def action_timeline(self) -> None:
        """Show the search over time."""
        from tui.screens.timeline import TimelineScreen

        self.app.push_screen(TimelineScreen(self.engine, self.request, self._compared), self.show_request)

    def action_saved(self) -> None:
        """List the saved searches."""
        from tui.screens.saved import SavedScreen

        self.app.push_screen(SavedScreen(self.engine, self.request), self.show_request)

    def action_rebuild(self) -> None:
        """Bring the index up to date; while that goes on, stop it."""
        if not self._stopped("rebuild"):
            self.ask(lambda engine: str(engine.folder), self._start_rebuild)

    def _start_rebuild(self, location: str) -> None:
        self.run_worker(self._rebuild(location), group="rebuild")

    async def _rebuild(self, location: str) -> None:
        from tui.building import build  # what it needs is slow to import

        self._show_progress("rebuild", "rebuild: begins · r stops")
        await self.follow(build(location), self._show_step)
        self.post_message(Brought(partial(self._show_progress, "rebuild", "")))

    def _show_step(self, step: Step | Built) -> None:
        from tui.building import Built

        if isinstance(step, Built):
            failed = f", {step.failed:,} failed: `searcher index` tells why" * bool(step.failed)
            self.notify(f"{step.fresh:,} files were new or changed{failed}", markup=False)
            self.look()
        else:
            self._show_progress("rebuild", f"{step} · r stops")

    def action_export(self) -> None:
        """Ask where to export what is marked, or else found; while that goes on, stop it."""
        from tui.screens.export import ExportScreen

        count = len(self.query_one(ResultList).marked) or self.query_one(ResultList).total
        if not self._stopped("export") and count:
            self.app.push_screen(ExportScreen(self.request.query, count), self._start_export)

    def _start_export(self, wanted: Export | None) -> None:
        if wanted:
            self.run_worker(self._export(wanted), group="export")

    async def _export(self, wanted: Export) -> None:
        from tui.screens.export import write

        ids = tuple(self.query_one(ResultList).marked) or None
        request, stop = self.request, Event()
        try:
            count = await asyncio.to_thread(
                lambda: write(self.engine.open(), request, ids, wanted, stop, self._tell_export)
            )
            said = f"{releases(count)} in {wanted.path}"
            self.post_message(Brought(partial(self.notify, said, markup=False)))
        except SearcherError as error:
            self.post_message(Failed(error))
        finally:
            stop.set()
            self.post_message(Brought(partial(self._show_progress, "export", "")))

    def _tell_export(self, done: int, total: int) -> None:
        line = f"export: {done:,} of {total:,} · e stops"
        self.post_message(Brought(partial(self._show_progress, "export", line)))

    def _stopped(self, work: str) -> bool:
        stopped = bool(self.workers.cancel_group(self, work))
        if stopped:
            self.call_later(self._show_progress, work, "")  # after the steps that have come already
            self.notify(f"{work} stopped")
        return stopped

    def _show_progress(self, work: str, line: str) -> None:
        notes = self.query_one(Notes)
        notes.work = {**notes.work, work: line}
