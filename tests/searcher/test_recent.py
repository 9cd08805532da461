"""What was made lately is kept, as far as the memory goes."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from searcher.recent import Recent


class Thing(NamedTuple):
    name: int
    size: int


def test_a_thing_is_made_once():
    made = []
    recent = Recent(10)
    for _ in range(3):
        assert recent.get("a", lambda: made.append(1) or Thing(1, 4)) == Thing(1, 4)
    assert made == [1]


def test_what_was_asked_for_longest_ago_goes_first():
    recent = Recent(10)
    for name in (1, 2, 1, 3):
        recent.get(name, lambda name=name: Thing(name, 4))
    assert recent.get(1, lambda: "made again") == Thing(1, 4)
    assert recent.get(2, lambda: Thing(2, 1)) == Thing(2, 1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 15)), max_size=60))
def test_no_more_is_kept_than_may_be(asked):
    recent = Recent(20)
    sizes = dict(asked)
    for name, _ in asked:
        assert recent.get(name, lambda name=name: Thing(name, sizes[name])) == Thing(name, sizes[name])
        assert recent._size == sum(thing.size for thing in recent._kept.values()) <= 20
