"""Every search of tests/searches/*.toml, asked of the engine. The files are read by other back-ends' tests too.

A file holds `releases` and `searches`. A search says what is asked: `query`, `include`, `exclude` (values by facet, ""
for unknown), `since`, `until`, `sort`, `offset`, `limit`; and what comes back: `finds` (ids in any order) or `ranks`
(in this order), `total` where it is not their number, `facets` and `months` (counts by value), `notes` (in full),
`marks` (what is marked in the snippets, in any order).
"""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from searcher.engine import Engine
from searcher.request import SearchRequest
from tests.clusters import address_at, engine_over, known_gaps

FILES = sorted((Path(__file__).parents[1] / "searches").glob("*.toml"))
ASKED = {"query", "include", "exclude", "since", "until", "sort", "offset", "limit"}
ANSWERED = {"finds", "ranks", "total", "facets", "months", "notes", "marks"}


def searches():
    for file in FILES:
        for search in tomllib.loads(file.read_text(encoding="utf-8"))["searches"]:
            yield pytest.param(file, search, id=f"{file.stem}: {search}"[:120])


@pytest.fixture(scope="session")
def engines(tmp_path_factory, release, store):
    built = {}
    for file in FILES:
        folder = tmp_path_factory.mktemp(file.stem)
        store(folder, releases_of(file, release))
        built[file] = Engine(folder)
    return built


@pytest.fixture(scope="session")
def cluster_engines(cluster_url, release):
    return {file: engine_over(address_at(cluster_url), *releases_of(file, release)) for file in FILES}


def releases_of(file, release):
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return [release(r.pop("id"), r.pop("title", ""), r.pop("text", ""), **r) for r in data["releases"]]


def request_of(search):
    asked = SearchRequest(
        query=search.get("query", ""),
        since=search.get("since"),
        until=search.get("until"),
        sort=search.get("sort", "relevance"),
        offset=search.get("offset", 0),
        limit=search.get("limit", 100),
    )
    for facet, values in search.get("include", {}).items():
        for value in values:
            asked = asked.including(facet, value or None)
    for facet, values in search.get("exclude", {}).items():
        for value in values:
            asked = asked.excluding(facet, value or None)
    return asked


@pytest.mark.parametrize(("file", "search"), searches())
def test_search(file, search, engines):
    check(search, engines[file])


@pytest.mark.parametrize(("file", "search"), searches())
def test_search_of_a_cluster(file, search, cluster_engines):
    with known_gaps():
        check(search, cluster_engines[file])


def check(search, engine):
    assert search.keys() <= ASKED | ANSWERED
    assert search.keys() & ANSWERED
    assert all(type(search.get(name, date.min)) is date for name in ("since", "until"))
    result = engine.search(request_of(search))
    found = [hit.path for hit in result.hits]
    if "ranks" in search:
        assert found == search["ranks"]
    if "finds" in search:
        assert sorted(found) == sorted(search["finds"])
    assert result.total == search.get("total", len(found))
    assert list(result.notes) == search.get("notes", [])
    for facet, counts in search.get("facets", {}).items():
        assert [(value.value or "", value.count) for value in result.facets[facet]] == [tuple(c) for c in counts]
    if "months" in search:
        assert [(month.value, month.count) for month in result.months] == [tuple(c) for c in search["months"]]
    if "marks" in search:
        marked = [span.text for hit in result.hits for span in hit.snippet if span.hit]
        assert sorted(marked) == sorted(search["marks"])
