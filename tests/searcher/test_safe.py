import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.safe import one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Peru and Russia", "Peru and Russia"),
        ("\x1b[31mred\x1b]0;title\x07", "␛[31mred␛]0;title␇"),
        ("\x9b2J", "\ufffd2J"),
        ("del\x7f", "del␡"),
        ("a\tb", "a b"),
        ("a\r\nb\x85c\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("pass\u200bword\ufeff", "password"),
        ("\u2066isolated\u2069", "isolated"),
        ("\U000e0041tagged", "tagged"),
        ("file\udcff", "file\ufffd"),
        ("Việt Nam, 한국, Россия, العربية", "Việt Nam, 한국, Россия, العربية"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
    ],
)
def test_what_a_terminal_would_obey_or_misdraw_is_made_harmless(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_only_line_feeds_remain_of_all_controls_and_the_text_can_be_encoded(text):
    shown = printable(text)
    assert {c for c in shown if unicodedata.category(c) == "Cc"} <= {"\n"}
    assert shown.encode().decode() == shown


@given(st.text())
def test_printable_text_stays_as_it_is(text):
    assert printable(printable(text)) == printable(text)


def test_one_line_folds_white_space():
    assert one_line(" Joint\n  statement\u2028on\ttrade ") == "Joint statement on trade"
