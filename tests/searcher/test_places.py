import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searcher.places import shared

NUMBERS = st.sets(st.integers(0, 60), max_size=60).map(lambda some: np.array(sorted(some), np.intp))


@given(NUMBERS, NUMBERS, st.sampled_from([61, 1 << 16]))
def test_what_two_lists_share_is_found_by_place(having, numbers, size):
    assert having[shared(having, numbers, size)].tolist() == sorted({*having.tolist()} & {*numbers.tolist()})
