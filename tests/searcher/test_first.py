from searcher.first import uses
from searcher.request import SearchRequest


def seen(engine, query):
    """Source, number, first and last date of each, whose ids are those of the releases."""
    found = uses(engine, SearchRequest(query))
    for use in found:
        assert str(engine.release(use.first_id).date) == use.first_date
        assert str(engine.release(use.last_id).date) == use.last_date
    return [(use.source, use.releases, use.first_date, use.last_date) for use in found]


def test_each_source_has_its_first_and_last_release_in_the_order_of_the_first(engine_anywhere, release):
    engine = engine_anywhere(
        release("late", "Red lines", date="2015-03-01", source="Mines"),
        release("early", "Red lines", date="2014-02", source="Mines"),
        release("middle", "Red lines", date="2014-03-01", source="Mines"),
        release("unknown", "Red lines", date="2013"),
        release("undated", "Red lines", source="Mines"),
        release("other", "Lines in red", date="2001-01-01", source="Fish"),
    )
    assert seen(engine, '"red lines"') == [(None, 1, "2013", "2013"), ("Mines", 3, "2014-02", "2015-03-01")]


def test_over_several_segments(store, release, tmp_path):
    from searcher.engine import Engine

    for day in ("2014-05-02", "2014-05-01", "2014-05-03"):
        store(tmp_path / "i", [release(day, "Copper", date=day, source="Mines")])
    assert seen(Engine(tmp_path / "i"), "copper") == [("Mines", 3, "2014-05-01", "2014-05-03")]


def test_of_nothing_there_are_none(engine_anywhere, release):
    assert seen(engine_anywhere(release("a", "Copper")), "copper") == []
