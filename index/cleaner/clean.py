"""From a document to the release's own text, and a ledger of everything that was taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.cleaner import learned as learning
from index.cleaner.learned import Boilerplate
from index.cleaner.lexicon import key, rules
from index.cleaner.lines import Line, is_closing, is_prose, split
from index.cleaner.masking import mask
from index.readers.document import RawDocument
from index.release import Removal

VALUE_WORDS = 4
SECTION_LINES = 30
_BANNER = re.compile(r"(?:please )?(?:support|help|donate to) (.{3,60}?)[.!:]?", re.IGNORECASE)
_NOT_NAME = re.compile(r"^(?:the|www)\b|\.(?:com|net|org|info|news)$|[\W_]")
_PAIR = re.compile(r"([^\s:：][^:：]{0,28}[^\s:：])\s*[:：]\s*(\S.{0,100})")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The release's own text, and what was removed from the document, in order."""

    body: str
    removed: tuple[Removal, ...]


def clean(
    document: RawDocument, learned: Boilerplate | None = None, title: str | None = None, source: str | None = None
) -> Cleaned:
    """Return the release's own text and the ledger of what was removed.

    `learned` is what the pile taught about the document's source; lines that read `title` are never removed at the
    edges; lines that ask to support `source` go wherever they stand, and its bare name above all else. Only whole
    lines are removed, so that the words of body and ledger, merged by their place, are the words of `document.text`.
    A document with any text never gets an empty body, and one with paragraphs not one without: where all of them were
    learned, its source has published little but versions of one text.
    """
    lines = split(document)
    publisher = _letters(source or "")
    written = [line for line in lines if line.text and not line.text.isspace()]
    _mark_anywhere(written, publisher)
    if learned:
        _peel([line for line in written if not line.rule], learned, title)
    _mark_edges([line for line in written if not line.rule], key(title or ""), publisher)
    if all(line.rule for line in written):
        for line in lines:
            line.rule = None
    removed = tuple(Removal(line.text, line.rule, line.start) for line in written if line.rule)
    return Cleaned(_join(lines), removed)


def _peel(lines: Sequence[Line], learned: Boilerplate, title: str | None) -> None:
    learning.peel(lines, learned, title)
    prose = [line for line in lines if is_prose(line.text)]
    if prose and all(line.rule and mask(line.text) not in learned.drop for line in prose):
        for line in prose:
            line.rule = None


def _join(lines: Iterable[Line]) -> str:
    """Return what is kept, runs of blank lines squeezed to one."""
    text = "\n".join(line.text.rstrip() for line in lines if line.rule is None)
    return (re.sub(r"\n{3,}", "\n\n", text) if "\n\n\n" in text else text).strip("\n")


def _mark_anywhere(lines: Iterable[Line], source: str) -> None:
    find = rules("anywhere").find
    for line in lines:
        if line.rule:
            continue
        if found := find(line.text):
            line.rule = found
        elif source and (banner := _BANNER.fullmatch(line.text.strip())) and _letters(banner[1]) == source:
            line.rule = "support-banner"


def _letters(name: str) -> str:
    """Return a site's name without what its spellings differ in: `The Harbour Ledger`, `harbour-ledger.com`."""
    return _NOT_NAME.sub("", name.casefold())


def _mark_edges(lines: list[Line], title: str, source: str) -> None:
    """Apply the rules that hold before the first and after the last paragraph."""
    first = next((number for number, line in enumerate(lines) if _is_paragraph(line)), len(lines))
    last = next((number for number in range(len(lines), first, -1) if _is_paragraph(lines[number - 1])), first)
    prose = first < len(lines)
    head = [line for line in lines[:first] if not title or key(line.text) != title]
    tail = lines[last:]
    _mark_letterhead(head)
    if prose:
        _mark_sections(tail)
    for zone in (head, tail):
        _mark_pairs(zone)
        for line in zone:
            line.rule = line.rule or _edge_rule(line)
    _mark_top(lines[:first], title, source)


def _edge_rule(line: Line) -> str | None:
    rule = rules("edge").find(line.text)
    return rule or (rules("text-edge").find(line.text) if line.main is None else None)


def _is_paragraph(line: Line) -> bool:
    """Tell whether a line is a paragraph of the release, not a sentence that pages put around it."""
    return is_prose(line.text) and _edge_rule(line) is None


def _mark_top(head: Iterable[Line], title: str, source: str) -> None:
    """Mark names of sections, and the source's own, until the first line that is anything else."""
    for line in head:
        if line.rule is None:
            if key(line.text) == title:
                return
            is_source = " " in line.text.strip() and _letters(line.text) == source
            line.rule = "source-name" if is_source else rules("top").find(line.text)
        if line.rule is None:
            return


def _mark_letterhead(head: list[Line]) -> None:
    """Mark blocks of two and more lines that name the office and the embargo."""
    found = [None, *(rules("letterhead").find(line.text) for line in head), None]
    for line, before, rule, after in zip(head, found, found[1:], found[2:], strict=False):
        line.rule = rule if before or after else None


def _mark_sections(tail: list[Line]) -> None:
    """Mark headings such as "See also" together with the short lines that they introduce."""
    open_rule, taken = None, 0
    for line in tail:
        if line.rule:
            continue
        rule = rules("section").find(line.text)
        open_rule = rule or open_rule
        taken = 0 if rule else taken + 1
        if is_closing(line.text) or taken > SECTION_LINES:
            open_rule = None
        line.rule = open_rule


def _mark_pairs(zone: list[Line]) -> None:
    """Mark labels with their values, `Date: 2014-11-07` or `Hit` before `1,234`, if several stand there."""
    labels = rules("pair").lines
    pairs: list[tuple[str, list[Line]]] = []
    waiting: Line | None = None
    for line in (line for line in zone if not line.rule):
        pair = _PAIR.fullmatch(line.text.strip())
        if pair and (rule := labels.get(key(pair[1]))):
            pairs.append((rule, [line]))
        elif waiting and (len(line.text.split()) <= VALUE_WORDS or any(char.isdigit() for char in line.text)):
            pairs.append((labels[key(waiting.text)], [waiting, line]))
            waiting = None
        else:
            waiting = line if key(line.text) in labels else None
    for rule, marked in pairs if len(pairs) > 1 else ():
        for line in marked:
            line.rule = rule
