"""The two steps together, on the seeds and on a lazily imported package."""

import time

import pytest

from index.metadata.description import describe, subjects
from index.metadata.languages import language
from index.readers.document import Block, RawDocument

SEEDS = {
    "000_00c545764ad28ed9.txt": (
        "Press statement following talks with President of Peru Ollanta Humala",
        "2014-11-07",
        "The Kremlin",
        "RU",
        None,
        {"PE", "RU"},
    ),
    "001_4a0772f526e62600.txt": ("", None, "Viet Nam News", "VN", None, {"PE", "VN"}),
    "002_945ee3fa61ed54de.txt": (
        "Russia signs accords with Peru in new Latin American thrust",
        None,
        "TwoCircles.net",
        "IN",
        "EFE",
        {"CU", "PE", "RU", "US", "VE"},
    ),
    "003_215ea90616700d2a.txt": (
        "Joint Statement between the United States and Peru",
        None,
        "The White House",
        "US",
        None,
        {"PE", "US"},
    ),
    "004_fcfd881d551002b8.txt": (
        "ROK and Peruvian Foreign Ministers Discuss Ways for Cooperation toward Shared Prosperity",
        None,
        "Ministry of Foreign Affairs, Republic of Korea",
        "KR",
        None,
        {"KR", "PE"},
    ),
}


@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_come_out_right(name, shared):
    text = (shared / "seeds" / name).read_text(encoding="utf-8")
    found = describe(RawDocument(f"seeds/{name}", tuple(Block(line) for line in text.split("\n"))))
    about = subjects(found.title, text, found.source, found.issuer)
    date = found.date and str(found.date)
    got = (found.title, date, found.source, found.issuer, found.via, set(about.countries))
    assert got == SEEDS[name]
    assert language(text)[0] == "en"


def test_in_the_second_seed_all_countries_named_are_kept(shared):
    text = (shared / "seeds" / "002_945ee3fa61ed54de.txt").read_text(encoding="utf-8")
    assert set(subjects("", text, None, None).mentions) == {"RU", "PE", "VE", "CU", "BR", "CN", "US", "GE"}


def test_every_value_has_its_evidence_and_every_unknown_none():
    lines = ("Ministers meet in Lima", "7 November 2014", "Text. — VNS")
    assert set(describe(RawDocument("a.txt", tuple(map(Block, lines)))).evidence) == {
        "title",
        "date",
        "source",
        "issuer",
    }
    assert describe(RawDocument("a.txt", ())).evidence == {}
    assert set(subjects("Peru votes", "LIMA — Peru votes.", None, None).evidence) == {"countries"}
    assert set(subjects("Acme Inc pays", "Text", None, None).evidence) == {"countries"}
    assert subjects("A title", "Text", None, None).evidence == {}


def test_a_line_that_repeats_the_publishers_name_names_no_country():
    assert subjects("Peru votes", "Peru votes.\nViet Nam News\n", "Viet Nam News", "VN").mentions == ("PE",)


def test_hostile_text_takes_no_longer_than_any_other():
    lines = [
        "A" * 99 + "1 — x",
        "A " * 49 + "1 — x",
        "| " * 900,
        "1 " * 900,
        "Press " * 300,
        "(" * 900,
        "January 1, " * 90,
    ]
    document = RawDocument(
        "a.txt", tuple(Block(line) for line in lines * 20), {"date": "1 " * 9_000, "title": "- " * 9_000}
    )
    start = time.process_time()
    found = describe(document)
    subjects(found.title, document.text, found.source, found.issuer)
    assert time.process_time() - start < 2
