"""Locations: folders here and indexes in clusters, behind the same commands."""

import json
import os
from pathlib import Path

import pytest

from index.errors import SearcherError
from index.opensearch.address import ClusterAddress
from index.opensearch.books import WHOLE, Books
from index.opensearch.client import Client
from searcher.locations import cluster, parse_location
from searcher.saved import place
from tests.clusters import address_at


@pytest.fixture
def asked(run, cluster_url, tmp_path, monkeypatch):
    """Run a command on an index in a cluster, of two files."""
    (tmp_path / "pile").mkdir()
    for name, metal in (("a", "copper"), ("b", "tin")):
        (tmp_path / "pile" / f"{name}.txt").write_text(
            f"Accord\n\nMay 3, 2014\n\nPeru mines {metal}.\n", encoding="utf-8"
        )
    address = str(address_at(cluster_url))

    def command(*arguments):
        monkeypatch.setenv("SEARCHER_INDEX", address)
        return run(*arguments)

    assert command("index", tmp_path / "pile", "--shard", "1/2")[0] == 0
    assert command("index", tmp_path / "pile")[0] == 0
    return command


def test_a_location_is_a_folder_unless_it_is_an_address():
    assert parse_location("opensearch") == Path("opensearch")
    assert parse_location("opensearch+https://host/a") == ClusterAddress("https", "host", 9200, "a")


def test_the_commands_are_the_same(asked, tmp_path):
    code, out, _ = asked("search", "copper", "--json")
    assert (code, json.loads(out)["total"], json.loads(out)["total_is_exact"]) == (0, 1, True)
    assert asked("search", "zinc")[0] == 1
    assert json.loads(asked("facets", "--json")[1])["total"] == 2
    assert "2014" in asked("timeline")[1]
    assert "tin" in asked("show", tmp_path / "pile" / "b.txt")[1]
    assert len(asked("export", "--format", "jsonl")[1].splitlines()) == 2
    assert json.loads(asked("status", "--json")[1])["releases"] == 2
    assert json.loads(asked("compare", "copper", "tin", "--json")[1])["totals"] == [1, 1]
    assert asked("first", "mines copper")[1].startswith("2014-05-03")
    assert asked("search", "peru", "--sort", "date", "--record", tmp_path / "r.json")[0] == 0
    assert "corpus the same same 2" in " ".join(asked("replay", tmp_path / "r.json")[1].split())


def test_folders_once_given_are_known_on_this_machine(asked, tmp_path):
    (tmp_path / "pile" / "c.txt").write_text("Accord\n\nPeru mines lead.\n", encoding="utf-8")
    assert asked("index")[0] == 0
    assert asked("search", "lead", "--count")[1] == "1\n"


def test_saved_searches_tell_what_is_new(asked, tmp_path):
    asked("save", "metals", "peru")
    assert asked("run", "metals", "--new", "--count")[:2] == (1, "0\n")
    (tmp_path / "pile" / "c.txt").write_text("Accord\n\nPeru mines lead.\n", encoding="utf-8")
    asked("index", tmp_path / "pile")
    assert asked("run", "metals", "--new", "--count")[:2] == (0, "1\n")
    assert asked("run", "metals", "--new", "--count")[:2] == (1, "0\n")


def test_lines_that_releases_share_are_listed_and_overruled(asked, tmp_path):
    for number in range(8):
        text = f"Tin accord {number}\n\nMay 3, 2014\n\nPeru mines {number} sites of tin.\n\nVisit our shop\n"
        (tmp_path / "pile" / f"{number}.txt").write_text(text, encoding="utf-8")
    asked("index")
    (source,) = json.loads(asked("status", "--boilerplate", "--json")[1])["sources"]
    assert [(line["line"], line["decision"]) for line in source["lines"] if "shop" in line["line"]] == [
        ("visit our shop", None)
    ]
    assert "cleaned again" in asked("boilerplate", "keep", source["source"], "Visit our shop")[1]
    assert asked("search", "shop", "--count")[1] == "8\n"
    assert asked("boilerplate", "undo", source["source"], "Visit our shop")[0] == 0
    assert asked("search", "shop", "--count")[1] == "0\n"
    assert asked("boilerplate", "keep", "Nobody", "Visit our shop")[0] == 2


def test_names_hold_dates_if_that_is_said(asked, tmp_path):
    (tmp_path / "pile" / "2013-02-07 lead.txt").write_text("Lead accord\n\nPeru mines lead.\n", encoding="utf-8")
    asked("index")
    assert asked("search", "lead date:2013", "--count")[1] == "0\n"
    asked("index", tmp_path / "pile", "--date-from", "name")
    assert asked("search", "lead date:2013", "--count")[1] == "1\n"


def test_a_check_names_what_is_lacking_and_a_repair_brings_it_back(asked, tmp_path):
    assert asked("check")[:2] == (0, "the index is whole: 2 releases\n")
    client = Client(parse_location(os.environ["SEARCHER_INDEX"]))
    (lost, *_) = Books(client, client.concrete()).files(["/"], WHOLE)[str(tmp_path / "pile" / "a.txt")].ids.values()
    client.raw.delete(index=client.concrete(), id=lost, refresh=True)
    code, _, err = asked("check", "--json")
    assert (code, "1 releases too many" in err) == (2, True)
    assert asked("check", "--repair")[0] == 0
    client.raw.index(index=client.concrete(), id=lost, body={"release": "{}"}, refresh=True)
    assert lost in asked("check")[2]


def test_a_document_of_no_file_is_named_and_taken_out_by_a_repair(asked):
    client = Client(parse_location(os.environ["SEARCHER_INDEX"]))
    hit = client.raw.search(index=client.address.name)["hits"]["hits"][0]
    client.raw.index(index=client.concrete(), id="stray", body=hit["_source"], refresh=True)
    assert "stray: belongs to no file" in asked("check")[2]
    assert asked("check", "--repair")[0] == 0
    assert asked("check")[:2] == (0, "the index is whole: 2 releases\n")


def test_a_wrong_address_is_a_usage_error(run):
    code, _, err = run("search", "a", "--index", "opensearch+http://far/a")
    assert code == 2
    assert "another machine" in err


@pytest.mark.parametrize("shard", ["3", "0/4", "5/4", "a/b"])
def test_a_wrong_share_is_a_usage_error(run, shard):
    assert run("index", ".", "--shard", shard)[0] == 2


def test_only_clusters_take_shares(run):
    assert "is a folder" in run("index", ".", "--shard", "1/2")[2]
    with pytest.raises(SearcherError, match="is a folder"):
        cluster(Path("a"), "b")


def test_saved_searches_lie_apart_for_each_location(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    a, b = (place(ClusterAddress("https", "host", 9200, name)) for name in "ab")
    assert a != b
    monkeypatch.chdir("/")
    assert place(ClusterAddress("https", "host", 9200, "a")) == a


def test_the_library_must_be_there(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SearcherError, match="pip install"):
        cluster(ClusterAddress("https", "host", 9200, "a"), "sing")
