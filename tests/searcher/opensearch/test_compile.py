"""Query trees in OpenSearch's query DSL; that they find the same is shown in test_conformance."""

import pytest
from whoosh import query

from index.errors import SearcherError
from searcher.opensearch.compile import NOTHING, Compiler, constant
from searcher.query import parse
from searcher.tree import AcrossFields

compiled = Compiler(2)


def test_a_word_is_a_term_with_its_boost():
    assert compiled(query.Term("title", "mine", boost=3.0)) == {
        "term": {"title": {"value": "mine", "boost": pytest.approx(3 * 2.2 / 1.4)}}
    }


def test_from_version_3_on_words_weigh_as_much_as_before():
    assert Compiler(3)(query.Term("body", "mine")) == {"term": {"body": {"value": "mine", "boost": pytest.approx(2.2)}}}


def test_a_phrase_scores_its_words():
    found = compiled(query.Phrase("body", ["joint", "statement"]))["bool"]
    assert found["filter"] == [{"match_phrase": {"body": {"query": "joint statement", "analyzer": "whitespace"}}}]
    assert found["must"] == [compiled(query.Term("body", word)) for word in ("joint", "statement")]


def test_words_near_each_other_nest_to_the_right():
    def near(first, rest):
        return {"span_near": {"clauses": [first, rest], "slop": 2, "in_order": True}}

    a, b, c = ({"span_term": {"body": {"value": word}}} for word in "abc")
    assert compiled(query.Phrase("body", ["a", "b", "c"], slop=3))["bool"]["filter"] == [near(a, near(b, c))]


def test_many_names_are_one_clause():
    names = query.Or([query.Term("source", name, boost=0.0) for name in ("Kremlin", "White House")])
    assert compiled(names) == constant({"terms": {"source": ["Kremlin", "White House"]}}, 0.0)


def test_days_are_dates_of_the_calendar():
    assert compiled(query.NumericRange("date", 0, None)) == constant({"range": {"date": {"gte": "1970-01-01"}}}, 1.0)
    assert compiled(query.NumericRange("date", None, 10**8)) == constant(
        {"range": {"date": {"lte": "9999-12-31"}}}, 1.0
    )


@pytest.mark.parametrize(
    "tree", [query.NullQuery, query.And([]), query.Or([]), query.Phrase("body", []), query.Term("colour", "red")]
)
def test_what_matches_nothing_is_said_so(tree):
    assert compiled(tree) == NOTHING


def test_what_a_cluster_cannot_be_asked_is_named():
    with pytest.raises(SearcherError, match="can't be asked for Regex"):
        compiled(query.And([query.Every(), query.Regex("body", "a+")]))


def test_what_a_person_types_stays_a_value():
    typed = 'x"}}, {"match_all": {}} _id:* title:"a\\"b" ["}*'
    assert "match_all" not in compiled(parse(typed).tree)


def test_a_word_is_scored_by_the_better_of_its_fields():
    word = AcrossFields([query.Term("title", "mine", boost=3.0), query.Term("body", "mine")])
    terms = [query.Term("title", "mine", boost=0.5), query.Term("body", "mine")]
    assert compiled(word) == {"dis_max": {"queries": list(map(compiled, terms)), "tie_breaker": 0.1, "boost": 1.0}}
