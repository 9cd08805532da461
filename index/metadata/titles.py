"""A release's headline."""

from __future__ import annotations

import re
from itertools import islice

from index.cleaner.lexicon import rules
from index.metadata.dates import is_date_line
from index.metadata.gazetteer import find_place
from index.metadata.territories import code_of, fold
from index.metadata.written_dates import find_dates
from index.readers.document import RawDocument
from index.release import Evidence

# A headline stands in the first lines, before the first paragraph, and is between so many characters long.
HEAD_LINES = 30
SHORTEST, LONGEST = 8, 250
# A line from this length on that ends a sentence is a paragraph.
PARAGRAPH = 120

_NAME = r"[^\W\d_a-z][\w.’'-]*"
# "Headline | Site", "Headline - Site".
_SUFFIX = re.compile(r"\s(?:\||»|::|—|–|-|·)\s([^|»—–·]{2,60})$")
# "Site » Headline", "Site: Headline".
_LEADING = re.compile(r"([^|»—–·:]{2,60}?)(?:\s(?:\||»|::|—|–|-|·)|:)\s")
_PREFIX = re.compile(r"^(?:press|news|media) release\s*[:—–-]\s+", re.IGNORECASE)
# Lines that stand above headlines: sections, menus, buttons, letterheads, release orders.
_FURNITURE = re.compile(
    r"(?:press|news|media)? ?(?:releases?|room|statements?|advisory|centre|center|events?|news|home|transcripts?|"
    r"speeches|articles?|briefings?)(?: ?(?:&|and|-|/) ?[\w ]{3,20})?|briefing room|photos?|share|print|menu|"
    r"office of the press secretary|for immediate release.*|filter by.*|search.*|date:.*|"
    r"contacts?(?::|\b.*(?:e-?mail|@|\d{3}\W\d{4})).*|"
    r".{2,80}?\s?[:»–—-]\s(?:(?:press|news) ?room|(?:press|news|media) (?:releases|cent(?:re|er))|home ?page)|"
    r"(?:skip|jump) to .*|[^|]*(?:\|[^|]*){2,}|[^»]*(?:»[^»]*){2,}|.*바로가기.*|.*열기|보도자료|пресс-релиз|"
    r"comunicado de prensa|nota de prensa|communiqué de presse|thông cáo báo chí",
    re.IGNORECASE,
)
# A dateline's place that stands alone: "Washington D C", "Las Vegas, NV", "Springfield".
_PLACE = re.compile(rf"({_NAME}(?: {_NAME}){{0,2}}?)(?:,? (D\W?C|[A-Z]{{2}}))?\W*")
# In lower case, and each beginning with a letter, which is searched for faster.
_NOTICE = re.compile(r"historical material|no longer updated|frozen in time|c(?<=\bc)ookies?\b|javascript")
# "LIMA — ", "Lima : ", "WASHINGTON, May 3 (AP) -": a text begins.
_DATELINE = re.compile(r"[^\W\d_a-z][^\n—–:]{1,60}?\s*(?:—|–|\s--?\s|\s:\s|\)\s*-)")


def find_title(document: RawDocument, source: str | None, date: str) -> tuple[str, Evidence]:
    """Return the headline and why, or "" where a text begins without one.

    The page's own title without the site's name, its first heading, or the first fit line; in a page that came as
    one long line, what stands before its date. `source` is the publisher, `date` the words of the release's date.
    `document.declared` may say under `title:printed` which lines the source prints above every release, which are taken
    only where there is no other.
    """
    if declared := _line(document.declared.get("title", "")):
        return _without_site(declared, source), Evidence(document.declared.get("title:rule", "declared"), declared, 0.9)
    visible = (block for block in document.blocks if block.main is not False and block.text.strip())
    blocks = list(islice(visible, 4 * HEAD_LINES))
    if heading := next((line for text, tag, _ in blocks if tag == "h1" and (line := _line(text))), ""):
        return heading, Evidence("h1", heading, 0.9)
    found, printed = ("", Evidence("none", "", 0.0)), document.declared.get("title:printed", "").splitlines()
    longest = LONGEST
    for line in islice((_line(block.text) for block in blocks), HEAD_LINES):
        if _is_furniture(line, source):
            continue
        if _is_place(line):  # of a letterhead, or of a dateline, whose text may be cut into short lines
            longest = PARAGRAPH
            continue
        if len(line) > LONGEST and date and (title := _before(date, line)):
            return title, Evidence("before-date", title, 0.6)
        if len(line) > longest or ((found[0] or len(line) > PARAGRAPH) and _begins_text(line)):
            break
        title = _after_date(_PREFIX.sub("", line))
        found = title, Evidence("first-line", title, 0.7)
        if title not in printed:
            break
    return found


def _line(text: str) -> str:
    return " ".join(text[:2_000].split())


def _is_furniture(line: str, source: str | None) -> bool:
    return (
        len(line) < SHORTEST
        or _FURNITURE.fullmatch(line) is not None
        or _NOTICE.search(line.lower()) is not None
        or any(rules(place).find(line) for place in ("anywhere", "edge", "text-edge", "top"))
        or is_date_line(line)
        or (source is not None and len(line) < PARAGRAPH and fold(source) in (fold(line), fold(line.partition('"')[2])))
    )


def _is_place(line: str) -> bool:
    if not (match := _PLACE.fullmatch(line)):
        return False
    town, state = match.groups()
    place = f"{town}, {state[0]}{state[-1]}" if state else town
    return find_place(f"{place} —")[0] is not None and code_of(place) is None


def _begins_text(line: str) -> bool:
    return line.endswith((".", ":", "!", "?", "”", '"', "。")) or _DATELINE.match(line) is not None


def _after_date(line: str) -> str:
    dated = next(find_dates(line, tuple), None)
    return line[dated.end :].strip(" -–—:|") or line if dated and dated.start == 0 else line


def _before(date: str, line: str) -> str:
    title = line[:LONGEST].partition(date)[0] if date in line[: LONGEST + len(date)] else ""
    part = re.split(r"\b(?:Press|News) Releases?\b", title)[-1].strip() or title.strip()
    return part if len(part) >= SHORTEST else ""


def _without_site(title: str, source: str | None) -> str:
    title, known = _PREFIX.sub("", title), fold(source or "")
    while (match := _LEADING.match(title)) and (fold(match[1]) == known or _FURNITURE.fullmatch(match[1])):
        title = title[match.end() :]
    match = _SUFFIX.search(title)
    if match and (len(match[1]) < len(title) - len(match[0]) or fold(match[1]) == known):
        return title[: match.start()]
    return title
