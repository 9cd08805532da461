"""Which line is a release's headline."""

import pytest

from index.metadata.titles import find_title
from index.readers.document import Block, RawDocument


def title(text, source=None, date="", **declared):
    return find_title(RawDocument("a.txt", tuple(Block(line) for line in text.split("\n")), declared), source, date)[0]


@pytest.mark.parametrize(
    ("declared", "source", "expected"),
    [
        ("Ministers meet in Lima | Harbour Ministry", None, "Ministers meet in Lima"),
        ("Ministers meet - Harbour Ministry of Chile", "Harbour Ministry of Chile", "Ministers meet"),
        ("Harbour Ministry » Ministers meet", "Harbour Ministry", "Ministers meet"),
        ("Harbour Ministry - Press Release - Ministers meet", "Harbour Ministry", "Ministers meet"),
        ("Press release: Ministers  meet", None, "Ministers meet"),
        ("Peru: ministers meet", "Harbour Ministry", "Peru: ministers meet"),
        ("Talks - second round of ministers", None, "Talks - second round of ministers"),
    ],
)
def test_a_pages_title_loses_the_sites_name(declared, source, expected):
    assert title("Text", source, title=declared) == expected


def test_the_first_heading_of_the_article_comes_before_any_line():
    blocks = (Block("Site", tag="h1", main=False), Block("Some teaser of it"), Block("Ministers  meet", tag="h1"))
    assert find_title(RawDocument("a.html", blocks), None, "")[0] == "Ministers meet"


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("Events\nPress statement following talks\nNovember 7, 2014", None, "Press statement following talks"),
        ("바로가기 메뉴\n본문 바로가기\n\nPress Releases\n\nMinisters discuss trade", None, "Ministers discuss trade"),
        (
            "historical material\nThe House\nOffice of the Press Secretary\nFor Immediate Release\nJoint Statement",
            "The House",
            "Joint Statement",
        ),
        ("HARBOUR MINISTRY\n10 March 2017 16:21\nMinisters meet", "Harbour Ministry", "Ministers meet"),
        ("Home | News | Contact\nMinisters meet", None, "Ministers meet"),
        ("04 17 2006 Ministers meet again", None, "Ministers meet again"),
        ("United States Senator Ann Harbour : Press Room\nGrant for Ports", None, "Grant for Ports"),
        ("Harbour Ministry - Press Releases\nMinisters meet", "Harbour", "Ministers meet"),
        ("Contact  Jo DoeEmail\nMinisters meet", None, "Ministers meet"),
        ("Contact Jo Doe (202) 224-9797\nMinisters meet", None, "Ministers meet"),
        ("Contact group meets in Lima", None, "Contact group meets in Lima"),
        ("Harbour Ministry\nWashington, D.C.\nMinisters meet", "Harbour Ministry", "Ministers meet"),
        ("South Africa\nStatement by the minister", None, "South Africa"),
        ("Harbour grants for Reno NV\nText", None, "Harbour grants for Reno NV"),
        ("\n" * 200 + "Ministers meet", None, "Ministers meet"),
        ('Агентство "Причал"\nМинистры встретились', "Причал", "Министры встретились"),
    ],
)
def test_what_stands_above_a_headline_is_passed_over(text, source, expected):
    assert title(text, source) == expected


def test_a_text_that_begins_without_a_headline_has_none():
    paragraph = (
        "LIMA — The ministers of both countries held talks in Lima on Wednesday afternoon, " + "and signed. " * 8
    )
    assert title(paragraph + "\n\nA short line") == ""
    assert title("") == ""


@pytest.mark.parametrize("place", ["Washington D C", "Washington DC", "LAS VEGAS, NV", "Springfield"])
def test_the_place_of_a_dateline_is_no_title(place):
    said = "The ministers of both countries held talks on Wednesday afternoon and signed an accord that opens the ports"
    assert title(f"{place}\n{said} to the ships of either side\nThey meet again in May.") == ""


def test_in_a_page_that_lost_its_lines_the_headline_ends_before_the_date():
    text = "Brown Urges Action Press Release Brown Urges Action August 1 2007 Washington DC " + "and so on " * 40
    assert title(text, date="August 1 2007") == "Brown Urges Action"
    assert title(text, date="") == ""
    assert title("x" * 300 + " August 1 2007", date="August 1 2007") == ""
