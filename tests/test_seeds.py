"""The five real releases of ../shared/seeds, from the file to the hit."""

import csv
import json
import os
from contextlib import redirect_stdout
from io import StringIO

import pytest

from searcher.cli import main

SEEDS = {
    "000": {
        "title": "Press statement following talks with President of Peru Ollanta Humala",
        "date": "2014-11-07",
        "source": "Kremlin",
        "countries": {"PE", "RU"},
        "mentions": set(),
        "foreign": {"KP"},
        "gone": ["Events", "See also", "Topics", "Foreign policy", "Publication status", "Text version"],
    },
    "001": {
        "title": None,
        "date": None,
        "source": "Viet Nam News",
        "countries": {"VN", "PE"},
        "mentions": set(),
        "foreign": set(),
        "gone": [],
    },
    "002": {
        "title": "Russia signs accords with Peru in new Latin American thrust",
        "date": None,
        "source": "TwoCircles",
        "countries": {"RU", "PE"},
        "mentions": {"VE", "CU", "BR", "CN", "US", "GE"},
        "foreign": set(),
        "gone": ["Support TwoCircles"],
    },
    "003": {
        "title": "Joint Statement between the United States and Peru",
        "date": None,
        "source": "The White House",
        "countries": {"US", "PE"},
        "mentions": set(),
        "foreign": set(),
        "gone": ["This is historical material “frozen in time”.", "Search form"],
    },
    "004": {
        "title": "ROK and Peruvian Foreign Ministers Discuss Ways for Cooperation toward Shared Prosperity",
        "date": None,
        "source": "Ministry of Foreign Affairs",
        "countries": {"KR", "PE"},
        "mentions": set(),
        "foreign": {"KP"},
        "gone": ["바로가기 메뉴", "본문 바로가기", "주메뉴 바로가기", "검색창 열기", "Press Releases"],
    },
}


class Seeds:
    """The seeds, indexed by the command line."""

    def __init__(self, folder, index):
        self.folder, self.index = folder, index
        self.report = self.run("index", folder, "--json")

    def run(self, *arguments):
        with redirect_stdout(StringIO()) as out, pytest.raises(SystemExit) as ended:
            main([*map(str, arguments), "--index", str(self.index)])
        assert ended.value.code == 0
        return json.loads(out.getvalue())

    def hits(self, query):
        return {os.path.basename(hit["path"])[:3]: hit for hit in self.run("search", query, "--json")["hits"]}

    def lines(self, number):
        (path,) = self.folder.glob(f"{number}_*.txt")
        return path.read_text(encoding="utf-8").split("\n")

    def labels(self, number):
        """Each labelled line of a seed: its number, and C for the release's own words, B for the site's."""
        rows = csv.reader((self.folder / "gold.tsv").read_text(encoding="utf-8").splitlines(), "excel-tab", quoting=3)
        return [(int(line), label) for file, line, label, *_ in rows if file.startswith(number)]


@pytest.fixture(scope="module")
def seeds(shared, tmp_path_factory):
    return Seeds(shared / "seeds", tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def peru(seeds):
    return seeds.hits("peru")


@pytest.fixture(scope="module")
def shown(seeds, peru):
    """Each seed's release, whole."""
    return {number: seeds.run("show", hit["id"], "--json") for number, hit in peru.items()}


def test_all_five_are_indexed(seeds):
    assert (seeds.report["new"], seeds.report["releases"], seeds.report["failed"]) == (5, 5, [])


def test_peru_finds_all_five(peru):
    assert sorted(peru) == list(SEEDS)


def test_russia_is_in_two(seeds):
    assert sorted(seeds.hits("country:RU")) == ["000", "002"]


def test_copper_mining_is_in_one(seeds):
    assert sorted(seeds.hits('"copper mining"')) == ["000"]


@pytest.mark.parametrize("number", SEEDS)
class TestSeed:
    def test_title(self, number, peru):
        title = SEEDS[number]["title"]
        if title is not None:
            assert peru[number]["title"] == title
        assert len(peru[number]["title"]) < 200

    def test_date(self, number, peru):
        assert peru[number]["date"] == SEEDS[number]["date"]
        assert peru[number]["date_precision"] == ("day" if SEEDS[number]["date"] else None)

    def test_source(self, number, peru):
        assert SEEDS[number]["source"] in peru[number]["source"]

    def test_countries(self, number, shown):
        countries, mentions = set(shown[number]["countries"]), set(shown[number]["mentions"])
        assert countries >= SEEDS[number]["countries"]
        assert countries | mentions >= SEEDS[number]["mentions"]
        assert not (countries | mentions) & SEEDS[number]["foreign"]

    def test_language(self, number, peru):
        assert peru[number]["language"] == "en"

    def test_site_furniture_is_gone_and_in_the_ledger(self, number, shown):
        body, removed = shown[number]["body"].split("\n"), [removal["text"] for removal in shown[number]["removed"]]
        for text in SEEDS[number]["gone"]:
            assert [line for line in body if line.strip().startswith(text)] == []
            assert [line for line in removed if line.strip().startswith(text)]

    def test_no_line_is_lost(self, number, seeds, shown):
        kept = {line.strip() for line in shown[number]["body"].split("\n")}
        kept |= {line.strip() for removal in shown[number]["removed"] for line in removal["text"].split("\n")}
        assert {line.strip() for line in seeds.lines(number)} - kept == set()
        assert all(removal["rule"] for removal in shown[number]["removed"])

    def test_no_sentence_of_the_release_is_taken_out(self, number, seeds, shown):
        gold = seeds.labels(number)
        lines = seeds.lines(number)
        body = {line.strip() for line in shown[number]["body"].split("\n")}
        content = [lines[line - 1] for line, label in gold if label == "C"]
        assert content
        assert [line for line in content if line.strip() not in body] == []

    def test_every_field_has_its_evidence(self, number, shown):
        release = shown[number]
        known = {name for name in ("title", "date", "source", "countries", "language") if release[name]}
        assert known <= release["evidence"].keys()


def test_a_hit_shows_why_it_was_found(seeds):
    (hit,) = seeds.hits('"copper mining" -vietnam').values()
    assert [span["text"] for span in hit["snippet"] if span["hit"]] == ["copper", "mining"]


def test_a_remark_on_the_translation_is_not_lost(shown):
    removed = [removal["text"] for removal in shown["004"]["removed"]]
    assert "*unofficial translation" in "\n".join([shown["004"]["body"], *removed])


def test_the_second_time_nothing_is_read(seeds):
    report = seeds.run("index", "--json")
    assert (report["unchanged"], report["new"], report["changed"], report["recleaned"]) == (5, 0, 0, 0)
