import sys
from datetime import date

import pytest

from index.errors import SearcherError
from searcher.charts import bar_lines, plot, rows
from searcher.timeline import Bar, Timeline

YEARS = Timeline("year", (Bar(date(2013, 1, 1), 1), Bar(date(2014, 1, 1), 0), Bar(date(2015, 1, 1), 1200)), 0)
MORE = Timeline("year", (Bar(date(2013, 1, 1), 600), Bar(date(2014, 1, 1), 0), Bar(date(2015, 1, 1), 0)), 0)


def test_bars_are_aligned_and_as_wide_as_the_terminal():
    lines = list(bar_lines([YEARS], 40))
    assert lines == ["2013      1 █", "2014      0", "2015  1,200 " + "█" * 28]
    assert max(map(len, lines)) == 40


def test_bars_side_by_side_share_a_scale():
    assert list(bar_lines([YEARS, MORE], 44, "#")) == [
        "2013      1 #               600 ######",
        "2014      0                   0",
        "2015  1,200 ############      0",
    ]


@pytest.mark.parametrize("columns", [0, 1, 12])
def test_where_there_is_no_room_bars_stay_short(columns):
    assert [len(line) for line in bar_lines([YEARS], columns)] == [13, 11, 20]


def test_of_nothing_there_are_no_lines():
    assert list(bar_lines([Timeline("day", (), 3)], 80)) == []


@pytest.mark.parametrize(("by", "name"), [("year", "2014"), ("month", "2014-11"), ("week", "2014-11-03")])
def test_periods_have_names(by, name):
    assert list(rows([Timeline(by, (Bar(date(2014, 11, 3), 2),), 0)] * 2)) == [(name, (2, 2))]


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG")])
def test_a_plot_is_what_its_name_says(tmp_path, name, start):
    pytest.importorskip("matplotlib")
    plot(YEARS, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_of_nothing_too_there_is_a_plot(tmp_path):
    pytest.importorskip("matplotlib")
    plot(Timeline("day", (), 3), tmp_path / "a.svg")
    assert (tmp_path / "a.svg").exists()


def test_a_plot_of_another_kind_is_refused(tmp_path):
    with pytest.raises(SearcherError, match=r"give it a name that ends in \.svg or \.png"):
        plot(YEARS, tmp_path / "a.gif")


def test_without_matplotlib_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(SearcherError, match=r"pip install 'searcher\[plot\]'"):
        plot(YEARS, tmp_path / "a.svg")
