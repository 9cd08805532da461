from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from searcher.digest import digest
from searcher.engine import Engine
from searcher.request import SearchRequest


def test_a_saved_search_counts_what_came_in_after_a_generation(tmp_path, release):
    writer = ArrayIndex.create(tmp_path / "index", schema(), SCHEMA_VERSION).writer()
    for number, added in enumerate((1, 1, 2, 3)):
        writer.update_document(**to_document(release(f"/{number}.txt", "Copper", source=f"Board {added}"), added))
    writer.commit()
    engine = Engine(tmp_path / "index")
    saved = {
        "copper": SearchRequest("copper", offset=50, limit=10),
        "third": SearchRequest("copper").including("source", "Board 3"),
        "gold": SearchRequest("gold"),
    }
    assert digest(engine, 0, saved) == {"copper": 4, "third": 1}
    assert digest(engine, 1, saved) == {"copper": 2, "third": 1}
    assert digest(engine, 3, saved) == {}
    assert digest(engine, 2, {"third": saved["third"]._replace(added_after=0)}) == {"third": 1}
