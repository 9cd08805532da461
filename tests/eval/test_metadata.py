"""Quality and speed of dates and countries on the held-out halves of the labelled data; floors only move up.

The rules were written with the other halves: odd blocks of fifty stories, and every second office.
"""

import calendar
import lzma
import re
import tarfile
import time
from collections import Counter
from datetime import datetime

import pytest

from index.metadata.dates import find_date
from index.metadata.description import subjects
from index.readers.document import Block, RawDocument
from tests.eval.newswire import halves, scores

pytestmark = pytest.mark.slow

# Their file names are not the dates of their releases.
MISLABELLED = {"McCain", "Shelby", "Obama"}
# Their errors were read while the rules were written, so they are not held out.
SEEN = {"Brown", "Craig", "Ensign"}


@pytest.fixture(scope="module")
def stories(shared):
    with lzma.open(shared / "data" / "newswire-countries.jsonl.xz", "rt", encoding="utf-8") as lines:
        return halves(lines)[1]


def described(stories, *, dateline):
    return [
        subjects(story["title"], f"{story['dateline']} {story['body']}" if dateline else story["body"], None, None)
        for story in stories
    ]


def test_countries_of_newswire_stories(stories, report):
    found, golds = described(stories, dateline=True), [story["countries"] for story in stories]
    micro, without_us, macro = scores(golds, [subject.countries for subject in found])
    named = sum(len(set(story["countries"]) & set(one.mentions)) for story, one in zip(stories, found, strict=True))
    recall = named / sum(len(set(story["countries"])) for story in stories)
    report(f"countries: micro {micro}, without US {without_us}, macro {macro}, recall of mentions {recall:.4f}")
    assert micro >= 0.947
    assert without_us >= 0.9
    assert macro >= 0.888
    assert recall >= 0.996


def test_countries_without_the_dateline(stories, report):
    answers = [subject.countries for subject in described(stories, dateline=False)]
    micro, without_us, macro = scores([story["countries"] for story in stories], answers)
    report(f"countries, no dateline: micro {micro}, without US {without_us}, macro {macro}")
    assert micro >= 0.8625
    assert without_us >= 0.808


def test_countries_are_found_quickly(stories, report):
    described(stories[:50], dateline=True)
    start = time.process_time()
    described(stories, dateline=True)
    rate = len(stories) / (time.process_time() - start)
    report(f"countries: {rate:.0f} releases/s")
    assert rate >= 2_500  # half of the goal, for a busy machine


@pytest.fixture(scope="module")
def releases(shared):
    """Office, the date in the file's name, and the text of the releases of every second office."""
    with tarfile.open(shared / "data" / "senate.tar.xz") as archive:
        files = [
            (
                match[1],
                datetime.strptime(f"{match[2]}Z", "%d%b%Y%z").date(),
                archive.extractfile(member).read().decode("utf-8", "replace"),
            )
            for member in archive
            if (match := re.search(r"([A-Z]\w+)/(\d+[A-Z][a-z]{2}\d{4})[^/]*\.txt$", member.name))
        ]
    offices = sorted({office for office, _, _ in files} - MISLABELLED)
    return [release for release in files if release[0] in set(offices[1::2]) - SEEN]


def is_printed(day, text):
    """Tell whether a text prints a day in full, in words or in numbers as Americans write them."""
    month, year = calendar.month_name[day.month], day.year
    short = rf"(?:{month}|{month[:3]}\.?|Sept\.?)"
    in_words = (
        rf"{short}\s*{day.day}(?:st|nd|rd|th)?[\s,.]*{year}|(?<!\d){day.day}(?:st|nd|rd|th)?\s+{month}\s*,?\s+{year}"
    )
    in_numbers = rf"(?<!\d)0?{day.month}\s*[-/. ]\s*0?{day.day}\s*[-/. ]\s*(?:{year}|{year % 100:02d})(?!\d)"
    return re.search(f"{in_words}|{in_numbers}", text, re.IGNORECASE) is not None


def test_dates_of_senate_releases(releases, report):
    counts = Counter()
    took = 0.0
    for office, gold, text in releases:
        document = RawDocument(f"{office}/release.txt", tuple(map(Block, text.splitlines())))
        start = time.process_time()
        found, _ = find_date(document)
        took += time.process_time() - start
        printed, in_head = is_printed(gold, text), is_printed(gold, " ".join(text.split())[:1_000])
        answered = found is not None and found.precision == "day"
        off = abs((found.first_day - gold).days) if answered else None
        counts.update(printed=printed, in_head=in_head, answered=answered, absent=not printed)
        counts.update(found=printed and off == 0, found_in_head=in_head and off == 0, wrong=bool(off and off > 3))
        counts["wrong where absent"] += not printed and bool(off and off > 3)
    found, found_in_head = counts["found"] / counts["printed"], counts["found_in_head"] / counts["in_head"]
    wrong, invented = counts["wrong"] / counts["answered"], counts["wrong where absent"] / counts["absent"]
    rate = len(releases) / took
    report(f"dates: found {found:.4f} (in the head {found_in_head:.4f}), wrong {wrong:.4f}, invented {invented:.4f}")
    report(f"dates: {rate:.0f} releases/s")
    assert found >= 0.96
    assert found_in_head >= 0.979
    assert wrong <= 0.002
    assert invented <= 0.001
    assert rate >= 1_000  # half of the goal, for a busy machine
