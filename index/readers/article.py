"""Which passages of a page are its article: an extractor's choice, corrected passage by passage.

The extractor (trafilatura) is right about most pages and wrong about passages at the rim of its choice. A logistic
model over what surrounds each passage overrules it where it is sure; the weights are those that
`tests/eval/train_article.py` finds, and its cross-validation is the measure of what they are worth on other pages.
"""

from __future__ import annotations

import logging
import math
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from trafilatura import extract

from index.readers.align import shares
from index.readers.features import FOUND, features

if TYPE_CHECKING:
    from index.readers.tree import Element, Passage

# trafilatura warns of every page in which it finds nothing; another choice is made for those.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

KEEP = 0.3  # probability from which a passage of the extract stays
ADD = 0.6  # probability from which another passage joins it
LEAST_WORDS = 80  # extracts with fewer words are not trusted
BIAS = "bias"


def judge(root: Element, passages: list[Passage], title: str) -> list[bool]:
    """Return for each passage whether it belongs to the article; at least one always does."""
    found = shares([passage.text for passage in passages], extract_text(root))
    rows = features(passages, title, found)
    return choose([probability(row, weights()) for row in rows], found, passages)


def choose(probabilities: list[float], found: list[float], passages: list[Passage]) -> list[bool]:
    """Return which passages to take, from their probabilities and the parts of them that the extract holds."""
    trusted = (
        sum(share * len(passage.text.split()) for share, passage in zip(found, passages, strict=True)) >= LEAST_WORDS
    )
    keep, add = (KEEP, ADD) if trusted else (0.5, 0.5)
    chosen: list[bool] = []
    for odds, share, passage in zip(probabilities, found, passages, strict=True):
        rule = (
            bool(chosen) and chosen[-1] and not any(map(str.isalnum, passage.text))
        )  # `___` and `***` belong to what is above
        chosen.append(rule or odds > (keep if share > FOUND else add))
    return chosen if any(chosen) else [odds == max(probabilities) for odds in probabilities]


def probability(row: dict[str, float], model: dict[str, float]) -> float:
    """Return the logistic of the weighted sum of a passage's features."""
    score = model[BIAS] + sum([model[name] * value for name, value in row.items() if value and name in model])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def weights() -> dict[str, float]:
    """Return the model: the weight of each feature."""
    table = files(__package__).joinpath("article.tsv").read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, weight in (line.split("\t") for line in table)}


def extract_text(root: Element) -> str:
    """Return what trafilatura takes for the article, "" where it finds none."""
    text = extract(root, include_comments=False, favor_recall=True, fast=True, deduplicate=False)
    return text or ""
