from datetime import date

import pytest

from searcher.request import Filter
from tui.labels import bars, facts, filter_label, releases, span_label, value_label


@pytest.mark.parametrize(
    ("facet", "value", "label"),
    [
        ("country", "PE", "Peru PE"),
        ("language", "vi", "Vietnamese"),
        ("language", "xx", "xx"),
        ("date", "2014", "2014"),
        ("date", "2014-11", "Nov 2014"),
        ("source", "The White\nHouse\x1b", "The White House␛"),
        ("source", None, "unknown source"),
        ("date", None, "undated"),
        ("country", None, "no country"),
    ],
)
def test_values_have_names(facet, value, label):
    assert value_label(facet, value) == label


def test_filters_read_as_in_a_sentence():
    assert filter_label(Filter("country", "PE")) == "Peru"
    assert filter_label(Filter("source", "Kremlin", excluded=True)) == "not Kremlin"
    assert filter_label(Filter("country", None, excluded=True)) == "not no country"


def test_ranges_of_days():
    first, last = date(2014, 1, 1), date(2014, 6, 30)
    assert span_label(first, last) == "2014-01-01 to 2014-06-30"
    assert span_label(first, None) == "from 2014-01-01"
    assert span_label(None, last) == "to 2014-06-30"


def test_facts_leave_out_what_is_unknown(engine):
    first, second = list(engine.releases.values())[:2]
    assert facts(first) == "undated · Ministry of Mines · Peru, Russia · English"
    assert facts(second) == "2012-02-02 · The White House · United States, Peru · English"


def test_counts_agree_with_their_noun():
    assert [releases(0), releases(1), releases(20063)] == ["0 releases", "1 release", "20,063 releases"]


def test_bars_reach_full_height_at_the_highest_and_show_the_smallest():
    assert bars([1, 0, 50, 100]) == "▁ ▄█"
    assert bars([]) == ""
