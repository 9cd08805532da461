from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.layout import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("copper mining", 20, ["copper mining"]),
        ("copper mining", 13, ["copper mining"]),
        ("copper mining in Peru", 13, ["copper mining", "in Peru"]),
        ("copper   mining", 8, ["copper  ", "mining"]),
        ("copper mining in Peru", 12, ["copper", "mining in", "Peru"]),
        ("unbreakableword", 6, ["unbrea", "kablew", "ord"]),
        ("외교장관 회담 결과", 10, ["외교장관", "회담 결과"]),
        ("외교장관회담", 5, ["외교", "장관", "회담"]),
        ("외", 1, ["외"]),
    ],
)
def test_lines_break_at_spaces_and_only_where_there_is_none_in_words(text, width, lines):
    assert [text[start:end] for start, end in wrap(text, width)] == lines


@given(st.text(st.sampled_from("ab cд漢e\u0301 ")), st.integers(2, 12))
def test_lines_fit_and_lose_nothing_but_the_spaces_they_break_at(text, width):
    ranges = list(wrap(text, width))
    assert all(cell_len(text[start:end]) <= width for start, end in ranges)
    left_out = "".join(text[end:following] for (_, end), (following, _) in pairwise([*ranges, (len(text), 0)]))
    assert (ranges[0][0], left_out.strip(" ")) == (0, "")
