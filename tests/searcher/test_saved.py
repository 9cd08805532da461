import threading

import pytest

from index.errors import SearcherError
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from searcher import saved
from searcher.engine import Engine
from searcher.request import SearchRequest
from searcher.saved import SavedSearch

COPPER = SavedSearch("mines", SearchRequest("copper").including("country", "PE"), 3)
GOLD = SavedSearch("gold", SearchRequest("gold", sort="-date"), 0)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


def test_searches_are_listed_by_name(index):
    assert saved.load(index) == {}
    saved.save(index, COPPER)
    saved.save(index, GOLD)
    assert list(saved.load(index).items()) == [("gold", GOLD), ("mines", COPPER)]


def test_a_name_is_given_once(index):
    saved.save(index, COPPER)
    saved.save(index, GOLD._replace(name="mines"))
    assert saved.load(index) == {"mines": GOLD._replace(name="mines")}


def test_each_index_has_its_own_however_it_is_spelt(index, tmp_path):
    saved.save(index, COPPER)
    assert saved.load(tmp_path / "other") == {}
    assert saved.load(tmp_path / "x" / ".." / "index") == {"mines": COPPER}


def test_delete(index):
    saved.save(index, COPPER)
    assert saved.delete(index, "mines") == COPPER
    assert saved.load(index) == {}


def test_what_is_not_there_can_not_be_deleted(index):
    saved.save(index, COPPER)
    with pytest.raises(SearcherError, match=r"no search is saved as 'x': `searcher saved` lists them"):
        saved.delete(index, "x")
    assert saved.load(index) == {"mines": COPPER}


def test_only_the_user_may_read_them(index):
    saved.save(index, COPPER)
    path = saved.place(index)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("text", [b"", b"{", b"7", b"[7]", b'[{"name": "x"}]', b"\xff"])
def test_a_broken_file_is_named_and_left_alone(index, text):
    saved.save(index, COPPER)
    saved.place(index).write_bytes(text)
    with pytest.raises(SearcherError, match="is no file of saved searches"):
        saved.load(index)
    with pytest.raises(SearcherError, match="is no file of saved searches"):
        saved.save(index, GOLD)
    assert saved.place(index).read_bytes() == text


def test_writers_at_the_same_time_lose_nothing(index):
    threads = [threading.Thread(target=saved.save, args=(index, GOLD._replace(name=str(n)))) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert saved.load(index).keys() == set(map(str, range(16)))


def test_a_saved_search_counts_what_came_in_after_a_generation(tmp_path, release):
    index = ArrayIndex.create(tmp_path / "index", schema(), SCHEMA_VERSION)
    for added, names in ((1, "ab"), (2, "c"), (3, "d")):
        writer = index.writer()
        for name in names:
            writer.update_document(**to_document(release(f"/{name}.txt", "Copper", source=f"Board {added}"), added))
        writer.commit()
    engine = Engine(tmp_path / "index")
    copper = SearchRequest("copper", offset=50, limit=10)
    third = copper.including("source", "Board 3")
    assert [saved.counted(engine, SavedSearch("", copper, seen)) for seen in range(4)] == [
        (4, 4),
        (4, 2),
        (4, 1),
        (4, 0),
    ]
    assert [saved.counted(engine, SavedSearch("", third, seen)) for seen in (0, 2, 3)] == [(1, 1), (1, 1), (1, 0)]
    assert saved.counted(engine, SavedSearch("", SearchRequest("gold"), 0)) == (0, 0)
