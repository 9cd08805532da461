"""Lines with their numbers and months masked, so that `Views: 1,204` and `Views: 87` are the same line."""

from __future__ import annotations

import re
from functools import lru_cache

from index.cleaner.lexicon import key
from index.cleaner.lines import is_prose

LONGEST_KEY = 300

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_YEAR = r"(?:19|20)\d\d\b"
# `§ 7, 2014`, `7 § 2014`, `2014`, `7/11/2014`; begins with a set, so that a search passes quickly over all else.
_DATES = re.compile(
    rf"[§\d](?:(?<=§) \d{{1,2}},? {_YEAR}|(?<=\d)\d? § {_YEAR}|(?<!\w[12])(?:(?<=1)9|(?<=2)0)\d\d\b"
    r"|(?<=\d)(?<!\w\d)\d?[./-]\d{1,2}[./-]\d{2,4}\b)"
)
# By their first letter, so that most words are passed over after a look at theirs.
_MONTHS = re.compile(
    r"\b(?:j(?:an(?:uary|vier|uar|eiro)?|une?|uin|uni|unio|unho|uly?|uillet|uli|ulio|ulho)|ene(?:ro)?"
    r"|f(?:eb(?:ruary|ruar|rero)?|[ée]v(?:rier|ereiro)?|riday)"
    r"|m(?:ar(?:ch|s|ço|zo)?|ärz|a[iy]o?|onday)|a(?:pr(?:il)?|vr(?:il)?|br(?:il)?|ug(?:ust)?|oût|go(?:sto)?)"
    r"|s(?:ept?(?:ember|embre|iembre)?|et(?:embro)?|aturday|unday)|o(?:ct(?:ober|obre|ubre)?|kt(?:ober)?|ut(?:ubro)?)"
    r"|nov(?:ember|embre|iembre|embro)?|d(?:ec(?:ember)?|éc(?:embre)?|ez(?:ember|embro)?|ic(?:iembre)?)"
    r"|t(?:háng|uesday|hursday)|wednesday"
    r"|январ[ья]|феврал[ья]|ма(?:рта?|[йя])|а(?:прел[ья]|вгуста?)|ию[нл][ья]|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья])\b\.?"
)
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
        return (_DATES.sub("#", _MONTHS.sub("§", masked)) if _DIGIT.search(masked) else masked)[:LONGEST_KEY]
    masked = _DIGITS.sub("#", masked)
    if "#" in masked:
        masked = _MONTHS.sub("§", masked)
    if _DATE_ONLY.fullmatch(masked):
        return None
    return masked[:LONGEST_KEY]
