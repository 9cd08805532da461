"""The article benchmark: its pages, its measure, and the passages of each page with their features and labels."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from index.readers.article import measured
from index.readers.page import declared
from index.readers.tree import Passage, parse, passages, prune
from tests.eval.regression import logistic

WORD = re.compile(r"\w+")


def shingles(text, size=4):
    """Return the benchmark's shingles: every run of four words, with its count."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))) if words else Counter()


def precision_recall(gold, found):
    """Return precision and recall of one page as the benchmark defines them."""
    wanted, got = shingles(gold), shingles(found)
    both = sum((wanted & got).values())
    return both / sum(got.values()) if got else float(not wanted), both / sum(wanted.values()) if wanted else 1.0


def averages(golds, bodies):
    """Return F1 of the averages, average precision and average recall."""
    pairs = [precision_recall(golds[name], bodies[name]) for name in golds]
    precision, recall = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    return 2 * precision * recall / (precision + recall), precision, recall


def golds(folder: Path):
    """Return the text of each page's article by name."""
    table = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return {name: page["articleBody"] for name, page in table.items()}


def sites(folder: Path):
    """Return the host of each page by name."""
    table = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return {name: urlsplit(page["url"]).hostname for name, page in table.items()}


@dataclass
class Page:
    """The passages of a page, the part of each in the extract, their features and whether the gold has them."""

    passages: list[Passage]
    found: list[float]
    rows: list[dict[str, float]]
    labels: list[bool]


def page(html: str, gold: str) -> Page:
    """Return a page ready for training."""
    root = parse(html)
    title = declared(root).get("title", "")
    prune(root)
    blocks = passages(root)
    found, rows = measured(root, blocks, title)
    return Page(blocks, found, rows, labels([block.text for block in blocks], gold))


def labels(texts, gold):
    """Label passages that share half of their shingles with the gold; short ones that stand in it beside such."""
    wanted, words = shingles(gold), " " + " ".join(WORD.findall(gold)) + " "
    known = []
    for text in texts:
        own = WORD.findall(text)
        if len(own) < 4:
            known.append(len(own) > 0 and f" {' '.join(own)} " in words)
        else:
            parts = shingles(text)
            known.append(sum(part in wanted for part in parts) >= len(parts) / 2)
    near = [any(known[max(0, at - 2) : at] + known[at + 1 : at + 3]) for at in range(len(known))]
    return [known[at] and (near[at] or len(WORD.findall(texts[at])) >= 4) for at in range(len(known))]


def fit(pages: list[Page]) -> dict[str, float]:
    """Return the weights of a logistic regression; every page weighs the same."""
    rows = [row for page in pages for row in page.rows]
    wanted = [label for page in pages for label in page.labels]
    return logistic(rows, wanted, np.concatenate([_mass(page) for page in pages]), strength=3.0)


def _mass(page):
    mass = np.sqrt([len(block.text.split()) for block in page.passages]) + 1
    return mass / mass.sum() * 100
