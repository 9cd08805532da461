"""A release as the paragraphs of a reader: title, facts, body with its hits, ledger and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from index.release import Release, Removal
from searcher.result import Span
from searcher.safe import one_line, printable
from tui.labels import facts, value_label

MARK = "⌫"
"""Stands before a line that the cleaner removed."""


LONG = 160
"""Characters of a line that nobody broke by hand."""

Mark = tuple[int, int, str]
"""Where it begins and ends, and the name of its style."""


class Paragraph(NamedTuple):
    """A line of a text before it is cut to a width; `ink` names its style, `marks` where it has others."""

    text: str
    ink: str = ""
    marks: tuple[Mark, ...] = ()


def heading(release: Release) -> list[Paragraph]:
    """Return title, facts and address, below a line for what stays in sight."""
    lines = [Paragraph(""), Paragraph(one_line(release.title), "strong"), Paragraph(facts(release), "dim")]
    if release.url:
        lines.append(Paragraph(one_line(release.url), "dim"))
    return [*lines, Paragraph("")]


def evidence(release: Release) -> list[Paragraph]:
    """Return, a field a line, its value, the rule that decided and the words it decided on."""
    lines = [Paragraph("Why", "strong")]
    for name, why in release.evidence.items():
        words = f" “{one_line(why.text)}”" if why.text else ""
        sure = "" if why.confidence == 1 else f", {why.confidence:.0%}"
        lines.append(Paragraph(f"{name}: {_value(release, name)} — {why.rule}{sure}{words}", "dim"))
    if not release.evidence:
        lines.append(Paragraph("no field has evidence", "dim"))
    return [*lines, Paragraph("")]


def _value(release: Release, name: str) -> str:
    value = getattr(release, name, None)
    if name in ("countries", "mentions") and value:
        return ", ".join(value_label("country", code) for code in value)
    return one_line(str(value)) if value else "unknown"


def body(spans: Iterable[Span]) -> Iterator[Paragraph]:
    """Yield the body's lines, each with its hits."""
    return marked((printable(span.text), "hit" if span.hit else "") for span in spans)


def marked(stretches: Iterable[tuple[str, str]]) -> Iterator[Paragraph]:
    """Yield the lines of a text that comes in stretches, each with the style of its mark, if it is one."""
    text = ""
    marks: list[Mark] = []
    for stretch, ink in stretches:
        for number, piece in enumerate(stretch.split("\n")):
            if number:
                yield Paragraph(text, "", tuple(marks))
                text, marks = "", []
            if ink and piece:
                marks.append((len(text), len(text) + len(piece), ink))
            text += piece
    yield Paragraph(text, "", tuple(marks))


def spaced(lines: Iterable[Paragraph]) -> list[Paragraph]:
    """Return the lines with space between them, where each is a whole paragraph and none stands apart already."""
    lines = list(lines)
    if not all(line.text for line in lines) or max(len(line.text) for line in lines) < LONG:
        return lines
    return [part for line in lines for part in (line, Paragraph(""))][:-1]


def with_ledger(lines: Iterable[Paragraph], removed: Iterable[Removal]) -> Iterator[Paragraph]:
    """Yield the lines with those removed where they stood, each behind a mark and before its rule.

    A removal's offset counts in the document; what was kept before it is that less what was removed before.
    """
    waiting = sorted(removed, key=lambda removal: removal.start)
    taken = kept = 0
    for line in lines:
        while waiting and waiting[0].start - taken <= kept:
            taken += len(waiting[0].text) + 1
            yield from _removed(waiting.pop(0))
        yield line
        kept += len(line.text) + 1 if line.text else 0
    for removal in waiting:
        yield from _removed(removal)


def _removed(removal: Removal) -> Iterator[Paragraph]:
    *lines, last = printable(removal.text).split("\n")
    for line in lines:
        yield Paragraph(f"{MARK} {line}", "removed")
    yield Paragraph(f"{MARK} {last}  [{removal.rule}]", "removed")


def marking(lines: Iterable[Paragraph], words: str) -> list[Paragraph]:
    """Return the lines with the words as their hits, whatever their case, in place of the query's."""
    sought = re.compile(re.escape(words), re.IGNORECASE)
    return [Paragraph(text, ink, tuple((*m.span(), "hit") for m in sought.finditer(text))) for text, ink, _ in lines]
