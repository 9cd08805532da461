"""Which year a day without one gets from the files beside it; none where they leave a doubt."""

import random

import pytest

from index.series import years


def series(*days):
    return {f"/pile/{number:02}.txt": day for number, day in enumerate(days)}


def found(*days):
    return {int(path[6:8]): year for path, year in years(series(*days)).items()}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2005-03-30", "--04-04", "2005-04-11"), {1: "2005"}),
        (("2005-04-11", "--04-04", "2005-03-30"), {1: "2005"}),
        (("2005-04-04", "--04-04", "2005-04-04"), {1: "2005"}),
        (("2004-12-20", "--12-28", "--01-03", "2005-01-10"), {1: "2004", 2: "2005"}),
        (("2005-03-30", "", "--04-04", "", "2005-04-11"), {2: "2005"}),
        (("2005-03-30", "--08-04", "2005-04-11"), {}),
        (("2003-03-30", "--04-04", "2005-04-11"), {}),
        (("2005-03-30", "--04-04"), {}),
        (("--04-04", "2005-04-11"), {}),
        (("2005-03-30", "2001-02-01", "2005-04-01", "--04-04", "2005-04-11", "2003-01-01"), {}),
        ((), {}),
    ],
)
def test_the_nearest_dated_files_before_and_after_must_leave_one_year(days, expected):
    assert found(*days) == expected


def test_numbers_count_as_numbers():
    days = {"/pile/pr9-a.txt": "2005-03-30", "/pile/pr10-b.txt": "--04-04", "/pile/pr11-c.txt": "2005-04-11"}
    assert years(days) == {"/pile/pr10-b.txt": "2005"}


@pytest.mark.parametrize("other", ["/other/3.txt", "/pile/note-3.txt"])
def test_another_folder_or_another_way_to_name_files_is_another_series(other):
    assert years({"/pile/1.txt": "2005-03-30", "/pile/2.txt": "--04-04", other: "2005-04-11"}) == {}


def test_the_order_in_which_files_came_does_not_matter():
    days = list(series("2005-03-30", "--04-04", "2005-04-11", "--06-01", "2006-01-02", "2006-01-01").items())
    expected = years(dict(days))
    for seed in range(20):
        random.Random(seed).shuffle(days)
        assert years(dict(days)) == expected
