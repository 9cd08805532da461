from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment import vocabulary
from index.segment.vocabulary import Vocabulary

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=" \0"), min_size=1, max_size=9)


def numbered(words):
    """What a dictionary would give."""
    known = {}
    return [known.setdefault(word, len(known)) for word in words]


@given(st.lists(WORDS | st.sampled_from(["a", "b", "ab", "ba", "\x01"])), st.integers(0, 9))
def test_words_have_numbers_in_the_order_of_arrival(words, first):
    known = Vocabulary()
    found = [known.numbers("  ".join(part).encode()).tolist() for part in (words[:first], words[first:])]
    assert [*found[0], *found[1]] == numbered(words)
    assert list(known.words) == list(dict.fromkeys(words))


def test_words_given_first_have_the_first_numbers():
    assert Vocabulary("b", "a").numbers(b"a b c").tolist() == [1, 0, 2]


def test_words_that_share_a_slot_are_told_apart(monkeypatch):
    monkeypatch.setattr(vocabulary, "_SLOT_BITS", 1)
    words = [*"abcdefgh"] * 3
    assert Vocabulary().numbers(" ".join(words).encode()).tolist() == numbered(words)


@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_word_beyond_all_measure_is_cut(letter):
    with patch.object(vocabulary, "_PIECE", 5):
        known = Vocabulary()
        assert known.numbers(f"a bc {letter * 25} d".encode())[-1] == len(known.words) - 1
    assert {*"".join(known.words)} == {*"abcd", letter}


def test_words_whose_polynomials_are_the_same_for_every_base_are_told_apart():
    parity = [number.bit_count() % 2 for number in range(2048)]
    words = ["".join("ab"[bit ^ flip] for bit in parity) for flip in (0, 1)]
    known = Vocabulary()
    assert [known.numbers(word.encode()).tolist() for word in words * 2] == [[0], [1], [0], [1]]
