"""Lines with their numbers and months masked, so that `Views: 1,204` and `Views: 87` are the same line."""

from __future__ import annotations

import re
from functools import lru_cache

from index.cleaner.lexicon import key
from index.cleaner.lines import is_prose

LONGEST_KEY = 300  # characters that tell lines apart

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_YEAR = r"(?:19|20)\d\d\b"
# `§ 7, 2014`, `7 § 2014`, `2014`, `7/11/2014`; begins with a set, so that a search passes quickly over all else.
_DATES = re.compile(
    rf"[§\d](?:(?<=§) \d{{1,2}},? {_YEAR}|(?<=\d)\d? § {_YEAR}|(?<!\w[12])(?:(?<=1)9|(?<=2)0)\d\d\b"
    r"|(?<=\d)(?<!\w\d)\d?[./-]\d{1,2}[./-]\d{2,4}\b)"
)
_MONTHS = frozenset(
    """
    jan january januar janvier janeiro ene enero feb february februar febrero fev fév fevrier février fevereiro
    mar march mars marzo março märz apr april avr avril abr abril may mayo mai maio jun june juin juni junio junho
    jul july juillet juli julio julho aug august août ago agosto sep sept september septembre septiembre set setembro
    oct october octobre octubre okt oktober out outubro nov november novembre noviembre novembro
    dec december déc décembre dez dezember dezembro dic diciembre tháng
    январь января февраль февраля март марта апрель апреля май мая июнь июня июль июля август августа
    сентябрь сентября октябрь октября ноябрь ноября декабрь декабря
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
_WORD = re.compile(r"\w+")
_BREAKS = {code: " " for code in range(128) if not _WORD.match(chr(code))}  # between words of ASCII
_DATE_ONLY = re.compile(
    r"(?:[#§\W_]|\b(?:de|del|le|the|of|at|am?|pm?|m|et|est|edt|gmt|st|nd|rd|th|ngày|năm|г|года|в)\b|[년월일年月日시분時分])*"
)


@lru_cache(4_096)  # lines between a release and its page's edge are asked about again
def mask(line: str) -> str | None:
    """Return the key of a line, numbers masked as `#`, months and weekdays as `§`; None for a bare date.

    Of a sentence only dates and years are masked: reports of monthly figures differ in nothing but the figures.
    """
    masked = key(line[: 2 * LONGEST_KEY])
    if is_prose(line):
        return (_DATES.sub("#", _without_months(masked)) if _DIGIT.search(masked) else masked)[:LONGEST_KEY]
    masked = _DIGITS.sub("#", masked)
    if "#" in masked:
        masked = _without_months(masked)
    if _DATE_ONLY.fullmatch(masked):
        return None
    return masked[:LONGEST_KEY]


def _without_months(line: str) -> str:
    words = line.translate(_BREAKS).split() if line.isascii() else _WORD.findall(line)
    for month in _MONTHS.intersection(words):
        # `\b` before the word is looked for after it, so that `re` leaps from one such word to the next.
        line = re.sub(rf"{month}(?<!\w{month})\b\.?", "§", line)
    return line
