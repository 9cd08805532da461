import json

import pytest

from index.errors import SearcherError
from index.rebuild import rebuild
from index.release import Release
from searcher.engine import Engine
from searcher.record import Drift, record, replay
from searcher.request import SearchRequest

REQUEST = SearchRequest("accord", sort="date", limit=1)


def text(name, year):
    return f"{name} accord signed\n\nLIMA, 3 March {year} — Delegates of {name} spoke {year} minutes on an accord.\n"


@pytest.fixture
def pile(tmp_path):
    folder = tmp_path / "pile"
    folder.mkdir()
    for name, year in {"copper": 2014, "gold": 2012, "coffee": 2013}.items():
        (folder / f"{name}.txt").write_text(text(name, year))
    rebuild(tmp_path / "index", [folder], jobs=1)
    return folder


def engine(pile):
    return Engine(pile.parent / "index")


def ids(pile, *names):
    return [Release(str(pile / f"{name}.txt"), "", "").id for name in names]


@pytest.fixture
def recorded(pile, tmp_path):
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record(engine(pile), REQUEST)))
    return path


def test_a_record_has_every_id_in_order_whatever_the_page(pile):
    noted = record(engine(pile), REQUEST)
    assert noted["ids"] == ids(pile, "gold", "coffee", "copper")
    assert (noted["total"], noted["generation"], noted["request"]["limit"]) == (3, 1, 1)


def test_nothing_drifts_where_nothing_changed(pile, recorded):
    assert replay(engine(pile), recorded) == Drift(REQUEST, 3, (), (), reordered=False, corpus_changed=False)


def test_what_came_and_went_is_told(pile, recorded):
    (pile / "gold.txt").unlink()
    (pile / "tin.txt").write_text(text("tin", 2010))
    rebuild(pile.parent / "index", [pile], jobs=1, prune=True)
    assert replay(engine(pile), recorded) == Drift(
        REQUEST, 2, tuple(ids(pile, "tin")), tuple(ids(pile, "gold")), reordered=False, corpus_changed=True
    )


def test_another_order_is_told(pile, recorded):
    (pile / "gold.txt").write_text(text("gold", 2020))
    rebuild(pile.parent / "index", [pile], jobs=1)
    drift = replay(engine(pile), recorded)
    assert (drift.same, drift.added, drift.lost, drift.reordered) == (3, (), (), True)


def test_the_digest_is_of_the_contents_not_of_the_generation(pile):
    before = record(engine(pile), REQUEST)
    (pile / "tin.txt").write_text(text("tin", 2010))
    rebuild(pile.parent / "index", [pile], jobs=1)
    between = record(engine(pile), REQUEST)
    (pile / "tin.txt").unlink()
    rebuild(pile.parent / "index", [pile], jobs=1, prune=True)
    after = record(engine(pile), REQUEST)
    assert [noted["generation"] for noted in (before, between, after)] == [1, 2, 3]
    assert before["corpus"] == after["corpus"] != between["corpus"]


def test_of_an_index_without_files_the_corpus_is_unknown(engine_of, release, tmp_path):
    engine = engine_of(release("a", "Copper"))
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record(engine, SearchRequest())))
    assert replay(engine, path).corpus_changed is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"request": {}}', '{"request": 7, "ids": [], "corpus": null}'])
def test_what_is_no_record_is_named(engine_of, release, tmp_path, content):
    path = tmp_path / "record.json"
    path.write_text(content)
    with pytest.raises(SearcherError, match="is no record"):
        replay(engine_of(release("a")), path)
