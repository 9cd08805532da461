"""Piles of files whose texts differ, so that nothing of them is learned as boilerplate."""

import itertools
import shutil

import pytest

SUBJECTS = ("Copper", "Fisheries", "Harbour", "Railway", "Nuclear", "Vaccine", "Coffee", "Border", "Satellite", "Visa")
PLACES = ("Lima", "Moscow", "Hanoi", "Seoul", "Santiago", "Nairobi", "Riga", "Muscat", "Lusaka", "Lisbon")


def text(number):
    """A title and two paragraphs that no other number has."""
    subject, place = SUBJECTS[number % 10], PLACES[number // 10 % 10]
    return (
        f"{subject} accord {number} signed in {place}\n\n"
        f"{place} — Delegates {number} spoke about {subject.lower()} for {number + 2} hours before they signed.\n"
        f"A second meeting on {subject.lower()} follows in {place} within {number + 3} weeks, the host said.\n"
    )


@pytest.fixture(name="text", scope="session")
def texts():
    return text


def made_pile(folder):
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(text(number), encoding="utf-8")
    return folder


@pytest.fixture
def pile(tmp_path):
    """A folder of five releases: 0.txt to 4.txt."""
    return made_pile(tmp_path / "pile")


def made_whole(folder, pile, later):
    from index.rebuild import rebuild

    rebuild(folder, [pile])
    (pile / "1.txt").write_text(text(7), encoding="utf-8")
    later(pile / "1.txt")
    (pile / "5.txt").write_text("Dated\n\nLima, November 7, 2014 — Copper was signed.\n", encoding="utf-8")
    rebuild(folder, [pile])
    return folder


@pytest.fixture(scope="module")
def whole_once(tmp_path_factory, later):
    """An index of two segments, one with deleted documents, after two rebuilds of its pile; and the pile."""
    folder = tmp_path_factory.mktemp("once")
    pile = made_pile(folder / "pile")
    return made_whole(folder / "whole", pile, later), pile


@pytest.fixture
def whole(whole_once, tmp_path):
    """A copy of the index."""
    return shutil.copytree(whole_once[0], tmp_path / "whole")


@pytest.fixture(scope="session")
def later():
    """Give a file a new time, as a later write does however coarse the clock."""
    times = itertools.count(1_800_000_000_000_000_000, 1_000_000_000)

    def touch(path):
        import os

        now = next(times)
        os.utime(path, ns=(now, now))

    return touch
