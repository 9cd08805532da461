import numpy as np

from index.duplicates.sketch import VALUES, candidates, sketch

STORY = " ".join(f"word{number}" for number in range(200))
OTHER = " ".join(f"term{number}" for number in range(200))


def test_a_sketch_has_two_hundred_bytes():
    assert sketch(STORY).nbytes == 2 * VALUES == 200


def test_a_text_without_words_has_none():
    assert len(sketch("… !")) == 0


def test_a_short_text_has_one():
    assert len(sketch("Nothing known")) == VALUES


def test_sketches_are_the_same_everywhere():
    assert sketch("Copper of Peru is sold").tolist()[:3] == sketch("copper of PERU is sold!").tolist()[:3]


def test_texts_with_much_in_common_are_candidates():
    cut = STORY[: len(STORY) // 2]
    assert candidates(np.array([sketch(OTHER), sketch(STORY), sketch(cut)])).tolist() == [[1, 2]]


def test_of_equal_texts_each_meets_the_first():
    assert candidates(np.array([sketch(STORY)] * 3 + [sketch(OTHER)])).tolist() == [[0, 1], [0, 2]]


def test_nothing_has_no_candidates():
    assert candidates(np.zeros((0, VALUES), np.uint16)).tolist() == []
