from collections import Counter
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searcher.kinds import Kinds

COLUMNS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=12, max_size=40)
VALUES = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), min_size=4, max_size=4)


def column(of, values):
    kinds = np.repeat(np.arange(len(values)), [len(some) for some in values])
    return Kinds(np.array(of), kinds, np.concatenate(values))


def counted(kinds):
    numbers = np.bincount(kinds.of, minlength=kinds.number)[kinds.kinds]
    return +Counter({value: int(numbers[kinds.values == value].sum()) for value in kinds.values.tolist()})


@given(COLUMNS, VALUES, VALUES)
def test_columns_together_count_what_each_counts(documents, first, second):
    one, other = (
        column(of, [[value + shift for value in some] for some in values])
        for of, values, shift in zip(zip(*documents, strict=True), (first, second), (0, 10), strict=True)
    )
    with patch("searcher.kinds._FEW", 0):
        together = one.by(other)
    assert together is None or counted(together) == counted(one) + counted(other)
    assert (together is None) == (one.number * other.number >= len(documents))


def test_columns_stay_apart_where_most_documents_differ():
    assert column(range(4), [[0]] * 4).by(column(range(4), [[1]] * 4)) is None
    assert column([0] * 127, [[0]]).by(column([0] * 127, [[1]])) is None
    assert counted(column([0] * 128, [[0]]).by(column([0] * 128, [[1]]))) == {0: 128, 1: 128}


def test_no_documents_are_of_no_kinds():
    nobody = Kinds(*[np.zeros(0, np.intp)] * 3)
    assert nobody.number == 0
    assert nobody.by(nobody) is None
