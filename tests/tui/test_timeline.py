"""The search over time, and others beside it."""

from datetime import date

import pytest

from searcher.request import Filter, SearchRequest
from tui.screens.timeline import narrowed
from tui.widgets.time_bars import TimeBars, period_name


def bars(user):
    return user.app.screen.query_one(TimeBars)


def counts(user):
    return [[bar.count for bar in timeline.bars] for timeline in bars(user).timelines]


async def test_a_bar_for_each_period_with_its_count_and_titles(drive, library, snapshot):
    async with drive((80, 24), engine=library.engine()) as user:
        await user.type("copper")
        await user.press("enter", "t")
        assert counts(user) == [[1, 3]]
        assert user.text == snapshot
        await user.press("left")
        assert " 2013   1" in user.lines
        assert "   Copper notice 0" in user.lines


async def test_years_months_and_weeks(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "t")
        for key, between in (("m", 15), ("w", 62), ("y", 2)):
            await user.press(key)
            assert (len(bars(user).starts), sum(counts(user)[0])) == (between, 5)


async def test_the_cursor_moves_by_period_window_and_click(drive, library):
    async with drive((60, 24), engine=library.engine()) as user:
        await user.press("enter", "t", "w")
        places = []
        for key in ("home", "right", "l", "h", "left", "pagedown", "end", "right", "pageup"):
            await user.press(key)
            places.append(bars(user).cursor)
        assert places == [0, 1, 2, 1, 0, 56, 61, 61, 5]
        await user.click(TimeBars, 1, 3)
        assert bars(user).cursor == 0


@pytest.mark.parametrize(
    ("key", "request_made"),
    [
        ("y", SearchRequest("copper", (Filter("date", "2014"),))),
        ("m", SearchRequest("copper", (Filter("date", "2014-05"),))),
        ("w", SearchRequest("copper", since=date(2014, 5, 5), until=date(2014, 5, 11))),
    ],
)
async def test_enter_narrows_the_search_to_the_period(drive, library, key, request_made):
    async with drive(engine=library.engine()) as user:
        await user.type("copper")
        await user.press("enter", "t", key, "end", "enter")
        assert user.request == request_made
        assert user.part("results").total == (3 if key == "y" else 2)
        await user.press("u")
        assert user.part("results").total == 4


def test_a_week_stays_within_the_days_asked_for():
    request = SearchRequest(since=date(2014, 5, 6), until=date(2014, 5, 20))
    assert narrowed(request, "week", date(2014, 5, 5)) == SearchRequest(since=date(2014, 5, 6), until=date(2014, 5, 11))


async def test_searches_are_kept_compared_and_dropped(drive, library, snapshot):
    async with drive((80, 24), engine=library.engine()) as user:
        await user.type("copper")
        await user.press("enter", "t", "a", "a", "escape", "slash", "end", "ctrl+u")
        await user.type("grain")
        await user.press("enter", "t")
        assert counts(user) == [[0, 1], [1, 3]]
        user.app.clear_notifications()
        await user.press("down", "down")
        assert user.text == snapshot
        await user.press("enter")
        assert user.request == SearchRequest("copper", (Filter("date", "2014"),))
        await user.press("t", "down", "x")
        assert len(counts(user)) == 1


async def test_four_searches_at_most(drive, library):
    async with drive(engine=library.engine()) as user:
        for query in ("copper", "grain", "mine", "harbour", "notice"):
            await user.press("escape", "slash", "end", "ctrl+u")
            await user.type(query)
            await user.press("enter", "t", "a")
        await user.press("escape", "slash", "end", "ctrl+u", "enter", "t")
        assert bars(user)._names == ["everything", "mine", "harbour", "notice"]


async def test_without_dated_releases_there_is_nothing_to_plot(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.type("nowhere")
        await user.press("enter", "t", "left", "end", "x", "enter")
        assert " no release has a date" in user.lines
        await user.press("t")
        assert user.focused == "results"


@pytest.mark.parametrize(
    ("by", "name"), [("year", "2014"), ("month", "Nov 2014"), ("week", "2014-11-03 to 2014-11-09")]
)
def test_periods_have_names(by, name):
    assert period_name(by, date(2014, 11, 3)) == name
