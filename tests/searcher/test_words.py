from unittest.mock import patch

import numpy as np
import pytest
from whoosh.query import Or, Term

from searcher.ranking import Statistics
from searcher.tree import AcrossFields
from searcher.words import Words
from tests.corpora import Change, built

DOCUMENTS = [
    {"title": "copper", "body": "copper mining"},
    {"title": "copper"},
    *[{"body": "copper trade"}] * 4,
    *[{}] * 7,
]
FIELDS = [Term("title", "copper", boost=3.0), Term("body", "copper")]
UNKNOWN = [Term("body", "nothing"), Term("source", "nobody"), Term("odd", "x")]
TREES = [*FIELDS, Or(FIELDS), AcrossFields(FIELDS, 2.0), *UNKNOWN]


@pytest.fixture(scope="module")
def segment():
    with built([[Change(str(number), document) for number, document in enumerate(DOCUMENTS)]]) as index:
        yield index.open_segments()[1][0]


def found(words, tree, within=None):
    matches = words(tree, within)
    return dict(zip(matches.docs.tolist(), matches.scores.tolist(), strict=True))


@pytest.mark.parametrize("tree", TREES, ids=repr)
def test_a_word_scores_the_same_however_it_is_found(segment, tree):
    words, within = Words(segment, Statistics([segment])), np.array([0, 1, 3])
    everywhere = words.find(tree)
    expected = dict(zip(everywhere.docs.tolist(), everywhere.scores.tolist(), strict=True))
    few = {doc: score for doc, score in expected.items() if doc in within}
    with patch("searcher.words._LARGE", -1):
        assert found(words, tree, within) == few  # looked up in these alone
    assert [found(words, tree), found(words, tree)] == [expected, expected]  # remembered
    assert found(words, tree, within) == few
