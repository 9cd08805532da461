import csv
import io
import json
import os
import re

import pytest

from index.release import Release
from searcher.request import SearchRequest
from searcher.saved import SavedSearch, save

PROSE = {
    "Copper accord": "The ministry said today that the new mining agreement would help the whole region for years.",
    "Gold prices": "Traders in the capital had expected that the price of the metal would fall before the autumn.",
    "Fisheries protocol": "Vessels of both countries return to the coast in spring, when stocks are counted anew.",
    "Harbour works": "Cranes were raised along the northern quay while ships waited outside for the tide to turn.",
}


def write(path, title):
    path.write_text(f"{title}\n\n{PROSE[title]}\n", encoding="utf-8")


@pytest.fixture
def pile(tmp_path):
    folder = tmp_path / "pile"
    folder.mkdir()
    for name, title in {"a.txt": "Copper accord", "b.txt": "Gold prices", "c.txt": "Fisheries protocol"}.items():
        write(folder / name, title)
    return folder


# search


def test_text_where_stdout_is_no_terminal(ask):
    code, out, err = ask("search", "copper", "peru")
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == [
        "Copper accord",
        f"  2014-11-07 · The Kremlin · PE RU · en · {Release('/pile/a.txt', '', '').id}",
        "  Peru mines copper.",
    ]
    assert out.splitlines()[-1].startswith("1–1 of 1 release · ")


def test_json_has_the_published_keys(ask):
    code, out, _ = ask("search", "copper", "--json")
    data = json.loads(out)
    assert code == 0
    assert data.keys() >= {"version", "query", "total", "total_is_exact", "took_ms", "hits", "facets", "suggestion"}
    assert (data["version"], data["query"], data["total"], data["total_is_exact"]) == (1, "copper", 2, True)
    assert data["hits"][0].keys() >= {
        *("id", "path", "title", "date", "date_precision", "source", "countries", "language", "score", "snippet"),
    }
    assert list(data["facets"]) == ["source", "country", "date", "language"]


def test_jsonl_has_a_hit_a_line(ask):
    _, out, _ = ask("search", "copper", "--jsonl", "--sort", "-date")
    assert [json.loads(line)["path"] for line in out.splitlines()] == ["/pile/a.txt", "/pile/b.txt"]


def test_csv(ask):
    _, out, _ = ask("search", "copper", "--csv", "--sort", "date")
    assert [row["path"] for row in csv.DictReader(io.StringIO(out))] == ["/pile/b.txt", "/pile/a.txt"]


def test_paths(ask):
    assert ask("search", "copper", "--paths", "--sort", "date")[:2] == (0, "/pile/b.txt\n/pile/a.txt\n")


def test_count(ask):
    assert ask("search", "copper", "--count") == (0, "2\n", "")
    assert ask("search", "absent", "--count") == (1, "0\n", "")


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv", "--paths", "--count", None])
def test_nothing_found_is_1_in_every_form(ask, form):
    assert ask("search", "absent", *filter(None, [form]))[0] == 1


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv", "--paths", None])
def test_a_page_past_the_end_is_still_found(ask, form):
    assert ask("search", "copper", "--offset", "9", *filter(None, [form]))[0] == 0


def test_without_a_query_everything_is_found(ask):
    assert ask("search", "--count") == (0, "3\n", "")


def test_limit_and_offset(ask):
    assert ask("search", "--paths", "--limit", "1", "--offset", "1", "--sort", "date")[1] == "/pile/a.txt\n"
    assert ask("search", "copper", "--paths", "--limit", "0")[:2] == (0, "")


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--source", "kremlin"], 1),
        (["--source", "kremlin", "--source", "mines"], 2),
        (["--country", "Peru"], 1),
        (["--country", "pe", "--country", "VN"], 2),
        (["--language", "VI"], 1),
        (["--since", "2014"], 1),
        (["--until", "2013-02"], 1),
        (["--since", "2013", "--until", "2014"], 2),
        (["--country", "PE", "--source", "mines"], 0),
        (["copper", "--language", "en", "--until", "2013"], 1),
        (["peru", "việt", "--any"], 2),
    ],
)
def test_filters(ask, options, count):
    assert ask("search", "--count", *options)[1] == f"{count}\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--source", "nobody"], "no source is called 'nobody'"),
        (["--source", ""], "no source is called ''"),
        (["--country", "Atlantis"], "no country is called 'Atlantis'"),
        (["--since", "soon"], "'soon' is no date: write 2014, 2014-11, 2014-11-07 or last-month"),
        (["--since", "<2014"], "'<2014' is open"),
        (["--limit", "-1"], "-1 is not in the range"),
        (["--sort", "title"], "'title' is not one of"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_what_an_option_does_not_take_is_said_in_a_line(ask, options, said):
    code, out, err = ask("search", "copper", *options)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]


def test_notes_on_the_query_go_to_stderr(ask):
    code, out, err = ask("search", "author:copper", "--json")
    assert code == 1
    assert err.startswith("searcher: character 1: there is no field 'author'")
    assert json.loads(out)["notes"] == [err.removeprefix("searcher: ").rstrip("\n")]


def test_facets_beside_hits(ask):
    _, out, _ = ask("search", "copper", "--facets")
    assert [line for line in out.splitlines() if line.isupper()] == ["SOURCE", "COUNTRY", "DATE", "LANGUAGE"]
    assert "       1  The Kremlin" in out.splitlines()


# facets


def test_facets(ask):
    code, out, _ = ask("facets", "copper", "--language", "en")
    assert code == 0
    assert out.splitlines()[0].startswith("2 releases · ")
    assert "       1  Peru (PE)" in out.splitlines()
    assert "       1  no country" in out.splitlines()
    assert ask("facets", "absent")[0] == 1


def test_facets_as_json(ask):
    data = json.loads(ask("facets", "--json")[1])
    assert list(data) == ["version", "query", "total", "facets", "months"]
    assert data["facets"]["date"] == [
        {"value": "2014", "count": 1, "selected": False, "excluded": False},
        {"value": "2013", "count": 1, "selected": False, "excluded": False},
        {"value": None, "count": 1, "selected": False, "excluded": False},
    ]


# show


def test_show_by_id_and_by_path(ask):
    code, by_path, _ = ask("show", "/pile/a.txt")
    assert code == 0
    assert by_path.splitlines()[0] == "title      Copper accord"
    assert by_path.splitlines()[-1] == "Peru mines copper."
    assert ask("show", Release("/pile/a.txt", "", "").id)[1] == by_path


def test_show_by_a_path_from_here(run, store, release, tmp_path, monkeypatch):
    store(tmp_path / "index", [release(str(tmp_path / "pile" / "a.txt"), "Copper accord")])
    (tmp_path / "pile").mkdir()
    monkeypatch.chdir(tmp_path / "pile")
    assert run("show", "a.txt")[0] == 0
    assert run("show", "../pile/a.txt")[0] == 0


def test_show_what_was_removed_and_why_fields_are_as_they_are(ask):
    assert ask("show", "/pile/a.txt", "--removed")[1] == "menu                  Home | News\n"
    assert ask("show", "/pile/a.txt", "--evidence")[1].split() == [
        "date",
        "dateline",
        "90%",
        "November",
        "7,",
        "2014",
    ]


def test_show_as_json(ask):
    data = json.loads(ask("show", "/pile/c.txt", "--json")[1])
    assert (data["title"], data["date"], data["countries"]) == ("Thông cáo", None, ["VN"])


def test_show_of_no_release(ask):
    assert ask("show", "absent") == (
        2,
        "",
        "searcher: no release 'absent': take an id or a path from `searcher search`\n",
    )


# clean


def test_clean(run, pile):
    code, out, err = run("clean", pile / "a.txt", pile / "b.txt", "--json")
    first, second = map(json.loads, out.splitlines())
    assert (code, err) == (0, "")
    assert (first["title"], second["title"]) == ("Copper accord", "Gold prices")
    assert PROSE["Copper accord"] in first["body"]
    assert first.keys() >= {
        *("path", "title", "date", "date_precision", "source", "countries", "language", "body", "removed", "evidence"),
    }


def test_clean_tells_what_it_could_not_read_and_goes_on(run, pile):
    (pile / "empty.txt").write_bytes(b"")
    code, out, err = run("clean", pile / "empty.txt", pile / "absent.txt", pile, pile / "a.txt")
    assert code == 2
    assert out.startswith("title")
    assert [line.partition(": ")[2].partition(": ")[0] for line in err.splitlines()] == [
        str(pile / "empty.txt"),
        str(pile / "absent.txt"),
        str(pile),
    ]


def test_clean_needs_files(run):
    assert run("clean")[0] == 2


# index and status


def test_index_says_what_it_did(run, pile):
    code, out, err = run("index", pile)
    first, second = out.splitlines()
    assert (code, err) == (0, "")
    assert first == "files: 3 new"
    assert second.startswith("the index holds 3 releases (")
    assert run("index", pile)[1].splitlines()[0] == "files: 3 unchanged"


def test_index_as_json(run, pile):
    (pile / "empty.txt").write_bytes(b"")
    (pile / "logo.png").write_bytes(b"\x89PNG")
    code, out, err = run("index", pile, "--json")
    data = json.loads(out)
    assert code == 2
    assert data.pop("seconds") > 0
    assert data == {
        "version": 1,
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "recleaned": 0,
        "moved": 0,
        "rederived": 0,
        "afresh": None,
        "vanished": 0,
        "pruned": 0,
        "withdrawn": [],
        "failed_now": [str(pile / "empty.txt")],
        "missing_now": [],
        "matches": {},
        "before": 0,
        "failed": [{"path": str(pile / "empty.txt"), "reason": "is empty"}],
        "ignored": {".png": 1},
        "missing": [],
        "releases": 3,
        "generation": 1,
    }
    assert err == f"searcher: {pile / 'empty.txt'}: is empty\n"


def test_what_failed_before_is_counted_and_no_error_any_more(run, pile):
    (pile / "empty.txt").write_bytes(b"")
    assert run("index", pile)[::2] == (2, f"searcher: {pile / 'empty.txt'}: is empty\n")
    code, out, err = run("index", pile)
    assert (code, out.splitlines()[0], err) == (0, "files: 3 unchanged, 1 failed (as before)", "")


def test_what_is_new_to_a_saved_search_is_told_once(run, pile, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(pile.parent / "data"))
    run("index", pile)
    save(pile.parent / "index", SavedSearch("gold", SearchRequest("gold"), 0))
    write(pile / "d.txt", "Gold prices")
    assert "saved search gold: 1 new\n" in run("index")[1]
    assert json.loads(run("index", "--json")[1])["matches"] == {}


def test_check_names_what_is_damaged_and_repairs_it(run, pile):
    run("index", pile)
    assert run("check") == (0, "the index is whole: 3 releases\n", "")
    folder = pile.parent / "index"
    (folder / "segment-1-0").write_bytes(b"broken")
    code, out, err = run("check", "--json")
    assert (code, [problem["file"] for problem in json.loads(out)["problems"]]) == (2, ["segment-1-0"])
    assert err.startswith(f"searcher: {folder / 'segment-1-0'}: ")
    code, out, err = run("check", "--repair")
    assert (code, out) == (0, "the index is whole: 3 releases\n")
    assert "searcher: files: 3 read again (the index was damaged)\n" in err
    assert run("search", "--count")[1] == "3\n"
    (pile / "a.txt").unlink()
    assert run("check")[1] == "the index is whole: 3 releases; 1 file changed or went since\n"


def test_index_without_paths_refreshes_what_it_knows(run, pile):
    run("index", pile)
    write(pile / "d.txt", "Harbour works")
    code, out, _ = run("index")
    assert (code, out.splitlines()[0]) == (0, "files: 1 new, 3 unchanged")


def test_index_without_paths_and_without_an_index_says_how_to_begin(run):
    code, out, err = run("index")
    assert (code, out) == (2, "")
    assert err.startswith("searcher: no index in ")


def test_prune(run, pile):
    run("index", pile)
    (pile / "a.txt").unlink()
    assert run("index")[1].splitlines()[0] == (
        "files: 2 unchanged, 1 vanished (kept: --prune takes their releases out)"
    )
    assert run("search", "--count")[1] == "3\n"
    assert run("index", "--prune")[1].splitlines()[0] == "files: 2 unchanged, 1 vanished"
    assert run("search", "--count")[1] == "2\n"


def test_a_missing_folder_is_told_and_prunes_nothing(run, pile):
    run("index", pile)
    pile.rename(pile.with_name("elsewhere"))
    code, _, err = run("index", "--prune")
    assert (code, err) == (2, f"searcher: {pile}: is not there; its releases stay in the index\n")
    assert run("search", "--count")[1] == "3\n"


def test_status(run, pile, tmp_path):
    run("index", pile)
    code, out, _ = run("status")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["folder", "releases", "generation", "segments", "bytes"]
    data = json.loads(run("status", "--json")[1])
    assert data.pop("bytes") > 0
    assert data == {
        "version": 1,
        "folder": str(tmp_path / "index"),
        "releases": 3,
        "generation": 1,
        "segments": 1,
    }


# boilerplate


@pytest.fixture
def gazette(run, pile):
    """An index of four releases of one source, all but one with the same last line."""
    for number, title in enumerate(PROSE):
        footer = "" if title == "Harbour works" else "\nVisit our harbour shop\n"
        (pile / f"{number}.txt").write_text(f"{title}\n\n{PROSE[title]}\n{footer}", encoding="utf-8")
        (pile / f"{number}.txt.meta.json").write_text('{"source": "Harbour Ledger"}', encoding="utf-8")
    for path in pile.glob("[abc].txt"):
        path.unlink()
    run("index", pile)
    return pile


def lines_of(run, *arguments):
    (source,) = json.loads(run("status", "--boilerplate", "--json", *arguments)[1])["sources"]
    return source


@pytest.mark.usefixtures("gazette")
def test_status_shows_what_was_learned_of_a_source(run):
    learned = {"line": "visit our harbour shop", "releases": 3, "at_edge": 1.0, "removed": True, "decision": None}
    assert lines_of(run) == {"source": "Harbour Ledger", "releases": 4, "lines": [learned]}
    code, out, _ = run("status", "--boilerplate", "--source", "Harbour Ledger")
    assert (code, out) == (
        0,
        "Harbour Ledger (4 releases counted)\n  removed         75%  at an edge 100%  visit our harbour shop\n",
    )
    assert run("status", "--boilerplate", "--source", "Elsewhere") == (1, "", "")


@pytest.mark.usefixtures("gazette")
def test_a_line_is_kept_at_once_and_the_decision_can_be_undone(run):
    shop = ("search", "harbour shop", "--count")
    assert run(*shop)[0] == 1
    code, out, _ = run("boilerplate", "keep", "Harbour Ledger", "Visit our harbour shop")
    assert (code, out.split(" (")[0]) == (0, "4 files cleaned again")
    assert run(*shop)[1] == "3\n"
    assert [(line["removed"], line["decision"]) for line in lines_of(run)["lines"]] == [(False, "keep")]
    assert "  kept by you     75%" in run("status", "--boilerplate")[1]
    run("boilerplate", "undo", "Harbour Ledger", "visit our harbour shop")
    assert run(*shop)[0] == 1


@pytest.mark.usefixtures("gazette")
def test_a_line_is_dropped_that_was_not_learned(run):
    assert run("search", "harbour works", "--count")[1] == "1\n"
    run("boilerplate", "drop", "Harbour Ledger", "Gold prices")
    (dropped,) = [line for line in lines_of(run)["lines"] if line["decision"]]
    assert (dropped["line"], dropped["releases"], dropped["removed"]) == ("gold prices", 0, True)


def test_a_decision_outlives_a_rebuild(run, gazette):
    run("boilerplate", "keep", "Harbour Ledger", "Visit our harbour shop")
    (gazette / "0.txt").write_text(f"Copper accord\n\n{PROSE['Copper accord']} So it was.\n", encoding="utf-8")
    run("index")
    assert run("search", "harbour shop", "--count")[1] == "2\n"


@pytest.mark.usefixtures("gazette")
@pytest.mark.parametrize(
    ("source", "line"), [("Elsewhere", "Visit our harbour shop"), ("Harbour Ledger", "May 3, 2014")]
)
def test_a_decision_on_what_is_not_known_changes_nothing(run, source, line):
    code, out, err = run("boilerplate", "drop", source, line)
    assert (code, out) == (2, "")
    assert err.startswith(f"searcher: no line {line!r} of a source {source!r}")
    assert json.loads(run("status", "--json")[1])["generation"] == 1


@pytest.mark.parametrize(
    "command", [["search", "peru"], ["facets"], ["show", "x"], ["status"], ["status", "--boilerplate"]]
)
def test_without_an_index_every_command_says_so(run, command, tmp_path):
    assert run(*command) == (
        2,
        "",
        f"searcher: no index in {tmp_path / 'index'}: build one with `searcher index FOLDER`\n",
    )


@pytest.mark.parametrize("command", [["search", "peru"], ["facets"], ["show", "x"], ["status"], ["index"]])
def test_a_damaged_index_is_named_without_a_traceback(run, command, indexed):
    (indexed / "commit").write_bytes(b"not a commit")
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert err.startswith(f"searcher: {indexed / 'commit'}: ")
    assert err.count("\n") == 1


def test_the_option_comes_before_the_environment(run, pile, tmp_path):
    run("index", pile, "--index", tmp_path / "other")
    assert run("search", "--count", "--index", tmp_path / "other")[1] == "3\n"
    assert run("search", "--count")[0] == 2


def test_two_writers_do_not_meet(run, pile, indexed):
    from index.segment.commit import writer_lock

    with writer_lock(indexed):
        code, _, err = run("index", pile)
    assert code == 2
    said = (
        rf"searcher: {re.escape(str(indexed))} is being written by process {os.getpid()} since [\d: -]+: try again .*\n"
    )
    assert re.fullmatch(said, err)


def test_a_place_where_no_index_can_be_made_is_named(run, pile):
    (pile.parent / "file").write_text("x")
    code, _, err = run("index", pile, "--index", pile.parent / "file" / "index")
    assert code == 2
    assert str(pile.parent / "file" / "index") in err
    assert err.count("\n") == 1


# similar


def test_similar_releases_in_the_formats_of_search(ask):
    code, out, _ = ask("similar", "/pile/a.txt", "--paths")
    assert (code, out) == (0, "/pile/b.txt\n")
    assert json.loads(ask("similar", Release("/pile/a.txt", "", "").id, "--json")[1])["total"] == 1


def test_nothing_similar_is_no_error_and_a_wrong_name_is(ask):
    assert ask("similar", "/pile/c.txt")[0] == 1
    code, out, err = ask("similar", "nowhere")
    assert (code, out) == (2, "")
    assert "nowhere" in err


# What to ask instead


def test_a_correction_goes_to_stderr_and_into_json(ask):
    code, out, err = ask("search", "coper", "--json")
    assert (code, json.loads(out)["suggestion"]) == (1, "copper")
    assert err == "searcher: did you mean: copper\n"


def test_what_left_nothing_is_told(ask):
    code, _, err = ask("search", "copper date:2019", "--language", "en")
    assert code == 1
    assert err == "searcher: 2 releases without date:2019\n"
