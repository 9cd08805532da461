"""Eight readers and one writer at once: no errors, and what a process holds doesn't grow.

SOAK_SECONDS says for how long; `make soak` gives it ten minutes.
"""

import gc
import os
import resource
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from index.errors import NoSuchRelease
from index.rebuild import rebuild
from searcher.engine import Engine
from searcher.request import SearchRequest

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("SOAK_SECONDS", "20"))
READERS = 8


def open_files():
    return len(os.listdir("/proc/self/fd"))


def mapped():
    """Return the files of indexes that are mapped into memory, and the kilobytes in use."""
    maps = sum("/segment-" in line for line in Path("/proc/self/maps").read_text().splitlines())
    return maps, int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


def read(folder, stop, errors, totals):
    engine = Engine(folder)
    while not stop.is_set():
        try:
            result = engine.search(SearchRequest("copper OR meeting", limit=5))
            assert result.total >= len(result.hits)
            totals.append(result.total)
            for hit in result.hits:
                with suppress(NoSuchRelease):  # the writer may have taken it out meanwhile
                    assert engine.release(hit.id).path == hit.path
        except Exception as error:  # noqa: BLE001 whatever it is
            errors.append(error)


def test_readers_follow_a_writer_and_nothing_grows(tmp_path):
    pile, folder = tmp_path / "pile", tmp_path / "index"
    pile.mkdir()
    (pile / "first.txt").write_text("Copper\n\nA first meeting on copper.\n")
    rebuild(folder, [pile], jobs=1)
    stop, errors, totals, samples = threading.Event(), [], [], []
    readers = [threading.Thread(target=read, args=(folder, stop, errors, totals)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    began, number = time.monotonic(), 0
    while time.monotonic() - began < SECONDS:
        path = pile / f"{number % 200}.txt"
        path.write_text(f"Copper {number}\n\nMeeting {number} on copper lasted {number % 17} hours.\n")
        if number % 5 == 4:
            (pile / f"{(number * 7) % 200}.txt").unlink(missing_ok=True)
        rebuild(folder, [pile], prune=True, jobs=1)
        number += 1
        gc.collect()
        samples.append((open_files(), *mapped()))
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert max(totals) > 1
    middle = len(samples) // 2
    for early, late in zip(np.max(samples[:middle], axis=0), np.max(samples[middle:], axis=0), strict=True):
        assert late <= 1.25 * early + 4
