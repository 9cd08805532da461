"""The engine over a cluster: beyond what it finds, which test_conformance and test_searches show."""

from datetime import date
from unittest.mock import patch

import pytest

from index.errors import ClusterFailure, NoIndex, NoSuchRelease
from index.opensearch.client import Client
from searcher.engine import Engine
from searcher.opensearch.engine import ClusterEngine
from searcher.request import SearchRequest
from tests.clusters import address_at, engine_over


@pytest.fixture(scope="module")
def releases(release):
    return [
        *(release(f"/p/{n}", "Tin", f"tin {n}", date=f"2014-0{n}-03", source="Mines") for n in range(1, 8)),
        release("/p/month", "Copper", "copper", date="2013-11", source="Kremlin", language="en"),
        release("/p/year", "Copper", "copper", date="2012", source="Kremlin"),
        release("/p/undated", "Copper", "copper of \udcff"),
        release("/p/odd-\udcff", "Lead", "lead"),
    ]


@pytest.fixture(scope="module")
def engine(cluster_url, releases):
    return engine_over(address_at(cluster_url), *releases)


@pytest.fixture(scope="module")
def here(tmp_path_factory, store, releases):
    folder = tmp_path_factory.mktemp("index")
    store(folder, releases)
    return Engine(folder)


@pytest.mark.parametrize("by", ["year", "month", "week", "day"])
def test_timelines_are_the_same(engine, here, by):
    for query in ("", "copper", "absent", "is:undated"):
        assert engine.matched(SearchRequest(query))[0].timeline(by) == here.matched(SearchRequest(query))[0].timeline(
            by
        )


def test_all_that_matches_is_handed_out_however_much(engine, here):
    request = SearchRequest("tin OR copper", sort="-date", limit=1)
    with patch("searcher.opensearch.generation._AT_ONCE", 2):
        found = engine.matched(request)[0]
        assert (found.total, list(found.releases())) == (10, list(here.matched(request)[0].releases()))


def test_pages_beyond_those_a_cluster_numbers_are_walked_to(engine):
    request = SearchRequest("tin", sort="date", limit=2)
    expected = engine.search(request._replace(offset=4)).hits
    with patch("searcher.opensearch.generation.PAGEABLE", 3):
        assert engine.search(request._replace(offset=4)).hits == expected


def test_recent_releases_come_first_as_they_do_here(engine, here):
    request = SearchRequest("tin", sort="recent")
    assert [hit.path for hit in engine.search(request).hits] == [hit.path for hit in here.search(request).hits]


def test_a_walk_that_makes_no_headway_ends(engine):
    request = SearchRequest("tin", sort="date")
    first = engine.current().whole({"sort": ["date"], "docvalue_fields": ["cluster", "id"]})
    with patch.object(engine.current(), "_ask", return_value=first), pytest.raises(ClusterFailure, match="again and"):
        list(engine.matched(request)[0].rows())


def test_a_release_is_found_by_id_or_path_and_comes_back_as_it_was(engine, releases):
    for known in releases:
        assert engine.release(known.id) == engine.release(known.path) == known
    with pytest.raises(NoSuchRelease):
        engine.releases([releases[0].id, "/p/none"])


def test_sources_are_called_by_their_words(engine):
    assert engine.sources_called("kremlin") == ["Kremlin"]


def test_status_counts_releases(engine):
    assert (engine.status().documents, engine.status().generation) == (11, 0)


def test_what_keeps_everything_away_is_blamed(engine):
    found = engine.why_empty(SearchRequest("tin", since=date(2020, 1, 1)))
    assert [blame.total for blame in found] == [7]


def test_matches_are_marked(engine):
    assert [span.text for span in engine.highlight("Tin and lead", "tin") if span.hit] == ["Tin"]


def answering(change):
    """Make the cluster's answers other than they are."""
    original = Client.ask

    def ask(self, request, *arguments, **named):
        answer = original(self, request, *arguments, **named)
        if "hits" in answer:
            change(answer)
        return answer

    return patch.object(Client, "ask", ask)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda answer: answer["_shards"].update(failed=1, total=3), "1 of 3 parts of the index gave no answer"),
        (lambda answer: answer.update(timed_out=True), "ran out of time"),
    ],
)
def test_an_answer_in_part_is_labelled(engine, change, said):
    with answering(change):
        found = engine.search(SearchRequest("tin"))
    assert not found.total_is_exact
    assert said in found.notes[0]


@pytest.mark.parametrize("query", ["", "tin", "-source:kremlin"])
def test_total_and_facets_are_exact_however_many_values_there_are(engine, query):
    request = SearchRequest(query, collapse=True)
    expected = engine.search(request)
    with patch("searcher.opensearch.facets.MOST_VALUES", 1):
        found = engine.search(request)
    assert (found.total, found.facets, found.total_is_exact) == (expected.total, expected.facets, True)


def test_an_export_in_part_fails(engine):
    found = engine.matched(SearchRequest("tin"))[0]
    with answering(lambda answer: answer["_shards"].update(failed=1)), pytest.raises(ClusterFailure, match="in full"):
        list(found.releases())


def test_an_index_that_is_not_there_is_no_index(cluster_url):
    with pytest.raises(NoIndex):
        ClusterEngine(address_at(cluster_url))
