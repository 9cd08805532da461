"""Damage of every kind: told by check, and never a wrong answer."""

import json
import random
import shutil
from contextlib import suppress

import numpy as np
import pytest

from index import check as checking
from index.check import check
from index.errors import DamagedIndex, NoIndex, NoSuchRelease, OutdatedIndex, SearcherError
from index.manifest import read_data, write_data
from index.rebuild import rebuild
from index.segment.commit import read_commit, write_commit
from index.segment.container import Container
from searcher.engine import Engine
from searcher.locations import sound
from searcher.request import SearchRequest
from tests.index.faults import rewritten

REQUESTS = (
    SearchRequest(limit=100),
    SearchRequest("second meeting", limit=100),
    SearchRequest('"a second meeting"', limit=100),
    SearchRequest("sign* OR haor~", sort="-date", limit=100),
    SearchRequest("copper", added_after=1, limit=100).including("language", "en"),
    SearchRequest('"meeting second"~s OR lead:delegates', limit=100),
)


def answers(folder):
    engine = Engine(folder)
    results = [engine.search(request)._replace(took_ms=0) for request in REQUESTS]
    return results, [engine.release(hit.id) for hit in results[0].hits], engine.sources_called("the")


def copied(whole, folder):
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(whole, folder)


def problems(folder):
    return [name for name, _ in check(folder).problems]


def test_an_index_that_is_whole_has_no_problems(whole):
    checked = check(whole)
    assert (checked.problems, checked.releases, checked.stale) == ([], 6, 0)


def test_a_word_with_terms_in_several_languages_is_no_damage(tmp_path):
    for name, body in (("none", "The ministers met in Cartagena."), ("es", "Los ministros se vieron en Cartagena.")):
        (tmp_path / f"{name}.txt").write_text(body, encoding="utf-8")
        (tmp_path / f"{name}.txt.meta.json").write_text(json.dumps({"language": name}), encoding="utf-8")
    rebuild(tmp_path / "index", [tmp_path / "none.txt", tmp_path / "es.txt"])
    assert len(Engine(tmp_path / "index").search(SearchRequest("cartagena language:es")).hits) == 1
    assert problems(tmp_path / "index") == []


def test_files_that_changed_since_are_counted(tmp_path, pile):
    rebuild(tmp_path / "index", [pile])
    (pile / "0.txt").write_text("Other")
    (pile / "2.txt").unlink()
    assert check(tmp_path / "index").stale == 2


def test_no_index_and_one_of_another_version_are_told_from_damage(whole, tmp_path):
    with pytest.raises(NoIndex):
        check(tmp_path / "nothing")
    write_commit(whole, read_commit(whole)._replace(schema_version=1))
    with pytest.raises(OutdatedIndex):
        check(whole)


@pytest.mark.parametrize("runs", [30, pytest.param(2000, marks=pytest.mark.slow)])
def test_a_flipped_bit_or_a_cut_anywhere_is_told_and_gives_no_wrong_answer(whole, tmp_path, runs):
    right, chance = answers(whole), random.Random(runs)
    files = sorted(path for path in whole.iterdir() if path.name != "lock")
    sizes = [path.stat().st_size for path in files]
    for _ in range(runs):
        (file,) = chance.choices(files, sizes)
        hurt = copied(whole, tmp_path / "hurt") / file.name
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


HOSTILE = (
    np.zeros_like,
    lambda array: np.full_like(array, np.iinfo(array.dtype).max),
    lambda array: array[::-1],
    lambda array: np.random.default_rng(0).integers(0, np.iinfo(array.dtype).max, len(array), array.dtype),
)
HARMLESS = {
    *("title.word_counts", "body.word_counts"),  # they order suggestions, and may count what is gone
    *("title.sentences", "body.sentences"),  # which may end elsewhere, within their documents
}


@pytest.mark.parametrize(
    ("turn", "every"), [(0, 8), *(pytest.param(turn, 1, marks=pytest.mark.slow) for turn in range(4))]
)
def test_arrays_that_no_writer_made_are_damage_or_harmless(whole, tmp_path, turn, every):
    """Arrays of a segment in turn, with right checksums: check tells, and no query fails in another way."""
    name, untold = "segment-1-0", set()
    for number, section in [*enumerate(Container(whole / name))][::every]:
        before = Container(whole / name).array(section)
        after = HOSTILE[(number + turn) % len(HOSTILE)](before)
        if np.array_equal(before, after):
            continue
        hurt = copied(whole, tmp_path / "hurt")
        rewritten(hurt / name, {section: after})
        if problems(hurt) != [name]:
            untold.add(section)
        try:
            answers(hurt)
        except NoSuchRelease:
            pass
        except DamagedIndex as error:
            assert name in str(error)  # noqa: PT017 either is right
    assert untold <= HARMLESS


@pytest.mark.parametrize("record", [{}, [], {"release": {}}, {"release": {"path": 7}}])
def test_records_that_no_writer_made_are_damage(whole, record, monkeypatch):
    monkeypatch.setattr("index.segment.store.Store.encoded", lambda *_: json.dumps(record).encode())
    assert set(problems(whole)) >= {"segment-1-0", "segment-2-0"}
    with pytest.raises(DamagedIndex, match="segment-1-0"):
        answers(whole)


def test_sentences_that_end_within_others_are_damage(whole):
    file = whole / "segment-1-0"
    rewritten(file, {"body.sentences": Container(file).array("body.sentences") & 0x7F})
    assert check(whole).problems == [("segment-1-0", "body.sentences are not those of the texts")]


def places(data):
    """Every place in nested data that holds a value, as what holds it and its key there."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, dict | list):
            yield from places(value)


@pytest.mark.parametrize("name", ["manifest-2", "boilerplate-2"])
def test_data_that_no_writer_made_is_damage_or_harmless(whole_once, tmp_path, name):
    whole, pile = whole_once
    chance = random.Random(name)
    for _ in range(12):
        hurt = copied(whole, tmp_path / "hurt")
        data = read_data(hurt / name)
        holder, key = chance.choice(list(places(data)))
        holder[key] = chance.choice([None, -1, 1e300, "x", [["x"]], {"x": []}])
        (hurt / name).unlink()
        write_data(hurt / name, data)
        assert set(problems(hurt)) <= {name}
        with suppress(SearcherError), sound(hurt):
            rebuild(hurt, [pile], jobs=1)


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
