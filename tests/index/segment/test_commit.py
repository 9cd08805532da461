import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.fields import ID, Schema

from index.errors import DamagedIndex, IndexLocked, NoIndex
from index.schema import schema
from index.segment.commit import (
    COMMIT,
    Commit,
    SegmentEntry,
    read_commit,
    remove_orphans,
    write_commit,
    writer_lock,
)
from index.segment.container import Container, ContainerWriter
from index.segment.index import ArrayIndex
from searcher.evaluate import Evaluator
from searcher.ranking import Statistics
from tests.corpora import Change, always_merge, never_merge, policy, write

DOCUMENT = {"title": "Peru", "body": "trade and mining", "date": 3, "source": "Kremlin", "country": ["PE"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two segments, one with a deleted document."""
    index = ArrayIndex.create(tmp_path_factory.mktemp("made") / "index", schema())
    with policy(never_merge):
        write(index, [Change("a", DOCUMENT), Change("b", DOCUMENT)])
        write(index, [Change("a", {**DOCUMENT, "title": "Russia"})])
    return index.folder


@pytest.fixture
def index(made, tmp_path):
    """A copy of them."""
    return ArrayIndex(shutil.copytree(made, tmp_path / "index"), schema())


def held(index):
    """Everything that can be read of an index: the stored records of the documents that a query finds."""
    _, segments = index.open_segments()
    statistics = Statistics(segments)
    records = []
    for segment in segments:
        found = Evaluator(segment, statistics, pytest.fail)(query.Or([query.Every(), query.Term("body", "mine")]))
        records += [
            (segment.store[doc]["release"]["path"], segment.column_reader("date")[doc]) for doc in found.docs.tolist()
        ]
    return records


def files(index):
    return {path.name for path in index.folder.iterdir()}


def test_a_commit_is_read_back_as_it_was_written(tmp_path):
    entries = SegmentEntry("segment-1-0", 5), SegmentEntry("segment-2-0", 9, 2, "dead-2-0")
    commit = Commit(3, 1, entries, {"manifest": "manifest-3"})
    write_commit(tmp_path, commit)
    assert read_commit(tmp_path) == commit
    assert commit.files == {"commit", "lock", "segment-1-0", "segment-2-0", "dead-2-0", "manifest-3"}


@pytest.mark.parametrize("name", ["nothing", "file", "file/below"])
def test_where_no_index_is_the_user_is_told_so(tmp_path, name):
    (tmp_path / "file").write_text("Peru")
    with pytest.raises(NoIndex, match=re.escape(f"no index in {tmp_path / name}: build one with")):
        read_commit(tmp_path / name)


# Crashes: the disk fails at each step in turn


class Crash(Exception):
    pass


class Countdown:
    """Lets a file-system call through so many times, then crashes."""

    def __init__(self, call, calls):
        self.call, self.left = call, calls

    def __call__(self, *args, **kwargs):
        if not self.left:
            raise Crash
        self.left -= 1
        return self.call(*args, **kwargs)


@pytest.mark.parametrize("step", ["fsync", "open", "replace", "unlink"])
@pytest.mark.parametrize("choose", [never_merge, always_merge])
def test_a_crash_at_any_step_leaves_the_old_generation_or_the_new(index, step, choose):
    before, generation = held(index), index.latest_generation()
    after = [("b", 3), ("a", 3), ("c", 4)] if choose is always_merge else [*before, ("c", 4)]
    crashes = 0
    for calls in range(100):
        countdown = Countdown(getattr(os, step), calls)
        try:
            with patch("index.segment.writer.choose_merge", choose):
                writer = index.writer()
                writer.add_document(**{**DOCUMENT, "date": 4}, path="c", release={"path": "c"})
                with patch.object(os, step, countdown):
                    writer.commit()
            break
        except Crash:
            crashes += 1
            assert (index.latest_generation(), held(index)) in [(generation, before), (generation + 1, after)]
            if index.latest_generation() > generation:
                break
    assert crashes > 0
    if index.latest_generation() == generation:
        pytest.fail("the commit never came through")
    assert held(index) == after
    index.writer().cancel()
    assert files(index) == index.read_commit().files


# Orphans


def test_what_a_killed_writer_left_is_removed_by_the_next(index):
    for name in ("segment-9-0", "dead-9-1", "manifest-9", "commit.new"):
        (index.folder / name).write_bytes(b"half")
    index.writer().cancel()
    assert files(index) == index.read_commit().files


def test_files_and_folders_of_the_user_are_left_alone(index):
    (index.folder / "notes-2014").write_text("mine")
    (index.folder / "segment-1-0.bak").write_text("mine")
    (index.folder / "segment-7-7").mkdir()
    index.writer().cancel()
    assert {"notes-2014", "segment-1-0.bak", "segment-7-7"} <= files(index)
    remove_orphans(index.folder, Commit(0, 1))
    assert files(index) == {"commit", "lock", "notes-2014", "segment-1-0.bak", "segment-7-7"}


# The lock


def test_a_second_writer_is_told_which_process_writes(index):
    writer = index.writer()
    with pytest.raises(IndexLocked, match=f"is being written by process {os.getpid()} since .*: try again"):
        index.writer()
    writer.cancel()
    index.writer().cancel()


@pytest.mark.parametrize(("content", "holder"), [(b"", "another process"), (b"\xff", "\ufffd")])
def test_a_lock_without_a_number_is_still_a_lock(tmp_path, content, holder):
    with writer_lock(tmp_path):
        (tmp_path / "lock").write_bytes(content)
        with pytest.raises(IndexLocked, match=f"is being written by {holder}"), writer_lock(tmp_path):
            pass


def test_the_lock_of_a_killed_process_is_free(index):
    program = "import sys; from pathlib import Path; from index.segment.commit import writer_lock\n"
    program += "with writer_lock(Path(sys.argv[1])): print('locked', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", program, str(index.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "locked\n"
        with pytest.raises(IndexLocked, match=f"process {process.pid}"):
            index.writer()
        process.kill()
        process.wait()
        index.writer().cancel()


def test_a_writer_that_finds_damage_lets_go_of_the_lock(index):
    segment = index.folder / "segment-1-0"
    content = segment.read_bytes()
    segment.write_bytes(b"")
    with pytest.raises(DamagedIndex) as raised:
        index.writer()
    segment.write_bytes(content)
    index.writer().cancel()
    assert "segment-1-0" in str(raised.value)


# Indexes made by someone else


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded",)


def rewritten(path, meta):
    """Replace a file's head, with a right checksum."""
    container = Container(path)
    sections = {name: container.array(name).copy() for name in container}
    path.unlink()
    writer = ContainerWriter(path)
    for name, array in sections.items():
        writer.append(name, array)
    writer.finish(meta)


@pytest.mark.parametrize("file", ["commit", "segment-1-0", "dead-2-0"])
@pytest.mark.parametrize("content", [pickle.dumps(Bomb()), b"", b"x" * 500, np.zeros(9).tobytes()])
def test_no_file_is_read_as_code(index, file, content):
    (index.folder / file).write_bytes(content)
    with pytest.raises(DamagedIndex, match=file):
        index.open_segments()


@pytest.mark.parametrize(
    "name",
    ["../../x", "/etc/passwd", "segment-1-0/../x", "segment-1-0\n", "", ".", "commit", "notes-2014", 7, None, ["a"]],
)
@pytest.mark.parametrize("role", ["segment", "dead", "attachment"])
def test_a_commit_can_name_no_file_outside(index, name, role):
    entry = {"name": "segment-1-0", "documents": 2, "deleted": 0, "dead": None}
    meta = {"generation": 5, "schema_version": 1, "segments": [entry], "attachments": {}}
    if role == "attachment":
        meta["attachments"] = {"manifest": name}
    else:
        entry["name" if role == "segment" else "dead"] = name
    rewritten(index.folder / COMMIT, meta)
    if role == "dead" and not name:  # none at all
        assert [reader.doc_count() for reader in index.open_segments()[1]] == [2]
    else:
        with pytest.raises(DamagedIndex):
            index.open_segments()


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just([]) | st.just({})


def places(tree, path=()):
    """The paths to every value of a JSON tree."""
    yield path
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield from places(tree[key], (*path, key))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(st.sampled_from(["commit", "segment-1-0", "dead-2-0"]), st.data())
def test_a_head_with_any_value_changed_is_sound_or_damage(index, file, data):
    path = index.folder / file
    original = path.read_bytes()
    meta = json.loads(json.dumps(Container(path).meta))
    *way, last = data.draw(st.sampled_from([place for place in places(meta) if place]))
    at = meta
    for key in way:
        at = at[key]
    at[last] = data.draw(VALUES)
    rewritten(path, meta)
    try:
        with suppress(DamagedIndex):
            held(index)
    finally:
        path.write_bytes(original)


@pytest.mark.parametrize("count", [0, 3, 10**12])
def test_documents_must_be_as_many_as_the_segment_holds(index, count):
    commit = index.read_commit()
    write_commit(index.folder, commit._replace(segments=(commit.segments[1]._replace(documents=count),)))
    with pytest.raises(DamagedIndex):
        index.open_segments()


@pytest.mark.parametrize("section", ["body.lengths", "body.first", "date.numbers", "source.starts", "body.term_keys"])
def test_sections_must_fit_each_other(index, section):
    path = index.folder / "segment-1-0"
    container = Container(path)
    sections = {name: container.array(name).copy() for name in container}
    path.unlink()
    writer = ContainerWriter(path)
    for name, array in sections.items():
        writer.append(name, array[:-1] if name == section else array)
    writer.finish(container.meta)
    with pytest.raises(DamagedIndex, match="is no segment"):
        index.open_segments()


def test_the_deleted_must_be_marked_for_as_many_documents(index):
    path = index.folder / "dead-2-0"
    path.unlink()
    writer = ContainerWriter(path)
    writer.append("dead", np.zeros(9, np.uint8))
    writer.finish({})
    with pytest.raises(DamagedIndex, match="dead-2-0: is not for 2 documents"):
        index.open_segments()


def test_a_segment_must_have_every_field_of_the_schema(index):
    other = ArrayIndex(index.folder, Schema(venue=ID, path=ID))
    with pytest.raises(DamagedIndex, match="segment-1-0: lacks venue"):
        other.open_segments()


def test_a_file_that_is_gone_is_named(index):
    (index.folder / "segment-1-0").unlink()
    with pytest.raises(DamagedIndex, match=r"a file of generation 2 is missing .*segment-1-0"):
        index.open_segments()
