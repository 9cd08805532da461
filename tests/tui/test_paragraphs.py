from index.release import Evidence, Release, Removal
from searcher.result import Span
from tui.paragraphs import LONG, Paragraph, body, evidence, heading, marking, spaced, with_ledger

RELEASE = Release(path="a.txt", title="Talks\x1b with\nPeru", body="", countries=("PE",), url="https://example.org")


def test_spans_become_lines_with_their_hits():
    spans = (Span("On ", False), Span("copper", True), Span("\nand ", False), Span("copper mi\nning", True))
    assert list(body(spans)) == [
        Paragraph("On copper", marks=((3, 9, "hit"),)),
        Paragraph("and copper mi", marks=((4, 13, "hit"),)),
        Paragraph("ning", marks=((0, 4, "hit"),)),
    ]


def test_offsets_of_hits_count_what_is_shown():
    assert list(body((Span("\u202e\x1b[1m", False), Span("copper", True)))) == [
        Paragraph("␛[1mcopper", marks=((4, 10, "hit"),))
    ]


def test_title_facts_and_address_stand_above():
    shown = [line.text for line in heading(RELEASE)]
    assert shown == ["", "Talks␛ with Peru", "undated · Peru", "https://example.org", ""]
    assert len(heading(RELEASE._replace(url=None))) == 4


def test_evidence_says_value_rule_confidence_and_words():
    release = RELEASE._replace(evidence={"countries": Evidence("gazetteer", "Peru", 0.8), "date": Evidence("none")})
    shown = [line.text for line in evidence(release)]
    assert shown == ["Why", "countries: Peru PE — gazetteer, 80% “Peru”", "date: unknown — none", ""]


def test_without_evidence_it_is_said_so():
    assert [line.text for line in evidence(RELEASE)] == ["Why", "no field has evidence", ""]


def test_paragraphs_of_a_line_each_are_set_apart():
    one, two = Paragraph("Long. " * LONG), Paragraph("Short.")
    assert spaced([one, two]) == [one, Paragraph(""), two]


def test_lines_broken_by_hand_or_set_apart_already_stay_as_they_are():
    short, empty, long = Paragraph("Short."), Paragraph(""), Paragraph("Long. " * LONG)
    assert spaced([short, short]) == [short, short]
    assert spaced([long, empty, long]) == [long, empty, long]


def test_removed_lines_stand_where_they_stood():
    document = ["Home | News", "First line.", "Share this", "Second line.", "All rights\nreserved"]
    starts = [sum(len(block) + 1 for block in document[:n]) for n in range(len(document))]
    removed = [Removal(document[n], rule, starts[n]) for n, rule in ((4, "footer"), (0, "menu"), (2, "share"))]
    lines = [Paragraph("First line."), Paragraph("Second line.")]
    assert [line.text for line in with_ledger(lines, removed)] == [
        "⌫ Home | News  [menu]",
        "First line.",
        "⌫ Share this  [share]",
        "Second line.",
        "⌫ All rights",
        "⌫ reserved  [footer]",
    ]


def test_marking_takes_words_literally_and_puts_them_in_place_of_the_hits():
    line = Paragraph("Copper (Cu) and tin", marks=((16, 19, "hit"),))
    assert marking([line], "(cu)") == [Paragraph("Copper (Cu) and tin", marks=((7, 11, "hit"),))]
