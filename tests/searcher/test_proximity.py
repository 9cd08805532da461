import numpy as np
import pytest
from whoosh.query import And, Not, Or, Term

from index.segment.arrays import among
from searcher.places import DOCUMENT, places_of
from searcher.proximity import neighbours
from searcher.query import parse
from searcher.request import SearchRequest
from searcher.tree import AcrossFields
from tests.corpora import Change, built

A, B, C = (AcrossFields([Term("title", text), Term("body", text)]) for text in "abc")


def test_neighbours_are_the_words_beside_each_other():
    assert neighbours(And([A, B, Or([C, A]), Not(And([A, C]))])) == [(A, B), (B, C), (C, A)]
    assert neighbours(And([A, A])) == neighbours(A) == []


def test_words_that_stand_together_come_first(engine_of, release):
    engine = engine_of(
        release("apart", "", "copper is what they want and a mine is what they have"),
        release("near", "", "they want a copper mine and that is what they have now"),
    )
    first, second = engine.search(SearchRequest("copper mine")).hits
    assert (first.path, second.path) == ("near", "apart")
    assert first.score > second.score


@pytest.mark.parametrize("query", ["copper mine", "copper OR mine", "copper OR nowhere OR mine"])
def test_what_is_asked_again_scores_the_same(engine_of, release, query):
    engine = engine_of(release("a", "", "a copper mine"), release("b", "", "copper"))
    first = engine.search(SearchRequest(query))
    alone = engine.search(SearchRequest("copper"))
    again = engine.search(SearchRequest(query)), engine.search(SearchRequest("copper"))
    assert [found.hits for found in again] == [first.hits, alone.hits]


def test_places_are_document_ranks_and_positions():
    with built([[Change("a", {"body": "peru"}), Change("b", {"body": "of peru in peru"})]]) as index:
        segment = index.open_segments()[1][0]
        places = places_of(segment.fields["body"], segment.number_of("body", "peru"), np.array([1]))
        assert places.tolist() == [1, 3]
        both = places_of(segment.fields["body"], segment.number_of("body", "peru"), np.array([0, 1]))
        assert both.tolist() == [0, (1 << DOCUMENT) + 1, (1 << DOCUMENT) + 3]


def test_membership_of_an_ascending_list():
    assert among(np.array([0, 2, 9]), np.array([2, 3])).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("query", "same"),
    [("the copper mine", "copper mine"), ("mine of copper", "mine copper"), ("what IS copper", "IS copper")],
)
def test_stop_words_are_left_out_beside_others(query, same):
    assert parse(query).tree == parse(same).tree


@pytest.mark.parametrize("query", ["the", "to be or not to be", "the country:PE"])
def test_stop_words_alone_are_looked_for(query):
    assert [leaf for leaf in parse(query).tree.leaves() if leaf.field() == "body"]


def test_a_repeated_word_weighs_more():
    assert parse("copper mine copper").tree[0].boost == 2.0


def test_any_word_is_enough_but_filters_stay():
    assert parse("copper gold", any_word=True).tree == parse("copper OR gold").tree
    assert parse("copper gold country:PE", any_word=True).tree == parse("(copper OR gold) country:PE").tree
