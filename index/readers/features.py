"""What can be measured of a passage of a page, for telling articles from what surrounds them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.readers.tree import Element, Passage

HINT_ATTRIBUTES = ("class", "id", "role", "itemprop", "data-component", "data-module", "data-testid")
ANCESTORS = (
    *("article", "main", "section", "aside", "nav", "header", "footer", "form", "figure", "figcaption", "blockquote"),
    *("table", "ul", "ol", "li", "a", "h1"),
)
TAGS = (
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "div",
    "td",
    "blockquote",
    "figcaption",
    "section",
    "pre",
    "header",
    "footer",
)

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"""[.!?。！？…؟]["”’')\]]*$""")
_RIGHTS = re.compile(r"©|copyright|rights reserved", re.IGNORECASE)
_CREDIT = re.compile(r"by |photo|image|credit", re.IGNORECASE)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d:\d\d|\bago\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# How far a neighbour is, and the names of its features.
NEIGHBOURS = tuple(
    (at, (f"{name}:words", f"{name}:linked", f"{name}:sentence", f"{name}:sibling"))
    for at, name in ((-2, "before2"), (-1, "before"), (1, "after"), (2, "after2"))
)
FOUND = 0.6  # share of a passage in an extract from which it counts as found
WINDOW = 4


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a passage's own text tells: words (two CJK characters make one), share of links, a sentence's end or not."""

    words: int
    log_words: float
    linked: float
    sentence: bool


_NOTHING = _Measure(0, 0.0, 1.0, sentence=False)


def features(passages: Sequence[Passage], title: str, shares: Sequence[float]) -> list[dict[str, float]]:
    """Return the features of each passage by name; `shares` are the parts found in an extract of the page."""
    measures = [_measure(passage) for passage in passages]
    parents = [passage.element.getparent() for passage in passages]
    contexts = _Contexts()
    extracted = _around_extract(measures, shares)
    folded_title = " ".join(_WORD.findall(title.lower()))
    seen: set[str] = set()
    rows = []
    for number, (passage, own) in enumerate(zip(passages, measures, strict=True)):
        words = " ".join(_WORD.findall(passage.text.lower()))
        row = dict(contexts.of(passage.element, parents[number]))
        row |= _text_features(passage.text, own)
        row |= extracted[number]
        row["title"] = float(_is_title(words, folded_title, own.words))
        row["repeated"] = float(words in seen)
        seen.add(words)
        for at, (name_words, name_linked, name_sentence, name_sibling) in NEIGHBOURS:
            inside = 0 <= number + at < len(passages)
            near = measures[number + at] if inside else _NOTHING
            row[name_words] = near.log_words
            row[name_linked] = near.linked
            row[name_sentence] = float(near.sentence and near.words >= 8)
            row[name_sibling] = float(inside and parents[number + at] is parents[number])
        rows.append(row)
    return rows


class _Contexts:
    """What the elements around a passage are called, each element looked at once."""

    def __init__(self) -> None:
        self._inherited: dict[Element, frozenset[str]] = {None: frozenset()}
        self._own: dict[Element, frozenset[str]] = {}
        self._alike: dict[tuple[Element | None, str, frozenset[str]], dict[str, float]] = {}

    def of(self, element: Element, parent: Element | None) -> dict[str, float]:
        """Return the features of an element and of its ancestors, with its own tag; the same for brothers alike."""
        alike = parent, element.tag, self._called(element)
        if (known := self._alike.get(alike)) is None:
            tag = (f"tag:{element.tag}",) if element.tag in TAGS else ()
            known = dict.fromkeys((*self._around(element), *tag, *self._near(element)), 1.0)
            self._alike[alike] = known
        return known

    def _near(self, element: Element) -> Iterator[str]:
        """Yield what the element itself and the two around it are called, which weighs more than those far above."""
        for _, at in zip(range(3), chain((element,), element.iterancestors()), strict=False):
            yield from (f"near:{name[3:]}" for name in self._called(at) if name.startswith("in:"))

    def _around(self, element: Element) -> frozenset[str]:
        path = []
        while element not in self._inherited:
            path.append(element)
            element = element.getparent()
        inherited = self._inherited[element]
        for below in reversed(path):
            inherited |= self._called(below)
            self._inherited[below] = inherited
        return inherited

    def _called(self, element: Element) -> frozenset[str]:
        """Return what an element's tag and names say; nothing for the page as a whole."""
        if (known := self._own.get(element)) is None:
            inside = frozenset((f"inside:{element.tag}",)) if element.tag in ANCESTORS else frozenset()
            names = " ".join(filter(None, map(element.get, HINT_ATTRIBUTES))).lower()
            known = frozenset[str]() if element.tag in ("html", "body") else inside | _hints(names)
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
    words = len(text.split()) + (0 if text.isascii() else len(_CJK.findall(text)) // 2)
    return _Measure(words, math.log1p(words), min(1.0, passage.linked / len(text)), bool(_SENTENCE_END.search(text)))


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
        "middling": float(4 <= own.words <= 9),
        "rights": float(bool(_RIGHTS.search(text))),
        "credit": float(bool(_CREDIT.match(text))),
        "date": float(own.words <= 12 and bool(_DATE.search(text))),
        "capitals": float(text.isupper()),
        "bracket": float(text[0] in "(["),
        "address": float("http" in text or "@" in text),
        "bar": float("|" in text),
    }


def _is_title(words: str, title: str, count: int) -> bool:
    if not words or not title:
        return False
    return words == title or (count >= 4 and words in title) or (count < 30 and title in words)


def _around_extract(measures: Sequence[_Measure], shares: Sequence[float]) -> list[dict[str, float]]:
    """Return how each passage stands to the extract: in it, near it, between its first and its last passage."""
    held = [share * measure.words for share, measure in zip(shares, measures, strict=True)]
    firm = [number for number, share in enumerate(shares) if share > FOUND and measures[number].words >= 5]
    first, last = (firm[0], firm[-1]) if firm else (0, -1)
    rows = []
    for number, (share, measure) in enumerate(zip(shares, measures, strict=True)):
        around = slice(max(0, number - WINDOW), number + WINDOW + 1)
        rows.append(
            {
                "extract": share,
                "extract:none": float(sum(held) < 80),
                "extract:near": sum(held[around]) / max(1, sum(near.words for near in measures[around])),
                "extract:between": float(first <= number <= last),
                "extract:long": float(share > FOUND and measure.words >= 10),
                "extract:short": float(share > FOUND and measure.words < 10),
            }
        )
    return rows
