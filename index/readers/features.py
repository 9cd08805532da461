"""What can be measured of a passage of a page, for telling articles from what surrounds them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

from index.readers.tree import Element, Passage

HINT_ATTRIBUTES = frozenset("class id role itemprop data-component data-module data-testid".split())
ANCESTORS = frozenset(
    "article main section aside nav header footer form figure figcaption blockquote table ul ol li a h1".split()
)
TAGS = frozenset("p li h1 h2 h3 h4 h5 div td blockquote figcaption section pre header footer".split())
ENDS = frozenset(".!?。！？…؟")
QUOTES = "\"”’')]"
FOUND = 0.6  # share of a passage in an extract from which it counts as found
LEAST_WORDS = 5  # of a passage that tells where the extract begins and ends
WINDOW = 4
SENTENCE_WORDS = 8
TITLE_WORDS = range(4, 30)  # words of a passage that may be a part of the title, and of one that may hold it
NOTICE = 300  # characters in which a notice says what it is

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_RIGHTS = re.compile(r"©|copyright|rights reserved", re.IGNORECASE)
# How far a neighbour is, and the names of its features.
_NEIGHBOURS = tuple(
    (at, (f"{name}:words", f"{name}:linked", f"{name}:sentence", f"{name}:sibling"))
    for at, name in ((-2, "before2"), (-1, "before"), (1, "after"), (2, "after2"))
)


class _Measure(NamedTuple):
    """What a passage's own text tells: words (two CJK characters make one), share of links, a sentence's end or not."""

    words: int
    log_words: float
    linked: float
    sentence: bool


_NOTHING = _Measure(0, 0.0, 1.0, sentence=False)


def features(
    passages: Sequence[Passage], letters: Sequence[str], title: str, shares: Sequence[float]
) -> list[dict[str, float]]:
    """Return the features of each passage by name.

    `letters` are the squashed passages, `title` that of the page, `shares` the parts found in an extract of it.
    """
    measures = [_measure(passage) for passage in passages]
    around = [_NOTHING, _NOTHING, *measures, _NOTHING, _NOTHING]
    parents = [None, None, *(passage.element.getparent() for passage in passages), None, None]
    extracted = _around_extract(measures, shares)
    contexts = _Contexts()
    seen: set[str] = set()
    rows = []
    for number, (passage, own, bare) in enumerate(zip(passages, measures, letters, strict=True)):
        parent = parents[number + 2]
        row = {**contexts.of(passage.element, parent), **_text_features(passage.text, own), **extracted[number]}
        row["title"] = float(_is_title(bare, title, own.words))
        row["repeated"] = float(bare in seen)
        seen.add(bare)
        for at, (words, linked, sentence, sibling) in _NEIGHBOURS:
            near = around[number + 2 + at]
            row[words] = near.log_words
            row[linked] = near.linked
            row[sentence] = float(near.sentence and near.words >= SENTENCE_WORDS)
            row[sibling] = float(near is not _NOTHING and parents[number + 2 + at] is parent)
        rows.append(row)
    return rows


class _Contexts:
    """What the elements around a passage are called, each element looked at once."""

    def __init__(self) -> None:
        self._inherited: dict[Element, frozenset[str]] = {None: frozenset()}
        self._own: dict[Element, frozenset[str]] = {None: frozenset()}
        self._alike: dict[tuple[Element | None, str, frozenset[str]], Mapping[str, float]] = {}

    def of(self, element: Element, parent: Element | None) -> Mapping[str, float]:
        """Return the features of an element and of its ancestors, with its own tag; the same for brothers alike.

        What the element itself and the two around it are called weighs more than what those far above are.
        """
        own = self._called(element)
        alike = parent, element.tag, own
        if (known := self._alike.get(alike)) is None:
            above = parent.getparent() if parent is not None else None
            near = own | self._called(parent) | self._called(above)
            names = self._around(element).union(f"near:{name[3:]}" for name in near if name.startswith("in:"))
            known = self._alike[alike] = dict.fromkeys(names, 1.0)
            if element.tag in TAGS:
                known[f"tag:{element.tag}"] = 1.0
        return known

    def _around(self, element: Element) -> frozenset[str]:
        if (known := self._inherited.get(element)) is None:
            known = self._inherited[element] = self._around(element.getparent()) | self._called(element)
        return known

    def _called(self, element: Element) -> frozenset[str]:
        """Return what an element's tag and names say; nothing for the page as a whole."""
        if (known := self._own.get(element)) is None:
            tag = element.tag
            known = frozenset((f"inside:{tag}",)) if tag in ANCESTORS else frozenset()
            if tag not in ("html", "body"):
                known |= _hints(" ".join([value for name, value in element.items() if name in HINT_ATTRIBUTES]).lower())
            self._own[element] = known
        return known


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return what class names, ids and roles tell of an element, by hint."""
    table = files(__package__).joinpath("hints.tsv").read_text(encoding="utf-8").splitlines()
    return {name: re.compile(pattern) for name, pattern in (line.split("\t") for line in table)}


@lru_cache(maxsize=100_000)
def _hints(names: str) -> frozenset[str]:
    return frozenset(f"in:{hint}" for hint, pattern in _patterns().items() if names and pattern.search(names))


def _measure(passage: Passage) -> _Measure:
    text = passage.text
    words = text.count(" ") + 1 + (0 if text.isascii() else len(_CJK.findall(text)) // 2)
    ends = text.rstrip(QUOTES)[-1:] in ENDS
    return _Measure(words, math.log1p(words), min(1.0, passage.linked / len(text)), ends)


def _text_features(text: str, own: _Measure) -> dict[str, float]:
    return {
        "words": own.log_words,
        "linked": own.linked,
        "linked:long": own.linked * (own.words >= 10),
        "linked:all": float(own.linked > 0.85),
        "sentence": float(own.sentence),
        "sentence:long": float(own.sentence and own.words >= 10),
        "long": float(own.words >= 25),
        "short": float(own.words <= 3),
        "rights": float(bool(_RIGHTS.search(text, 0, NOTICE))),
    }


def _is_title(letters: str, title: str, words: int) -> bool:
    is_part, holds_it = words >= TITLE_WORDS.start and letters in title, words < TITLE_WORDS.stop and title in letters
    return bool(letters and title) and (letters == title or is_part or holds_it)


def _around_extract(measures: Sequence[_Measure], shares: Sequence[float]) -> list[dict[str, float]]:
    """Return how each passage stands to the extract: in it, near it, between its first and its last passage."""
    held = [0.0, *accumulate(share * measure.words for share, measure in zip(shares, measures, strict=True))]
    words = [0, *accumulate(measure.words for measure in measures)]
    pairs = enumerate(zip(shares, measures, strict=True))
    firm = [number for number, (share, own) in pairs if share > FOUND and own.words >= LEAST_WORDS]
    first, last = (firm[0], firm[-1]) if firm else (0, -1)
    rows = []
    for number, (share, measure) in enumerate(zip(shares, measures, strict=True)):
        start, end = max(0, number - WINDOW), min(len(measures), number + WINDOW + 1)
        rows.append(
            {
                "extract": share,
                "extract:near": (held[end] - held[start]) / (words[end] - words[start]),
                "extract:between": float(first <= number <= last),
                "extract:long": float(share > FOUND and measure.words >= 10),
                "extract:short": float(share > FOUND and measure.words < 10),
            }
        )
    return rows
