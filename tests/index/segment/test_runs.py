import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment.runs import Runs

LENGTHS = st.lists(st.integers(0, 31) | st.integers(0, 300) | st.integers(0, 70_000), max_size=40)


@given(LENGTHS, st.sampled_from([np.uint8, np.uint16, np.uint32, np.int64]))
def test_runs_stand_one_after_another(lengths, kind):
    lengths = [length % (np.iinfo(kind).max + 1) for length in lengths]
    runs = Runs(np.array(lengths, kind))
    ends = np.cumsum(lengths, dtype=np.intp)
    starts, found = runs.of(np.arange(len(lengths)))
    assert runs.total == sum(lengths)
    assert found.tolist() == lengths
    assert starts.tolist() == (ends - lengths).tolist()
    places = np.unique(np.concatenate([starts, starts + 1, ends - 1]))
    places = places[(places >= 0) & (places < runs.total)]
    assert runs.holding(places).tolist() == ends.searchsorted(places, side="right").tolist()


def test_a_run_longer_than_any_text_is_refused():
    with pytest.raises(ValueError, match="a run of 1073741824"):
        Runs(np.array([1, 1 << 30], np.uint32))
