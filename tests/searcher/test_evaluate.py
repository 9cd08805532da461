from unittest.mock import patch

import pytest
from whoosh import query
from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    ConstantScoreQuery,
    Every,
    Not,
    Or,
    Phrase,
    Require,
    Term,
)

from searcher.evaluate import Evaluator
from searcher.ranking import Statistics
from searcher.tree import AcrossFields
from searcher.weighting import whoosh_searcher
from tests.corpora import Change, built

DOCUMENTS = [
    {"title": "Peru", "body": "copper mining in peru", "date": 0, "country": ["PE"]},
    {"body": "copper trade", "date": 5, "country": ["PE", "RU"]},
    {"title": "Trade with Russia", "source": "Kremlin"},
    {"body": "mining trade mining"},
]
COPPER, MINING, TRADE = (Term("body", word) for word in ("copper", "mine", "trade"))


@pytest.fixture(scope="module")
def evaluate():
    """Documents and scores of a query over four documents, of which a fifth was deleted."""
    with built(
        [[Change("x", DOCUMENTS[0]), *(Change(str(n), d) for n, d in enumerate(DOCUMENTS))], [Change("x", None)]]
    ) as index:
        commit, segments = index.open_segments()
        whole = whoosh_searcher(index.reader_of(commit, segments))
        evaluator = Evaluator(segments[0], Statistics(segments), lambda: whole)

        def scores(tree):
            found = evaluator(tree)
            return dict(zip((found.docs - 1).tolist(), found.scores.tolist(), strict=True))

        yield scores


def test_a_word_has_the_same_scores_where_it_is_looked_up_in_few_documents(evaluate):
    word = AcrossFields([Term("title", "russia", boost=3.0), TRADE])
    trees = [And([MINING, TRADE]), And([MINING, word]), And([MINING, COPPER, Term("country", "PE")])]
    expected = [evaluate(tree) for tree in trees]
    with patch("searcher.words._LARGE", 0):
        assert [evaluate(tree) for tree in trees] == expected


@pytest.mark.parametrize(
    ("tree", "docs"),
    [
        (COPPER, [0, 1]),
        (Term("body", "nothing"), []),
        (Term("place", "lima"), []),
        (And([COPPER, MINING]), [0]),
        (And([]), []),
        (And([COPPER, Term("body", "nothing")]), []),
        (Or([COPPER, MINING]), [0, 1, 3]),
        (Or([]), []),
        (Not(COPPER), [2, 3]),
        (Not(Not(COPPER)), [0, 1]),
        (And([TRADE, Not(COPPER)]), [3]),
        (AndNot(TRADE, COPPER), [3]),
        (Require(TRADE, Term("country", "RU")), [1]),
        (AndMaybe(TRADE, COPPER), [1, 3]),
        (Phrase("body", ["mine", "trade"]), [3]),
        (Phrase("body", ["trade", "mine", "trade"]), []),
        (Phrase("body", ["mine", "mine"], slop=2), [3]),
        (Phrase("body", []), []),
        (Phrase("place", ["lima"]), []),
        (Every(), [0, 1, 2, 3]),
        (Every("body"), [0, 1, 3]),
        (Every("date"), [0, 1]),
        (Every("country"), [0, 1]),
        (Every("place"), []),
        (Not(Every("date")), [2, 3]),
        (query.NumericRange("date", 0, None), [0, 1]),
        (query.NumericRange("date", None, 5, endexcl=True), [0]),
        (query.NumericRange("date", 0, 2**40, startexcl=True), [1]),
        (query.NumericRange("date", 5, 0), []),
        (query.Prefix("body", "tra"), [1, 3]),
        (query.Prefix("place", "tra"), []),
        (query.Wildcard("country", "?U"), [1]),
        (query.TermRange("source", "J", "L"), [2]),
        (query.FuzzyTerm("body", "traed", maxdist=2), [1, 3]),
        (query.NullQuery, []),
        (ConstantScoreQuery(COPPER), [0, 1]),
    ],
)
def test_documents_match(evaluate, tree, docs):
    assert list(evaluate(tree)) == docs


def test_scores_add_up_and_boosts_multiply(evaluate):
    copper, trade = evaluate(COPPER), evaluate(TRADE)
    assert evaluate(Or([COPPER, TRADE]))[1] == pytest.approx(copper[1] + trade[1])
    assert evaluate(And([COPPER, TRADE], boost=3))[1] == pytest.approx(3 * (copper[1] + trade[1]))
    assert evaluate(Or([COPPER], boost=3)) == pytest.approx({doc: 3 * score for doc, score in copper.items()})
    assert evaluate(Term("body", "copper", boost=0)) == {0: 0, 1: 0}
    assert evaluate(And([COPPER, Term("country", "PE", boost=0)])) == pytest.approx(copper)
    assert evaluate(AndMaybe(COPPER, TRADE)) == pytest.approx({0: copper[0], 1: copper[1] + trade[1]})
    assert evaluate(Require(COPPER, TRADE)) == pytest.approx({1: copper[1]})


@pytest.mark.parametrize(
    "tree",
    [
        query.Prefix("body", "copp", boost=2.0),
        query.Prefix("body", "co", boost=2.0),
        query.Wildcard("body", "c*r", boost=2.0),
        query.FuzzyTerm("body", "coper", boost=2.0),
        query.NumericRange("date", 0, 9, boost=2.0),
        query.TermRange("country", "P", "Q", boost=2.0),
        Every("country", boost=2.0),
        ConstantScoreQuery(COPPER, 2.0),
    ],
)
def test_what_stands_for_several_terms_scores_its_boost(evaluate, tree):
    assert evaluate(tree) == {0: 2.0, 1: 2.0}


@pytest.mark.parametrize(
    ("tree", "docs"),
    [
        (query.Regex("body", "co.*r"), [0, 1]),
        (query.Variations("body", "trade"), [1, 3]),
        (And([query.Regex("body", "co.*r"), TRADE]), [1]),
        (Not(query.Regex("body", "co.*r")), [2, 3]),
        (query.SpanFirst(Term("body", "copper")), [0, 1]),
        (query.SpanNear2([MINING, TRADE], slop=3, ordered=False), [3]),
    ],
)
def test_other_queries_go_through_whoosh(evaluate, tree, docs):
    assert list(evaluate(tree)) == docs


def test_a_number_range_over_words_is_whooshs_to_refuse(evaluate):
    with pytest.raises(ValueError, match="body is not numeric"):
        evaluate(query.NumericRange("body", 0, 9))
