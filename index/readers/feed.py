"""RSS and Atom: one release per item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from index.errors import UnreadableFile
from index.readers.declared import declare
from index.readers.document import RawDocument
from index.readers.members import Member, read_members
from index.readers.source import Source

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BODY = ("encoded", "content", "description", "summary")
# Names in RSS, RSS 1.0, Dublin Core and Atom, without their namespaces.
FIELDS = {
    "title": ("title",),
    "date": ("pubDate", "published", "date", "issued", "updated"),
    "source": ("publisher", "source"),
    "language": ("language",),
    "url": ("link",),
}
_ITEMS = "{*}item", "{*}entry"
Element = Any  # lxml's elements have no types


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the items of a feed, each called by its identifier; entities are never resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(source.data, parser)
    found = root.iter(*_ITEMS) if root is not None else ()
    items = [item for item in found if next(item.iterancestors(*_ITEMS), None) is None]  # else texts within texts
    if not items:
        raise UnreadableFile(source.name, "is no RSS or Atom feed")
    channel = _channel(root)
    return read_members(source, (_member(item, number, channel) for number, item in enumerate(items, 1)))


def _channel(root: Element) -> dict[str, str]:
    """Return what the feed as a whole says: its own title is the source of its items."""
    channel = next(root.iter("{*}channel"), root)
    language = _text(channel, ("language",)) or channel.get(XML_LANGUAGE, "")
    says = {"source": _text(channel, ("title",)), "language": language}
    return {name: value for name, value in says.items() if value}


def _member(item: Element, number: int, channel: dict[str, str]) -> Member:
    fields = {name: value for name, names in FIELDS.items() if (value := _text(item, names))}
    name = _text(item, ("guid", "id")) or fields.get("url") or str(number)
    body = _text(item, BODY) or fields.get("title", "")
    return Member(name, body.encode, ".html", declare({**channel, **fields}, "feed"), "utf-8")


def _text(element: Element, names: tuple[str, ...]) -> str:
    """Return the text of the first child that has one of the names; of an Atom link its address."""
    for name in names:
        for child in element.iterchildren("{*}" + name):
            text = "".join(child.itertext()).strip() or child.get("href", "")
            if len(child) and name == "content":  # XHTML within Atom
                text = etree.tostring(child, encoding="unicode", method="html")
            if text:
                return text
    return ""
