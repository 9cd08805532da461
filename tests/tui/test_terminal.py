"""The whole program in a real terminal, driven through tmux."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.release import Release
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds until the screen must show what is waited for."""


class Terminal:
    """A tmux server of its own, with one window."""

    def __init__(self, folder, command):
        self.socket = str(folder / "tmux")
        places = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "STATE", "DATA")}
        self.environment = os.environ | places | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", shlex.join(command))

    def tmux(self, *arguments):
        command = ["tmux", "-S", self.socket, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False).stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def shows(self, text):
        """Wait for a text, and tell whether it came."""
        until = time.monotonic() + PATIENCE
        while text not in self.tmux("capture-pane", "-p"):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


@pytest.fixture
def terminal(tmp_path):
    folder = tmp_path / "index"
    writer = ArrayIndex.create(folder, schema(), SCHEMA_VERSION).writer()
    for number in range(30):
        title, country = f"Copper notice {number}", ("PE", "CL", "VN")[number % 3]
        release = Release(f"/{number}.txt", title, "Copper \x1b[31mprices rose.", countries=(country,))
        writer.update_document(**to_document(release))
    writer.commit()
    opened = Terminal(tmp_path, [sys.executable, "-m", "searcher", "tui", "--index", str(folder)])
    yield opened
    opened.tmux("kill-server")


def test_search_with_facets_and_read(terminal):
    assert terminal.shows("30 releases")
    terminal.type("copper")
    assert terminal.shows("30 releases")
    terminal.keys("Enter")
    assert terminal.shows("space Mark")
    terminal.keys("f")
    assert terminal.shows("x Exclude")
    terminal.keys("]", "Space")
    assert terminal.shows("✕ ")
    assert terminal.shows("10 releases")
    terminal.keys("f")
    assert terminal.shows("space Mark")
    terminal.keys("Enter")
    assert terminal.shows("␛[31mprices rose.")
    terminal.keys("C-q")
