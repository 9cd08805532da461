"""Watching real folders: what is written is searchable soon after it is quiet."""

import os
import select
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


class Watcher:
    """A process that watches the pile, and says of each commit what it brought."""

    def __init__(self, pile, index):
        self.pile, self.index = pile, index
        command = [sys.executable, "-u", "-m", "searcher", "index", pile, "--watch", "--prune", "--index", index]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)

    def said(self):
        """Wait for what it says next."""
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready
        return os.read(self.process.stdout.fileno(), 4096)

    def held(self):
        try:
            hits = Engine(self.index).search(SearchRequest(limit=1000)).hits
        except NoIndex:
            return None
        return sorted(os.path.relpath(hit.path, self.pile) for hit in hits)

    def until(self, names):
        """Wait until the index holds these files and no others."""
        while self.held() != sorted(names):
            assert self.said()

    def stop(self, number):
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, err.splitlines()[-1:]


@pytest.fixture
def watcher(pile, tmp_path):
    found = Watcher(pile, tmp_path / "index")
    yield found
    found.process.kill()
    found.process.communicate()


def test_a_watched_folder_is_followed_through_bursts_renames_and_removals(watcher, pile):
    assert watcher.said().startswith(b"files: 1 new\n")
    (pile / "2014").mkdir()
    burst = [f"2014/{number:02}.txt" for number in range(30)]  # in a folder that has just been made
    for name in burst:
        (pile / name).write_text(f"Release {name}\n\nCopper {name} of Peru.\n")
    watcher.until(["a.txt", *burst])
    (pile / burst[0]).write_text("Changed\n\nA change in a folder that is watched since.\n")
    with (pile / "part.txt").open("w") as file:  # written in parts
        for part in ("Harbour\n\n", "The harbour board met", " in Riga.\n"):
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
    (pile / "a.txt").rename(pile / "b.txt")
    watcher.until(["b.txt", "part.txt", *burst])
    assert Engine(watcher.index).search(SearchRequest('"met in Riga" OR "watched since"')).total == 2
    shutil.rmtree(pile / "2014")
    watcher.until(["b.txt", "part.txt"])
    assert watcher.stop(signal.SIGINT) == (0, [b"searcher: stopped watching"])


@pytest.mark.slow
def test_what_ends_other_programs_ends_a_watch(watcher):
    assert watcher.said()
    assert watcher.stop(signal.SIGTERM) == (0, [b"searcher: stopped watching"])


@pytest.mark.slow
def test_what_is_written_is_committed_within_two_seconds_of_quiet(watcher, pile):
    watcher.until(["a.txt"])
    taken, names = [], ["a.txt"]
    for burst in range(30):
        folder = pile / f"{burst // 3}"
        folder.mkdir(exist_ok=True)
        for number in range(5):
            (folder / f"{burst}-{number}.txt").write_text(f"Release {burst}\n\nCopper {number} of Peru.\n")
            names.append(f"{burst // 3}/{burst}-{number}.txt")
        quiet = time.monotonic()
        watcher.until(names)
        taken.append(time.monotonic() - quiet)
    assert max(taken) <= 2, sorted(taken)


class Calls:
    """A rebuild that only counts, and stops the watch when it has been called so often."""

    def __init__(self, stop, most, results=()):
        self.stop, self.most, self.results, self.count = stop, most, list(results), 0
        self._called = threading.Semaphore(0)

    def __call__(self):
        self.count += 1
        if self.count >= self.most:
            self.stop.set()
        self._called.release()
        return self.results.pop(0) if self.results else True

    def wait(self, times):
        """Wait until it has been called so often again."""
        for _ in range(times):
            assert self._called.acquire(timeout=PATIENCE)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(watching, "QUIET_MS", 20)
    monkeypatch.setattr(watching, "_LOOK_MS", 50)


@pytest.fixture
def looks(monkeypatch):
    """Counts the looks at a root."""
    looked, look = threading.Semaphore(0), watching._identity
    monkeypatch.setattr(watching, "_identity", lambda root: (looked.release(), look(root))[1])
    return looked


def in_background(*arguments, **options):
    thread = threading.Thread(target=watch, args=arguments, kwargs=options, daemon=True)
    thread.start()
    return thread


@pytest.mark.usefixtures("quick")
def test_a_root_that_is_not_there_is_waited_for(tmp_path):
    root, stop = tmp_path / "later", threading.Event()
    calls = Calls(stop, 5)
    thread = in_background([root], tmp_path / "index", calls, stop)
    calls.wait(2)  # at the beginning, and once more when the watch has begun
    root.mkdir()
    calls.wait(2)
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
def test_what_is_written_to_the_index_itself_and_beyond_links_is_no_change(pile, looks):
    stop = threading.Event()
    calls = Calls(stop, 3)
    outside = pile.parent / "outside"
    outside.mkdir()
    os.symlink("../outside", pile / "link")
    (pile / "index").mkdir()
    thread = in_background([pile], pile / "index", calls, stop)
    calls.wait(2)
    for number in range(5):
        (pile / "index" / f"commit-{number}").write_text("x")
        (outside / f"{number}.txt").write_text("x")
    for _ in range(2 + 5):  # those before the second call, and five after what was written
        assert looks.acquire(timeout=PATIENCE)
    assert calls.count == 2
    (pile / "b.txt").write_text("x")
    thread.join(PATIENCE)
    assert calls.count == 3


@pytest.mark.usefixtures("quick")
def test_links_are_watched_where_that_is_asked(pile, tmp_path):
    outside, stop = tmp_path / "outside", threading.Event()
    outside.mkdir()
    os.symlink("../outside", pile / "link")
    calls = Calls(stop, 3)
    thread = in_background([pile], tmp_path / "index", calls, stop, follow_links=True)
    calls.wait(2)
    (outside / "b.txt").write_text("x")
    thread.join(PATIENCE)
    assert calls.count == 3


@pytest.mark.usefixtures("quick")
def test_a_folder_that_was_made_during_the_first_rebuild_is_watched(pile, tmp_path):
    stop = threading.Event()
    calls = Calls(stop, 4)

    def rebuild():
        (pile / "2014").mkdir(exist_ok=True)
        return calls()

    thread = in_background([pile], tmp_path / "index", rebuild, stop)
    calls.wait(3)
    (pile / "2014" / "b.txt").write_text("x")
    thread.join(PATIENCE)
    assert calls.count == 4


@pytest.mark.usefixtures("quick")
def test_folders_that_can_not_be_watched_are_named(pile, tmp_path, monkeypatch):
    def refuse(*_, **__):
        yield set()
        raise RuntimeError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    with pytest.raises(OSError, match="can't be watched: OS file watch limit reached"):
        watch([pile], tmp_path / "index", lambda: True, threading.Event())
