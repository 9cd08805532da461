"""Days, months and years as people write them in a query: `2014`, `2014-11`, `2013..2014`, `>=2014-11-07`.

Also relative to today: `today`, `yesterday`, `this-week`, `last-month` and so on; weeks begin on Mondays (ISO 8601).
"""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LONGER_THAN = {"week": 7, "month": 31, "year": 366}
"""Days after which the next one has begun."""

_COMPARISON = re.compile(r"(>=|<=|>|<)(.+)")


class Period(NamedTuple):
    """From a first to a last day, both included; None is open."""

    first: date | None
    last: date | None


def today() -> date:
    """Return the day that relative periods are counted from; tests put another in its place."""
    return date.today()  # noqa: DTZ011 people mean the day where they are


def parse_period(text: str) -> Period:
    """Return the period of a date, a range or a comparison; raises ValueError with what was expected."""
    if comparison := _COMPARISON.fullmatch(text):
        operator, whole = comparison[1], _calendar_period(comparison[2])
        return {
            ">=": Period(whole.first, None),
            "<=": Period(None, whole.last),
            ">": after(whole),
            "<": before(whole),
        }[operator]
    start, dots, end = text.partition("..")
    if dots and (start or end):
        first = _calendar_period(start).first if start else None
        last = _calendar_period(end).last if end else None
        if first and last and last < first:
            raise ValueError(f"{text} ends before it begins: write {end}..{start}")
        return Period(first, last)
    return _calendar_period(text)


def after(period: Period) -> Period:
    """Return all that is later than the period; raises ValueError if it has no end."""
    if period.last is None:
        raise ValueError("a period without an end has nothing after it")
    return Period(date.fromordinal(min(period.last.toordinal() + 1, date.max.toordinal())), None)


def before(period: Period) -> Period:
    """Return all that is earlier than the period; raises ValueError if it has no beginning."""
    if period.first is None:
        raise ValueError("a period without a beginning has nothing before it")
    return Period(None, date.fromordinal(max(period.first.toordinal() - 1, 1)))


def _calendar_period(text: str) -> Period:
    if relative := _relative_period(text.lower()):
        return relative
    match = _PERIOD.fullmatch(text)
    if not match or not 1 <= int(match[1]) <= MAXYEAR:
        raise ValueError(f"{text!r} is no date: write 2014, 2014-11, 2014-11-07 or last-month")
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar") from None
    if match[3]:
        return Period(first, first)
    last_month = month if match[2] else 12
    return Period(first, date(year, last_month, calendar.monthrange(year, last_month)[1]))


def _relative_period(text: str) -> Period | None:
    """Return the period of `today`, `yesterday`, and `this-` or `last-` with week, month or year; None for others."""
    now = today()
    if text in ("today", "yesterday"):
        day = now - timedelta(text == "yesterday")
        return Period(day, day)
    which, _, unit = text.partition("-")
    if which not in ("this", "last") or unit not in ("week", "month", "year"):
        return None
    first = _first_of(now, unit)
    if which == "this":
        return Period(first, _first_of(first + timedelta(_LONGER_THAN[unit]), unit) - timedelta(1))
    return Period(_first_of(first - timedelta(1), unit), first - timedelta(1))


def _first_of(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)
