"""What a pile teaches about each of its sources: lines that stand at the edge of many of its releases.

Frequency alone is unsafe, since offices repeat whole sentences that are content. So a line is only learned if it
nearly always stands at an edge, only removed on the way inward from an edge, and a sentence only if nearly every
release has it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from index.cleaner.lexicon import key
from index.cleaner.lines import SENTENCE_WORDS, Line, count_words, is_closing, is_dateline, is_place, is_prose
from index.cleaner.masking import mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.cleaner.counts import LineCounts, Tally

AT_EDGE = 0.95
COMMON = 0.2
COMMON_SENTENCE = 0.9
COMMON_DAY = 0.5  # share of releases that print a day beside another one, for it to be the site's
FEW = 3  # releases that must share a line which is no sentence, of a source with fewer than MANY
FEW_OF_MANY = 5
MANY = 20
COMMON_BEYOND = 0.6  # share of releases, for a line that stands beyond an unknown one
STEP = 3  # unknown short lines between learned ones, such as a title between two menus

_DAY = re.compile(r"\d{4}-\d\d-\d\d")  # a day that was counted; in lines, numbers are masked


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The masked lines that surround one source's releases, with the number of releases that have each.

    `keep` and `drop` are the user's own decisions: masked lines never to be removed, and always at an edge.
    """

    documents: int
    top: Mapping[str, int] = field(default_factory=dict)
    bottom: Mapping[str, int] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()

    def decided(self, line: str, decision: Literal["keep", "drop", "undo"]) -> Boilerplate:
        """Return the same with the user's decision on a masked line, which replaces an earlier one."""
        keep = self.keep | {line} if decision == "keep" else self.keep - {line}
        drop = self.drop | {line} if decision == "drop" else self.drop - {line}
        return replace(self, keep=keep, drop=drop)

    @property
    def is_decided(self) -> bool:
        """Tell whether the user said anything."""
        return bool(self.keep or self.drop)

    @property
    def effect(self) -> tuple[frozenset[str], ...]:
        """What decides how the source's releases are cleaned, apart from counts that change nothing."""
        return frozenset(self.top), frozenset(self.bottom), self.keep, self.drop

    def is_printed(self, day: str) -> bool:
        """Tell whether the source prints a day (ISO 8601) on its pages beside the releases' own."""
        return (day in self.top or day in self.drop) and day not in self.keep

    def is_banner(self, title: str) -> bool:
        """Tell whether what was taken for a release's title stands above nearly all of the source's many releases."""
        return _is_removable(title, self, self.top, max(MANY, COMMON_SENTENCE * self.documents))

    def to_json(self) -> dict[str, Any]:
        """Return plain data, for people to read and to edit."""
        edges = {"documents": self.documents, "top": dict(self.top), "bottom": dict(self.bottom)}
        return {**edges, "keep": sorted(self.keep), "drop": sorted(self.drop)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Boilerplate:
        """Return what `to_json` gave."""
        return cls(data["documents"], data["top"], data["bottom"], frozenset(data["keep"]), frozenset(data["drop"]))


def learn(counts: LineCounts, edited: Mapping[str, Boilerplate] | None = None) -> dict[str, Boilerplate]:
    """Return the boilerplate of each source; the user's decisions in `edited` are carried over."""
    edited = edited or {}
    learned = {name: Boilerplate(0, {}, {}, said.keep, said.drop) for name, said in edited.items() if said.is_decided}
    for name, documents, lines in counts.totals():
        before = edited.get(name, Boilerplate(0))
        common = common_lines(lines, documents)
        learned[name] = Boilerplate(documents, _at_edge(common, 2), _at_edge(common, 3), before.keep, before.drop)
    return learned


def common_lines(lines: Mapping[str, Tally], documents: int) -> dict[str, Tally]:
    """Return the lines that so many of a source's releases share that only their place can tell what they are."""
    return {line: tally for line, tally in lines.items() if _is_common(line, tally, documents)}


def peel(lines: Sequence[Line], learned: Boilerplate, title: str | None = None) -> None:
    """Mark learned lines from each end inward, up to the first paragraph or dateline that isn't learned."""
    _peel(lines, learned, learned.top, title, "learned-top")
    _peel(lines[::-1], learned, learned.bottom, title, "learned-bottom")


def _peel(lines: Sequence[Line], learned: Boilerplate, edge: Mapping[str, int], title: str | None, rule: str) -> None:
    """Mark learned lines up to the first real one; beyond a few unknown short lines only very common ones."""
    stepped = 0
    for line, inner in zip(lines, (*lines[1:], None), strict=False):
        if line.rule:
            continue
        common = learned.documents if stepped else 0
        if is_dateline(line.text) or is_place(line.text, inner.text if inner else ""):
            return
        if _is_removable(line.text, learned, edge, COMMON_BEYOND * common) and not _is_protected(line.text, title):
            line.rule = rule
        elif is_prose(line.text) or stepped == STEP:
            return
        else:
            stepped += 1


def _is_removable(line: str, learned: Boilerplate, edge: Mapping[str, int], least: float) -> bool:
    masked = mask(line)
    if masked is None or masked in learned.keep:
        return False
    return masked in learned.drop or edge.get(masked, -1) >= least


def _is_protected(line: str, title: str | None) -> bool:
    return is_closing(line) or (title is not None and key(line) == key(title))


def _is_common(line: str, tally: Tally, documents: int) -> bool:
    if _DAY.fullmatch(line):
        return tally[0] >= max(FEW_OF_MANY, COMMON_DAY * documents)
    is_sentence = is_prose(line) or count_words(line) >= SENTENCE_WORDS
    share = COMMON_SENTENCE if is_sentence else COMMON
    least = FEW_OF_MANY if is_sentence or documents >= MANY else FEW  # fewer may be corrections of one release
    return tally[0] >= max(least, math.ceil(share * documents))


def _at_edge(lines: Mapping[str, Tally], edge: Literal[2, 3]) -> dict[str, int]:
    found = {line: tally[0] for line, tally in lines.items() if tally[edge] >= AT_EDGE * tally[1]}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
