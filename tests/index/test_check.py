"""Damage of every kind: told by check, and never a wrong answer."""

import json
import random
import shutil

import numpy as np
import pytest

from index import check as checking
from index.check import check
from index.errors import DamagedIndex, NoIndex, NoSuchRelease, OutdatedIndex
from index.rebuild import rebuild
from index.segment.commit import read_commit, write_commit
from index.segment.container import Container, ContainerWriter
from searcher.engine import Engine
from searcher.request import SearchRequest

REQUESTS = (
    SearchRequest(limit=100),
    SearchRequest("second meeting", limit=100),
    SearchRequest('"a second meeting"', limit=100),
    SearchRequest("sign* OR haor~", sort="-date", limit=100),
    SearchRequest("copper", added_after=1, limit=100).including("language", "en"),
)


@pytest.fixture
def whole(tmp_path, pile, text, later):
    """An index of two segments, one with deleted documents."""
    folder = tmp_path / "whole"
    rebuild(folder, [pile])
    (pile / "1.txt").write_text(text(7), encoding="utf-8")
    later(pile / "1.txt")
    (pile / "5.txt").write_text("Dated\n\nLima, November 7, 2014 — Copper was signed.\n", encoding="utf-8")
    rebuild(folder, [pile])
    return folder


def answers(folder):
    engine = Engine(folder)
    results = [engine.search(request)._replace(took_ms=0) for request in REQUESTS]
    return results, [engine.release(hit.id) for hit in results[0].hits], engine.sources_called("the")


def problems(folder):
    return [name for name, _ in check(folder).problems]


def test_an_index_that_is_whole_has_no_problems(whole):
    checked = check(whole)
    assert (checked.problems, checked.releases, checked.stale) == ([], 6, 0)


def test_files_that_changed_since_are_counted(whole, pile):
    (pile / "0.txt").write_text("Other")
    (pile / "2.txt").unlink()
    assert check(whole).stale == 2


def test_no_index_and_one_of_another_version_are_told_from_damage(whole, tmp_path):
    with pytest.raises(NoIndex):
        check(tmp_path / "nothing")
    write_commit(whole, read_commit(whole)._replace(schema_version=1))
    with pytest.raises(OutdatedIndex):
        check(whole)


@pytest.mark.parametrize("runs", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_a_flipped_bit_or_a_cut_anywhere_is_told_and_gives_no_wrong_answer(whole, tmp_path, runs):
    right, chance = answers(whole), random.Random(runs)
    files = sorted(path for path in whole.iterdir() if path.name != "lock")
    sizes = [path.stat().st_size for path in files]
    for _ in range(runs):
        shutil.rmtree(tmp_path / "hurt", ignore_errors=True)
        shutil.copytree(whole, tmp_path / "hurt")
        (file,) = chance.choices(files, sizes)
        hurt = tmp_path / "hurt" / file.name
        data = bytearray(hurt.read_bytes())
        at = chance.randrange(len(data))
        if chance.random() < 0.2:
            data = data[:at]
        else:
            data[at] ^= 1 << chance.randrange(8)
        hurt.write_bytes(data)
        assert problems(tmp_path / "hurt") == [file.name], (file.name, at)
        try:
            found = answers(tmp_path / "hurt")
        except DamagedIndex as error:
            assert file.name in str(error)  # noqa: PT017 either is right
        else:
            assert found == right, (file.name, at)


def rewritten(path, change):
    """Replace a file by one with other sections, under right checksums."""
    container = Container(path)
    sections = {name: container.array(name).copy() for name in container}
    change(sections)
    path.unlink()
    writer = ContainerWriter(path)
    for name, array in sections.items():
        writer.append(name, array)
    writer.finish(container.meta)


HOSTILE = ("zeros", "most", "backwards", "random")


@pytest.mark.parametrize("kind", HOSTILE)
def test_arrays_that_no_writer_made_are_damage_or_harmless(whole, tmp_path, kind):
    """Every array of a segment in turn, with right checksums: check tells, and no query fails in another way."""
    chance = np.random.default_rng(0)
    made = {
        "zeros": np.zeros_like,
        "most": lambda array: np.full_like(array, np.iinfo(array.dtype).max),
        "backwards": lambda array: array[::-1],
        "random": lambda array: chance.integers(0, np.iinfo(array.dtype).max, len(array), array.dtype),
    }[kind]
    name, untold = "segment-1-0", set()
    for section in list(Container(whole / name)):
        hurt = tmp_path / "hurt"
        shutil.rmtree(hurt, ignore_errors=True)
        shutil.copytree(whole, hurt)
        before = Container(hurt / name).array(section).copy()
        rewritten(hurt / name, lambda sections, section=section: sections.update({section: made(sections[section])}))
        if np.array_equal(before, Container(hurt / name).array(section)):
            continue
        if problems(hurt) != [name]:
            untold.add(section)
        try:
            answers(hurt)
        except NoSuchRelease:
            pass
        except DamagedIndex as error:
            assert name in str(error)  # noqa: PT017 either is right
    weighed_seldom = {f"{field}.{what}" for field in ("title", "body") for what in ("word_counts", "sentences")}
    assert untold <= weighed_seldom  # by suggestions, and by queries for one sentence or the lead


@pytest.mark.parametrize("record", [{}, [], {"release": {}}, {"release": {"path": 7}}])
def test_records_that_no_writer_made_are_damage(whole, record, monkeypatch):
    monkeypatch.setattr("index.segment.store.Store.encoded", lambda *_: json.dumps(record).encode())
    assert set(problems(whole)) >= {"segment-1-0", "segment-2-0"}
    with pytest.raises(DamagedIndex, match="segment-1-0"):
        answers(whole)


def test_a_fault_of_the_program_is_not_blamed_on_the_index(whole, monkeypatch):
    monkeypatch.setattr("searcher.generation.parse", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Engine(whole).search(SearchRequest())


def test_a_manifest_of_other_releases_is_told(whole):
    commit = read_commit(whole)
    write_commit(whole, commit._replace(segments=commit.segments[:1]))
    assert problems(whole) == [commit.attachments["manifest"]]


def test_long_texts_are_checked_in_pieces(whole, monkeypatch):
    monkeypatch.setattr(checking, "_CHUNK", 3)
    assert check(whole).problems == []
