"""Watching real folders: what is written is searchable soon after it is quiet."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from index.errors import NoIndex
from searcher import watch as watching
from searcher.engine import Engine
from searcher.request import SearchRequest
from searcher.watch import watch

PATIENCE = 60  # seconds, on a machine that has other things to do


@pytest.fixture
def pile(tmp_path):
    folder = tmp_path / "pile"
    folder.mkdir()
    (folder / "a.txt").write_text("Copper\n\nPeru mines copper.\n")
    return folder


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def held(folder):
    try:
        hits = Engine(folder).search(SearchRequest(limit=1000)).hits
    except NoIndex:
        return None
    return sorted(os.path.relpath(hit.path, folder.parent / "pile") for hit in hits)


@pytest.fixture
def watcher(pile, tmp_path):
    """A process that watches the pile."""
    command = [sys.executable, "-m", "searcher", "index", pile, "--watch", "--prune", "--index", tmp_path / "index"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_watched_folder_is_followed_through_bursts_renames_and_removals(watcher, pile, tmp_path, stop):
    index = tmp_path / "index"
    until(lambda: held(index) == ["a.txt"])
    (pile / "2014").mkdir()
    for number in range(30):  # a burst, in a folder that has just been made
        (pile / "2014" / f"{number:02}.txt").write_text(f"Release {number}\n\nCopper {number} of Peru.\n")
    until(lambda: len(held(index)) == 31)
    with (pile / "part.txt").open("w") as file:  # written in parts
        for part in ("Harbour\n\n", "The harbour board met", " in Riga.\n"):
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
    (pile / "a.txt").rename(pile / "b.txt")
    shutil.rmtree(pile / "2014")
    until(lambda: held(index) == ["b.txt", "part.txt"])
    assert Engine(index).search(SearchRequest('"met in Riga"')).total == 1
    watcher.send_signal(stop)
    out, err = watcher.communicate(timeout=PATIENCE)
    assert (watcher.returncode, err.splitlines()[-1:]) == (0, [b"searcher: stopped watching"])
    assert out.startswith(b"files: 1 new\n")


class Calls:
    """A rebuild that only counts, and stops the watch when it has been called so often."""

    def __init__(self, stop, most, results=()):
        self.stop, self.most, self.results, self.count = stop, most, list(results), 0

    def __call__(self):
        self.count += 1
        if self.count >= self.most:
            self.stop.set()
        return self.results.pop(0) if self.results else True


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(watching, "QUIET_MS", 20)
    monkeypatch.setattr(watching, "_LOOK_MS", 50)


def in_background(*arguments):
    thread = threading.Thread(target=watch, args=arguments, daemon=True)
    thread.start()
    return thread


@pytest.mark.usefixtures("quick")
def test_a_root_that_is_not_there_is_waited_for(tmp_path):
    root, stop = tmp_path / "later", threading.Event()
    calls = Calls(stop, 5)
    thread = in_background([root], tmp_path / "index", calls, stop)
    until(lambda: calls.count == 2)  # at the beginning, and once more when the watch has begun
    root.mkdir()
    until(lambda: calls.count == 4)
    root.rmdir()
    thread.join(PATIENCE)
    assert calls.count == 5


@pytest.mark.usefixtures("quick")
def test_a_rebuild_that_could_not_be_done_is_tried_again(pile, tmp_path):
    stop = threading.Event()
    calls = Calls(stop, 4, [False, False, False])
    watch([pile], tmp_path / "index", calls, stop)
    assert calls.count == 4


@pytest.mark.usefixtures("quick")
def test_what_is_written_to_the_index_itself_is_no_change(pile):
    stop = threading.Event()
    calls = Calls(stop, 3)
    (pile / "index").mkdir()
    thread = in_background([pile], pile / "index", calls, stop)
    until(lambda: calls.count == 2)
    for number in range(5):
        (pile / "index" / f"commit-{number}").write_text("x")
    time.sleep(0.3)
    assert calls.count == 2
    (pile / "b.txt").write_text("x")
    thread.join(PATIENCE)
    assert calls.count == 3


@pytest.mark.usefixtures("quick")
def test_folders_that_can_not_be_watched_are_named(pile, tmp_path, monkeypatch):
    def refuse(*_, **__):
        yield set()
        raise RuntimeError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    with pytest.raises(OSError, match="can't be watched: OS file watch limit reached"):
        watch([pile], tmp_path / "index", lambda: True, threading.Event())
