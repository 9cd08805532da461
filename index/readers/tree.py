"""The visible text of an HTML tree, as blocks that still know their element."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from lxml import etree, html

DEEPEST = 250  # libxml2 stops building at 256 levels

BLOCK_TAGS = frozenset(
    (
        "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select summary "
        "table tbody tfoot thead tr caption ul td th"
    ).split()
)
HIDDEN_TAGS = frozenset(
    (
        "script style noscript template head svg math iframe object embed audio video canvas map textarea select "
        "datalist dialog img input link meta"
    ).split()
)
FORMATTING_TAGS = tuple("b strong em i u s small big font sub sup mark tt abbr span".split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What shows when a pointer rests on a word, inside the paragraph of that word.
_POPUP = re.compile(
    r"(?:rollover|tool-?tip|popover|hover-?card)[\w-]*(?:block|text|content|inner|body|box)", re.IGNORECASE
)
_PERHAPS_HIDDEN = etree.XPath("body//*[@hidden or @style] | body//span[@class]")
# Paragraphs within paragraphs, where tags that end them are missing, make trafilatura go through them again for each.
_DEEPEST = etree.XPath("boolean(" + "/*" * DEEPEST + " | (//p[count(ancestor::p) = 9])[1])")
_SPACES = re.compile(r"\s+")
# Comments, elements whose content nobody sees, and tags; what isn't closed ends with the page, or is no markup.
_MARKUP = re.compile(
    r"""<!--(?:.*?-->|.*) | <(script|style|title)\b(?:.*?</\1\b[^<>]*>?|.*)
    | <[/!?]?(?P<tag>[a-z][a-z0-9]*)(?:"[^"<]*"|'[^'<]*'|[^<>"'])*+>""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)

Element = Any  # lxml's elements have no types


@dataclass(slots=True)
class Passage:
    """A block of visible text, the innermost block around it, and how many of its characters are links."""

    text: str
    element: Element
    linked: int


def parse(text: str) -> Element | None:
    """Return the root element of a page, None where it has none; levels deeper than DEEPEST may be missing."""
    return etree.fromstring(text.encode(), _parser())


@cache
def _parser() -> html.HTMLParser:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html looks the class up in Python each time an element is touched.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def is_deep(root: Element) -> bool:
    """Tell whether a page is nested so deep that its tree isn't whole, or its paragraphs as no site's are."""
    return bool(_DEEPEST(root))


def prune(root: Element) -> None:
    """Take out of a tree what a browser wouldn't show, or only where a pointer rests; what follows it stays."""
    etree.strip_elements(root, *HIDDEN_TAGS, with_tail=False)
    for element in _PERHAPS_HIDDEN(root):
        if _is_hidden(element):
            element.drop_tree()
    etree.strip_tags(root, *FORMATTING_TAGS)


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", "")):
        return True
    return element.tag == "span" and bool(_POPUP.search(element.get("class", "")))


def passages(root: Element) -> list[Passage]:
    """Return the text of a pruned tree in reading order, nested no deeper than DEEPEST."""
    walk = _Walk()
    walk.visit(root, root, frozenset())
    walk.flush(root)
    return walk.found


class _Walk:
    """The passages of what was visited, and the parts of the one that is being read."""

    def __init__(self) -> None:
        self.found: list[Passage] = []
        self.parts: list[str] = []
        self.linked = 0

    def visit(self, element: Element, block: Element, within: frozenset[str]) -> None:
        """Read an element that stands in a block, and `within` links or preformatted text."""
        tag = element.tag
        inner = block
        if tag in BLOCK_TAGS or tag == "br":
            self.flush(block)
            inner = block if tag == "br" else element
        if tag in ("a", "pre"):
            within |= {tag}
        if text := element.text:
            self.add(text, inner, within)
        for child in element:
            self.visit(child, inner, within)
            if tail := child.tail:
                self.add(tail, inner, within)
        if inner is not block:
            self.flush(inner)

    def add(self, text: str, block: Element, within: frozenset[str]) -> None:
        if "pre" in within and "\n" in text:
            for line in text.split("\n"):
                self.parts.append(line)
                self.flush(block)
            return
        self.parts.append(text)
        if "a" in within:
            self.linked += len(text.strip())

    def flush(self, block: Element) -> None:
        if self.parts:
            if text := " ".join("".join(self.parts).split()):
                self.found.append(Passage(text, block, self.linked))
            self.parts.clear()
        self.linked = 0


def flat_lines(text: str) -> list[str]:
    """Return the text of a page without building a tree; linear in time whatever the nesting."""
    breaks = {*BLOCK_TAGS, "br"}
    marked = _MARKUP.sub(lambda found: "\0" if (found["tag"] or "").lower() in breaks else "", text)
    return [line for raw in unescape(marked).split("\0") if (line := _SPACES.sub(" ", raw).strip())]
