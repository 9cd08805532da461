import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SearcherError
from searcher.kept import Malformed, read_json, replacing, request_of
from searcher.output import plain
from searcher.request import FACETS, Filter, SearchRequest

days = st.none() | st.dates()
requests = st.builds(
    SearchRequest()._replace,
    query=st.text(max_size=9),
    filters=st.lists(st.builds(Filter, st.sampled_from(FACETS), st.none() | st.text(max_size=5), st.booleans())).map(
        tuple
    ),
    since=days,
    until=days,
    sort=st.sampled_from(["relevance", "date", "-date"]),
    added_after=st.none() | st.integers(0, 9),
    collapse=st.booleans(),
)


@given(requests)
def test_a_request_comes_back_from_plain_data(request):
    assert request_of(json.loads(json.dumps(plain(request)))) == request


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"query": "x"},
        {**plain(SearchRequest()), "since": "soon"},
        {**plain(SearchRequest()), "filters": [{"facet": "source"}]},
        {**plain(SearchRequest()), "query": 7},
        {**plain(SearchRequest()), "page": 7},
    ],
)
def test_other_data_is_malformed(data):
    with pytest.raises(Malformed):
        request_of(data)


def test_text_that_is_no_json_is_malformed(tmp_path):
    (tmp_path / "a.json").write_bytes(b"\xff[")
    with pytest.raises(Malformed):
        read_json(tmp_path / "a.json")


def test_a_file_is_replaced_at_the_end(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as file:
        file.write("new \udcff")
        assert path.read_text() == "old"
    assert path.read_text() == "new \\udcff"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_file_stays_when_writing_fails(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(TypeError), replacing(path) as file:
        file.write(7)
    assert (path.read_text(), os.listdir(tmp_path)) == ("old", ["a.txt"])


def test_what_a_link_points_to_is_replaced(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "link").symlink_to("a.txt")
    with replacing(tmp_path / "link") as file:
        file.write("new")
    assert ((tmp_path / "a.txt").read_text(), (tmp_path / "link").is_symlink()) == ("new", True)


def test_no_device_is_replaced(tmp_path):
    with pytest.raises(SearcherError, match="is no ordinary file"), replacing(Path(os.devnull)):
        pass
    with pytest.raises(SearcherError, match="is no folder: make it first"), replacing(tmp_path / "absent" / "a.txt"):
        pass


def test_records_are_named_by_their_fields():
    request = SearchRequest("x", since=date(2014, 11, 7))._replace(limit=3).including("source", None)
    assert plain(request) == {
        "query": "x",
        "filters": [{"facet": "source", "value": None, "excluded": False}],
        "since": "2014-11-07",
        "until": None,
        "sort": "relevance",
        "offset": 0,
        "limit": 3,
        "added_after": None,
        "collapse": False,
        "any_word": False,
    }
