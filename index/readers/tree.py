"""The visible text of an HTML tree, as blocks that still know their element."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from lxml import etree, html

DEEPEST = 250  # libxml2 stops building at 256 levels

BLOCK_TAGS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p"),
        *("pre", "section", "select", "summary", "table", "tbody", "tfoot", "thead", "tr", "caption", "ul"),
        *("td", "th"),
    )
)
HIDDEN_TAGS = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed"),
        *("audio", "video", "canvas", "map", "textarea", "select", "datalist", "dialog"),
    )
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What shows when a pointer rests on a word, inside the paragraph of that word.
_POPUP = re.compile(
    r"(?:rollover|tool-?tip|popover|hover-?card)[\w-]*(?:block|text|content|inner|body|box)", re.IGNORECASE
)
_SPACES = re.compile(r"\s+")

Element = Any  # lxml's elements have no types


@dataclass(slots=True)
class Passage:
    """A block of visible text, the innermost block around it, and how many of its characters are links."""

    text: str
    element: Element
    linked: int


def parse(text: str) -> Element | None:
    """Return the root element of a page, None where it has none; levels deeper than DEEPEST may be missing."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html looks the class up in Python each time an element is touched.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return etree.fromstring(text.encode(), parser)


def is_deep(root: Element) -> bool:
    """Tell whether a page is nested so deep that its tree isn't whole."""
    return bool(root.xpath("boolean(" + "/*" * DEEPEST + ")"))


def prune(root: Element) -> None:
    """Take out of a tree what nobody sees and everyone who walks or copies it would have to step over."""
    etree.strip_elements(root, "script", "style", "noscript", "svg", "iframe", with_tail=False)


def passages(root: Element) -> list[Passage]:
    """Return the visible text of a tree in reading order; invisible elements are left out."""
    return _Walk().over(root)


class _Walk:
    def __init__(self) -> None:
        self.found: list[Passage] = []
        self.parts: list[str] = []
        self.blocks: list[Element] = []
        self.linked = 0
        self.links = 0
        self.preformatted = 0
        self.hidden: Element | None = None

    def over(self, root: Element) -> list[Passage]:
        self.blocks.append(root)
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if is_hidden(element):
                    walk.skip_subtree()
                    self.hidden = element
                else:
                    self.start(element)
                continue
            if element is self.hidden:
                self.hidden = None
            else:
                self.end(element)
            if element is not root:
                self.add(element.tail)
        self.flush()
        return self.found

    def start(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self.flush()
            self.blocks.append(element)
        elif tag == "br":
            self.flush()
        self.links += tag == "a"
        self.preformatted += tag == "pre"
        self.add(element.text)

    def end(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self.flush()
            self.blocks.pop()
        self.links -= tag == "a"
        self.preformatted -= tag == "pre"

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self.preformatted and "\n" in text:
            for line in text.split("\n"):
                self.parts.append(line)
                self.flush()
            return
        self.parts.append(text)
        if self.links:
            self.linked += len(text.strip())

    def flush(self) -> None:
        if self.parts:
            if text := _SPACES.sub(" ", "".join(self.parts)).strip():
                self.found.append(Passage(text, self.blocks[-1], self.linked))
            self.parts.clear()
        self.linked = 0


def is_hidden(element: Element) -> bool:
    """Tell whether a browser wouldn't show an element, or only where a pointer rests."""
    if element.tag in HIDDEN_TAGS or element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    return element.tag == "span" and bool(_POPUP.search(element.get("class", "")))


class _Flat(HTMLParser):
    """Text without a tree, for pages that are nested too deep for one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in ("script", "style", "title"):
            self.hidden = tag
        elif tag in BLOCK_TAGS or tag == "br":
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = "" if tag == self.hidden else self.hidden
        if tag in BLOCK_TAGS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.lines[-1] += data


def flat_lines(text: str) -> list[str]:
    """Return the text of a page without building a tree; linear in time whatever the nesting."""
    parser = _Flat()
    parser.feed(text)
    parser.close()
    return [line for raw in parser.lines if (line := _SPACES.sub(" ", raw).strip())]
