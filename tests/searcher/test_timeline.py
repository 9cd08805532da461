from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.schema import day_number
from searcher.request import SearchRequest
from searcher.timeline import Bar, Timeline, timelines


@pytest.fixture
def engine(engine_anywhere, release):
    days = ["2013", "2014-11", "2014-11-30", "2014-12-01", "2014-12-07", "2015-02-01", None]
    return engine_anywhere(*(release(str(n), f"Copper {n}", date=day) for n, day in enumerate(days)))


def bars(found):
    return [(bar.start.isoformat(), bar.count) for bar in found.bars]


def test_years_hold_dates_of_any_precision(engine):
    assert engine.timelines([SearchRequest()], "year")[0] == Timeline(
        "year", (Bar(date(2013, 1, 1), 1), Bar(date(2014, 1, 1), 4), Bar(date(2015, 1, 1), 1)), undated=1
    )


def test_months_have_no_place_for_a_bare_year_and_none_is_left_out(engine):
    found = engine.timelines([SearchRequest()], "month")[0]
    assert bars(found) == [("2014-11-01", 2), ("2014-12-01", 2), ("2015-01-01", 0), ("2015-02-01", 1)]
    assert found.undated == 2


def test_weeks_begin_on_monday(engine):
    found = engine.timelines([SearchRequest(until=date(2014, 12, 31))], "week")[0]
    assert bars(found) == [("2014-11-24", 1), ("2014-12-01", 2)]
    assert found.undated == 2


def test_days(engine):
    found = engine.timelines([SearchRequest(until=date(2014, 12, 2))], "day")[0]
    assert bars(found) == [("2014-11-30", 1), ("2014-12-01", 1)]


def test_the_query_and_the_filters_hold_but_not_the_page(engine):
    request = SearchRequest("copper -5", limit=1).including("date", "2014")
    assert engine.timelines([request], "year")[0] == Timeline("year", (Bar(date(2014, 1, 1), 4),), undated=0)


def test_of_nothing_there_are_no_bars(engine):
    assert engine.timelines([SearchRequest("absent")], "day")[0] == Timeline("day", (), undated=0)


def test_of_the_undated_there_are_no_bars(engine):
    assert engine.timelines([SearchRequest("is:undated")], "year")[0] == Timeline("year", (), undated=1)


@given(st.lists(st.lists(st.dates(date(1969, 1, 1), date(1971, 1, 1)), max_size=9), min_size=1, max_size=3))
def test_every_day_is_in_the_bar_of_its_week(sets):
    found = timelines([Days(days) for days in sets], "week")
    for days, timeline in zip(sets, found, strict=True):
        weeks = Counter(day - timedelta(day.weekday()) for day in days)
        assert {bar.start: bar.count for bar in timeline.bars if bar.count} == weeks
        assert {later.start - bar.start for bar, later in pairwise(timeline.bars)} <= {timedelta(7)}


class Days:
    """Releases that match, one a day given."""

    def __init__(self, days):
        self._days, self.total = days, len(days)

    def days(self, _by):
        numbers, counts = np.unique(np.array([day_number(day) for day in self._days], np.int64), return_counts=True)
        return numbers, counts
