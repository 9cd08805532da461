"""What each key and click of the search screen does."""

import asyncio
import threading
from datetime import date

import pytest

from index.errors import DamagedIndex
from searcher.request import SearchRequest
from tui.asking import answer
from tui.screens import search
from tui.widgets.result_list import PAGE

EVERYTHING = SearchRequest(limit=PAGE)


# The query


async def test_the_query_has_the_focus_and_is_searched_as_it_is_typed(drive):
    async with drive() as user:
        assert user.focused == "query"
        await user.type("copper")
        assert "14 releases · 0.4 ms · best first" in user.text


async def test_in_a_narrow_window_the_query_has_room_and_the_time_has_none(drive):
    async with drive((60, 24)) as user:
        await user.type("copper")
        assert user.part("query").size.width >= 24
        assert user.lines[0].endswith("14 releases · 0.4 ms · best first")
        await user.resize(50, 24)
        assert user.lines[0].endswith("14 releases · best first")


async def test_every_sign_can_be_typed(drive):
    async with drive() as user:
        await user.type("a/b?s:2014..fx")
        assert user.request.query == "a/b?s:2014..fx"


async def test_an_initial_request_is_shown_and_asked(drive):
    request = SearchRequest("copper", since=date(2010, 1, 1)).including("country", "PE")
    async with drive(request=request) as user:
        assert (user.part("query").value, user.part("results").total) == ("copper", 10)
        assert "✕ Peru  ✕ from 2010-01-01" in user.text


async def test_arrows_move_through_the_hits_while_typing(drive):
    async with drive() as user:
        await user.press("down", "down", "up", "pagedown")
        cursor = user.part("results").cursor
        await user.press("pageup", "c")
        assert (cursor > 1, user.part("query").value, user.part("results").cursor) == (True, "c", 0)


async def test_enter_goes_to_the_results_and_slash_back(drive):
    async with drive() as user:
        await user.press("enter")
        assert user.focused == "results"
        await user.press("slash")
        assert user.focused == "query"


async def test_backspace_at_the_start_of_the_query_drops_the_last_filter(drive):
    async with drive(request=EVERYTHING.including("country", "PE").excluding("source", "Kremlin")) as user:
        await user.press("x", "backspace", "backspace")
        assert user.request == EVERYTHING.including("country", "PE")
        await user.press("enter", "backspace", "backspace")
        assert user.request == EVERYTHING


async def test_backspace_drops_a_range_of_days_last(drive):
    async with drive(request=SearchRequest(since=date(2010, 1, 1))) as user:
        await user.press("backspace")
        assert user.request == EVERYTHING


async def test_did_you_mean_is_taken_on_a_key(drive):
    async with drive() as user:
        await user.press("ctrl+g")
        await user.type("coper")
        assert "did you mean copper?  ^g" in user.text
        await user.press("ctrl+g")
        assert (user.request.query, user.part("query").value) == ("copper", "copper")


async def test_what_could_not_be_parsed_is_said(drive):
    async with drive() as user:
        await user.type("((copper")
        assert "read as plain words" in user.text


async def test_a_note_that_has_no_room_is_cut_where_it_is_seen(drive, engine):
    search = engine.search
    engine.search = lambda request: search(request)._replace(notes=("read as plain words, " * 9,))
    async with drive() as user:
        (line,) = [line for line in user.lines if "read as plain words" in line]
        assert line.endswith("…")


async def test_a_search_overtaken_by_another_is_never_painted(drive, engine):
    started, gate = threading.Event(), threading.Event()
    search = engine.search

    def slow(request):
        if request.query == "c":
            started.set()
            assert gate.wait(5)
        return search(request)

    engine.search = slow
    painted = []
    async with drive() as user:
        screen = user.app.screen
        screen.watch(screen, "result", lambda result: painted.append(result.request.query), init=False)
        await user.pilot.press("c")
        while not started.is_set():
            await user.pilot.pause()
        await user.pilot.press("o", "p", "x")
        await user.pilot.pause()
        gate.set()
        await user.press("backspace")
    assert painted[-1] == "cop"
    assert "c" not in painted


async def test_an_answer_is_held_for_letters_that_may_follow(drive, engine, monkeypatch):
    monkeypatch.setattr(search, "DEBOUNCE", 1000)
    async with drive() as user:
        await user.app._press_keys("fish")
        while engine.asked[-1] != EVERYTHING.asking("fish"):  # noqa: ASYNC110  nobody tells of it
            await asyncio.sleep(0.001)
        assert user.app.screen.result.request == EVERYTHING


async def test_an_answer_to_a_question_no_longer_asked_is_dropped(drive, engine):
    async with drive() as user:
        stale = EVERYTHING.asking("fish")
        user.app.screen._show(answer(engine, stale))
        await user.press("enter")
        assert user.part("results").total == 70


async def test_a_failure_of_the_engine_is_one_line_and_the_next_answer_takes_it_away(drive, engine):
    async with drive() as user:
        search = engine.search

        def fail(_):
            raise DamagedIndex("segment/postings.npy", "cut short")

        engine.search = fail
        await user.press("c")
        assert "segment/postings.npy: cut short" in user.text
        engine.search = search
        await user.press("o")
        assert "cut short" not in user.text


@pytest.mark.parametrize("keys", [("c", "c"), ("enter", "enter")])
async def test_a_failure_is_told_in_full_where_its_line_is_hidden_or_too_short(drive, engine, keys):
    error = DamagedIndex("segment/postings.npy", "cut short")

    def fail(*_):
        raise error

    async with drive((60, 24), engine=engine) as user:
        engine.search = engine.release = fail
        await user.press(*keys)
        assert [note.message for note in user.app._notifications] == [str(error)]


# Going back and forth


async def test_undo_and_redo_restore_query_filters_and_order(drive):
    async with drive((112, 24)) as user:
        await user.type("copper")
        await user.press("enter", "s", "tab")
        sorted_copper = user.request
        await user.press("ctrl+z", "u", "u")
        assert (user.request, user.part("query").value) == (EVERYTHING, "")
        await user.press("U", "ctrl+y", "U")
        assert (user.request, user.part("query").value) == (sorted_copper, "copper")


async def test_what_leaves_nothing_is_dropped(drive):
    nothing = SearchRequest("copper", limit=PAGE).including("country", "CL").only("date", "2012")
    async with drive(request=nothing) as user:
        assert "Nothing found." in user.text
        await user.press("ctrl+o")
        assert user.request in (nothing.clearing("country"), nothing.clearing("date"))
        assert user.part("results").total


async def test_sort_goes_round_three_orders(drive):
    async with drive() as user:
        await user.press("enter")
        orders = []
        for _ in range(3):
            await user.press("s")
            orders.append((user.request.sort, user.part("results").highlighted.date))
        assert orders == [("-date", "2015-12-20"), ("date", None), ("relevance", None)]


async def test_versions_are_collapsed_and_counted(drive, engine, monkeypatch):
    hit = engine._hit
    monkeypatch.setattr(engine, "_hit", lambda *given: hit(*given)._replace(duplicates=2))
    async with drive() as user:
        await user.press("enter", "c")
        assert (user.request.collapse, "+2 ver" in user.text) == (True, True)
        await user.press("c")
        assert not user.request.collapse


async def test_escape_goes_from_the_release_to_the_list_to_the_query(drive):
    async with drive((80, 24)) as user:
        await user.press("enter", "enter")
        places = [user.focused]
        for _ in range(2):
            await user.press("escape")
            places.append(user.focused)
        assert places == ["release", "results", "query"]


async def test_tab_goes_round_the_parts(drive):
    async with drive((112, 24)) as user:
        places = []
        for key in ("tab", "tab", "tab", "tab", "shift+tab"):
            await user.press(key)
            places.append(user.focused)
        assert places == ["facets", "results", "release", "query", "release"]


# Chips


async def test_a_chip_is_removed_by_a_click(drive):
    request = SearchRequest(until=date(2012, 1, 1)).including("country", "PE").excluding("source", "Kremlin")
    async with drive(request=request) as user:
        await user.click("Chips", 9, 0)
        assert user.request == EVERYTHING._replace(filters=request.filters[:1], until=request.until)
        await user.click("Chips", 10, 0)
        assert user.request.until is None
        await user.click("Chips", 7, 0)
        assert len(user.request.filters) == 1
        await user.click("Chips", 2, 0)
        assert user.request == EVERYTHING


# The size of the window


async def test_parts_are_seen_where_there_is_room(drive):
    seen = []
    async with drive((200, 60)) as user:
        for size in ((80, 24), (100, 30), (120, 40)):
            await user.resize(*size)
            seen.append([name for name in ("results", "facets", "release") if user.part(name).display])
    assert seen == [["results"], ["results", "facets"], ["results", "facets", "release"]]


async def test_the_preview_is_filled_when_the_window_grows(drive):
    async with drive((80, 24)) as user:
        assert user.part("release").reading is None
        await user.resize(120, 40)
        assert user.part("release").reading.release.id == user.part("results").highlighted.id


async def test_the_cursor_stays_in_sight_when_the_window_shrinks(drive):
    async with drive((120, 60)) as user:
        await user.press("enter", *["j"] * 10)
        await user.resize(80, 24)
        assert user.part("results").highlighted.title in user.text


async def test_facets_open_as_a_drawer_and_close_again(drive):
    async with drive((80, 24)) as user:
        await user.press("enter", "f")
        assert (user.focused, user.part("facets").display) == ("facets", True)
        await user.press("f")
        assert (user.focused, user.part("facets").display) == ("results", False)
        await user.press("f", "escape")
        assert (user.focused, user.part("facets").display) == ("results", False)
