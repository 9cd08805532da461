"""What was found, or is marked, written to a file beside the search."""

import json
import threading
from pathlib import Path

import pytest

from index.errors import SearcherError
from searcher.request import SearchRequest
from tui.screens.export import Export, write


def read(name):
    return Path(name).read_text()


async def test_the_results_go_to_a_file_named_after_the_query(drive, library, snapshot):
    async with drive((90, 24), engine=library.engine()) as user:
        await user.type("copper notice")
        await user.press("enter", "e", "down", "down", "up", "f2")
        assert user.text == snapshot
        await user.press("enter")
        written = json.loads(read("releases-copper-notice.json"))["releases"]
        assert {release["title"] for release in written} == {f"Copper notice {number}" for number in range(4)}
        assert any("sold copper" in release["body"] for release in written)
        assert [note.message for note in user.app._notifications] == [
            f"4 releases in {Path.cwd()}/releases-copper-notice.json"
        ]


async def test_marked_releases_are_exported_alone(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "space", "e", "up", "f2", "f2", "enter")
        assert read("releases.md").count("## ") == 1


@pytest.fixture
def old_export(library):  # noqa: ARG001  in its folder
    Path("releases.csv").write_text("old")


@pytest.mark.usefixtures("old_export")
async def test_another_ending_is_refused_and_a_file_is_replaced_when_asked_twice(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "e", "x", "enter")
        assert "name it .csv, .json, .jsonl or .md" in user.text
        await user.press("down", "enter")
        assert "there is such a file already" in user.text
        assert read("releases.csv") == "old"
        await user.press("enter")
        assert read("releases.csv").count("Copper notice") == 4


async def test_folders_are_completed(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "e", "ctrl+u")
        await user.type("pi")
        await user.press("tab")
        line = user.app.screen.focused
        assert line.value == "pile/"
        await user.press("ctrl+u")
        await user.type("no/where/")
        await user.press("tab", "escape")
        assert user.focused == "results"


async def test_without_results_there_is_nothing_to_export(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.type("nowhere")
        await user.press("enter", "e")
        assert len(user.app.screen_stack) == 1


async def test_what_goes_wrong_is_said(drive, library):
    async with drive((120, 24), engine=library.engine()) as user:
        await user.press("enter", "e", "ctrl+u")
        await user.type("not/there/x.csv")
        await user.press("enter")
        assert "not/there: is no folder: make it first" in user.text


async def test_an_export_under_way_is_stopped_and_nothing_is_left(drive, library, monkeypatch):
    started, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(engine, request, ids, wanted, stop, tell):
        tell(1, 4)
        started.set()
        assert go_on.wait(10)
        try:
            return write(engine, request, ids, wanted, stop, tell)
        finally:
            ended.set()

    monkeypatch.setattr("tui.screens.export.write", slow)
    before = set(Path.cwd().iterdir())
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "e")
        await user.pilot.press("enter")
        while not started.is_set() or "export: 1 of 4 · e stops" not in user.text:
            await user.pilot.pause()
        await user.press("e")
        go_on.set()
        assert "e stops" not in user.text
    assert ended.wait(10)
    assert set(Path.cwd().iterdir()) - {Path.cwd() / "data"} == before


def test_a_stopped_export_leaves_nothing(library):
    stop = threading.Event()
    stop.set()
    with pytest.raises(SearcherError, match="stopped"):
        write(library.engine(), SearchRequest(), None, Export(Path("x.csv"), full=False), stop, lambda *_: None)
    assert not list(Path.cwd().glob("*x.csv*"))


def test_a_place_that_cannot_be_written_to_is_named(library, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    wanted = Export(Path("x.csv"), full=False)
    with pytest.raises(SearcherError, match=r"x.csv: No space left on device: name another place"):
        write(library.engine(), SearchRequest(), None, wanted, threading.Event(), lambda *_: None)
