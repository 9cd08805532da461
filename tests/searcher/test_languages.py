"""Releases are stemmed in their own language, and a query reaches the forms of all."""

import pytest

from searcher.request import SearchRequest


@pytest.fixture
def engine(engine_of, release):
    return engine_of(
        release("en", "Mines", "Nations cooperate; the mining ministers met.", language="en"),
        release("fr", "Pêche", "Les pêcheurs des nations signent. Les mines.", language="fr"),
        release("es", "Pesca", "Los pescadores firmaron acuerdos.", language="es"),
        release("ru", "Рыба", "Рыболовы подписали соглашения. Всё.", language="ru"),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nation", ["en", "fr"]),
        ("pêcheur", ["fr"]),
        ("pecheurs", ["fr"]),
        ("acuerdo", ["es"]),
        ("соглашение", ["ru"]),
        ("все", ["ru"]),
        ("min*", ["en", "fr"]),
        ('"les pêcheurs"', ["fr"]),
        ('"pêcheur des nation"', ["fr"]),
    ],
)
def test_every_language_has_its_forms(query, found, engine):
    assert sorted(hit.path for hit in engine.search(SearchRequest(query)).hits) == found


def test_matches_are_marked_by_the_language_of_the_release(engine):
    marked = [span.text for hit in engine.search(SearchRequest("acuerdo")).hits for span in hit.snippet if span.hit]
    assert marked == ["acuerdos"]
