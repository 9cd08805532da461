from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.segment.arrays import lowest, ranges, ranks, run_members, shared, starts_of

NUMBERS = st.sets(st.integers(0, 60), max_size=60).map(lambda some: np.array(sorted(some), np.intp))


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 4))))
def test_ranges_stand_one_after_another(pairs):
    starts, counts = np.array(pairs, np.int64).reshape(-1, 2).T
    assert ranges(starts, counts).tolist() == [start + n for start, count in pairs for n in range(count)]
    gaps = starts_of(starts + counts) + starts
    assert run_members(gaps, counts).tolist() == ranges(gaps, counts).tolist()
    assert starts_of(counts).tolist() == [sum(counts[:at]) for at in range(len(counts))]


@given(NUMBERS.filter(len), NUMBERS)
def test_a_rank_is_a_place_in_the_list_or_less_than_none(having, numbers):
    known = having.tolist()
    assert ranks(having, numbers).tolist() == [known.index(n) if n in known else -1 for n in numbers.tolist()]


@given(NUMBERS, NUMBERS, st.sampled_from([61, 1 << 16]))
def test_what_two_lists_share_is_found_by_place(having, numbers, size):
    assert having[shared(having, numbers, size)].tolist() == sorted({*having.tolist()} & {*numbers.tolist()})


@given(
    arrays.arrays(np.float32, st.integers(0, 40), elements=st.integers(0, 4).map(float))
    | arrays.arrays(np.int64, st.integers(0, 40), elements=st.integers(-2, 2)),
    st.integers(0, 50),
)
def test_the_lowest_are_the_first_of_a_stable_sort(keys, count):
    expected = sorted(range(len(keys)), key=keys.tolist().__getitem__)[:count]
    assert lowest(keys, count).tolist() == expected
    with patch.multiple("index.segment.arrays", _SAMPLED=0, _STRIDE=2):
        assert lowest(keys, count).tolist() == expected
