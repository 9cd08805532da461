import math

import numpy as np
import pytest
from whoosh.query import Term

from searcher.ranking import Statistics, idf, normalizer
from searcher.weighting import Bm25f, whoosh_searcher
from tests.corpora import Change, built

DOCUMENTS = [
    Change("a", {"title": "Peru", "body": "peru peru trade"}),
    Change("b", {"title": "Russia signs with Peru", "body": "trade", "country": ["PE"]}),
    Change("c", {"body": "mining of copper"}),
]


def test_rare_terms_weigh_more_and_none_weighs_nothing():
    assert idf(10, 1) == pytest.approx(math.log(1 + 9.5 / 1.5))
    assert idf(10, 1) > idf(10, 5) > idf(10, 10) > 0


def test_long_fields_are_weighed_against_the_average():
    assert normalizer(5, 5) == pytest.approx(1.2)
    assert normalizer(10, 5) == pytest.approx(1.2 * (0.25 + 0.75 * 2))


def test_a_score_is_bm25_over_the_whole_index():
    with built([DOCUMENTS[:2], DOCUMENTS[2:]]) as index, whoosh_searcher(index.reader()) as searcher:
        found = {number: score for score, number in searcher.search(Term("body", "peru"), limit=None).top_n}
        weight, average = math.log(1 + 2.5 / 1.5), 7 / 3
        assert found == {0: pytest.approx(weight * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / average)))}


def test_fields_that_are_no_text_score_their_frequency():
    with built([DOCUMENTS]) as index, whoosh_searcher(index.reader()) as searcher:
        assert [score for score, _ in searcher.search(Term("country", "PE")).top_n] == [1.0]


def test_no_document_is_skipped_by_a_bound_of_its_score():
    with built([DOCUMENTS]) as index, whoosh_searcher(index.reader()) as searcher:
        assert not Bm25f().scorer(searcher, "body", b"peru").supports_block_quality()


def test_statistics_are_those_of_all_segments():
    with built([DOCUMENTS[:2], DOCUMENTS[2:]]) as index:
        _, segments = index.open_segments()
        statistics = Statistics(segments)
        assert statistics.idf(("body", b"trade")) == pytest.approx(idf(3, 2))
        assert statistics.idf(("title", "peru"), ("body", "peru")) == pytest.approx(idf(3, 2))
        expected = [float(normalizer(length, 7 / 3)) for length in (3, 1)]
        assert statistics.normalizers(segments[0], "body") == pytest.approx(np.array(expected))
        assert statistics.normalizers(segments[0], "body") is statistics.normalizers(segments[0], "body")


def test_an_index_without_words_has_an_average_all_the_same():
    with built([[Change("a", {"source": "Kremlin"})]]) as index:
        _, segments = index.open_segments()
        assert Statistics(segments).normalizers(segments[0], "body").tolist() == [pytest.approx(1.2)]
