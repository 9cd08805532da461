"""`"…"~s`, `lead:` and `atleastN()`, asked of the engine, since they rest on what the index keeps of a text."""

import pytest

from searcher.request import SearchRequest

LONG = "word " * 130


@pytest.fixture
def finds(engine_of, release):
    engine = engine_of(
        release(
            "a",
            "Copper accord",
            "Peru mines copper. Chile sells gold.\n\nMr. Smith spoke of copper and gold. It was fine.",
        ),
        release("b", "Gold", "Chile and Peru agree. They mine copper."),
        release("c", "", f"Peru {LONG} chile. End."),
    )

    def ask(query):
        return sorted(hit.path for hit in engine.search(SearchRequest(query)).hits)

    return ask


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"peru gold"~s', []),
        ('"gold chile"~s', ["a"]),
        ('"smith gold"~s', ["a"]),
        ('"spoke fine"~s', []),
        ('"peru chile"~s', ["b", "c"]),
        ('"end peru"~s', []),
        ('"peru nowhere"~s', []),
        ("lead:peru", ["a", "b", "c"]),
        ("lead:smith", []),
        ("lead:accord", []),
        ('lead:"mines copper"', ["a", "b"]),
        ('lead:"gold mr"', []),
        ("atleast2(copper)", ["a"]),
        ("atleast3(copper)", ["a"]),
        ("atleast4(copper)", []),
        ("ATLEAST2(gold copper)", ["a"]),
        ("atleast2(nowhere)", []),
    ],
)
def test_places_of_words_are_asked_for(query, found, finds):
    assert finds(query) == found
