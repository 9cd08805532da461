import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import Term
from whoosh.scoring import Frequency

from tests.corpora import Change, built

TEXTS = ["peru", "trade", "peru trade peru", "peru mine", "", "trade peru"]


@pytest.fixture(scope="module")
def reader():
    """Six documents, of which the fourth is deleted."""
    changes = [Change(str(number), {"body": text, "source": "Kremlin"}) for number, text in enumerate(TEXTS)]
    with built([changes, [Change("3", None)]]) as index:
        yield index.reader()


@pytest.fixture
def matcher(reader):
    return reader.postings("body", "peru")


def test_it_steps_through_the_live_documents(matcher):
    seen = []
    while matcher.is_active():
        seen.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
        matcher.next()
    assert seen == [(0, 1.0, [0]), (2, 2.0, [0, 2]), (5, 1.0, [1])]
    matcher.reset()
    assert (matcher.id(), list(matcher.all_ids()), matcher.term()) == (0, [0, 2, 5], ("body", b"peru"))


@pytest.mark.parametrize(("to", "at"), [(0, 0), (1, 2), (2, 2), (3, 5), (5, 5), (6, None)])
def test_it_skips_to_a_document(matcher, to, at):
    matcher.skip_to(to)
    assert (matcher.id() if matcher.is_active() else None) == at


@given(st.lists(st.integers(0, 6)))
def test_skipping_never_goes_back(reader, steps):
    matcher, at = reader.postings("body", "peru"), 0
    for step in steps:
        if not matcher.is_active():
            break
        matcher.skip_to(step)
        at = max(at, step)
        assert [doc for doc in (0, 2, 5) if doc >= at][:1] == ([matcher.id()] if matcher.is_active() else [])


def test_a_copy_steps_on_its_own(matcher):
    twin = matcher.copy()
    twin.next()
    assert (matcher.id(), twin.id()) == (0, 2)


def test_it_knows_what_it_can_tell(reader, matcher):
    assert [matcher.supports(kind) for kind in ("positions", "frequency", "weight", "characters")] == [True] * 3 + [
        False
    ]
    assert not reader.postings("source", "Kremlin").supports("positions")
    assert not matcher.supports_block_quality()
    matcher.next()
    assert (matcher.value_as("frequency"), matcher.score()) == (2.0, 2.0)


def test_its_value_is_what_the_fields_format_decodes(matcher):
    matcher.next()
    assert list(matcher.format.decode_positions(matcher.value())) == [0, 2]


def test_a_scorer_scores(reader):
    with reader_searcher(reader) as searcher:
        assert searcher.search(Term("body", "peru"), limit=None).top_n == [(2.0, 2), (1.0, 0), (1.0, 5)]


def reader_searcher(reader):
    from whoosh.searching import Searcher

    return Searcher(reader, weighting=Frequency())


def test_ids_are_plain_integers(matcher):
    assert not isinstance(matcher.id(), np.integer)
