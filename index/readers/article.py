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
from itertools import pairwise

from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from index.readers.align import shares, squash
from index.readers.features import FOUND, features
from index.readers.tree import Element, Passage

# trafilatura warns of every page in which it finds nothing; another choice is made for those.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

KEEP = 0.3  # probability from which a passage of the extract stays
ADD = 0.6  # probability from which another passage joins it
ALIKE = 0.2  # probability from which a passage joins others in elements of the same names
PARAGRAPH_WORDS = 15
LINKED = 0.3  # share of linked characters that no such paragraph has
LEAST_WORDS = 80  # extracts with fewer words are not trusted
BIAS = "bias"


def judge(root: Element, passages: list[Passage], title: str) -> list[bool]:
    """Return for each passage whether it belongs to the article; at least one always does."""
    if len(passages) == 1:  # as in most feeds
        return [True]
    found, rows = measured(root, passages, title)
    model = weights()
    return choose([probability(row, model) for row in rows], found, passages)


def measured(root: Element, passages: list[Passage], title: str) -> tuple[list[float], list[dict[str, float]]]:
    """Return for each passage what part of it the extractor takes, and its features by name."""
    letters = [squash(passage.text) for passage in passages]
    found = shares(letters, squash(extract_text(root)))
    return found, features(passages, letters, squash(title), found)


def choose(probabilities: list[float], found: list[float], passages: list[Passage]) -> list[bool]:
    """Return which passages to take, from their probabilities and the parts of them that the extract holds."""
    lengths = [len(passage.text.split()) for passage in passages]
    trusted = sum(share * words for share, words in zip(found, lengths, strict=True)) >= LEAST_WORDS
    keep, add = (KEEP, ADD) if trusted else (0.5, 0.5)
    chosen = [odds > (keep if share > FOUND else add) for odds, share in zip(probabilities, found, strict=True)]
    if not any(chosen):
        return [odds == max(probabilities) for odds in probabilities]
    _add_alike(chosen, probabilities, passages, lengths)
    _complete_quotations(chosen, passages, lengths)
    for number, (before, passage) in enumerate(pairwise(passages), 1):
        is_rule = not any(map(str.isalnum, passage.text))  # `___` and `***` belong to what is above
        goes_on = probabilities[number] > ALIKE and _names(before.element) == _names(passage.element)
        chosen[number] |= chosen[number - 1] and (is_rule or goes_on)
    return chosen


def _add_alike(chosen: list[bool], probabilities: list[float], passages: list[Passage], lengths: list[int]) -> None:
    """Add paragraphs that are not unlikely, in elements of the same names as others that were chosen.

    Extractors take one of the boxes that an article is cut into, and miss text that stands in none (the two
    thresholds are those of J. Canny's hysteresis, 1986).
    """
    paragraphs = [number for number, words in enumerate(lengths) if words >= PARAGRAPH_WORDS]
    names = {number: _names(passages[number].element) for number in paragraphs}
    alike = {names[number] for number in paragraphs if chosen[number]}
    for number in paragraphs:
        passage = passages[number]
        if probabilities[number] > ALIKE and names[number] in alike and passage.linked < LINKED * len(passage.text):
            chosen[number] = True


def _names(element: Element) -> tuple[str | None, ...]:
    parent = element.getparent()
    around = () if parent is None else (parent.tag, parent.get("class"))
    return element.tag, element.get("class"), *around


def _complete_quotations(chosen: list[bool], passages: list[Passage], lengths: list[int]) -> None:
    """Add the rest of each quotation of which most is chosen: the name and the date below an embedded post."""
    quoted: dict[Element, list[int]] = {}
    for number, passage in enumerate(passages):
        if (quotation := next(passage.element.iterancestors("blockquote"), None)) is not None:
            quoted.setdefault(quotation, []).append(number)
        elif passage.element.tag == "blockquote":
            quoted.setdefault(passage.element, []).append(number)
    for numbers in quoted.values():
        taken = sum(lengths[number] for number in numbers if chosen[number])
        if 2 * taken > sum(lengths[number] for number in numbers):
            for number in numbers:
                chosen[number] = True


def probability(row: dict[str, float], model: dict[str, float]) -> float:
    """Return the logistic of the weighted sum of a passage's features."""
    score = model[BIAS] + sum([model.get(name, 0.0) * value for name, value in row.items() if value])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def weights() -> dict[str, float]:
    """Return the model: the weight of each feature."""
    table = files(__package__).joinpath("article.tsv").read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, weight in (line.split("\t") for line in table)}


def extract_text(root: Element) -> str:
    """Return what trafilatura takes for the article, "" where it finds none."""
    found = bare_extraction(root, options=_options())
    return "".join(found.body.itertext()) if found else ""


@cache
def _options() -> Extractor:
    """Return how every page is extracted; to make it anew takes 6 % of a small page's time."""
    return Extractor(output_format="python", fast=True, recall=True, comments=False)
