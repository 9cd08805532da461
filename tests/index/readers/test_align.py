from hypothesis import given
from hypothesis import strategies as st

from index.readers.align import shares, squash


def test_passages_count_where_they_stand_in_order():
    assert shares(["peru", "home", "titlehere", "peru", "footer"], squash("Title here\nPeru")) == [0, 0, 1, 1, 0]


def test_a_long_passage_in_pieces_counts_in_part():
    passage = squash("the first half of a sentence and then the second half of that same sentence")
    (share,) = shares([passage], passage[:38])
    assert 0.3 < share < 0.9


def test_nothing_is_found_in_nothing():
    assert shares(["peru", ""], "") == [0, 0]


@given(st.lists(st.text("ab ", max_size=6), max_size=8), st.data())
def test_a_subsequence_of_the_passages_is_found_whole(passages, data):
    kept = data.draw(st.lists(st.booleans(), min_size=len(passages), max_size=len(passages)))
    passages = list(map(squash, passages))
    extract = "".join(passage for passage, keep in zip(passages, kept, strict=True) if keep)
    wanted = sum(len(p) for p, keep in zip(passages, kept, strict=True) if keep)
    got = sum(len(p) for p, share in zip(passages, shares(passages, extract), strict=True) if share == 1)
    assert got == wanted
