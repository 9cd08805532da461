import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searcher.complete import Completion
from searcher.fields import FIELDS


@pytest.fixture
def releases(release):
    return [
        release(
            "a.txt", "Copper mining", "Mining of copper, mines.", date="2014-11", source="Kremlin", countries=("PE",)
        ),
        release("b.txt", "Copper", "Mint and mining.", date="2014-02-01", source='The "Wide" Ministry', language="en"),
        release("c.txt", "Việt Nam", "한국해양부 mint mint", date="2013", source="Kremlin", countries=("RU", "PE")),
    ]


@pytest.fixture
def engine(engine_anywhere, releases):
    return engine_anywhere(*releases)


@pytest.fixture
def mined(engine_of, releases):
    return engine_of(*releases)


def completed(engine, text, limit=8):
    """The query after each completion at the cursor, which `|` marks, and its count."""
    cursor = text.index("|") if "|" in text else len(text)
    text = text.replace("|", "")
    found = engine.complete(text, cursor, limit)
    return [(text[: c.start] + c.text + text[c.end :], c.count) for c in found]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("copper mi", [("copper mining", 2), ("copper mint", 2), ("copper ministry", 0)][:2]),
        ("-mi", [("-mining", 2), ("-mint", 2)]),
        ("(mi|n)", [("(mining)", 2), ("(mint)", 2)]),
        ('"copper mi|"', [('"copper mining"', 2), ('"copper mint"', 2)]),
        ("viê", [("viet", 1)]),
        ("한", [("한국", 1)]),
        ("title:mi", [("title:mining", 1)]),
        ("peru cou", [("peru country:", None)]),
        ("COU", [("country:", None)]),
        ("source:kre", [('source:"Kremlin"', 2)]),
        ("source:", [('source:"Kremlin"', 2), ('source:"The  Wide  Ministry"', 1)]),
        ('source:"the wi|de"', [('source:"The  Wide  Ministry"', 1)]),
        ("source:ministry copper|", [("source:ministry copper", 2)]),
        ("country:pe", [("country:PE", 2)]),
        ("country:russ", [("country:RU", 1)]),
        ("-country:", [("-country:PE", 2), ("-country:RU", 1)]),
        ("language:e", [("language:en", 1)]),
        (
            "date:201",
            [("date:2014", 2), ("date:2013", 1), ("date:2014-02", 1), ("date:2014-11", 1)],
        ),
        ("after:2014-1", [("after:2014-11", 1)]),
        ("is:", [("is:undated", None)]),
        ("nosuch:x", []),
        ("http://", []),
        ("mining.", []),
        ("mining ", []),
        ("xyz", []),
        ("", []),
    ],
)
def test_what_is_completed(engine, typed, expected):
    assert completed(engine, typed) == expected


def test_a_country_is_named(engine):
    assert engine.complete("country:pe", 10) == (Completion(8, 10, "PE", "country", 2, "Peru"),)


def test_the_kind_tells_what_is_completed(engine):
    assert [c.kind for c in engine.complete("l", 1)] == ["field", "field"]
    assert [c.kind for c in engine.complete("cop", 3)] == ["word"]


def test_the_limit_is_kept(engine):
    assert len(engine.complete("m", 1, 2)) == 2
    assert len(engine.complete("date:", 5, 3)) == 3


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_values_to_offer(engine, field):
    assert engine.complete(f"{field}:", len(field) + 1) or field in (
        "title",
        "lead",
        "via",
        "mentions",
        "place",
        "from",
    )


def test_a_new_generation_is_completed(engine_of, store, release, tmp_path):
    engine = engine_of(release("a.txt", "Copper"))
    assert completed(engine, "gol") == []
    store(tmp_path / "index", [release("d.txt", "Gold")])
    assert completed(engine, "gol") == [("gold", 1)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30) | st.text('ab:"“( -~*한é', max_size=12), st.integers(0, 40))
def test_nothing_typed_raises_and_what_is_replaced_lies_at_the_cursor(mined, typed, cursor):
    for completion in mined.complete(typed, cursor):
        assert 0 <= completion.start <= min(cursor, len(typed)) <= completion.end <= len(typed)
