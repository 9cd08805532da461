"""Matches against dictionaries from documents to scores."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment.packing import ABSENT
from searcher.matches import Column, Matches, constant, united

SIZE = 40
SCORES = st.dictionaries(st.integers(0, SIZE - 1), st.sampled_from([0.0, 0.5, 1.0, 2.0]))
DOCS = st.sets(st.integers(0, SIZE - 1))


def matches_of(scores, has_column=False):
    docs = sorted(scores)
    values = np.array([scores[doc] for doc in docs], np.float32)
    if not has_column:
        return Matches(np.array(docs, np.intp), values)
    column = np.full(SIZE, ABSENT)
    column[docs] = values
    return Column(column)


def as_dict(matches):
    assert matches.docs.tolist() == sorted(matches.docs.tolist())
    return dict(zip(matches.docs.tolist(), matches.scores.tolist(), strict=True))


@pytest.mark.parametrize("few", [0, 4], ids=["by columns", "by insertion"])
@given(parts=st.lists(st.tuples(SCORES, st.booleans()), max_size=4))
def test_a_union_sums_the_scores_of_all_parts(few, parts):
    expected = {}
    for scores, _ in parts:
        for doc, score in scores.items():
            expected[doc] = expected.get(doc, 0.0) + score
    with patch("searcher.matches._FEW", -few or 1 << 20):
        assert as_dict(united([matches_of(*part) for part in parts], SIZE)) == expected


@given(SCORES, st.booleans(), DOCS)
def test_some_are_kept_by_documents_and_by_mask(scores, has_column, docs):
    found, expected = matches_of(scores, has_column), {doc: score for doc, score in scores.items() if doc in docs}
    assert as_dict(found.within(np.array(sorted(docs), np.intp), SIZE)) == expected
    assert as_dict(found.kept(np.isin(np.arange(SIZE), list(docs)))) == expected
    assert found.within(None, SIZE) is found.kept(None) is found


def test_scores_are_boosted_and_the_column_is_not_kept():
    assert as_dict(matches_of({1: 0.5, 3: 2.0}, has_column=True).boosted(2.0)) == {1: 1.0, 3: 4.0}
    assert matches_of({1: 0.5}, has_column=True).boosted(2.0).column is None
    assert as_dict(constant(np.array([2, 4]), 0.5)) == {2: 0.5, 4: 0.5}


def test_their_size_is_that_in_memory():
    assert matches_of({1: 0.5, 3: 2.0}).size == 2 * 12
    assert matches_of({1: 0.5, 3: 2.0}, has_column=True).size == 2 * 12 + SIZE * 4
