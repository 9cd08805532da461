"""Dates in words and numbers, as many languages write them."""

import pytest

from index.metadata.written_dates import find_dates, find_month, month_of


def found(text, *countries):
    return [(text[one.start : one.end], str(one.value)) for one in find_dates(text, lambda: countries)]


def test_each_date_comes_with_the_words_it_was_read_from():
    assert found("On May 3, 2004 and 2005-06-07.") == [("May 3, 2004", "2004-05-03"), ("2005-06-07", "2005-06-07")]


@pytest.mark.parametrize(
    ("countries", "day"), [(("US",), "2006-03-07"), (("PE",), "2006-07-03"), (("GB", "US"), "2006")]
)
def test_the_countries_decide_on_an_ambiguous_date(countries, day):
    assert found("03/07/2006", *countries) == [("03/07/2006", day)]


@pytest.mark.parametrize("text", ["31.02.2004", "99 horses 2004", "$12 2004", "1,234.05.2006", "May 2004", "24:00"])
def test_what_only_looks_like_a_date_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "month"),
    [("Lima, July 2007", "2007-07"), ("2014-11", "2014-11"), ("2014-13", "None"), ("Horse 2007", "None")],
)
def test_a_month_stands_alone_on_its_line(text, month):
    assert str(find_month(text)) == month


def test_months_are_known_in_many_languages():
    assert [month_of(word) for word in ("Nov.", "noviembre", "ноября", "août", "листопада", "horse")] == [
        11,
        11,
        11,
        8,
        11,
        None,
    ]
