"""The program as one window: what is seen at each size, themes, help and the command palette."""

from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual.strip import Strip

from index.errors import DamagedIndex, NoIndex
from searcher.request import SearchRequest
from tui.app import SearcherApp, command
from tui.screens.help import HelpScreen
from tui.themes import THEMES
from tui.widgets.result_list import PAGE


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_search(drive, snapshot, size):
    async with drive(size) as user:
        await user.type("copper")
        await user.press("enter", "down")
        assert user.text == snapshot


async def test_reader_with_ledger_and_evidence(drive, snapshot):
    async with drive((80, 24)) as user:
        await user.type("fish")
        await user.press("enter", "enter", "l", "v", "n")
        assert user.text == snapshot


async def test_facets_in_a_drawer(drive, snapshot):
    async with drive((80, 24)) as user:
        await user.press("enter", "f", "space", "down", "x")
        assert user.text == snapshot


async def test_nothing_found(drive, snapshot):
    async with drive((80, 24), request=SearchRequest("copper").including("country", "CL").only("date", "2012")) as user:
        assert user.text == snapshot


async def test_help(drive, snapshot):
    async with drive((100, 80)) as user:
        await user.press("enter", "question_mark")
        assert user.text == snapshot
        await user.press("escape", "f1")
        assert type(user.app.screen) is HelpScreen
        await user.press("f1")
        assert user.focused == "results"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES.values()])
@pytest.mark.usefixtures("at_once")
def test_colours(snap_compare, engine, settle, theme):
    async def search(pilot):
        pilot.app.theme = theme
        for keys in ("copper", ["enter"], "n", "f", [*"jjjj", "space"]):
            await pilot.press(*keys)
            await settle(pilot)

    assert snap_compare(SearcherApp(lambda: engine), terminal_size=(140, 24), run_before=search)


async def test_hits_stand_out_by_colour(drive):
    async with drive() as user:
        await user.type("copper")
        (_, *hits), (plain, *_) = user.styles_of("copper"), user.styles_of("Officials met on Tuesday to discuss")
        assert {hit.color == plain.color for hit in hits} == {False}


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}], ids=["none", "16"])
async def test_what_colour_says_is_said_with_few_colours_too(drive, monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    async with drive((120, 40)) as user:

        def drawn(words):
            return [Strip.render_ansi(style, ColorSystem.STANDARD) for style in user.styles_of(words)]

        await user.type("copper")
        await user.press("enter", "f", "space", "down", "x", "down")
        values = [row.value.value for row in user.part("facets")._rows if row.kind == "value"][:4]
        for theme in THEMES.values():
            user.app.theme = theme.name
            await user.press("home", "down", "down")
            assert not {*drawn("copper")[1:]} & {*drawn("Officials met on Tuesday to discuss")}
            assert len({drawn(value)[0] for value in values}) == 4
            await user.press("f")
            first, second = user.part("results")._pages[0][:2]
            assert drawn(first.title) != drawn(second.title)
            await user.press("f")


async def test_the_command_palette_narrows_to_a_facet_value(drive):
    async with drive() as user:
        await user.press("ctrl+p")
        await user.type("chile")
        await user.press("enter")
        assert user.request == SearchRequest(limit=PAGE).only("country", "CL")


async def test_a_facet_value_is_no_markup_in_the_command_palette(drive, engine):
    source = "[@click=app.quit]Press[/] [red"
    engine.releases = {name: release._replace(source=source) for name, release in engine.releases.items()}
    async with drive() as user:
        await user.press("ctrl+p")
        await user.type("source")
        assert f"Source: {source}" in user.text


async def test_the_command_palette_has_every_action(drive):
    async with drive() as user:
        await user.press("ctrl+p")
        await user.type("everywhere: sort")
        await user.press("enter")
        assert user.request.sort == "-date"


async def test_quit(drive):
    async with drive() as user:
        await user.press("ctrl+q")
        assert not user.app.is_running


def test_the_command_opens_an_index_with_a_query(monkeypatch, engine):
    opened = []
    monkeypatch.setattr("searcher.engine.Engine", lambda folder: opened.append(folder) or engine)
    monkeypatch.setattr(SearcherApp, "run", lambda app: opened.append(app._first) or (app._open_engine() and None))
    command.main(["copper", "mining", "--index", "here"], standalone_mode=False)
    assert opened == [SearchRequest("copper mining"), Path("here")]


async def test_an_index_that_cannot_be_opened_ends_the_program_with_the_reason(settle):
    def fail():
        raise DamagedIndex("here", "is broken")

    app = SearcherApp(fail)
    async with app.run_test() as pilot:
        await settle(pilot)
    assert str(app.return_value) == str(DamagedIndex("here", "is broken"))


def test_the_command_says_where_there_is_no_index(tmp_path, monkeypatch):
    monkeypatch.setattr(SearcherApp, "run", lambda _: NoIndex("here"))
    with pytest.raises(NoIndex):
        command.main(["--index", str(tmp_path)], standalone_mode=False)
