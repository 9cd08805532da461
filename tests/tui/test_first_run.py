"""Before there is an index."""

import asyncio
from functools import partial

import pytest

from index.errors import DamagedIndex, OutdatedIndex
from tui.app import open_engine
from tui.building import Built, Step
from tui.screens import first_run


@pytest.fixture
def builds(monkeypatch):
    asked = []

    def plan(*steps):
        async def build(_, roots):
            asked.append(roots)
            for step in steps:
                yield step

        monkeypatch.setattr(first_run, "build", build)
        return asked

    return plan


async def test_a_folder_is_chosen_built_and_searched(drive, library, builds, snapshot):
    folder = library.index.parent / "new"
    asked = builds(Built(5, 0, [], 5))
    async with drive((80, 24), opener=partial(open_engine, folder)) as user:
        assert user.text == snapshot
        await user.press("ctrl+u")
        await user.type("pi")
        library.index.rename(folder)
        await user.press("tab", "enter")
        assert (asked, user.focused) == ([[str(library.pile)]], "query")
        examples = [line.split()[0] for line in user.lines if "for example" in line]
        assert ("copper" in examples, len(examples)) == (True, 2)
        await user.press("enter")
        assert user.request.query == examples[0]


async def test_a_folder_that_is_not_there_is_refused(drive, library):
    async with drive((80, 24), opener=partial(open_engine, library.index / "none")) as user:
        await user.press("ctrl+u")
        await user.type("not/there")
        await user.press("tab", "enter")
        assert "There is no" in user.text


async def test_progress_then_failures_are_told_before_the_search(drive, library, builds):
    async with drive((80, 24), opener=partial(open_engine, library.index / "none")) as user:
        builds(Step("index", 50, 200, 0, 2.0))
        await user.press("enter")
        assert "index: 50 of 200 files · 25 a second · 6 s left" in user.text
        builds(Built(0, 0, [], 0))
        await user.press("enter")
        assert "No release was found there." in user.text
        builds(Built(9, 12, [f"file {number}: is broken" for number in range(12)], 9))
        await user.press("enter")
        assert "9 releases can be searched: enter goes on." in user.text
        assert ("file 5: is broken" in user.text, "… 6 more" in user.text) == (True, True)
        user.app.screen_stack[0].engine.open = library.engine
        await user.press("enter")
        assert user.part("results").total == 5


async def test_building_is_stopped(drive, library, monkeypatch):
    async def build(*_):
        yield Step("index", 1, 5, 0, 1.0)
        await asyncio.Event().wait()

    monkeypatch.setattr(first_run, "build", build)
    async with drive((80, 24), opener=partial(open_engine, library.index.parent / "new")) as user:
        await user.press("escape", "ctrl+u")
        await user.type("pile")
        await user.pilot.press("enter")
        while "files" not in user.text:
            await user.pilot.pause()
        await user.press("escape")
        assert "stopped" in user.text


async def test_an_index_of_another_version_is_built_anew(drive, library, builds):
    def opener():
        raise OutdatedIndex(str(library.index))

    asked = builds(Step("index", 1, 2, 0, 1.0))
    async with drive((80, 24), opener=opener) as user:
        assert "Another version of Searcher made this index" in user.text
        await user.press("enter")
        assert asked == [[]]


async def test_a_build_that_fails_says_why(drive, library, monkeypatch):
    async def build(*_):
        raise DamagedIndex("here", "is broken")
        yield

    monkeypatch.setattr(first_run, "build", build)
    async with drive((80, 24), opener=partial(open_engine, library.index / "none")) as user:
        await user.press("enter")
        assert "here: is broken" in user.text
