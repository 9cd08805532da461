"""The index brought up to date beside the search, from inside or by someone else."""

import asyncio

import pytest

from index.errors import IndexLocked, SearcherError
from tui import building
from tui.building import Built, Step


def said(user):
    return [note.message for note in user.app._notifications]


async def test_a_rebuild_brings_what_is_new_into_the_results(drive, library, monkeypatch):
    async def build(_):
        library.add("late.txt", "Copper notice 9", "June 1, 2014", "One more lot of copper left the port.")
        yield Built(library.rebuild().new, 0, [], 6)

    monkeypatch.setattr(building, "build", build)
    async with drive((100, 24), engine=library.engine()) as user:
        await user.type("copper")
        await user.press("enter", "r")
        assert ("5 releases" in user.text, "● 1 new" in user.text) == (True, True)
        assert said(user) == ["1 files were new or changed"]
        await user.press("s")
        assert "● 1 new" not in user.text


async def test_what_another_process_committed_comes_too_and_the_cursor_stays(drive, library):
    async with drive((100, 24), engine=library.engine()) as user:
        await user.press("enter", "s", "down", "down")
        title = user.part("results").highlighted.title
        library.add("late.txt", "Copper notice 9", "LIMA, June 1, 2014 - One more lot of copper left the port.")
        library.rebuild()
        user.app.screen.look()
        await user.press("f2")
        assert (user.part("results").total, user.part("results").highlighted.title) == (6, title)
        assert "● 1 new" in user.text


async def test_similar_releases_stay_while_the_index_changes(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "m")
        total = user.part("results").total
        library.add("late.txt", "Copper notice 9", "One more lot of copper left the port.")
        library.rebuild()
        user.app.screen.look()
        await user.press("f2")
        assert user.part("results").total == total


@pytest.fixture
def builds(monkeypatch):
    """A rebuild of these steps; an error is raised."""

    def plan(*steps):
        async def build(_):
            for step in steps:
                if isinstance(step, SearcherError):
                    raise step
                yield step

        monkeypatch.setattr(building, "build", build)

    return plan


async def test_progress_is_shown_and_failures_at_the_end(drive, engine, builds):
    builds(Built(0, 2, ["a", "b"], 9))
    async with drive((100, 24), engine=engine) as user:
        user.app.screen._show_step(Step("index", 50, 200, 0, 2.0))
        await user.press("enter")
        assert " index: 50 of 200 files · 25 a second · 6 s left · r stops" in user.lines
        await user.press("r")
        assert "r stops" not in user.text
        assert said(user) == ["0 files were new or changed, 2 failed: `searcher index` tells why"]


async def test_a_rebuild_that_cannot_be_done_says_why(drive, engine, builds):
    builds(IndexLocked("here", "process 7"))
    async with drive((100, 24), engine=engine) as user:
        await user.press("enter", "r")
        assert "here is being written by process 7: try again" in user.text


async def test_a_rebuild_is_stopped_by_its_key(drive, engine, monkeypatch):
    async def build(_):
        yield Step("index", 1, 5, 0, 1.0)
        await asyncio.Event().wait()

    monkeypatch.setattr(building, "build", build)
    async with drive((100, 24), engine=engine) as user:
        await user.press("enter")
        await user.pilot.press("r")
        while "r stops" not in user.text:
            await user.pilot.pause()
        await user.press("r")
        assert ("r stops" in user.text, said(user)) == (False, ["rebuild stopped"])
