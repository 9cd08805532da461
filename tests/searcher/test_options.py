from datetime import date
from pathlib import Path

import click
import pytest

from searcher.options import closed_period, filter_options
from searcher.periods import Period


@click.command()
@filter_options
def where(folder, **_):
    return folder


def test_the_index_is_where_the_environment_says(monkeypatch):
    monkeypatch.setenv("SEARCHER_INDEX", "/somewhere")
    assert where.main([], standalone_mode=False) == Path("/somewhere")
    assert where.main(["--index", "/elsewhere"], standalone_mode=False) == Path("/elsewhere")


@pytest.mark.parametrize("value", [None, ""])
def test_else_it_is_in_the_data_folder_of_the_user(monkeypatch, tmp_path, value):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    if value is None:
        monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    else:
        monkeypatch.setenv("SEARCHER_INDEX", value)
    assert tmp_path in where.main([], standalone_mode=False).parents


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2014-11", date(2014, 11, 1), date(2014, 11, 30)),
        ("2014-11-07", date(2014, 11, 7), date(2014, 11, 7)),
    ],
)
def test_since_begins_and_until_ends_with_the_period(text, first, last):
    assert closed_period(text) == Period(first, last)


@pytest.mark.parametrize("text", ["soon", "", "2014-13", "<2014", ">=2014", "2014..", ".."])
def test_what_is_no_day_month_or_year_is_refused(text):
    with pytest.raises(click.BadParameter):
        closed_period(text)
