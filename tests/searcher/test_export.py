import csv
import io
import json

import pytest

from index.errors import NoSuchRelease
from index.release import Release
from searcher.engine import Engine
from searcher.export import FIELDS, export
from searcher.request import SearchRequest

COPPER = SearchRequest("copper", sort="-date", limit=1)
COPPER = SearchRequest("copper", sort="-date", limit=1)
HOSTILE = '=HYPERLINK("http://x")'


@pytest.fixture
def engine(engine_of, release):
    return engine_of(
        release("/a", "Copper", "First.\n\nSecond.", date="2014-11", source="Mines", countries=("PE", "RU")),
        release("/b", HOSTILE, "copper", date="2013-02-01"),
        release("/c", "1. <b>Gold</b> *rises* [here](x)", "# copper\n    indented\n- item\n2.5 million"),
    )


def written(engine, format, request=COPPER, ids=None, **options):
    stream = io.StringIO(newline="")
    export(engine, request, ids, format, stream, **options)
    return stream.getvalue()


def test_csv_has_every_match_whatever_the_page_in_the_order_asked_for(engine):
    rows = list(csv.DictReader(io.StringIO(written(engine, "csv"))))
    assert [row["path"] for row in rows] == ["/a", "/b", "/c"]
    assert tuple(rows[0]) == FIELDS
    assert (rows[0]["date"], rows[0]["countries"], rows[2]["source"]) == ("2014-11", "PE RU", "")


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM", "\t=1", " =1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(engine_of, release, title):
    engine = engine_of(release("a", title))
    (row,) = csv.DictReader(io.StringIO(written(engine, "csv", SearchRequest())))
    assert row["title"] == "'" + title.replace("\t", " ")


@pytest.mark.parametrize("title", ["Copper = gold", "A-1", "“-5 °C”", "3 + 4", "mail@example.org", "'quoted'"])
def test_ordinary_titles_stay_as_they_are(engine_of, release, title):
    (row,) = csv.DictReader(io.StringIO(written(engine_of(release("a", title)), "csv", SearchRequest())))
    assert row["title"] == title


def test_the_fields_are_those_of_show_without_the_text():
    assert FIELDS[:5] == ("id", "path", "title", "date", "date_precision")
    assert FIELDS[5:] == ("source", "via", "countries", "mentions", "issuer", "place", "language", "url")


def test_json_and_jsonl_hold_the_same(engine):
    whole = json.loads(written(engine, "json"))
    assert whole["releases"] == [json.loads(line) for line in written(engine, "jsonl").splitlines()]
    assert (whole["version"], len(whole["releases"])) == (1, 3)
    assert tuple(whole["releases"][0]) == FIELDS


def test_of_nothing_json_is_json(engine):
    assert json.loads(written(engine, "json", SearchRequest("absent"))) == {"version": 1, "releases": []}


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_the_text_goes_along_if_asked(engine, format):
    assert "Second." not in written(engine, format)
    assert "Second." in written(engine, format, full=True)


def test_markdown_has_a_section_for_each_release(engine):
    first = written(engine, "md", full=True).split("## ")[1]
    assert first == (
        f"Copper\n\n- id: {Release('/a', '', '').id}\n- path: /a\n- date: 2014-11\n- date_precision: month\n"
        "- source: Mines\n- countries: PE RU\n\nCopper\n\nFirst.\n\nSecond.\n\n"
    )
    assert "First." not in written(engine, "md")


def test_no_text_of_a_release_marks_up(engine):
    last = written(engine, "md", full=True).split("## ")[-1]
    assert last.startswith(r"1\. \<b\>Gold\</b\> \*rises\* \[here\](x)" + "\n")
    assert last.endswith("\\# copper\n\nindented\n\n\\- item\n\n2\\.5 million\n\n")


def test_a_selection_is_written_in_its_own_order(engine):
    ids = [Release("/b", "", "").id, "/a"]
    assert [json.loads(line)["path"] for line in written(engine, "jsonl", ids=ids).splitlines()] == ["/b", "/a"]
    assert written(engine, "jsonl", ids=[]) == ""


def test_a_selection_of_what_is_not_there_writes_nothing(engine):
    stream = io.StringIO()
    with pytest.raises(NoSuchRelease):
        export(engine, SearchRequest(), ["/a", "absent"], "csv", stream)
    assert stream.getvalue() == ""


def test_filters_hold(engine):
    request = SearchRequest().including("country", "PE")
    assert [json.loads(line)["path"] for line in written(engine, "jsonl", request).splitlines()] == ["/a"]


def test_progress_is_told_of_every_release(engine):
    told = []
    export(engine, SearchRequest(), None, "jsonl", io.StringIO(), lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_commit_meanwhile_changes_nothing(store, release, tmp_path):
    store(tmp_path / "i", [release(str(n), "Copper") for n in range(5)])
    engine, stream = Engine(tmp_path / "i"), io.StringIO()

    def commit(done, _):
        if done == 1:
            store(tmp_path / "i", [release(str(n), "Gold") for n in range(9)])
            engine.search(SearchRequest())

    assert export(engine, SearchRequest("copper"), None, "jsonl", stream, commit) == 5
    assert {json.loads(line)["title"] for line in stream.getvalue().splitlines()} == {"Copper"}


def test_where_letters_are_few_json_is_escaped(engine_of, release):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    export(engine_of(release("a", "Việt Nam")), SearchRequest(), None, "jsonl", stream)
    stream.seek(0)
    assert "Vi\\u1ec7t Nam" in stream.read()


def test_more_than_are_read_ahead(engine_of, release, monkeypatch):
    monkeypatch.setattr("searcher.collect._READ_AHEAD", 2)
    engine = engine_of(*(release(f"/{n}", "Copper", date=f"2014-01-0{n}") for n in (3, 1, 5, 2, 4)))
    paths = [json.loads(line)["path"] for line in written(engine, "jsonl", SearchRequest(sort="date")).splitlines()]
    assert paths == ["/1", "/2", "/3", "/4", "/5"]
