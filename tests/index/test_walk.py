import inspect
import os
import sys
from pathlib import Path

import pytest

from index.walk import Found, walk


@pytest.fixture
def pile(tmp_path):
    for name in ("a.txt", "2014/b.html", "2014/11/c.eml", "2013/d.TXT"):
        path = tmp_path / "pile" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "pile"


def names(found, pile):
    return [os.path.relpath(file.path, pile) for file in found.files]


def reasons(found, pile):
    return {os.path.relpath(path, pile): reason for path, reason in found.failed}


def test_files_are_found_in_order_with_their_size_and_time(pile):
    found = walk([pile])
    assert names(found, pile) == ["2013/d.TXT", "2014/11/c.eml", "2014/b.html", "a.txt"]
    status = (pile / "a.txt").stat()
    assert found.files[-1] == Found(str(pile / "a.txt"), len("a.txt"), status.st_mtime_ns)
    assert (found.failed, found.ignored, found.missing) == ([], {}, [])


def test_a_file_can_be_a_root_whatever_its_name(pile):
    (pile / "README").write_text("x")
    assert names(walk([pile / "a.txt", pile / "README"]), pile) == ["README", "a.txt"]


def test_a_file_under_two_roots_is_found_once(pile):
    (pile / "logo.png").write_bytes(b"")
    os.symlink("gone.txt", pile / "2014" / "dead.txt")
    once, twice = walk([pile]), walk([pile, pile / "2014", pile / "a.txt", pile])
    assert (twice.files, twice.failed, twice.ignored) == (once.files, once.failed, once.ignored)


def test_relative_roots_become_absolute(pile, monkeypatch):
    monkeypatch.chdir(pile.parent)
    assert walk([Path("pile")]) == walk([pile]) == walk([Path("pile/../pile/")])


def test_files_of_other_kinds_are_told_by_suffix(pile):
    for name in ("logo.png", "data.CSV", "Makefile", "README.md", "License.txt", "CHANGELOG"):
        (pile / name).write_text("x")
    assert sorted(walk([pile]).ignored.values()) == [".csv", ".png", "changelog", "license", "no suffix", "readme"]


def test_side_files_and_hidden_ones_are_passed_over(pile):
    (pile / ".git").mkdir()
    for name in (".hidden.txt", ".git/x.txt", "a.txt.meta.json", "a.meta.json"):
        (pile / name).write_text("{}")
    found = walk([pile])
    assert len(found.files) == 4
    assert found.ignored == {}


def test_a_missing_root_is_told(pile):
    found = walk([pile / "absent", pile / "2013"])
    assert found.missing == [str(pile / "absent")]
    assert names(found, pile) == ["2013/d.TXT"]


def test_links_within_the_folder_are_followed_to_files(pile):
    os.symlink("2014/b.html", pile / "newest.html")
    assert "newest.html" in names(walk([pile]), pile)


def test_a_link_to_a_folder_is_named_and_not_followed(pile):
    os.symlink(".", pile / "loop")
    os.symlink("../..", pile / "2014" / "up")
    found = walk([pile])
    assert len(found.files) == 4
    assert reasons(found, pile) == dict.fromkeys(["2014/up", "loop"], "is a link to a folder and was not followed")


def test_a_link_out_of_the_folder_is_named_and_not_followed(pile):
    (pile.parent / "secret.txt").write_text("secret")
    os.symlink("../secret.txt", pile / "out.txt")
    os.symlink(pile.parent / "secret.txt", pile / "absolute.txt")
    assert reasons(walk([pile]), pile) == dict.fromkeys(
        ["absolute.txt", "out.txt"], "the link leads out of the folder and was not followed"
    )


def test_a_link_that_leads_nowhere_is_named(pile):
    os.symlink("b.txt", pile / "x.txt")
    os.symlink("x.txt", pile / "b.txt")
    os.symlink("gone", pile / "dead.txt")
    assert reasons(walk([pile]), pile) == {
        "b.txt": "the link leads nowhere (Too many levels of symbolic links)",
        "dead.txt": "the link leads nowhere (No such file or directory)",
        "x.txt": "the link leads nowhere (Too many levels of symbolic links)",
    }


def test_a_root_may_itself_be_a_link(pile):
    os.symlink("pile", pile.parent / "link")
    os.symlink("a.txt", pile / "again.txt")
    found = walk([pile.parent / "link"])
    assert (len(found.files), found.failed) == (5, [])


def test_what_is_no_ordinary_file_is_named(pile):
    os.mkfifo(pile / "pipe.txt")
    assert reasons(walk([pile]), pile) == {"pipe.txt": "is no ordinary file"}
    assert reasons(walk([pile / "pipe.txt"]), pile) == {"pipe.txt": "is no ordinary file"}


def test_a_folder_that_may_not_be_listed_is_named(pile, monkeypatch):
    listed = os.scandir

    def scandir(path):
        if Path(path).name == "11":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = walk([pile])
    assert reasons(found, pile) == {"2014/11": "Permission denied"}
    assert names(found, pile) == ["2013/d.TXT", "2014/b.html", "a.txt"]


def test_a_folder_that_vanishes_when_it_is_listed_is_named(pile, monkeypatch):
    listed = os.scandir

    def scandir(path):
        found = listed(path)
        if Path(path).name == "11":
            Path(path).rename(pile / ".gone")
        return found

    monkeypatch.setattr(os, "scandir", scandir)
    found = walk([pile])
    assert reasons(found, pile) == {"2014/11": "No such file or directory"}
    assert names(found, pile) == ["2013/d.TXT", "2014/b.html", "a.txt"]


def test_a_file_is_found_in_a_folder_that_may_not_be_listed(pile, monkeypatch):
    monkeypatch.setattr(os, "scandir", None)
    assert names(walk([pile / "2014" / "b.html"]), pile) == ["2014/b.html"]


def test_what_a_digest_is_of(pile):
    digests = [walk([pile]).digests[str(pile)], walk([pile / "2014", pile]).digests[str(pile)]]
    os.utime(pile / "a.txt", ns=(0, 1))
    digests.append(walk([pile]).digests[str(pile)])
    os.symlink("gone.txt", pile / "dead.txt")
    digests.append(walk([pile]).digests[str(pile)])
    assert [digests.index(digest) for digest in digests] == [0, 0, 2, 3]


def test_a_file_that_vanishes_meanwhile_is_named(pile, monkeypatch):
    stat = os.stat

    def gone(path, **values):
        if str(path).endswith("c.eml"):
            raise FileNotFoundError(2, "No such file or directory")
        return stat(path, **values)

    monkeypatch.setattr("index.walk.os.stat", gone)
    assert reasons(walk([pile]), pile) == {"2014/11/c.eml": "No such file or directory"}


def test_names_of_any_bytes_are_found(pile):
    name = os.fsdecode(b"bad\xff\n\x1b[31m name.txt")
    (pile / name).write_text("x")
    assert name in names(walk([pile]), pile)


def test_folders_may_be_nested_deeper_than_python_recurses(pile):
    deep = pile.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text("x")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 150)
    try:
        found = walk([pile])
    finally:
        sys.setrecursionlimit(limit)
    assert str(deep / "deep.txt") in [file.path for file in found.files]
    assert (len(found.files), found.failed) == (5, [])


def test_links_are_followed_where_that_is_asked_and_every_folder_is_read_once(pile):
    outside = pile.parent / "outside"
    (outside / "2015").mkdir(parents=True)
    (outside / "2015" / "e.txt").write_text("e")
    for name, target in (("all", outside), ("again", outside), ("part", outside / "2015"), ("loop", "."), ("up", "..")):
        os.symlink(target, pile / name)
    os.symlink(outside / "2015" / "e.txt", pile / "file.txt")
    os.symlink("..", outside / "2015" / "back")
    os.symlink("gone", pile / "dead.txt")
    found = walk([pile], follow_links=True)
    own = ["2013/d.TXT", "2014/11/c.eml", "2014/b.html", "a.txt", "again/2015/e.txt", "file.txt"]
    assert names(found, pile) == own
    assert reasons(found, pile) == {"dead.txt": "the link leads nowhere (No such file or directory)"}
