import pytest

from index.errors import NoSuchRelease
from searcher.request import SearchRequest


@pytest.fixture
def engine(engine_anywhere, release):
    filler = [release(f"f{number}.txt", "", f"The weather of day {number} is fine.") for number in range(9)]
    return engine_anywhere(
        release("a.txt", "Copper mining", "The copper mining accord of Peru.", source="A"),
        release("b.txt", "Mining", "Peru mines copper.", source="B"),
        release("c.txt", "Copper", "The price of copper.", source="C"),
        release("d.txt", "Unique", "Solitary."),
        *filler,
    )


def paths(result):
    return [hit.path for hit in result.hits]


def test_those_that_share_most_characteristic_words_come_first_and_the_release_itself_is_left_out(engine):
    result = engine.similar("a.txt", SearchRequest(limit=2))
    assert paths(result) == ["b.txt", "c.txt"]
    assert result.total == 11


def test_they_are_among_those_that_the_request_finds(engine):
    assert paths(engine.similar("a.txt", SearchRequest("price"))) == ["c.txt"]
    assert paths(engine.similar("a.txt", SearchRequest().including("source", "B"))) == ["b.txt"]


def test_the_snippets_show_what_is_shared(engine):
    (hit, *_) = engine.similar("a.txt").hits
    assert {span.text for span in hit.snippet if span.hit} == {"Peru", "mines", "copper"}


def test_a_release_whose_words_no_other_has_is_like_none(engine):
    assert engine.similar("d.txt").total == 0


def test_a_release_that_is_not_there_is_named(engine):
    with pytest.raises(NoSuchRelease, match="absent"):
        engine.similar("absent")
