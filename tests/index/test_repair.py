"""Damaged indexes made whole again: from files where they are, from what is stored where they are gone."""

import os
import shutil

import pytest

from index.check import check
from index.errors import DamagedIndex
from index.rebuild import rebuild
from searcher.engine import Engine
from searcher.request import SearchRequest


@pytest.fixture(scope="module")
def made(whole_once):
    """An index whose file 3.txt is gone since, and its pile."""
    whole, pile = whole_once
    (pile / "3.txt").unlink()
    rebuild(whole, [pile])
    return whole, pile


@pytest.fixture
def folder(made, tmp_path):
    """A copy of the index."""
    return shutil.copytree(made[0], tmp_path / "whole")


@pytest.fixture
def pile(made):
    return made[1]


def found(folder, after=None):
    hits = Engine(folder).search(SearchRequest(limit=100, added_after=after)).hits
    return sorted(os.path.basename(hit.path) for hit in hits)


def damage(path, kind):
    data = bytearray(path.read_bytes())
    if kind == "gone":
        path.unlink()
    elif kind == "cut":
        path.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 4
        path.write_bytes(data)


@pytest.mark.parametrize("kind", ["gone", "cut", "altered"])
@pytest.mark.parametrize("file", ["commit", "segment-2-0", "dead-2-0", "manifest-3", "boilerplate-2"])
def test_whatever_file_is_damaged_no_release_is_lost(folder, file, kind):
    assert found(folder) == [f"{n}.txt" for n in range(6)]
    damage(folder / file, kind)
    assert check(folder).problems
    report = rebuild(folder, repair=True)
    assert (report.afresh, report.failed) == ("the index was damaged", [])
    assert found(folder) == [f"{n}.txt" for n in range(6)]
    assert check(folder).problems == []
    if file.startswith(("dead", "boilerplate")):
        assert found(folder, after=1) == ["1.txt", "5.txt"]


def test_of_a_release_without_a_file_nothing_is_left_where_its_text_is_damaged_too(folder, pile):
    damage(folder / "segment-1-0", "cut")
    report = rebuild(folder, repair=True)
    reason = "its file can't be read, and what was stored of it is damaged"
    assert report.failed == [(str(pile / "3.txt"), reason)]
    assert found(folder) == ["0.txt", "1.txt", "2.txt", "4.txt", "5.txt"]
    assert check(folder).problems == []


def test_a_repair_that_is_interrupted_is_finished_by_the_next_rebuild(folder):
    damage(folder / "segment-2-0", "cut")

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(folder, repair=True, progress=stop)
    assert rebuild(folder).afresh == "the index was damaged"
    assert found(folder) == [f"{n}.txt" for n in range(6)]


def test_a_damaged_index_is_not_written_to_without_being_told_to(folder, pile, text):
    damage(folder / "segment-1-0", "cut")
    (pile / "9.txt").write_text(text(9), encoding="utf-8")
    with pytest.raises(DamagedIndex, match="check --repair"):
        rebuild(folder, [pile])
    (pile / "9.txt").unlink()
