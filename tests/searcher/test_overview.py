"""`timeline`, `compare`, `first` and `export` on the command line."""

import csv
import io
import json
import os
import sys

import pytest

from index.release import Release

A, B = (Release(f"/pile/{name}.txt", "", "").id for name in "ab")


def test_a_timeline_of_bars(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    assert ask("timeline", "copper") == (
        0,
        f"2013  1 {'█' * 12}\n2014  1 {'█' * 12}\n2 releases, 0 of them undated\n",
        "",
    )
    assert ask("timeline", "--by", "day")[1].splitlines() == [
        "2014-11-07  1 ████████",
        "3 releases, 2 of them undated or without a day",
    ]


def test_a_timeline_as_csv_and_json(ask):
    assert list(csv.reader(io.StringIO(ask("timeline", "--by", "year", "--csv")[1]))) == [
        ["start", "count"],
        ["2013", "1"],
        ["2014", "1"],
    ]
    assert json.loads(ask("timeline", "copper", "--country", "PE", "--json")[1]) == {
        "version": 1,
        "query": "copper",
        "total": 1,
        "by": "year",
        "bars": [{"start": "2014-01-01", "count": 1}],
        "undated": 0,
    }


def test_a_timeline_as_a_picture(ask, tmp_path):
    pytest.importorskip("matplotlib")
    assert ask("timeline", "copper", "--plot", tmp_path / "a.svg") == (0, "", "")
    assert (tmp_path / "a.svg").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["timeline", "absent"],
        ["timeline", "absent", "--csv"],
        ["compare", "absent", "absent"],
        ["first", "absent"],
        ["first", "absent", "--json"],
        ["export", "absent", "--format", "csv"],
    ],
)
def test_nothing_found_is_1(ask, command):
    assert ask(*command)[0] == 1


@pytest.mark.parametrize("command", [["timeline", "author:x"], ["compare", "author:x", "copper"]])
def test_notes_on_a_query_go_to_stderr(ask, command):
    assert ask(*command)[2].startswith("searcher: character 1: there is no field 'author'")


def test_queries_side_by_side(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    code, out, err = ask("compare", "copper", "peru mines")
    assert (code, err) == (0, "")
    assert out.split("\n\n")[:3] == [
        "1: copper (2 releases)\n2: peru mines (1 release)",
        f"2013  1 {'█' * 9}  0\n2014  1 {'█' * 9}  1 {'█' * 9}",
        "1 release in both 1 and 2",
    ]
    assert [line.split() for line in out.splitlines() if line.startswith("more")] == [
        ["more", "often", "in", "1", "in", "1", "in", "2", "G²"],
        ["more", "often", "in", "2", "in", "1", "in", "2", "G²"],
    ]


def test_the_words_that_set_them_apart(run, store, release, tmp_path):
    store(tmp_path / "index", [release("a", "Mines", "copper " * 30), release("b", "Boats", "nets " * 30)])
    lines = [line.split() for line in run("compare", "mines", "boats")[1].splitlines()]
    assert [line[:3] for line in lines if line and line[0] in ("copper", "nets")] == [
        ["copper", "30", "0"],
        ["nets", "0", "30"],
    ]


def test_queries_side_by_side_as_csv(ask):
    assert ask("compare", "copper", "=1", "--csv")[1].splitlines() == ["start,copper,'=1", "2013,1,0", "2014,1,0"]


def test_one_query_is_not_compared(ask):
    code, out, err = ask("compare", "copper")
    assert (code, out) == (2, "")
    assert "give two queries or more" in err


def test_first_and_last(ask):
    assert ask("first", "copper")[1].splitlines() == [
        f"2013-02    {B}  2013-02    {B}       1  Ministry of Mines",
        f"2014-11-07 {A}  2014-11-07 {A}       1  The Kremlin",
    ]
    assert ask("first", "mines", "peru")[0] == 1
    assert ask("first", 'peru" "mines')[0] == 0


def test_export_to_stdout_and_to_a_file(ask, tmp_path):
    code, out, err = ask("export", "copper", "--format", "csv", "--sort", "date")
    assert (code, err) == (0, "")
    assert [row["id"] for row in csv.DictReader(io.StringIO(out))] == [B, A]
    assert ask("export", "copper", "--format", "csv", "--sort", "date", "--output", tmp_path / "a.csv") == (0, "", "")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").split() == out.split()


def test_an_export_that_fails_leaves_the_old_file(ask, tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("old")
    monkeypatch.setattr("searcher.output.cell", lambda _: 1 / 0)
    assert ask("export", "--format", "csv", "-o", tmp_path / "a.csv")[0] == 2
    assert (tmp_path / "a.csv").read_text() == "old"
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".a.csv")]


def test_progress_of_an_export_is_for_terminals(ask, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, out, err = ask("export", "--format", "jsonl")
    assert len(out.splitlines()) == 3
    assert "exporting" in err
