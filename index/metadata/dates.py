"""When a release was published: from what its file declares, a label, its place in the head; else unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import PurePath

from index.metadata.mentions import find_mentions, places_in
from index.metadata.partial_dates import DayOfYear, date_in_name, find_day
from index.metadata.written_dates import Countries, at_lines, day_of, find_dates, find_month, table
from index.readers.document import Block, RawDocument
from index.release import Evidence, ReleaseDate

# A release's own date stands in its first characters (blank runs squeezed), or after a label within these.
HEAD_CHARACTERS = 300
LABEL_CHARACTERS = 1_000
# So much before a date is read for its label or veto.
BESIDE = 60
# So much after a date is read for the place of a dateline.
NEAR = 24
# In a page whose article is known, so many blocks above it belong to its head.
ABOVE = 6
# Pages that print publication details below the text do so in these last lines.
FOOT_LINES = 12
# A reproduced letter begins within these lines; so much before it is read for when it was sent.
ENCLOSURE_LINES = 120
ENCLOSURE_CHARACTERS = 6_000

_WEEKDAY_BEFORE = re.compile(
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b[\s,.]*"
    r"|\b(?:lunes|martes|miércoles|jueves|viernes|s[áa]bado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье)\b[\s,.]*|\d\d?[:.]\d\d\s?(?:[ap]\.?m\.?)?[\s,]*)+$",
    re.IGNORECASE,
)
# A date in the middle of a sentence: a word in lower case follows, or the end of a span of years.
_SENTENCE_AFTER = re.compile(r"\s?,?[ \t]{1,3}(?!(?:at|a\.?m|p\.?m|by|h|today)\b)[a-zà-ÿ]|\s?[-–]\s?(?:19|20)\d\d")

# The rule by which a dateline takes its year from its neighbours in a series of files.
NEIGHBOURS = "dateline and neighbours"

_DIGIT = re.compile(r"\d")

# "https://site.example/2014/11/07/headline".
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/?(\d\d)/?(\d\d)(?!\d)")

# A schedule, not a letter, goes on with hours.
_CLOCK = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)


def find_date(document: RawDocument, issuer: str | None = None) -> tuple[ReleaseDate | None, Evidence]:
    """Return a release's date and why, or None: never an event's, a deadline's, the download's or a future date.

    `issuer`, the publisher's country, says how 03/07/2006 is meant; without it the places that the page's head
    names do, and else such a date is only a year. Never the whole text is searched: measured, that is
    wrong in half of the cases. `document.declared` may say under `date:printed` which day the source prints on every
    page, under `date:year` the year of a dateline without one, and `name` under `date:from` if file names are dated.
    A dateline whose year stays unknown is evidence of no date.
    """
    head = _head(document.blocks)

    def countries() -> tuple[str, ...]:
        return (issuer,) if issuer else places_in(head)

    return next(_findings(document, head, countries))


def _findings(document: RawDocument, head: str, countries: Countries) -> Iterator[tuple[ReleaseDate | None, Evidence]]:
    """Yield the date by each rule that finds one, the most certain first, and at last why there is none."""
    if declared := document.declared.get("date", "")[:HEAD_CHARACTERS]:
        written = next(find_dates(declared, countries), None)
        if value := written.value if written else find_month(declared.strip()):
            day = find_day(head) if value.precision == "month" else None
            value = (day and day.close_to(value)) or value
            yield value, Evidence(document.declared.get("date:rule", "declared"), declared, 0.95)
    yield from _in_head(head, countries, document.declared.get("date:printed"))
    yield from _in_foot(document.blocks[-FOOT_LINES:], countries)
    elsewhere, dateline = list(_outside(document, countries)), find_day(head)
    if dateline:
        yield from _completed(dateline, elsewhere, int(document.declared.get("date:year", 0)))
    if value := find_month(head):
        yield value, Evidence("month-line", str(value), 0.7)
    yield from (found for found in elsewhere if found[1].rule == "url")
    if value := _enclosed(document.blocks, countries):
        yield value, Evidence("enclosure", str(value), 0.6)
    if not dateline:
        yield from elsewhere
    yield None, Evidence("no year", dateline.text, 0.0) if dateline else Evidence("none", "", 0.0)


def _outside(document: RawDocument, countries: Countries) -> Iterator[tuple[ReleaseDate, Evidence]]:
    """Yield the days in the file's address and, where names are said to hold dates, in its name."""
    address = _IN_ADDRESS.search(document.declared.get("url", ""))
    if address and (value := day_of(*map(int, address.groups()))):
        yield value, Evidence("url", address[0], 0.8)
    if document.declared.get("date:from") == "name" and (value := date_in_name(document.path, countries)):
        yield value, Evidence("file name", PurePath(document.path).name, 0.8)


def _completed(
    dateline: DayOfYear, elsewhere: Iterable[tuple[ReleaseDate, Evidence]], year: int
) -> Iterator[tuple[ReleaseDate, Evidence]]:
    """Yield the day of a dateline in the year that a day elsewhere or the neighbours tell."""
    for near, why in elsewhere:
        if value := dateline.close_to(near):
            yield value, Evidence(f"dateline and {why.rule}", dateline.text, 0.85)
    if value := day_of(year, dateline.month, dateline.day):
        yield value, Evidence(NEIGHBOURS, dateline.text, 0.7)


def series_day(found: ReleaseDate | None, why: Evidence | None) -> str:
    """Return what a release tells of its series: its day, `--04-04` if its own file lacks the year, or nothing."""
    if why and why.rule in (NEIGHBOURS, "no year"):
        return str(find_day(why.text) or "")
    return str(found) if found and found.precision == "day" else ""


def is_date_line(line: str) -> bool:
    """Tell whether a line holds nothing but a date, perhaps with a weekday, a label and a time."""
    if len(line) > BESIDE or not any(map(str.isnumeric, line)):
        return False
    if find_month(line):
        return True
    candidate = next(find_dates(line, tuple), None)
    return candidate is not None and len(line) - (candidate.end - candidate.start) < BESIDE // 3


def competing_days(document: RawDocument) -> tuple[str, ...]:
    """Return the days in the head that may each be the release's own, if there are several: one may be the site's."""
    days = {str(found) for found, _ in _candidates(_head(document.blocks), tuple) if found.precision == "day"}
    return tuple(sorted(days)) if len(days) > 1 else ()


def _in_head(head: str, countries: Countries, printed: str | None) -> Iterator[tuple[ReleaseDate, Evidence]]:
    """Yield labelled dates, then the first other one; the date printed on every page is passed over once."""
    found = list(_candidates(head, countries))
    site = next((one for one in found if str(one[0]) == printed), None)
    own = [one for one in found if one is not site]
    yield from (one for one in own if one[1].rule == "label")
    yield from own[:1]


def _candidates(head: str, countries: Countries) -> Iterator[tuple[ReleaseDate, Evidence]]:
    """Yield the dates of a head that have a label, or stand where a release's own date does."""
    for candidate in find_dates(head, countries):
        if candidate.start <= LABEL_CHARACTERS and (rule := _standing(head, candidate.start, candidate.end)):
            text = head[candidate.start : candidate.end]
            if rule == "label":
                before = head[max(0, candidate.start - BESIDE) : candidate.start]
                yield candidate.value, Evidence(rule, f"{before[-30:].strip()} {text}", 0.95)
            elif candidate.value.first_day not in _cues().remembered:
                yield candidate.value, Evidence(rule, text, 0.85)


@lru_cache(8)  # of one page's head, which is searched twice
def _standing(head: str, start: int, end: int) -> str | None:
    """Return the rule by which a date within a head may be the release's own, or None."""
    before, after = head[max(0, start - BESIDE) : start], head[end : end + BESIDE]
    cues, bare = _cues(), _WEEKDAY_BEFORE.sub("", before)
    if _SENTENCE_AFTER.match(after) or cues.event_after.match(after):
        return None
    if cues.label.search(bare):
        return "label"
    if cues.veto.search(bare) or cues.sentence.search(bare.rpartition("\n")[2]):
        return None
    return "head" if start <= HEAD_CHARACTERS or _opens_text(before, after) else None


def _in_foot(blocks: tuple[Block, ...], countries: Countries) -> Iterator[tuple[ReleaseDate, Evidence]]:
    foot = "\n".join(" ".join(block.text[:200].split()) for block in blocks)
    for label in at_lines(_cues().foot_label, foot):
        line = foot[label.end() :].lstrip().partition("\n")[0]
        for candidate in find_dates(line[:BESIDE], countries):
            yield candidate.value, Evidence("label", f"{label[0].strip()} {line[: candidate.end]}", 0.9)


def _enclosed(blocks: tuple[Block, ...], countries: Countries) -> ReleaseDate | None:
    """Return the date above the first letter or statement reproduced below, if it was sent today, as the text says."""
    texts = [block.text[:ENCLOSURE_CHARACTERS] for block in blocks[:ENCLOSURE_LINES]]
    for position, text in enumerate(texts):
        if len(text) > 4 * BESIDE or (text.isascii() and not _DIGIT.search(text)):
            continue
        line = " ".join(text.split())
        if is_date_line(line) and (candidate := next(find_dates(line, countries), None)):
            lines = [" ".join(text.split()) for text in texts[: position + 3]]
            before = " ".join(lines[:position])[-ENCLOSURE_CHARACTERS:]
            after = "\n".join(lines[position:])[candidate.end :]
            sent = _cues().sent.search(before) and not _CLOCK.search(after) and not _labelled(f"{before}\n")
            return candidate.value if sent else None
    return None


@lru_cache(1)  # asked for twice
def _head(blocks: tuple[Block, ...]) -> str:
    begin = next((i for i, (_, tag, main) in enumerate(blocks) if main or tag == "h1"), 0)
    lines, size = [], 0
    for block in blocks[max(0, begin - ABOVE) :]:
        line = " ".join(block.text[:4_000].split())
        if line:
            lines.append(line)
            size += len(line)
            if size > LABEL_CHARACTERS + 2 * BESIDE:
                break
    return "\n".join(lines)[: LABEL_CHARACTERS + 2 * BESIDE]


def _opens_text(before: str, after: str) -> bool:
    """Tell whether a date stands alone on its line, or directly before the place where a text is datelined."""
    if (not before or before.endswith("\n")) and (not after or after.startswith("\n")):
        return True
    return any(mention.start <= 3 and mention.kind in ("capital", "city") for mention in find_mentions(after[:NEAR]))


def _labelled(before: str) -> bool:
    return bool(_cues().label.search(_WEEKDAY_BEFORE.sub("", before)))


@dataclass(frozen=True, slots=True)
class _Cues:
    label: re.Pattern[str]
    foot_label: re.Pattern[str]
    veto: re.Pattern[str]
    sentence: re.Pattern[str]
    sent: re.Pattern[str]
    event_after: re.Pattern[str]
    remembered: frozenset[date]


@cache
def _cues() -> _Cues:
    read = table()
    label, opening, foot, veto, event = (
        "|".join(re.escape(word.strip()) for word in read[key].split("|"))
        for key in ("labels", "openings", "foot_labels", "vetoes", "event_lines")
    )
    sent, today = read["sent"], read["this_day"]
    number = rf"(?:\s\w{{1,3}}[.°]?\s?\d[\d/-]*)?(?:\s(?:{read['after_number']}))?"
    letter = rf"[^\W\d_][\w -]{{1,24}}, (?:{read['after_place']})"
    return _Cues(
        re.compile(
            rf"(?:(?:^|\n)\W*(?:{label}|{letter})|(?:^|\W)(?:{opening}){number})\s*[:：.\-–—|]*\s*$", re.IGNORECASE
        ),
        re.compile(rf"\W*(?:{foot})\s*[:.\-–—|]*", re.IGNORECASE),
        re.compile(rf"(?:^|\W)(?:{veto})\s*[:：,\-–—]?\s*$", re.IGNORECASE),
        re.compile(rf"\b(?:{read['coming']})\b|\s(?:{read['inside']})\s*$"),
        re.compile(
            rf"\b(?:{sent})\b[^.]{{0,80}}\b(?:{today})\b|\b(?:{today})\b[^.]{{0,80}}\b(?:{sent})\b", re.IGNORECASE
        ),
        re.compile(rf"[^\n]{{0,40}}\n\W*(?:{event})\s*:", re.IGNORECASE),
        frozenset(map(date.fromisoformat, read["remembered"])),
    )
