"""Dates as people write them, in many languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from index.release import Precision, ReleaseDate

EARLIEST_YEAR = 1900

_YEAR = r"(?:19|20)\d\d(?!\d)"
# Where a date's first number may stand: not inside a sum, a time or a longer number.
_NUMBER = re.compile(r"[\d十](?<![\d.,/:$-].)\d{0,3}")  # looks back last, so that digits alone are looked at
_DATE = re.compile(
    rf"""(?:
      (?P<y1>{_YEAR})\s?[-./年년]\s?(?P<m1>\d\d?|十\d?)\s?[-./月월]\s?(?P<d1>\d?十\d?|\d\d?)(?!\d)
    | (?P<a>\d\d?)(?P<separator>[-./]|\s{{1,2}})(?P<b>\d\d?)(?P=separator)(?P<y2>{_YEAR}|\d\d(?![\d.,:/]))
    | (?P<d3>\d\d?)(?:st|nd|rd|th)?\s?[\s,./]{{1,5}}(?:del?\s)?(?P<y3>{_YEAR})
    | (?P<y5>\d?十\d?|\d{{1,3}})\s?年\s?(?P<m5>\d\d?|十\d?)\s?月\s?(?P<d5>\d?十\d?|\d\d?)\s?日
    | (?P<d4>\d\d?)(?:st|nd|rd|th|er|º|ª|\.)?[\s./-]{{0,3}}(?:de\s|of\s)?
      (?P<w4>[^\W\d_]{{2,14}}(?:\s(?:\d\d?|الأول|الثاني))?)
      [\s.,،/-]{{0,4}}(?:del?\s|năm\s)?(?P<y4>{_YEAR})
    )""",
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"([^\W\d_]{3,24})[.,]?[\s-]{0,5}$")
# A month alone on its line, perhaps after a place, or as a file declares it.
_MONTH_LINE = re.compile(
    rf"(?:[^\n\d]{{2,40}},\s)?(?:(?P<word>[^\W\d_]{{3,12}})\.?,?\s(?:del?\s)?(?P<year>{_YEAR})|(?P<iso>{_YEAR})-(?P<month>\d\d?))(?:$|\n)"
)
# The year before the first of each era, as Japan and Taiwan count.
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)
# 二〇一四年十一月七日: digit by digit, and 十 is ten.
_CHINESE_NUMBER = re.compile("(?:(?<=十)|(?<![〇○零一二三四五六七八九]))[〇○零一二三四五六七八九]{1,4}(?=[十年月日])")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

# Asked only where a numeric date is ambiguous: the countries that decide, most prominent first.
Countries = Callable[[], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date and the span of the text that it was read from."""

    start: int
    end: int
    value: ReleaseDate


def month_of(word: str) -> int | None:
    """Return the number of a month named in one of many languages, or None."""
    return _months().get(word.lower().strip("."))


def find_dates(text: str, countries: Countries) -> Iterator[WrittenDate]:
    """Yield the full dates of a text, in order, in words or in numbers.

    `countries` is asked how 03/07/2006 is meant: month first in some, day first in others; where there are none, or
    both, such a date is only a year.
    """
    if not text.isascii():
        text = text.translate(_DIGITS).replace("元年", "1年")
        text = _CHINESE_NUMBER.sub(lambda number: number[0].translate(_CHINESE_DIGITS), text) if "年" in text else text
    for match in _matches(text):
        start = match.start()
        if match["y1"]:
            parts = day_of(int(match["y1"]), _count(match["m1"]), _count(match["d1"]))
        elif match["y2"]:
            parts = None if _in_range(match, text) else _numeric(match, countries)
        elif match["y5"]:
            era = _ERAS.get(text[max(0, start - 2) : start])
            parts = day_of(era + _count(match["y5"]), _count(match["m5"]), _count(match["d5"])) if era else None
        elif match["y3"]:
            word = _WORD_BEFORE.search(text, max(0, start - 24), start)
            month = _month(word[1]) if word else None
            if word is None or month is None:
                continue
            start = word.start()
            parts = day_of(int(match["y3"]), month, int(match["d3"]))
        else:
            month = _month(match["w4"])
            parts = day_of(int(match["y4"]), month, int(match["d4"])) if month else None
        if parts:
            yield WrittenDate(start, match.end(), parts)


@lru_cache(8)  # of one page's head, which is searched twice
def _matches(text: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    reached = 0
    for number in _NUMBER.finditer(text):
        if number.start() >= reached and (match := _DATE.match(text, number.start())):
            found.append(match)
            reached = match.end()
    return found


def at_lines(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern at the beginnings of lines, which is much faster than a search with `^`."""
    start = 0
    while True:
        if match := pattern.match(text, start):
            yield match
        start = text.find("\n", start) + 1
        if not start:
            return


def find_month(text: str) -> ReleaseDate | None:
    """Return the first month of a text that stands with its year alone on a line, or as 2014-11; else None."""
    for match in at_lines(_MONTH_LINE, text):
        number = month_of(match["word"]) if match["word"] else int(match["month"])
        if number and number <= 12:
            return _checked(date(int(match["year"] or match["iso"]), number, 1), "month")
    return None


def _in_range(match: re.Match[str], text: str) -> bool:
    """Tell whether a month's name makes the first two numbers days: "June 6 8 2007"."""
    word = _WORD_BEFORE.search(text, max(0, match.start() - 24), match.start())
    return match["separator"].isspace() and word is not None and _month(word[1]) is not None


def _numeric(match: re.Match[str], countries: Countries) -> ReleaseDate | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["y2"])
    if year < 100:
        if match["separator"] != "/":
            return None
        year += 2000 if year < 70 else 1900
    if a > 12 or b > 12 or a == b or match["separator"] == ".":
        return day_of(year, a, b) if b > 12 else day_of(year, b, a)
    named, month_first = countries(), set(table()["month_first"])
    if named and named[0] in month_first:
        return day_of(year, a, b)
    return day_of(year, b, a) if named and month_first.isdisjoint(named) else _checked(date(year, 1, 1), "year")


def day_of(year: int, month: int, day: int) -> ReleaseDate | None:
    """Return a day, or None if there is no such day, or not yet."""
    try:
        return _checked(date(year, month, day), "day")
    except ValueError:
        return None


def _checked(first_day: date, precision: Precision) -> ReleaseDate | None:
    tomorrow = datetime.now(tz=UTC).date() + timedelta(days=1)  # somewhere it may be tomorrow already
    return ReleaseDate(first_day, precision) if first_day.year >= EARLIEST_YEAR and first_day <= tomorrow else None


def _count(number: str) -> int:
    tens, ten, ones = number.partition("十")
    return 10 * int(tens or 1) + int(ones or 0) if ten else int(number)


def _month(word: str) -> int | None:
    glued = re.search(r"[A-Z][a-z]+$", word)
    return month_of(word) or (month_of(glued[0]) if glued else None)


@cache
def table() -> dict[str, Any]:
    """Return dates.toml, which all modules of dates read."""
    return tomllib.loads(Path(__file__).with_name("dates.toml").read_text(encoding="utf-8"))


@cache
def _months() -> dict[str, int]:
    names = enumerate(table()["months"], start=1)
    return {name.replace("_", " "): number for number, line in names for name in line.split()}
