"""Every key that the help names does what it says there."""

import pytest

from tui.app import KEYS, SearcherApp
from tui.screens.copy import CopyScreen
from tui.screens.help import HelpScreen, bindings_of
from tui.screens.release_actions import ReleaseActions
from tui.screens.search import SearchScreen
from tui.widgets.facet_list import FacetList
from tui.widgets.find_line import FindLine
from tui.widgets.query_line import QueryLine
from tui.widgets.release_view import ReleaseView

FOCUS = {QueryLine: "query", FacetList: "facets", ReleaseView: "release", FindLine: "find"}
"""Where the keys of a class act; those of the others do in the results."""


@pytest.mark.parametrize("owner", [*KEYS, SearcherApp, HelpScreen, CopyScreen], ids=lambda owner: owner.__name__)
async def test_every_key_runs_its_action(drive, monkeypatch, owner):
    async with drive((112, 30)) as user:
        if owner is FindLine:
            await user.press("enter", "f", "slash")
        elif owner in (HelpScreen, CopyScreen):
            user.part("results").focus()
            await user.press("question_mark" if owner is HelpScreen else "y")
        else:
            user.part(FOCUS.get(owner, "results")).focus()
        await user.resize(112, 31)
        run = []

        async def note(_, action, *__, **___):
            run.append(action)
            return True

        monkeypatch.setattr(SearcherApp, "run_action", note)
        keys = [(key, binding.action) for binding in bindings_of(owner) for key in binding.key.split(",")]
        for key, _ in keys:
            await user.press(key)
        assert run == [action for _, action in keys]


def test_no_two_bindings_have_one_id():
    ids = [binding.id for owner in (*KEYS, SearcherApp, CopyScreen) for binding in bindings_of(owner)]
    assert len(ids) == len(set(ids))


def test_the_screen_and_what_it_inherits_share_no_key():
    keys = [key for owner in (SearchScreen, ReleaseActions) for b in bindings_of(owner) for key in b.key.split(",")]
    assert len(keys) == len(set(keys))
