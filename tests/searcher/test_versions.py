import numpy as np
import pytest
from whoosh.query import Every

from index.errors import DamagedIndex
from index.segment.container import ContainerWriter
from searcher.locations import open_engine, rebuild_at
from searcher.query import parse
from searcher.request import SearchRequest
from searcher.versions import HasVersions, Versions
from tests.clusters import address_at, removed

STORY = "\n\n".join(
    f"Delegates{n} of harbour{n} met on day{n} and spoke of copper{n} with miners{n}." for n in range(9)
)
PILE = {
    "first.txt": f"Copper accord signed\n\nMarch 3, 2014\n\n{STORY}",
    "reprint.txt": f"The accord that was signed\n\nMay 5, 2015\n\n{STORY}",
    "other.txt": "Fisheries talks\n\nNothing was said of any accord, and nothing of copper, by anyone.",
}


@pytest.fixture(params=["here", "in a cluster"])
def index(request, tmp_path):
    """Where the index is."""
    if request.param == "here":
        yield tmp_path / "index"
        return
    address = address_at(request.getfixturevalue("cluster_url"))
    yield address
    removed(address)


@pytest.fixture
def pile(tmp_path, index):
    folder = tmp_path / "pile"
    folder.mkdir()
    for name, text in PILE.items():
        (folder / name).write_text(text)
    rebuild_at(index, [folder])
    return folder


@pytest.fixture
def engine(pile, index):  # noqa: ARG001 the pile is what the index holds
    return open_engine(index)


def found(engine, query="", **values):
    result = engine.search(SearchRequest(query, **values))
    return sorted((hit.path.rpartition("/")[2], hit.duplicates) for hit in result.hits), result.total


def test_hits_say_how_many_versions_there_are(engine):
    assert found(engine) == ([("first.txt", 1), ("other.txt", 0), ("reprint.txt", 1)], 3)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("has:duplicates", ["first.txt", "reprint.txt"]), ("-has:duplicates", ["other.txt"]), ("has:duplicates fish", [])],
)
def test_releases_with_versions_can_be_asked_for(engine, query, expected):
    assert [name for name, _ in found(engine, query)[0]] == expected


@pytest.mark.parametrize(("sort", "first"), [("date", "first.txt"), ("-date", "reprint.txt")])
def test_collapsing_keeps_the_first_of_the_order(engine, sort, first):
    assert found(engine, "accord", sort=sort, collapse=True) == (sorted([(first, 1), ("other.txt", 0)]), 2)


def test_collapsing_leaves_the_facets_alone(engine):
    result = engine.search(SearchRequest(collapse=True))
    assert sum(value.count for value in result.facets["source"]) == 3


def test_collapsed_releases_are_counted_over_time(engine):
    (found,) = engine.timelines([SearchRequest(collapse=True, sort="date")], "year")
    assert ([(bar.start.year, bar.count) for bar in found.bars], found.undated) == ([(2014, 1)], 1)


def test_versions_come_oldest_first(engine, pile):
    assert [hit.path for hit in engine.versions(str(pile / "reprint.txt"))] == [str(pile / "first.txt")]
    assert engine.versions(str(pile / "other.txt")) == ()


def test_what_is_pruned_is_no_version(engine, pile, index):
    (pile / "reprint.txt").unlink()
    rebuild_at(index, (), prune=True)
    assert found(engine, "has:duplicates") == ([], 0)


def test_a_version_that_comes_later_is_found(engine, pile, index):
    (pile / "third.txt").write_text(STORY)
    rebuild_at(index, ())
    assert found(engine, "has:duplicates") == ([("first.txt", 2), ("reprint.txt", 2), ("third.txt", 2)], 3)


def test_an_index_without_clusters_has_no_duplicates(engine_of, release):
    engine = engine_of(release("/a", "Copper", STORY), release("/b", "Copper", STORY))
    assert found(engine, "has:duplicates") == ([], 0)
    assert found(engine, collapse=True) == ([("a", 0), ("b", 0)], 2)


def test_another_word_is_told(engine):
    assert engine.search(SearchRequest("has:copies")).notes == (
        "character 5: has:copies is not known, only has:duplicates; searched as words",
    )


def test_the_query_equals_its_like():
    tree = parse("has:duplicates").tree
    assert (tree, repr(tree), len({tree, HasVersions()})) == (HasVersions(), "HasVersions()", 1)
    assert tree != Every()


def test_a_generation_that_was_replaced_knows_none(tmp_path):
    assert Versions(tmp_path / "duplicates-1").others("0" * 12) == []


def test_a_damaged_file_is_named(tmp_path):
    container = ContainerWriter(tmp_path / "duplicates-1")
    container.append("members", np.ones(1, np.uint64))
    container.finish({})
    with pytest.raises(DamagedIndex, match="duplicates-1: has 1 releases in 0 places"):
        Versions(tmp_path / "duplicates-1")


def test_the_command_line_lists_and_compares_versions(pile, index, run, monkeypatch):
    monkeypatch.setenv("SEARCHER_INDEX", str(index))
    code, out, _ = run("show", pile / "first.txt", "--versions")
    assert (code, out.split("  ")[-1]) == (0, "The accord that was signed\n")
    assert run("show", pile / "other.txt", "--versions")[0] == 1
    code, out, _ = run("show", pile / "first.txt", "--diff", pile / "reprint.txt")
    assert (code, "[-Copper-]{+The+} accord" in out, " … " in out) == (0, True, True)
    assert run("search", "--collapse", "--count")[1] == "2\n"
