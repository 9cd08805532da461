"""Every key that the help names does what it says there."""

import pytest

from index.errors import NoIndex
from searcher import saved as store
from tui.app import SearcherApp
from tui.keys import OWNERS, bindings_of
from tui.screens.copy import CopyScreen
from tui.screens.export import ExportScreen
from tui.screens.first_run import FirstRunScreen
from tui.screens.help import HelpScreen
from tui.screens.saved import SavedScreen
from tui.screens.search import SearchScreen
from tui.screens.timeline import TimelineScreen
from tui.screens.versions import VersionsScreen
from tui.widgets.facet_list import FacetList
from tui.widgets.find_line import FindLine
from tui.widgets.path_line import PathLine
from tui.widgets.query_line import QueryLine
from tui.widgets.release_view import ReleaseView

OPENED_BY = {
    HelpScreen: "?", CopyScreen: "y", FindLine: "f/", TimelineScreen: "t", SavedScreen: "b", ExportScreen: "e",
    PathLine: "e", VersionsScreen: "d",
}  # fmt: skip
"""The keys, in the results, that open what has keys of its own."""

FOCUS = {QueryLine: "query", FacetList: "facets", ReleaseView: "release", FirstRunScreen: "build"}
"""Where the keys of a class act; those of the others do in the results."""


def no_index():
    raise NoIndex("here")


@pytest.mark.parametrize(
    ("opener", "owners"),
    [(None, [owner for owner in (*OWNERS, HelpScreen) if owner != FirstRunScreen]), (no_index, [FirstRunScreen])],
    ids=["search", "first run"],
)
async def test_every_key_runs_its_action(drive, monkeypatch, opener, owners):
    monkeypatch.setattr(store, "load", lambda _: {})
    run = []

    async def note(_, action, *__, **___):
        run.append(action)
        return True

    async with drive((112, 30), opener=opener) as user:
        for owner in owners:
            user.app.screen.query_one(f"#{FOCUS.get(owner, 'results')}").focus()
            await user.press(*OPENED_BY.get(owner, ""))
            await user.resize(112, 31)
            keys = [(key, binding.action) for binding in bindings_of(owner) for key in binding.key.split(",")]
            with monkeypatch.context() as noting:
                noting.setattr(SearcherApp, "run_action", note)
                for key, _ in keys:
                    await user.press(key)
            assert (owner, run) == (owner, [action for _, action in keys])
            run.clear()
            await user.press("escape")


def test_no_two_bindings_have_one_id():
    ids = [binding.id for owner in OWNERS for binding in bindings_of(owner)]
    assert len(ids) == len(set(ids))


def test_the_screen_and_what_it_inherits_share_no_key():
    keys = [key for owner in SearchScreen.__mro__ for b in bindings_of(owner) for key in b.key.split(",")]
    assert len(keys) == len(set(keys))
