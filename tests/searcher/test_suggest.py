from datetime import date

import pytest

from searcher.request import SearchRequest
from searcher.suggest import relaxed


@pytest.fixture
def engine(engine_anywhere, release):
    return engine_anywhere(
        *(
            release(f"{number}.txt", "Health insurance", "Peru mines copper; the Kremlin agrees, and Wyden too.")
            for number in range(4)
        ),
        release("k.txt", "Coper", "한국해양부", date="2014", source="The Kremlin", countries=("RU",), language="en"),
        release("w.txt", "Wide coasts", "Nothing else.", date="2015", source="Ron Wyden"),
    )


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("helth", "health"),
        ("HELTH insurrance", "health insurance"),
        ("Helth", "health"),
        ("haelth", "health"),
        ("teh", "the"),
        ('"helth insurance" -gold', '"health insurance" -gold'),
        ("“helth insurance”~3", "“health insurance”~3"),
        ("(helth OR silver) title:insurrance", "(health OR silver) title:insurance"),
        ("title:helth", "title:health"),
        ("source:kremlim", "source:kremlin"),
        ('source:"ron wydn" coasts', 'source:"ron wyden" coasts'),
        ("helth date:2016", None),
        ("helth language:es", None),
        ("health", None),
        ("copper", None),
        ("coasts", None),
        ("coats", "coasts"),
        ("-helth", None),
        ("NOT helth", None),
        ("health NOT healht -peru", None),
        ("helth*", None),
        ("country:helth", None),
        ("xyzzyplugh", None),
        ("he", None),
        ("h3lth", None),
        ("한국해양비", None),
        ("", None),
    ],
)
def test_what_is_suggested(engine, query, suggestion):
    assert engine.search(SearchRequest(query)).suggestion == suggestion


def test_a_suggestion_finds_something_under_the_same_filters(engine):
    request = SearchRequest("helth").including("source", "Ron Wyden")
    assert engine.search(request).suggestion is None
    assert engine.search(request.clearing("source")).suggestion == "health"


def test_a_rare_word_is_doubted_where_another_is_a_thousand_times_as_frequent(engine_of, release):
    engine = engine_of(release("a.txt", "", "coper"), release("b.txt", "", "copper " * 2000))
    assert engine.search(SearchRequest("coper")).suggestion is None  # it finds no more
    engine = engine_of(*(release(f"{number}.txt", "", "copper " * 1000) for number in range(2)))
    assert engine.search(SearchRequest("coper")).suggestion == "copper"


def test_a_word_never_becomes_an_operator(engine_anywhere, release):
    engine = engine_anywhere(release("a.txt", "", "peru and chile"))
    assert engine.search(SearchRequest("ADN")).suggestion == "and"


def test_the_next_best_word_is_suggested_where_the_best_finds_nothing(engine_anywhere, release):
    engine = engine_anywhere(release("a.txt", "", "mint " * 9), release("b.txt", "", "mine in peru"))
    assert engine.search(SearchRequest("peru minx")).suggestion == "peru mine"


# Why nothing is found


def conditions(engine, request):
    return [tuple(blame)[:2] for blame in engine.why_empty(request)]


def test_the_conditions_without_which_something_is_found_are_told_with_the_numbers(engine):
    request = SearchRequest("copper date:2019 -gold").including("language", "en")
    assert conditions(engine, SearchRequest("copper date:2019")) == [("date:2019", 4)]
    assert conditions(engine, request) == []
    assert conditions(engine, request.asking("copper")) == [("language en", 4), ("copper", 1)]


def test_filters_and_dates_are_conditions(engine):
    request = SearchRequest("copper", since=date(2019, 1, 1), until=date(2019, 12, 31))
    assert conditions(engine, request) == [("dates 2019-01-01..2019-12-31", 4)]


def test_each_condition_is_left_out_whole_and_none_is_left_without_any():
    request = SearchRequest('peru OR NOT "gold rush"~3 (-title:mine) source:"a b"').including("country", None)
    assert [what for what, _ in relaxed(request)] == [
        "peru",
        'NOT "gold rush"~3',
        "-title:mine",
        'source:"a b"',
        "country unknown",
    ]
    assert list(relaxed(SearchRequest("peru"))) == []


def test_a_word_that_another_language_has_is_not_doubted(engine_of, release):
    french = [release(f"{n}.txt", "", "Les gouvernements se réunissent.", language="fr") for n in range(4)]
    engine = engine_of(*french, release("en.txt", "", "The gouvernante of Peru " * 9, language="en"))
    assert engine.search(SearchRequest("gouvernements date:2014")).suggestion is None
    assert engine.search(SearchRequest("gouvernemant")).suggestion == "gouvernements"
