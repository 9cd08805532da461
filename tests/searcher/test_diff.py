from hypothesis import given
from hypothesis import strategies as st

from searcher.diff import MOST_WORDS, Change, diff

TEXTS = st.lists(st.sampled_from(["a", "b", "copper", " ", "  ", "\n"])).map("".join)


def test_equal_texts_have_one_stretch():
    assert diff("Copper.\nTin.\n", "Copper.\nTin.\n") == (Change("same", "Copper.\nTin.\n"),)


def test_nothing_has_none():
    assert diff("", "") == ()


def test_words_are_compared_in_lines_that_changed():
    assert diff("Tin.\nPeru sells much copper\n", "Tin.\nPeru sells no copper now\n") == (
        Change("same", "Tin.\nPeru sells "),
        Change("removed", "much"),
        Change("added", "no"),
        Change("same", " copper"),
        Change("added", " now"),
        Change("same", "\n"),
    )


def test_long_passages_are_compared_whole():
    old, new = " ".join(["tin"] * MOST_WORDS), "tin zinc"
    assert diff(old, new) == (Change("removed", old), Change("added", new))


@given(TEXTS, TEXTS)
def test_the_stretches_make_up_both_texts(old, new):
    changes = diff(old, new)
    assert "".join(text for kind, text in changes if kind != "added") == old
    assert "".join(text for kind, text in changes if kind != "removed") == new
