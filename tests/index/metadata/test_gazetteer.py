"""The dateline with which a text begins."""

import pytest

from index.metadata.gazetteer import find_place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LIMA — The ministers met.", "PE"),
        ("Lima (VNA) – The ministers met.", "PE"),
        ("Lima : Russia has concluded", "PE"),
        ("BEIJING, April 4 (Reuters) - China", "CN"),
        ("RICHMOND, Va, June 18 - Shares", "US"),
        ("SECAUCUS, N.J., March 24 - Shares", "US"),
        ("Headline of it\n\nHANOI, 4 May 2012 /VNA/ -- Text", "VN"),
        ("HAUPPAUGE, April 1 - A patent", "US"),
        ("****PORT-AU-PRINCE, March 13 - Text", "HT"),
        ("OAK BROOK, ILL., March 2 - Shares", "US"),
        ("LIMA-The ministers met", "PE"),
        ("DUESSELDORF, March 30 - Shares", "DE"),
        ("Bristol-Myers Co said", None),
        ("in the\nIran-Iraq war", None),
        ("Minister: we agree — at last", None),
        ("A sentence about Lima - and more", None),
        ("", None),
    ],
)
def test_the_dateline_is_a_place_closed_by_a_mark(text, expected):
    assert find_place(text)[0] == expected


def test_a_dateline_ends_where_the_text_begins():
    text = "LIMA, May 3 - The ministers met."
    assert text[find_place(text)[1] :].strip() == "The ministers met."
