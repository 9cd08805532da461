"""Days written without a year, and dates in file names: a release's date only with other evidence."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

from index.metadata.written_dates import Countries, at_lines, day_of, find_dates, month_of, table
from index.release import ReleaseDate

# A file says so many days after the day of a dateline, at most, when it was published.
CLOSE = timedelta(days=15)


class DayOfYear(NamedTuple):
    """A day without its year, and the dateline that it was read from."""

    month: int
    day: int
    text: str

    def __str__(self) -> str:
        """Return it as XML Schema's gMonthDay: `--04-04`."""
        return f"--{self.month:02}-{self.day:02}"

    def close_to(self, when: ReleaseDate) -> ReleaseDate | None:
        """Return the day in the year that puts it on a day or into a month, or closely before; else None."""
        first = when.first_day
        last = first + timedelta(30 if when.precision == "month" else 0)
        days = (day_of(year, self.month, self.day) for year in (first.year, first.year - 1))
        return next((day for day in days if day and first - CLOSE <= day.first_day <= last), None)


def find_day(text: str) -> DayOfYear | None:
    """Return the day of the first dateline that has one without a year: "BEIJING, April 4 (Reuters) -"; else None."""
    for pattern in _rows()[0]:
        for match in at_lines(pattern, text):
            month = month_of(match["month"]) or (int(match["month"]) if match["month"].isdecimal() else 0)
            if day_of(2000, month, int(match["day"])):
                return DayOfYear(month, int(match["day"]), match[0].strip())
    return None


def date_in_name(path: str, countries: Countries) -> ReleaseDate | None:
    """Return the day in the name of a file, or of a member of one, by the first pattern that fits; else None."""
    name = PurePath(path.replace("#", "/")).name
    written = (match.expand(form) for pattern, form in _rows()[1] for match in pattern.finditer(name))
    found = (one.value for text in written for one in find_dates(text, countries))
    return next((value for value in found if value.precision == "day"), None)


@cache
def _rows() -> tuple[list[re.Pattern[str]], list[tuple[re.Pattern[str], str]]]:
    parts = table()["dateline_parts"]
    datelines = [re.compile(row.format(**parts), re.MULTILINE) for row in table()["datelines"]]
    return datelines, [(re.compile(pattern), form) for pattern, form in table()["file_names"]]
