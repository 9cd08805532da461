from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.periods import Period, after, before, parse_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2014-11", date(2014, 11, 1), date(2014, 11, 30)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2014-2", date(2014, 2, 1), date(2014, 2, 28)),
        ("2014-11-07", date(2014, 11, 7), date(2014, 11, 7)),
        ("2014-1-7", date(2014, 1, 7), date(2014, 1, 7)),
        ("2013..2014", date(2013, 1, 1), date(2014, 12, 31)),
        ("2013-05..2014-02", date(2013, 5, 1), date(2014, 2, 28)),
        ("2013..", date(2013, 1, 1), None),
        ("..2014-02", None, date(2014, 2, 28)),
        (">=2014-11", date(2014, 11, 1), None),
        ("<=2014-11", None, date(2014, 11, 30)),
        (">2014-11", date(2014, 12, 1), None),
        ("<2014-11", None, date(2014, 10, 31)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_periods(text, first, last):
    assert parse_period(text) == Period(first, last)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "..",
            "...",
            "14",
            "201",
            "20144",
            "0000",
            "2014-",
            "2014-00",
            "2014-13",
            "2014-05-00",
            "2014-02-30",
            "2013-02-29",
        ),
        *(
            "2014-11-07-01",
            "2014/11",
            "November",
            ">",
            ">=",
            "=2014",
            ">>2014",
            ">2013..2014",
            "2013..2014..2015",
            "-2014",
        ),
    ],
)
def test_what_is_no_date_is_refused_with_its_words(text):
    with pytest.raises(
        ValueError, match=r"is no date: write 2014, 2014-11, 2014-11-07 or last-month|is not in the calendar"
    ):
        parse_period(text)


@pytest.mark.parametrize("text", ["2014..2013", "2014-11-07..2014-11-06", "2015-01..2014"])
def test_a_range_turned_round_is_refused(text):
    start, end = text.split("..")
    with pytest.raises(ValueError, match=rf"^{text} ends before it begins: write {end}\.\.{start}$"):
        parse_period(text)


@given(st.text(max_size=20) | st.from_regex(r"[<>]?=?\d{1,5}(-\d{1,3}){0,3}(\.\.)?(\d{4})?", fullmatch=True))
def test_any_text_is_a_period_or_a_value_error(text):
    try:
        period = parse_period(text)
    except ValueError:
        return
    assert period.first or period.last


@given(st.dates())
def test_a_day_is_its_own_period(day):
    assert parse_period(day.isoformat()) == Period(day, day)


@given(st.dates(date(1, 2, 1), date(9998, 12, 31)))
def test_before_and_after_leave_out_the_period_and_nothing_else(day):
    month = parse_period(day.isoformat()[:7])
    assert (before(month).last, after(month).first) == (
        date.fromordinal(month.first.toordinal() - 1),
        date.fromordinal(month.last.toordinal() + 1),
    )


def test_the_ends_of_the_calendar_hold():
    assert after(parse_period("9999")) == Period(date.max, None)
    assert before(parse_period("0001")) == Period(None, date.min)


def test_nothing_comes_after_a_period_without_an_end_nor_before_one_without_a_beginning():
    with pytest.raises(ValueError, match="without an end"):
        after(parse_period("2014.."))
    with pytest.raises(ValueError, match="without a beginning"):
        before(parse_period("..2014"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2024-03-01", "2024-03-01"),
        ("yesterday", "2024-02-29", "2024-02-29"),
        ("this-week", "2024-02-26", "2024-03-03"),
        ("last-week", "2024-02-19", "2024-02-25"),
        ("this-month", "2024-03-01", "2024-03-31"),
        ("Last-Month", "2024-02-01", "2024-02-29"),
        ("this-year", "2024-01-01", "2024-12-31"),
        ("last-year", "2023-01-01", "2023-12-31"),
        ("last-year..today", "2023-01-01", "2024-03-01"),
    ],
)
def test_periods_relative_to_today(text, first, last, monkeypatch):
    monkeypatch.setattr("searcher.periods.today", lambda: date(2024, 3, 1))
    assert parse_period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["next-week", "this-day", "last", "last-"])
def test_other_words_are_no_periods(text):
    with pytest.raises(ValueError, match="is no date"):
        parse_period(text)
