from datetime import date

import pytest

from index.release import Release, ReleaseDate
from searcher.citation import STYLES, bibtex, chicago, markdown, plain

RELEASE = Release(
    path="/pile/1.txt",
    title="Copper & mining: a statement.",
    body="Text",
    date=ReleaseDate(date(2014, 11, 7)),
    source="Ministry of Mines",
    url="https://example.org/1_a",
)
BARE = Release(path="/pile/2.txt", title="", body="First\nwords")


def test_plain():
    assert plain(RELEASE) == "Ministry of Mines, “Copper & mining: a statement”, 2014-11-07, https://example.org/1_a"


def test_markdown():
    assert markdown(RELEASE) == (
        "[Copper & mining: a statement](<https://example.org/1_a>), Ministry of Mines, 2014-11-07"
    )


def test_bibtex():
    assert bibtex(RELEASE).splitlines() == [
        f"@misc{{release-{RELEASE.id},",
        r"  title = {{Copper \& mining: a statement}},",
        "  howpublished = {Press release},",
        "  author = {{Ministry of Mines}},",
        "  year = {2014},",
        "  month = {11},",
        "  day = {07},",
        "  url = {https://example.org/1_a}",
        "}",
    ]


def test_chicago():
    assert chicago(RELEASE) == (
        "Ministry of Mines. “Copper & mining: a statement.” Press release, November 7, 2014. https://example.org/1_a."
    )


def test_chicago_says_what_is_known_of_the_date():
    dates = [ReleaseDate(date(2014, 11, 1), precision) for precision in ("month", "year")]
    said = [chicago(Release("/p", "T", "", date=day)) for day in dates]
    assert said == ["“T.” Press release, November 2014. /p.", "“T.” Press release, 2014. /p."]


@pytest.mark.parametrize(
    ("style", "cited"),
    [
        ("plain", "“First words”, undated, /pile/2.txt"),
        ("Markdown", "*First words*, undated"),
        (
            "BibTeX",
            f"@misc{{release-{BARE.id},\n  title = {{{{First words}}}},\n  howpublished = {{Press release}}\n}}",
        ),
        ("Chicago", "“First words.” Press release, n.d. /pile/2.txt."),
    ],
)
def test_what_is_unknown_is_left_out(style, cited):
    assert STYLES[style](BARE) == cited


HOSTILE = Release(
    path="/p\x1b[2J",
    title="\x1b]52;c;x\x07 ](javascript:x) }\n@misc{x, \\input{y}",
    body="",
    source="[S](x)\r\n\x9b",
    url="https://x/>)\n[y](z}",
)


@pytest.mark.parametrize("style", STYLES)
def test_no_citation_has_a_terminal_escape(style):
    assert set(STYLES[style](HOSTILE)) & {"\x1b", "\x07", "\x9b", "\r"} == set()


def test_a_title_makes_no_link_and_no_command():
    assert (
        markdown(HOSTILE)
        == "[␛\\]52;c;x␇ \\](javascript:x) \\} @misc\\{x, \\\\input\\{y\\}](<https://x/)[y](z}>), \\[S\\](x) �, undated"
    )
    assert "title = {{␛]52;c;x␇ ](javascript:x) \\} @misc\\{x, \\textbackslash{}input\\{y\\}}}" in bibtex(HOSTILE)
