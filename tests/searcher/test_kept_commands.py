"""`save`, `saved`, `run`, `replay`, `search --record` and `search --batch` on the command line."""

import io
import json
import shutil
import sys

import pytest

from index.rebuild import rebuild
from searcher import saved
from searcher.request import SearchRequest
from searcher.saved import SavedSearch


def write(folder, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        text = f"{name} accord\n\nThe delegates of {name} spoke at length about {name.lower()} in Lima.\n"
        (folder / f"{name}.txt").write_text(text)
    rebuild(folder.parent / "index", [folder], jobs=1)


def listed(out):
    return [line.split() for line in out.splitlines()]


def test_a_saved_search_tells_what_is_new_until_it_is_run(run, tmp_path):
    write(tmp_path / "pile", "Copper", "Gold")
    assert run("save", "all accords", "accord", "--since", "2001", "--country", "PE")[:2] == (0, "")
    assert run("save", "accords", "accord", "--sort", "date")[0] == 0
    assert listed(run("saved")[1]) == [
        ["accords", "2", "0", "new", "accord"],
        ["all", "accords", "0", "0", "new", "accord", "country:PE", "since:2001-01-01"],
    ]
    assert run("run", "accords", "--new", "--count")[:2] == (1, "0\n")
    write(tmp_path / "pile", "Coffee")
    assert listed(run("saved")[1])[0] == ["accords", "3", "1", "new", "accord"]
    assert run("run", "accords", "--new", "--paths")[:2] == (0, f"{tmp_path / 'pile' / 'Coffee.txt'}\n")
    assert listed(run("saved")[1])[0] == ["accords", "3", "0", "new", "accord"]
    assert len(run("run", "accords", "--paths", "--limit", "2")[1].splitlines()) == 2


def test_all_of_an_index_made_anew_is_new(run, tmp_path):
    write(tmp_path / "pile", "Copper")
    write(tmp_path / "pile", "Gold")
    run("save", "accords", "accord")
    shutil.rmtree(tmp_path / "index")
    write(tmp_path / "pile", "Coffee")
    assert listed(run("saved")[1]) == [["accords", "3", "3", "new", "accord"]]
    assert run("run", "accords", "--new", "--count")[:2] == (0, "3\n")
    assert run("run", "accords", "--new", "--count")[:2] == (1, "0\n")


def test_saved_searches_are_listed_with_what_they_exclude(run, tmp_path):
    write(tmp_path / "pile", "Copper")
    request = SearchRequest("accord").excluding("source", "Pile").including("date", None).excluding("country", None)
    saved.save(tmp_path / "index", SavedSearch("mines", request, 1))
    assert run("saved")[1].split(maxsplit=4)[4] == "accord -source:Pile date:undated -country:no country\n"


def test_saved_searches_are_deleted(ask):
    ask("save", "mines", "copper")
    assert ask("saved", "--delete", "mines") == (0, "", "")
    assert ask("saved") == (1, "", "")
    assert ask("saved", "--json")[:2] == (1, '{"version": 1, "searches": []}\n')


@pytest.mark.parametrize("command", [["run", "x"], ["saved", "--delete", "x"]])
def test_a_name_that_is_not_there(ask, command):
    assert ask(*command) == (2, "", "searcher: no search is saved as 'x': `searcher saved` lists them\n")


def test_a_run_that_fails_marks_nothing_as_seen(ask, indexed, monkeypatch):
    ask("save", "mines", "copper")
    saved.save(indexed, saved.load(indexed)["mines"]._replace(seen=0))
    monkeypatch.setattr("searcher.commands.kept.print_result", lambda *_: 1 / 0)
    assert ask("run", "mines")[0] == 2
    assert saved.load(indexed)["mines"].seen == 0


def test_names_from_a_file_obey_no_terminal(ask):
    ask("save", "a\x1b[31mb", "copper")
    assert "\x1b" not in ask("saved")[1]


def test_a_record_is_replayed(run, tmp_path):
    write(tmp_path / "pile", "Copper", "Gold")
    assert run("search", "accord", "--record", tmp_path / "r.json", "--limit", "1", "--count")[:2] == (0, "2\n")
    assert run("replay", tmp_path / "r.json")[:2] == (
        0,
        "query      accord\ncorpus     the same\nsame       2\nreordered  False\n",
    )
    write(tmp_path / "pile", "Coffee")
    code, out, _ = run("replay", tmp_path / "r.json")
    (added,) = json.loads(run("replay", tmp_path / "r.json", "--json")[1])["added"]
    assert (code, out.splitlines()[1:]) == (
        1,
        ["corpus     changed", "same       2", "reordered  False", f"added      {added}"],
    )


def test_a_record_that_is_none_is_named(ask, tmp_path):
    (tmp_path / "r.json").write_text("{}")
    code, _, err = ask("replay", tmp_path / "r.json")
    assert (code, err.count("\n")) == (2, 1)
    assert err.endswith("write one with `searcher search --record`\n")


def test_queries_from_a_file_are_answered_a_line_each(ask, tmp_path, monkeypatch):
    (tmp_path / "q.txt").write_bytes("copper\n\n  việt nam \n\xff(\nabsent".encode("latin-1", "ignore") + b"\n\xff")
    code, out, _ = ask("search", "--batch", tmp_path / "q.txt", "--language", "en")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(answer["query"], answer["total"]) for answer in answers[:1]] == [("copper", 2)]
    assert len(answers) == 5
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"absent\n")))
    assert ask("search", "--batch", "-")[0] == 1


@pytest.mark.parametrize("more", [["copper"], ["--csv"], ["--facets"], ["--record", "r.json"]])
def test_a_batch_takes_filters_only(ask, tmp_path, more):
    (tmp_path / "q.txt").write_text("copper\n")
    code, out, err = ask("search", "--batch", tmp_path / "q.txt", *more)
    assert (code, out) == (2, "")
    assert "give it filters only" in err
