"""How many copies of releases and stories are found when they are changed as reprints are; floors only move up.

Half of those copied are form letters: a senator's announcements that differ in town and amount, or the next of a
series. They are cut behind, since the rest of a form letter may not say whose it is. Pairs of a copy with another
release than its own are wrong; what was printed twice to begin with is no error.
"""

import lzma
import random
import re
import tarfile
import time
from itertools import combinations

import pytest

from index.duplicates.clusters import clusters
from index.duplicates.known import Duplicates
from index.duplicates.match import Verdict
from index.duplicates.sketch import sketch
from tests.eval.newswire import halves

pytestmark = pytest.mark.slow

OFFICES = ("Shelby", "Johnson", "Isakson", "Talent", "Bunning", "Kerry", "Wyden", "Stabenow")
COPIED = 300


@pytest.fixture(scope="module", params=["senate", "newswire"])
def bodies(request, shared):
    """The texts of some offices' releases or of the newswire's test half; those under forty words are left out."""
    if request.param == "newswire":
        with lzma.open(shared / "data" / "newswire-countries.jsonl.xz", "rt", encoding="utf-8") as lines:
            texts = [f"{story['title']}\n{story['dateline']} {story['body']}" for story in halves(lines)[1]]
    else:
        with tarfile.open(shared / "data" / "senate.tar.xz") as archive:
            texts = [
                archive.extractfile(member).read().decode("utf-8", "replace")
                for member in archive
                if member.name.endswith(".txt") and member.name.split("/")[-2] in OFFICES
            ]
    return [text for text in texts if len(text.split()) >= 40]


def paragraphs(text):
    found = [part for part in re.split(r"\n+", text) if part.strip()]
    return found if len(found) > 2 else re.split(r"(?<=[.!?])\s+", text)


def reworded(text, share, rng, vocabulary):
    """Replace, drop or add to a share of the words."""
    changes = (lambda _: rng.choice(vocabulary), lambda _: "", lambda word: f"{word} {rng.choice(vocabulary)}")
    return re.sub(r"\S+", lambda m: rng.choice(changes)(m[0]) if rng.random() < share else m[0], text)


def shuffled(text, rng, _):
    parts = paragraphs(text)
    return "\n\n".join(rng.sample(parts, len(parts)))


def boilerplate(text, rng, bodies):
    """Add passages of other releases, three tenths as long as the text."""
    foreign = ""
    while len(foreign) < 0.3 * len(text):
        foreign += rng.choice(paragraphs(rng.choice(bodies))) + "\n\n"
    foreign = foreign[: int(0.3 * len(text))]
    return rng.choice((f"{foreign}\n\n{text}", f"{text}\n\n{foreign}"))


CHANGES = {
    "first half": lambda text, *_: text[: len(text) // 2],
    "shuffled": shuffled,
    "5 % reworded": lambda text, rng, bodies: reworded(text, 0.05, rng, rng.choice(bodies).split()),
    "10 % reworded": lambda text, rng, bodies: reworded(text, 0.1, rng, rng.choice(bodies).split()),
    "boilerplate": boilerplate,
    "headline": lambda text, rng, bodies: " ".join([rng.choice(bodies)[:80], *text.split(" ")[12:]]),
}


def found_pairs(texts):
    known = Duplicates()
    for number, text in enumerate(texts):
        known.put(f"{number:012x}", sketch(text))
    began = time.process_time()
    known.update(lambda name: texts[int(name, 16)])
    judged = time.process_time()
    found = clusters(known._verdicts)
    return {pair for cluster in found for pair in combinations(cluster, 2)}, judged - began


def series(bodies, pairs_of):
    """Return the releases that share most of their words with another, and are no version of it."""
    return {
        number
        for pair, match in pairs_of.items()
        if match is not Verdict.VERSIONS
        for number in pair
        if number < len(bodies)
    }


def test_changed_copies_are_found_and_form_letters_are_none(bodies, report):
    rng = random.Random(11)
    known = Duplicates()
    for number, text in enumerate(bodies):
        known.put(f"{number:012x}", sketch(text))
    known.update(lambda name: bodies[int(name, 16)])
    natural = {pair for cluster in clusters(known._verdicts) for pair in combinations(cluster, 2)}
    letters = sorted(series(bodies, known._verdicts))
    plain = sorted(set(range(len(bodies))) - set(letters))
    copied = rng.sample(letters, COPIED // 2) + rng.sample(plain, COPIED // 2)
    total = hits = wrong = 0
    for name, change in CHANGES.items():
        texts = bodies + [change(bodies[number], rng, bodies) for number in copied]
        pairs, seconds = found_pairs(texts)
        wanted = {(number, len(bodies) + at) for at, number in enumerate(copied)}
        right = wanted & pairs
        same = {number: {number} for number in range(len(bodies))}
        for one, other in natural:
            same[one].add(other)
            same[other].add(one)
        own = {at + len(bodies): number for at, number in enumerate(copied)}
        others = {(a, b) for a, b in pairs - wanted if b in own and own.get(a, a) not in same[own[b]]}
        at_letters = len([pair for pair in right if pair[0] in set(letters)]) / (COPIED // 2)
        report(
            f"{name}: recall {len(right) / COPIED:.3f} (form letters {at_letters:.3f}), wrong pairs {len(others)}, "
            f"{seconds:.1f} s"
        )
        total, hits, wrong = total + COPIED, hits + len(right), wrong + len(others)
    report(f"recall {hits / total:.4f}, precision {hits / (hits + wrong):.4f}, {len(natural)} pairs to begin with")
    assert hits / total >= 0.973
    assert hits / (hits + wrong) >= 0.99
