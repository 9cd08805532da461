"""Rebuilds that are killed, or whose disk fails, at every step: the index is at the old or the new generation."""

import errno
import itertools
import os
import random
import shutil
import signal
import time
from contextlib import nullcontext, suppress
from multiprocessing import get_context
from unittest.mock import patch

import pytest

from index.errors import CannotWrite, NoIndex
from index.manifest import ROLE, Manifest
from index.rebuild import rebuild
from index.segment import writer as writing
from index.segment.commit import LOCK, read_commit
from searcher.engine import Engine
from searcher.request import SearchRequest
from tests.corpora import always_merge
from tests.index.faults import Crash, Disk, failing

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
KINDS = ("begin", "update", "merge")


def state(folder):
    """Everything that an index says: its releases, what a word finds, and its manifest; nothing where there is none."""
    try:
        engine = Engine(folder)
    except NoIndex:
        return [], [], []
    hits = engine.search(SearchRequest(limit=1000)).hits
    held = sorted((hit.path, engine.release(hit.id).body) for hit in hits)
    found = sorted(hit.path for hit in engine.search(SearchRequest("second meeting", limit=1000)).hits)
    known = Manifest.load(folder / read_commit(folder).attachments[ROLE]) if held else Manifest()
    return held, found, sorted(known.files)


def is_tidy(folder):
    commit = read_commit(folder)
    return {path.name for path in folder.iterdir()} == commit.files


def change(pile, text, number):
    """Add a file, change one and remove one."""
    (pile / f"{100 + number}.txt").write_text(text(number + 5), encoding="utf-8")
    (pile / "1.txt").write_text(text(number + 30), encoding="utf-8")
    os.utime(pile / "1.txt", (number, number))
    with suppress(FileNotFoundError):
        (pile / f"{number}.txt").unlink()


@pytest.fixture
def scene(request, tmp_path, pile, text):
    """An index before and after a rebuild: `before` (a folder to copy), the rebuild, and both states."""
    before, after = tmp_path / "before", tmp_path / "after"
    merging = patch.object(writing, "choose_merge", always_merge) if request.param == "merge" else nullcontext()

    def again(folder):
        with merging:
            return rebuild(folder, [pile], prune=True, jobs=1)

    if request.param == "begin":
        before.mkdir()
    else:
        for number in range(2):
            rebuild(before, [pile], prune=True)
            change(pile, text, number)
    shutil.copytree(before, after)
    again(after)
    return before, again, state(before), state(after)


def copied(before, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)
    return folder


def some_steps(before, again, folder, every):
    """The steps of a rebuild: of its many writes one in so many, and all of the last, where the commit is."""
    disk = Disk(-1, Crash(), stays_broken=True)
    with failing(disk):
        again(copied(before, folder))
    count = -1 - disk.left
    return sorted({*range(0, count, every), *range(count - 9, count)})


@pytest.mark.parametrize("scene", KINDS, indirect=True)
@pytest.mark.parametrize("every", [400, pytest.param(1, marks=pytest.mark.slow)])
def test_a_crash_at_any_step_leaves_the_old_generation_or_the_new(scene, tmp_path, every):
    before, again, old, new = scene
    assert old != new
    seen = []
    for step in some_steps(before, again, tmp_path / "index", every):
        folder = copied(before, tmp_path / "index")
        with suppress(Crash), failing(Disk(step, Crash(), stays_broken=True)):
            again(folder)
        seen.append(state(folder))
        assert seen[-1] in (old, new)
        again(folder)
        assert (state(folder), is_tidy(folder)) == (new, True)
    assert (seen[0], seen[-1]) == (old, new)


LONG = itertools.product(
    KINDS, ((errno.ENOSPC, True, 1), (errno.EIO, False, 1), (errno.EROFS, True, 10), (errno.EDQUOT, True, 10))
)


@pytest.mark.parametrize(
    ("scene", "number", "stays_broken", "every"),
    [
        ("merge", errno.ENOSPC, True, 400),
        *(pytest.param(kind, *how, marks=pytest.mark.slow) for kind, how in LONG),
    ],
    indirect=["scene"],
)
def test_a_disk_that_fails_at_any_step_is_named_and_the_old_generation_stays(
    scene, tmp_path, number, stays_broken, every
):
    before, again, old, new = scene
    refused = 0
    for step in some_steps(before, again, tmp_path / "index", every):
        folder = copied(before, tmp_path / "index")
        with failing(Disk(step, OSError(number, os.strerror(number)), stays_broken=stays_broken)):
            try:
                again(folder)
            except CannotWrite as error:
                refused += 1
                said, came = str(error), old
            else:
                came = new
        assert state(folder) == came
        again(folder)
        assert (state(folder), is_tidy(folder)) == (new, True)
    assert refused > 2
    assert os.strerror(number) in said


# Killed at random


def work(folder, pile, begun):
    begun.set()
    rebuild(folder, [pile], prune=True, jobs=1)


@pytest.mark.parametrize("runs", [4, pytest.param(500, marks=pytest.mark.slow)])
def test_a_rebuild_that_is_killed_at_a_random_instant_loses_nothing(tmp_path, pile, text, runs):
    """Each run adds, changes and removes a file; eight small segments in turn bring merges about."""
    folder, chance = tmp_path / "index", random.Random(runs)
    processes = get_context("forkserver")
    processes.set_forkserver_preload(["tests.index.warmed"])
    rebuild(folder, [pile])
    old, longest, killed = state(folder), 0.1, 0
    for number in range(runs):
        change(pile, text, number)
        begun = processes.Event()
        process = processes.Process(target=work, args=(folder, pile, begun))
        process.start()
        began = begun.wait(60) and time.perf_counter()
        process.join(chance.uniform(0, longest))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        taken = time.perf_counter() - began
        longest = (longest + taken) / 2 if process.exitcode == 0 else longest * 1.1
        after = state(folder)
        rebuild(folder, [pile], prune=True)
        new = state(folder)
        assert after in (old, new)
        assert is_tidy(folder)
        assert sorted(map(str, pile.iterdir())) == new[2]
        old = new
    assert killed >= runs // 4
    assert LOCK in os.listdir(folder)
