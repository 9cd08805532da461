"""The whole program in a real terminal, driven through tmux."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.rebuild import rebuild

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
        self.tmux(
            "-f", "/dev/null", "new-session", "-d", "-c", str(folder), "-x", "100", "-y", "30", shlex.join(command)
        )

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
        while text not in (seen := self.tmux("capture-pane", "-p")):
            if time.monotonic() > until:
                sys.stderr.write(seen)
                return False
            time.sleep(0.05)
        return True


def file(folder, number, place):
    folder.mkdir(exist_ok=True)
    text = f"Copper notice {number}\n\n{place}, May {number + 1}, 2014 - Prices of copper \x1b[31mrose."
    (folder / f"{number}.txt").write_text(text)


@pytest.fixture
def pile(tmp_path):
    for number in range(30):
        file(tmp_path / "pile", number, ("LIMA, Peru", "SANTIAGO, Chile", "HANOI, Viet Nam")[number % 3])
    return tmp_path / "pile"


@pytest.fixture
def start(tmp_path):
    """The program over the index in a folder."""
    opened = []

    def start():
        command = [sys.executable, "-m", "searcher", "tui", "--index", str(tmp_path / "index")]
        opened.append(Terminal(tmp_path, command))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.tmux("kill-server")


@pytest.fixture
def terminal(start, pile, tmp_path):
    """The program after a search for copper, the first hit marked."""
    rebuild(tmp_path / "index", [pile], jobs=1)
    terminal = start()
    assert terminal.shows("30 releases")
    terminal.type("copper")
    assert terminal.shows("30 releases")
    terminal.keys("Enter")
    assert terminal.shows("space Mark")
    return terminal


@pytest.mark.usefixtures("pile")
def test_first_run(start):
    terminal = start()
    assert terminal.shows("in which folder are your press releases?")
    terminal.keys("C-u")
    assert terminal.shows("type a path")
    terminal.type("pi")
    assert terminal.shows("pile/")
    terminal.keys("Tab", "Enter")
    assert terminal.shows("30 releases")
    assert terminal.shows("for example")
    terminal.keys("C-q")


def test_rebuild_while_searching(terminal, pile):
    file(pile, 30, "LIMA, Peru")
    terminal.keys("r")
    assert terminal.shows("31 releases")
    assert terminal.shows("● 1 new")
    file(pile, 29, "QUITO, Ecuador")
    rebuild(pile.parent / "index", [pile], jobs=1)
    assert terminal.shows("● 1 new")
    terminal.keys("C-q")


def test_search_with_facets_export_and_read(terminal, tmp_path):
    terminal.keys("f")
    assert terminal.shows("x Exclude")
    terminal.keys("]", "x")
    assert terminal.shows("✕ not")
    terminal.keys("f")
    assert terminal.shows("space Mark")
    terminal.keys("e")
    assert terminal.shows("releases-copper.csv")
    terminal.keys("C-u")
    assert terminal.shows("type a path")
    terminal.type(str(tmp_path / "found.csv"))
    terminal.keys("Enter")
    assert terminal.shows("20 releases in")
    assert (tmp_path / "found.csv").read_text().count("Copper notice") == 20
    terminal.keys("Enter")
    assert terminal.shows("Prices of copper [31mrose.")
    terminal.keys("C-q")
