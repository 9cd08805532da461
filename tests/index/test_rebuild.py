import hashlib
import json
import os
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from index import intake, workers
from index import rebuild as rebuilding
from index import update as updating
from index.boilerplate import known_lines
from index.cleaner.learned import MANY
from index.errors import DamagedIndex, IndexLocked, NoIndex
from index.rebuild import decide, rebuild
from index.report import Progress
from index.segment.commit import writer_lock
from index.segment.container import Container, ContainerWriter
from searcher.engine import Engine
from searcher.progress import _STEPS
from searcher.request import SearchRequest

COUNTED = ("new", "changed", "moved", "unchanged", "recleaned", "vanished", "pruned")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


def counts(report):
    return {name: getattr(report, name) for name in COUNTED if getattr(report, name)}


def found(folder, query=""):
    hits = Engine(folder).search(SearchRequest(query, limit=10_000)).hits
    return sorted(os.path.basename(hit.path) for hit in hits)


def contents(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "lock"
    }


def reasons(report, pile):
    return {os.path.relpath(path, pile): reason for path, reason in report.failed}


# What is touched


def test_the_first_time_everything_is_new(folder, pile):
    report = rebuild(folder, [pile])
    assert counts(report) == {"new": 5}
    assert (report.failed, report.missing, report.releases, report.generation) == ([], [], 5, 1)
    assert report.seconds > 0
    assert found(folder) == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]


def test_the_second_time_nothing_is_touched(folder, pile):
    rebuild(folder, [pile])
    before = contents(folder)
    report = rebuild(folder, [pile])
    assert (counts(report), report.generation) == ({"unchanged": 5}, 1)
    assert contents(folder) == before


def test_only_what_is_new_or_changed_is_read(folder, pile, text, later, monkeypatch):
    rebuild(folder, [pile])
    (pile / "1.txt").write_text(text(7), encoding="utf-8")
    later(pile / "1.txt")
    (pile / "5.txt").write_text(text(5), encoding="utf-8")
    read = []
    study = updating.study
    monkeypatch.setattr(updating, "study", lambda path, told: read.append(Path(path).name) or study(path, told))
    report = rebuild(folder, [pile])
    assert counts(report) == {"new": 1, "changed": 1, "unchanged": 4}
    assert read == ["1.txt", "5.txt"]
    assert found(folder, "vaccine OR fisheries OR border") == ["1.txt", "5.txt"]
    assert (report.releases, report.generation) == (6, 2)


def test_a_file_with_a_new_time_and_the_same_content_is_unchanged(folder, pile, later):
    rebuild(folder, [pile])
    for path in pile.iterdir():
        later(path)
    report = rebuild(folder, [pile])
    assert (counts(report), report.generation) == ({"unchanged": 5}, 1)


def test_a_new_file_whose_source_teaches_nothing_new_leaves_the_others_alone(folder, pile, text):
    rebuild(folder, [pile])
    for number in range(5, 8):
        (pile / f"{number}.txt").write_text(text(number), encoding="utf-8")
        assert counts(rebuild(folder, [pile])) == {"new": 1, "unchanged": number}


def test_files_are_cleaned_again_when_their_source_becomes_better_known(folder, pile, text):
    footer = "Bulletin of the invented agency"
    for number in range(2):
        (pile / f"{number}.txt").write_text(f"{text(number)}\n{footer}\n", encoding="utf-8")
    rebuild(folder, [pile])
    assert found(folder, "bulletin") == ["0.txt", "1.txt"]
    for number in range(10, 14):
        (pile / f"{number}.txt").write_text(f"{text(number)}\n{footer}\n", encoding="utf-8")
    report = rebuild(folder, [pile])
    assert (report.new, report.changed, report.unchanged) == (4, 0, 5)
    assert report.recleaned == 5
    assert found(folder, "bulletin") == []
    assert counts(rebuild(folder, [pile])) == {"unchanged": 9}


def test_a_release_that_changed_counts_with_its_new_lines_only(folder, pile, text, later):
    for version in range(4):
        (pile / "0.txt").write_text(f"{text(version)}\nBulletin of the invented agency\n", encoding="utf-8")
        later(pile / "0.txt")
        rebuild(folder, [pile])
    (pile / "0.txt").rename(pile / "moved.txt")
    rebuild(folder, [pile], prune=True)
    (pile / "moved.txt").write_text(text(0), encoding="utf-8")
    later(pile / "moved.txt")
    rebuild(folder, [pile])
    ((releases, lines),) = known_lines(folder).values()
    assert (releases, [line.line for line in lines if "bulletin" in line.line]) == (5, [])


def test_pruned_releases_no_longer_count_among_learned_lines(folder, pile, text):
    for number in range(10, 14):
        (pile / f"{number}.txt").write_text(f"{text(number)}\nBulletin of the invented agency\n", encoding="utf-8")
    rebuild(folder, [pile])
    for number in range(10, 13):
        (pile / f"{number}.txt").unlink()
    rebuild(folder, [pile], prune=True)
    ((releases, lines),) = known_lines(folder).values()
    assert (releases, [line.line for line in lines if "bulletin" in line.line]) == (6, [])


# Dates that the pile tells

DATELINE = "BEIJING, April 4 (Reuters) - "


@pytest.fixture
def dated(folder):
    """Write files, rebuild, and return the dates of their releases by file."""

    def build(pile, files, roots=None, **options):
        pile.mkdir(exist_ok=True)
        for name, content in files.items():
            (pile / name).write_text(content, encoding="utf-8")
        rebuild(folder, [pile] if roots is None else roots, **options)
        hits = Engine(folder).search(SearchRequest("", limit=1_000)).hits
        return {os.path.basename(hit.path): hit.date for hit in hits}

    return build


def dateless(text, number):
    title, _, body = text(number).partition("\n\n")
    return f"{title}\n\n{DATELINE}{body}"


def test_a_dateline_takes_its_year_from_the_files_around_it(dated, tmp_path, text):
    files = {"1.txt": f"March 30, 2005\n{text(1)}", "2.txt": dateless(text, 2), "3.txt": f"April 11, 2005\n{text(3)}"}
    expected = {"1.txt": "2005-03-30", "2.txt": "2005-04-04", "3.txt": "2005-04-11"}
    assert dated(tmp_path / "pile", files) == expected


@pytest.mark.parametrize("first", ["1.txt", "2.txt", "3.txt"])
def test_the_year_is_the_same_whatever_came_first_and_goes_with_its_evidence(dated, tmp_path, text, first):
    files = {"1.txt": f"March 30, 2005\n{text(1)}", "2.txt": dateless(text, 2), "3.txt": f"April 11, 2005\n{text(3)}"}
    dated(tmp_path / "pile", {first: files[first]})
    assert dated(tmp_path / "pile", files)["2.txt"] == "2005-04-04"
    assert dated(tmp_path / "pile", {"3.txt": f"April 11, 2009\n{text(3)}"})["2.txt"] is None


def test_the_year_goes_when_the_files_that_told_it_are_pruned(dated, tmp_path, text):
    pile = tmp_path / "pile"
    files = {"1.txt": f"March 30, 2005\n{text(1)}", "2.txt": dateless(text, 2), "3.txt": f"April 11, 2005\n{text(3)}"}
    dated(pile, files)
    (pile / "3.txt").unlink()
    assert dated(pile, {})["2.txt"] == "2005-04-04"
    assert dated(pile, {}, prune=True)["2.txt"] is None


def test_file_names_tell_dates_from_then_on(dated, tmp_path, text):
    pile = tmp_path / "pile"
    files = {"04Apr2005-a.txt": text(1), "05Apr2005-b.txt": dateless(text, 2), "c.txt": dateless(text, 3)}
    unknown = dict.fromkeys(files)
    expected = unknown | {"04Apr2005-a.txt": "2005-04-04", "05Apr2005-b.txt": "2005-04-04"}
    assert dated(pile, files) == unknown
    assert dated(pile, {}, dated_by_name=True) == expected
    later = {"06Apr2005-d.txt": text(4)}
    assert dated(pile, later, roots=[]) == expected | {"06Apr2005-d.txt": "2005-04-06"}
    other = {"07Apr2005-e.txt": text(5)}
    assert dated(tmp_path / "other", other)["07Apr2005-e.txt"] is None


def pages(text, header, days):
    """Pages of one site, each below the site's header with its own day."""
    return {
        f"{number}.txt": f"{header}\n{text(number).partition(chr(10))[0]}\n{day}\n{text(number).partition(chr(10))[2]}"
        for number, day in enumerate(days)
    }


def test_a_date_on_every_page_of_a_source_is_not_its_releases_date(dated, tmp_path, text):
    own = [f"2010-0{1 + number % 5}-{10 + number}" for number in range(8)]
    files = pages(text, "Friday, May 7, 2010", own)
    names = sorted(files)
    expected = dict(zip(files, own, strict=True))
    assert dated(tmp_path / "pile", {name: files[name] for name in names[:3]}) != expected
    assert dated(tmp_path / "pile", files) == expected
    assert dated(tmp_path / "pile", pages(text, "Friday, May 7, 2010", [*own, "2010-05-07"]))["8.txt"] == "2010-05-07"


def test_releases_of_one_day_keep_it(dated, tmp_path, text):
    files = pages(text, "May 7, 2010", ["Copper"] * 8)
    assert set(dated(tmp_path / "pile", files).values()) == {"2010-05-07"}


def titles(folder):
    return {os.path.basename(hit.path): hit.title for hit in Engine(folder).search(SearchRequest(limit=100)).hits}


@pytest.mark.parametrize(("releases", "is_banner"), [(MANY, True), (MANY - 1, False)])
def test_a_line_above_nearly_every_release_of_a_source_is_no_title(folder, tmp_path, text, releases, is_banner):
    (tmp_path / "pile").mkdir()
    for number in range(releases):
        page = f"Harbour Union Dispatch\nFrom all the ports\n{text(number)}"
        (tmp_path / "pile" / f"{number}.txt").write_text(page, encoding="utf-8")
    rebuild(folder, [tmp_path / "pile"])
    own = {f"{number}.txt": text(number).partition("\n")[0] for number in range(releases)}
    assert titles(folder) == (own if is_banner else dict.fromkeys(own, "Harbour Union Dispatch"))
    assert found(folder, "dispatch OR ports") == ([] if is_banner else sorted(own))


def test_what_the_user_drops_is_no_title_and_what_is_kept_is_one(folder, pile, text):
    for number in range(5):
        (pile / f"{number}.txt").write_text(f"Harbour Union Dispatch\n{text(number)}", encoding="utf-8")
    rebuild(folder, [pile])
    assert set(titles(folder).values()) == {"Harbour Union Dispatch"}
    (source,) = known_lines(folder)
    for decision, kept in (("drop", False), ("keep", True)):
        decide(folder, source, "Harbour Union Dispatch", decision)
        assert (set(titles(folder).values()) == {"Harbour Union Dispatch"}) is kept


def test_a_line_that_stands_alone_above_a_paragraph_stays_the_title(folder, tmp_path, text):
    (tmp_path / "pile").mkdir()
    for number in range(MANY):
        body = text(number).partition("\n")[2].lstrip()
        (tmp_path / "pile" / f"{number}.txt").write_text(f"Harbour Union Dispatch\n\n{body}", encoding="utf-8")
    rebuild(folder, [tmp_path / "pile"])
    assert set(titles(folder).values()) == {"Harbour Union Dispatch"}


def test_without_roots_the_known_ones_are_refreshed(folder, pile, text):
    other = pile.parent / "other"
    other.mkdir()
    rebuild(folder, [pile])
    rebuild(folder, [other])
    (other / "x.txt").write_text(text(20), encoding="utf-8")
    assert counts(rebuild(folder)) == {"new": 1, "unchanged": 5}


def test_another_root_leaves_the_first_alone(folder, pile, text):
    other = pile.parent / "pile-2"
    other.mkdir()
    (other / "x.txt").write_text(text(20), encoding="utf-8")
    rebuild(folder, [pile])
    assert counts(rebuild(folder, [other], prune=True)) == {"new": 1}
    assert len(found(folder)) == 6


def test_without_roots_and_without_an_index_there_is_nothing_to_refresh(folder):
    with pytest.raises(NoIndex):
        rebuild(folder)
    assert not folder.exists()


# In which generation a text came


def came(folder, after):
    hits = Engine(folder).search(SearchRequest(limit=100, added_after=after)).hits
    return sorted(os.path.basename(hit.path) for hit in hits)


def test_a_release_is_of_the_generation_that_brought_its_text(folder, pile, text, later):
    rebuild(folder, [pile])
    (pile / "1.txt").write_text(text(7), encoding="utf-8")
    later(pile / "1.txt")
    (pile / "5.txt").write_text(text(5), encoding="utf-8")
    rebuild(folder, [pile])
    assert [came(folder, after) for after in (1, 2)] == [["1.txt", "5.txt"], []]
    assert len(came(folder, 0)) == 6


def test_a_release_that_is_cleaned_again_is_not_new(folder, pile, text):
    for number in (0, 1, *range(10, 14)):
        rebuild(folder, [pile])
        (pile / f"{number}.txt").write_text(f"{text(number)}\nBulletin of the invented agency\n", encoding="utf-8")
    generation = rebuild(folder, [pile]).generation
    assert came(folder, generation - 1) == ["13.txt"]


def test_of_a_file_that_grows_only_the_new_releases_are_new(folder, pile, text, later):
    whole = [{"title": text(n).split("\n")[0], "text": text(n)} for n in range(40, 43)]
    rows(pile / "news.jsonl", *whole[:2])
    rebuild(folder, [pile])
    rows(pile / "news.jsonl", *whole)
    later(pile / "news.jsonl")
    rebuild(folder, [pile])
    assert came(folder, 1) == ["news.jsonl#3"]


# What is gone


def test_a_vanished_file_stays_searchable_until_it_is_pruned(folder, pile):
    rebuild(folder, [pile])
    (pile / "3.txt").unlink()
    for _ in range(2):
        assert counts(rebuild(folder, [pile])) == {"unchanged": 4, "vanished": 1}
        assert "3.txt" in found(folder)
    report = rebuild(folder, [pile], prune=True)
    assert (counts(report), report.releases) == ({"unchanged": 4, "vanished": 1, "pruned": 1}, 4)
    assert "3.txt" not in found(folder)
    assert counts(rebuild(folder, [pile], prune=True)) == {"unchanged": 4}


def test_a_missing_root_prunes_nothing_and_is_not_forgotten(folder, pile, text):
    other = pile.parent / "other"
    other.mkdir()
    (other / "x.txt").write_text(text(20), encoding="utf-8")
    rebuild(folder, [pile, other])
    pile.rename(pile.with_name("unplugged"))
    (other / "y.txt").write_text(text(21), encoding="utf-8")
    report = rebuild(folder, prune=True)
    assert (counts(report), report.missing, report.releases) == ({"new": 1, "unchanged": 1}, [str(pile)], 7)
    pile.with_name("unplugged").rename(pile)
    (pile / "3.txt").unlink()
    assert counts(rebuild(folder, prune=True)) == {"unchanged": 6, "vanished": 1, "pruned": 1}


def test_what_links_led_to_stays_when_they_are_followed_no_more(folder, pile, text):
    other = pile.parent / "other"
    other.mkdir()
    (other / "x.txt").write_text(text(20), encoding="utf-8")
    os.symlink(other, pile / "link")
    assert counts(rebuild(folder, [pile], follow_links=True)) == {"new": 6}
    report = rebuild(folder, [pile], prune=True)
    assert (counts(report), report.failed) == (
        {"unchanged": 5},
        [(str(pile / "link"), "is a link to a folder and was not followed")],
    )
    assert "x.txt" in found(folder)


def test_a_missing_root_that_was_never_there_is_not_remembered(folder, pile):
    rebuild(folder, [pile, pile / "absent"])
    assert rebuild(folder).missing == []


def test_an_empty_folder_that_had_files_counts_as_missing(folder, pile):
    rebuild(folder, [pile])
    for path in pile.iterdir():
        path.unlink()
    report = rebuild(folder, [pile], prune=True)
    assert (counts(report), report.missing, report.releases) == ({}, [str(pile)], 5)


def test_nothing_is_gone_below_a_folder_that_can_not_be_listed(folder, pile, text, monkeypatch):
    (pile / "2014").mkdir()
    (pile / "2014" / "5.txt").write_text(text(5), encoding="utf-8")
    rebuild(folder, [pile])
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("2014"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = rebuild(folder, [pile], prune=True)
    assert (counts(report), report.releases) == ({"unchanged": 5}, 6)
    assert reasons(report, pile) == {"2014": "Permission denied"}


def test_a_moved_file_is_known_again_and_its_text_is_not_new(folder, pile):
    rebuild(folder, [pile])
    (pile / "2014").mkdir()
    (pile / "0.txt").rename(pile / "2014" / "0.txt")
    assert counts(rebuild(folder, [pile])) == {"moved": 1, "unchanged": 4}
    assert found(folder) == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]
    assert Engine(folder).release(str(pile / "2014" / "0.txt")).path == str(pile / "2014" / "0.txt")
    assert came(folder, 1) == []


def test_a_copy_is_no_move(folder, pile):
    rebuild(folder, [pile])
    (pile / "copy.txt").write_bytes((pile / "0.txt").read_bytes())
    assert counts(rebuild(folder, [pile])) == {"new": 1, "unchanged": 5}
    for name in ("0.txt", "copy.txt"):
        (pile / name).rename(pile / f"moved-{name}")
    assert counts(rebuild(folder, [pile])) == {"moved": 2, "unchanged": 4}
    assert len(found(folder)) == 6


def test_what_is_told_once_is_not_told_as_news_again(folder, pile, text):
    (pile / "5.txt").write_bytes(b"")
    report = rebuild(folder, [pile])
    assert [path for path, _ in report.failed_now] == [str(pile / "5.txt")]
    (pile / "3.txt").unlink()
    report = rebuild(folder, [pile])
    assert (report.withdrawn, report.failed_now, len(report.failed)) == ([str(pile / "3.txt")], [], 1)
    generation = report.generation
    report = rebuild(folder, [pile])
    assert (report.vanished, report.withdrawn, report.before, report.generation) == (1, [], generation, generation)
    assert rebuild(folder, [pile], prune=True).withdrawn == []
    (pile / "3.txt").write_text(text(3), encoding="utf-8")
    rebuild(folder, [pile])
    (pile / "3.txt").unlink()
    assert rebuild(folder, [pile], prune=True).withdrawn == [str(pile / "3.txt")]
    pile.rename(pile.with_name("unplugged"))
    assert [rebuild(folder).missing_now for _ in range(2)] == [[str(pile)], []]


# What another version made


def aged(monkeypatch, **versions):
    for name, value in versions.items():
        monkeypatch.setattr(rebuilding, name, value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SCHEMA_VERSION": 1_000}, "another version of the program made the index"),
        ({"derivation": lambda: "2-tables"}, "the cleaner or its tables have changed"),
    ],
)
def test_another_version_reads_all_files_again_and_loses_none_of_those_that_are_gone(
    folder, pile, text, later, monkeypatch, change, said
):
    other = pile.parent / "other"
    other.mkdir()
    (other / "x.txt").write_text(text(20), encoding="utf-8")
    rebuild(folder, [pile, other])
    whole = contents(folder)
    (pile / "3.txt").unlink()
    (pile / "4.txt").write_bytes(b"\0\1\2\3" * 100)
    (pile / "1.txt").write_text(text(7), encoding="utf-8")
    later(pile / "1.txt")
    other.rename(other.with_name("unplugged"))
    aged(monkeypatch, **change)
    monkeypatch.setattr("searcher.engine.SCHEMA_VERSION", rebuilding.SCHEMA_VERSION)
    report = rebuild(folder, [pile])
    assert report.afresh == said
    assert (counts(report), report.rederived) == ({"changed": 1, "vanished": 1}, 2)
    assert (report.missing, len(report.failed)) == ([str(other)], 1)
    assert found(folder) == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "x.txt"]
    assert found(folder, "railway nuclear OR railway accord") == ["3.txt"]
    assert came(folder, 1) == ["1.txt"]
    assert rebuild(folder, [pile]).afresh == ""
    assert len(contents(folder)) == len(whole)


def test_segments_that_another_version_made_of_other_sections_lose_nothing(folder, pile, monkeypatch):
    rebuild(folder, [pile])
    (pile / "3.txt").unlink()
    (segment,) = folder.glob("segment-*")
    with closing(ContainerWriter(folder / "older")) as writer:
        written = Container(segment)
        for name in written:
            if not name.startswith("body.dense"):
                writer.append(name, written.array(name))
        writer.finish(written.meta)
    (folder / "older").replace(segment)
    aged(monkeypatch, SCHEMA_VERSION=1_000)
    monkeypatch.setattr("searcher.engine.SCHEMA_VERSION", 1_000)
    assert rebuild(folder, [pile]).rederived
    assert "3.txt" in found(folder)


@pytest.mark.parametrize("repair", [False, True])
def test_another_version_and_a_repair_keep_what_the_user_decided(folder, pile, monkeypatch, repair):
    rebuild(folder, [pile])
    (source,) = known_lines(folder)
    assert found(folder, "copper host") == ["0.txt"]
    decide(folder, source, "A second meeting on copper follows in Lima within 3 weeks, the host said.", "drop")
    assert found(folder, "copper host") == []
    if not repair:
        aged(monkeypatch, derivation=lambda: "2-tables")
    assert rebuild(folder, repair=repair).afresh
    assert found(folder, "copper host") == []


def test_an_index_of_a_schema_without_generations_counts_all_it_has_as_old(folder, pile, monkeypatch):
    fields = rebuilding.schema()
    fields.remove("added")
    with monkeypatch.context() as before:
        before.setattr(rebuilding, "SCHEMA_VERSION", 1)
        before.setattr(rebuilding, "schema", lambda: fields)
        to_document = intake.to_document
        without = lambda release, _: {n: v for n, v in to_document(release).items() if n != "added"}  # noqa: E731
        before.setattr(intake, "to_document", without)
        rebuild(folder, [pile])
    (pile / "3.txt").unlink()
    rebuild(folder, [pile])
    assert (len(found(folder)), came(folder, 0)) == (5, [])


# What can't be read


def test_odd_files_are_named_and_the_rest_is_indexed(folder, pile, text):
    release = text(30)
    russian = "Совместное заявление\n\nСегодня в Москве министры подписали соглашение о рыболовстве и торговле.\n"
    korean = "보도자료\n\n한국과 페루의 장관은 오늘 서울에서 수산업 협력을 강화하기로 하였다고 밝혔다.\n"
    spanish = "Declaración conjunta\n\nLos ministros de España y Perú firmaron un acuerdo de cooperación pesquera.\n"
    odd = {
        "cp1251.txt": (russian * 3).encode("cp1251"),
        "euc-kr.txt": (korean * 3).encode("euc-kr"),
        "latin-1.txt": spanish.encode("latin-1"),
        "utf-16.txt": release.encode("utf-16"),
        "utf-16-be.txt": release.encode("utf-16-be"),
        "deep.html": f"<html><body>{'<div>' * 10_000}{release}{'</div>' * 10_000}</body></html>".encode(),
        "empty.txt": b"",
        "blank.txt": b" \r\n\t\n",
        "binary.txt": bytes(range(256)) * 40,
        "nothing.html": b"<html><body></body></html>",
        "broken.pdf": b"%PDF-1.4 broken",
        "broken.zip": b"PK\x03\x04 broken",
        "broken.gz": b"\x1f\x8b broken",
        "broken.json": b"{",
    }
    for name, data in odd.items():
        (pile / name).write_bytes(data)
    strange = os.fsdecode(b"bad\xff\n\x1b[31mname.txt")
    (pile / strange).write_text(text(31), encoding="utf-8")
    os.symlink(".", pile / "loop")
    os.symlink("/", pile / "out")
    os.symlink("link.txt", pile / "link.txt")
    os.mkfifo(pile / "pipe.txt")
    report = rebuild(folder, [pile])
    assert sorted(reasons(report, pile)) == [
        *("binary.txt", "blank.txt", "broken.gz", "broken.json", "broken.pdf", "broken.zip", "empty.txt"),
        *("link.txt", "loop", "nothing.html", "out", "pipe.txt"),
    ]
    assert all(reasons(report, pile).values())
    assert (report.new, report.releases) == (12, 12)
    assert found(folder, "рыболовстве") == ["cp1251.txt"]
    assert found(folder, "수산업") == ["euc-kr.txt"]
    assert found(folder, "cooperación") == ["latin-1.txt"]
    assert found(folder, '"accord 30 signed"') == ["deep.html", "utf-16-be.txt", "utf-16.txt"]
    assert found(folder, '"accord 31 signed"') == [strange]


def test_a_very_long_line_is_indexed(folder, pile):
    words = "The ministry said today that the new agreement on copper would help the whole region for years to come. "
    (pile / "line.txt").write_text(words * 10_000)
    report = rebuild(folder, [pile])
    assert (counts(report), report.failed) == ({"new": 6}, [])
    assert "line.txt" in found(folder, '"agreement on copper"')


def test_a_file_without_permission_is_named(folder, pile, monkeypatch):
    read_bytes = Path.read_bytes

    def refuse(path):
        if path.name == "2.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    report = rebuild(folder, [pile])
    assert reasons(report, pile) == {"2.txt": "Permission denied"}
    assert found(folder) == ["0.txt", "1.txt", "3.txt", "4.txt"]


def test_a_file_that_fails_is_tried_again_and_told_again(folder, pile, text):
    (pile / "5.txt").write_bytes(b"")
    for _ in range(2):
        assert reasons(rebuild(folder, [pile]), pile) == {"5.txt": "is empty"}
    (pile / "5.txt").write_text(text(5), encoding="utf-8")
    report = rebuild(folder, [pile])
    assert (counts(report), report.failed) == ({"new": 1, "unchanged": 5}, [])


def test_a_file_that_fails_now_keeps_the_release_it_had(folder, pile, text, later):
    rebuild(folder, [pile])
    (pile / "1.txt").write_bytes(b"\0\1\2\3" * 100)
    for prune in (False, True):
        report = rebuild(folder, [pile], prune=prune)
        assert reasons(report, pile) == {"1.txt": "is binary, not text"}
        assert (counts(report), report.releases) == ({"unchanged": 4}, 5)
        assert found(folder, "fisheries") == ["1.txt"]
    (pile / "1.txt").write_text(text(7), encoding="utf-8")
    later(pile / "1.txt")
    assert counts(rebuild(folder, [pile])) == {"changed": 1, "unchanged": 4}
    assert found(folder, "fisheries") == []


def rows(path, *lines):
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")


def test_a_file_of_several_releases_that_is_broken_in_part_loses_none_that_it_had(folder, pile, text, later):
    whole = [{"title": text(n).split("\n")[0], "text": text(n)} for n in range(40, 43)]
    rows(pile / "news.jsonl", *whole)
    assert rebuild(folder, [pile]).releases == 8
    rows(pile / "news.jsonl", whole[0], '{"broken', whole[2])
    later(pile / "news.jsonl")
    report = rebuild(folder, [pile])
    assert (report.changed, report.releases, len(report.failed)) == (1, 8, 1)
    assert report.failed[0][0].startswith(str(pile / "news.jsonl"))


def test_releases_that_a_whole_file_no_longer_holds_go(folder, pile, text, later):
    whole = [{"title": text(n).split("\n")[0], "text": text(n)} for n in range(40, 43)]
    rows(pile / "news.jsonl", *whole)
    assert rebuild(folder, [pile]).releases == 8
    rows(pile / "news.jsonl", *whole[:1])
    later(pile / "news.jsonl")
    report = rebuild(folder, [pile])
    assert (counts(report), report.releases) == ({"changed": 1, "unchanged": 5}, 6)


def test_the_members_of_an_archive_are_pruned_with_it(folder, pile, text):
    with zipfile.ZipFile(pile / "pile.zip", "w") as archive:
        for number in range(50, 53):
            archive.writestr(f"{number}.txt", text(number))
    assert rebuild(folder, [pile]).releases == 8
    (pile / "pile.zip").unlink()
    report = rebuild(folder, [pile], prune=True)
    assert (report.pruned, report.releases) == (1, 5)


def test_a_file_that_vanishes_while_it_is_indexed_stops_nothing(folder, pile, monkeypatch):
    study = updating.study

    def read_then_remove(path, told):
        reading = study(path, told)
        if not path.endswith("4.txt"):
            Path(path).unlink()
        return reading

    monkeypatch.setattr(updating, "study", read_then_remove)
    assert counts(rebuild(folder, [pile])) == {"new": 5}
    assert rebuild(folder, [pile]).vanished == 4


# What holds all the time


def test_progress_counts_the_files_of_each_step(folder, pile):
    (pile / "5.txt").write_bytes(b"")
    seen = []
    rebuild(folder, [pile], progress=seen.append)
    read = [Progress("read", done, 6, failed=int(done == 6)) for done in range(1, 7)]
    assert seen == [*read, *(Progress("index", done, 6, failed=1) for done in range(1, 7))]


def test_the_terminal_knows_every_step(folder, pile, text):
    seen = []
    for number in range(10, 20):
        (pile / f"{number}.txt").write_text(f"{text(number)}\nBulletin of the invented agency\n", encoding="utf-8")
        rebuild(folder, [pile], progress=seen.append)
    assert {progress.step for progress in seen} == _STEPS.keys() - {"export"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_an_interrupted_rebuild_leaves_the_old_index(folder, pile, text, error):
    rebuild(folder, [pile])
    before = contents(folder)
    (pile / "5.txt").write_text(text(5), encoding="utf-8")

    def stop(_):
        raise error

    with pytest.raises(error):
        rebuild(folder, [pile], progress=stop)
    assert contents(folder) == before
    assert counts(rebuild(folder, [pile])) == {"new": 1, "unchanged": 5}


INTERRUPTED = """
import os, signal, sys
from contextlib import closing
from pathlib import Path
from index import rebuild, workers

workers.WORTH_WORKERS = 1
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started the tests deaf to it
try:
    interrupt = lambda _: os.killpg(0, signal.SIGINT)
    rebuild.rebuild(Path(sys.argv[1]), [Path(sys.argv[2])], jobs=2, progress=interrupt)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interruption_at_the_keyboard_is_handled_by_one_process_alone(folder, pile):
    command = [sys.executable, "-c", INTERRUPTED, folder, pile]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60, start_new_session=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"interrupted\n", b"")
    assert found(folder) == []


def test_searching_goes_on_while_an_index_is_rebuilt(folder, pile, text):
    rebuild(folder, [pile])
    engine = Engine(folder)
    (pile / "5.txt").write_text(text(5), encoding="utf-8")
    totals = []
    rebuild(folder, [pile], progress=lambda _: totals.append(engine.search(SearchRequest()).total))
    assert totals == [5, 5]
    assert engine.search(SearchRequest()).total == 6


def test_two_rebuilds_at_once_are_refused(folder, pile):
    rebuild(folder, [pile])
    with writer_lock(folder), pytest.raises(IndexLocked, match=f"process {os.getpid()}"):
        rebuild(folder, [pile])


def test_a_damaged_manifest_is_named_and_the_lock_is_freed(folder, pile):
    rebuild(folder, [pile])
    (manifest,) = folder.glob("manifest-*")
    manifest.write_bytes(b"broken")
    with pytest.raises(DamagedIndex, match=manifest.name):
        rebuild(folder, [pile])
    with writer_lock(folder):
        pass


@pytest.fixture
def several(tmp_path, text):
    """Forty files in three folders, with footers to learn and one that can't be read."""
    folder = tmp_path / "several"
    for number in range(40):
        path = folder / f"source-{number % 3}" / f"{number:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text(number)}\nBulletin of agency {number % 3}\n", encoding="utf-8")
    (folder / "source-0" / "empty.txt").write_bytes(b"")
    for path in folder.glob("*/*.txt"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # not as fresh as the rebuild, whose time would matter
    return folder


def test_the_index_is_the_same_to_the_byte_however_many_processes_build_it(tmp_path, several, monkeypatch):
    monkeypatch.setattr(workers, "WORTH_WORKERS", 1)
    monkeypatch.setattr(workers, "_CHUNK", 4)
    one = rebuild(tmp_path / "one", [several], jobs=1)
    two = rebuild(tmp_path / "two", [several], jobs=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert (counts(one), one.failed) == (counts(two), two.failed)
    assert one.new == 40


def test_few_files_start_no_processes(folder, pile, monkeypatch):
    monkeypatch.setattr(workers, "ProcessPoolExecutor", None)
    assert counts(rebuild(folder, [pile], jobs=8)) == {"new": 5}
