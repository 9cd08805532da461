import os
import shutil

import pytest

from index import derivation
from index.rebuild import rebuild
from index.segment.commit import writer_lock
from index.unchanged import unchanged


@pytest.fixture
def old(pile):
    """A pile written long ago, with a file that can't be read and one of another kind."""
    (pile / "empty.txt").write_bytes(b"")
    (pile / "logo.png").write_bytes(b"x")
    for path in pile.rglob("*"):
        os.utime(path, (1, 1))
    return pile


@pytest.fixture
def folder(tmp_path, old):
    rebuild(tmp_path / "index", [old])
    return tmp_path / "index"


def said(report):
    return {name: value for name, value in vars(report).items() if name != "seconds"}


def test_what_a_rebuild_would_report_is_told_without_one(folder, old):
    report = unchanged(folder, [old])
    assert said(report) == said(rebuild(folder, [old]))
    assert (report.unchanged, len(report.failed), report.failed_now, report.releases) == (5, 1, [], 5)
    assert said(unchanged(folder, [])) == said(report)


def test_files_that_are_gone_are_told_again_unless_they_are_to_be_pruned(folder, old):
    (old / "0.txt").unlink()
    (old / "5.txt").write_text("More of the accord", encoding="utf-8")
    os.utime(old / "5.txt", (1, 1))
    rebuild(folder, [old])
    assert said(unchanged(folder, [old])) == said(rebuild(folder, [old]))
    assert unchanged(folder, [old], prune=True) is None


def test_what_lies_behind_a_link_that_is_not_followed_is_not_gone(folder, old, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("Copper was signed for.", encoding="utf-8")
    os.utime(tmp_path / "elsewhere" / "a.txt", (1, 1))
    (old / "link").symlink_to(tmp_path / "elsewhere")
    rebuild(folder, [old], follow_links=True)
    rebuild(folder, [old])
    assert said(unchanged(folder, [old])) == said(rebuild(folder, [old]))
    assert (unchanged(folder, [old]).vanished, unchanged(folder, [old]).releases) == (0, 6)


@pytest.mark.parametrize(
    "change",
    [
        lambda pile: (pile / "5.txt").write_text("New", encoding="utf-8"),
        lambda pile: (pile / "0.txt").write_text("Changed", encoding="utf-8"),
        lambda pile: os.utime(pile / "0.txt", (2, 2)),
        lambda pile: (pile / "0.txt").unlink(),
        lambda pile: (pile / "0.txt").rename(pile / "9.txt"),
        lambda pile: os.symlink("/etc", pile / "out"),
        shutil.rmtree,
        lambda pile: [path.unlink() for path in pile.iterdir()],
    ],
)
def test_any_change_calls_for_a_rebuild(folder, old, change):
    change(old)
    assert unchanged(folder, [old]) is None


def test_so_do_other_roots_options_and_versions(folder, old, tmp_path, monkeypatch):
    assert unchanged(folder, [old, tmp_path]) is None
    assert unchanged(tmp_path / "other", [old]) is None
    assert unchanged(folder, [old], follow_links=True) is None
    assert unchanged(folder, [old], dated_by_name=True) is None
    assert unchanged(folder, [old], repair=True) is None
    monkeypatch.setattr(derivation, "VERSION", 1_000)
    assert unchanged(folder, [old]) is None


def test_a_root_within_another_is_looked_at_closely(tmp_path, old):
    folder = tmp_path / "index"
    rebuild(folder, [old, old / "0.txt"])
    assert unchanged(folder, [old, old / "0.txt"]) is None


def test_a_file_written_just_now_is_looked_at_again(tmp_path, old):
    os.utime(old / "0.txt", (2**33, 2**33))
    rebuild(tmp_path / "index", [old])
    assert unchanged(tmp_path / "index", [old]) is None


def test_roots_given_one_after_another_are_known_together(folder, old, tmp_path):
    (tmp_path / "other").mkdir()
    shutil.copy2(old / "0.txt", tmp_path / "other")
    rebuild(folder, [tmp_path / "other"])
    assert [unchanged(folder, roots).unchanged for roots in ([], [old], [tmp_path / "other"])] == [6, 5, 1]


def test_nobody_waits_for_a_writer_who_has_nothing_to_write(folder, old):
    with writer_lock(folder):
        assert unchanged(folder, [old]).unchanged == 5


def test_a_damaged_index_is_for_the_rebuild_to_name(folder, old):
    (folder / "manifest-1").write_bytes(b"x" * 100)
    assert unchanged(folder, [old]) is None


def test_a_rebuild_lists_each_folder_once(tmp_path, old, monkeypatch):
    listed = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: listed.append(folder) or scandir(folder))
    rebuild(tmp_path / "index", [old])
    assert listed.count(str(old)) == 1


def test_a_root_inside_one_that_is_not_asked_for_makes_that_looked_at_closely(folder, old):
    (old / "new").mkdir()
    rebuild(folder, [old / "new"])
    assert unchanged(folder, []) is None
