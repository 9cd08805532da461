from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import DamagedIndex, NoIndex, NoSuchRelease
from index.release import Evidence, Removal
from searcher.engine import Engine
from searcher.request import SearchRequest

QUERIES = st.lists(
    st.sampled_from(
        [
            *(
                "copper",
                "peru",
                "min*",
                "*",
                "?a*",
                "coper~",
                '"copper peru"',
                '"peru copper"~9',
                "OR",
                "NOT",
                "-",
                "(",
                ")",
            ),
            *("title:copper", "source:kremlin", "country:PE", "language:en", "date:2014", "after:2013", "before:2020"),
            *(
                "is:undated",
                "한국",
                "中",
                "Việt Nam",
                "\udcff",
                "language:\udcff",
                'country:"\udcff"',
                '"',
                "",
                "date:..2014",
            ),
        ]
    ),
    max_size=12,
).map(" ".join)


@pytest.fixture
def small(engine_of, release):
    return engine_of(
        release(
            "a.txt", "Copper accord", "Peru mines copper.", date="2014-11-07", source="Kremlin", countries=("PE", "RU")
        ),
        release("b.txt", "한국해양부", "中", date="2013-02", language="ko"),
        release("c.txt", "Việt Nam", "Minerals and copper.", source="Ministry", countries=("VN",), language="en"),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES | st.text(max_size=40), offset=st.integers(0, 4), limit=st.integers(0, 4))
def test_no_query_raises_and_the_answer_agrees_with_itself(small, query, offset, limit):
    result = small.search(SearchRequest(query, offset=offset, limit=limit))
    assert len(result.hits) == max(0, min(limit, result.total - offset))
    for facet in ("source", "date", "language"):
        assert sum(value.count for value in result.facets[facet]) == result.total
    assert all(hit.score >= 0 for hit in result.hits)


def test_a_hit_has_what_the_release_has(small):
    (hit,) = small.search(SearchRequest("peru")).hits
    assert (hit.path, hit.title, hit.date, hit.date_precision) == ("a.txt", "Copper accord", "2014-11-07", "day")
    assert (hit.source, hit.countries, hit.language) == ("Kremlin", ("PE", "RU"), None)
    assert hit.score > 0
    assert [(span.text, span.hit) for span in hit.snippet] == [("Peru", True), (" mines copper.", False)]


def test_an_unknown_date_is_none(small):
    (hit,) = small.search(SearchRequest("minerals")).hits
    assert (hit.date, hit.date_precision) == (None, None)


def test_a_partial_date_is_told_as_far_as_it_is_known(small):
    (hit,) = small.search(SearchRequest("language:ko")).hits
    assert (hit.date, hit.date_precision) == ("2013-02", "month")


def test_the_total_and_the_facets_do_not_depend_on_the_page(small):
    whole, empty = small.search(SearchRequest("copper")), small.search(SearchRequest("copper", offset=7, limit=0))
    assert (empty.total, empty.facets, empty.months) == (whole.total, whole.facets, whole.months)


def test_a_release_is_found_whole_by_its_id_and_by_its_path(engine_of, release):
    given_ = release(
        "pile/a.txt",
        "Title",
        "Body",
        date="2014",
        source="S",
        countries=("PE",),
        mentions=("PE", "RU"),
        issuer="RU",
        language="en",
        url="https://example.org",
        removed=(Removal("Menu", "menu", 0),),
        evidence={"date": Evidence("rule", "words", 0.5)},
    )
    engine = engine_of(given_)
    assert engine.release(given_.id) == given_
    assert engine.release("pile/a.txt") == given_


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("from:RU country:PE", ["a"]),
        ("from:RU", ["a", "b"]),
        ("country:PE", ["a", "c"]),
        ("mentions:CL", ["b"]),
        ("place:PE", ["c"]),
    ],
)
def test_who_speaks_of_whom_and_from_where_are_asked_apart(engine_of, release, query, found):
    engine = engine_of(
        release("a", issuer="RU", countries=("PE",), mentions=("PE",), place="RU"),
        release("b", issuer="RU", countries=("BR",), mentions=("BR", "CL")),
        release("c", issuer="VN", countries=("PE",), mentions=("PE",), place="PE"),
    )
    assert sorted(hit.path for hit in engine.search(SearchRequest(query)).hits) == found


@pytest.mark.parametrize(
    "path", ["bad\udcff.txt", "line\nbreak.txt", "a b.txt#member", "Đà Nẵng.txt", "\U0001f680.txt"]
)
def test_a_path_of_any_bytes_comes_back_as_it_was(engine_of, release, path):
    engine = engine_of(release(path, "Copper", "One."))
    (hit,) = engine.search(SearchRequest("copper")).hits
    assert (hit.path, hit.id) == (path, release(path).id)
    assert engine.release(path).path == path
    assert engine.release(hit.id).path == path


@pytest.mark.parametrize("name", ["", "absent", "0" * 12, "\udcff", "a.tx", "\x00"])
def test_a_release_that_is_not_there_is_named(small, name):
    with pytest.raises(NoSuchRelease) as raised:
        small.release(name)
    assert repr(name) in str(raised.value)


@pytest.mark.parametrize("value", ["\udcff", "\x00", "x" * 10_000, ""])
@pytest.mark.parametrize("facet", ["source", "country", "language"])
def test_a_filter_on_a_value_that_no_release_has_finds_nothing(small, facet, value):
    assert small.search(SearchRequest().including(facet, value)).total == 0


def test_a_new_generation_is_seen_at_once(engine_of, release, store, tmp_path):
    engine = engine_of(release("a.txt", "Copper"))
    store(tmp_path / "index", [release("b.txt", "Copper"), release("a.txt", "Gold", source="New source")])
    assert [hit.path for hit in engine.search(SearchRequest("copper")).hits] == ["b.txt"]
    assert engine.release("a.txt").title == "Gold"
    assert engine.sources_called("new") == ["New source"]
    assert (engine.status().documents, engine.status().generation) == (2, 2)


def test_an_empty_index_answers_with_nothing(engine_of):
    result = engine_of().search(SearchRequest("copper", since=date(2014, 1, 1)).including("source", "Kremlin"))
    assert (result.total, result.hits, result.months) == (0, (), ())


def test_the_status_tells_the_size_on_disk(small, tmp_path):
    status = small.status()
    files = [path for path in (tmp_path / "index").iterdir() if path.name != "lock"]
    assert (status.documents, status.segments) == (3, 1)
    assert status.bytes == sum(path.stat().st_size for path in files)


def test_highlighting_a_whole_text(small):
    assert [tuple(span) for span in small.highlight("Copper of Peru", "copper -peru")] == [
        ("Copper", True),
        (" of Peru", False),
    ]


@pytest.mark.parametrize("query", ["minin*", "m?nin*", "mimning~", "minin* -copper"])
def test_a_pattern_marks_the_words_by_which_it_matched_in_all_their_forms(engine_of, release, query):
    engine = engine_of(
        release("a", "Of mining", "The minister came.", language="en"),
        release("b", "The law", "Minerals and a Mine, of three mines.", language="en"),
        release("c", "Otras", "Las minas y los ministros.", language="es"),
    )
    marked = {
        hit.path: [span.text for span in hit.snippet if span.hit] for hit in engine.search(SearchRequest(query)).hits
    }
    assert marked == {"a": [], "b": ["Mine", "mines"]}
    text = engine.release("a").body
    assert [span.text for span in engine.highlight(text, query) if span.hit] == ["mining"]


def test_a_place_without_an_index_is_named(tmp_path):
    with pytest.raises(NoIndex, match="build one with `searcher index FOLDER`"):
        Engine(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 4096, b"SRCHR\x1a\r\n" + b"\xff" * 100])
def test_a_broken_commit_is_named(engine_of, tmp_path, content):
    engine_of()
    (tmp_path / "index" / "commit").write_bytes(content)
    with pytest.raises(DamagedIndex, match="commit"):
        Engine(tmp_path / "index")


def test_a_cut_segment_is_named(engine_of, release, tmp_path):
    engine_of(release("a.txt", "Copper"))
    (segment,) = (tmp_path / "index").glob("segment-*")
    segment.write_bytes(segment.read_bytes()[:-100])
    with pytest.raises(DamagedIndex, match=segment.name):
        Engine(tmp_path / "index")
