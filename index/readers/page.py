"""What a web page declares of itself: JSON-LD, OpenGraph, Dublin Core, `<time>`, `<title>`, by trust."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag
from lxml import etree

from index.readers.declared import FIELDS, first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.readers.tree import Element

# For each field, the places to look in order of trust: a rule's name, a CSS selector, and an attribute (or the text).
PLACES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "title": (
        ("meta:og:title", 'meta[property="og:title" i]', "content"),
        ("meta:dc.title", 'meta[name="dc.title" i], meta[name="dcterms.title" i]', "content"),
        ("meta:citation_title", 'meta[name="citation_title" i]', "content"),
        ("meta:twitter:title", 'meta[name="twitter:title" i]', "content"),
        ("title", "title", ""),
    ),
    "date": (
        ("meta:article:published_time", 'meta[property="article:published_time" i]', "content"),
        ("meta:datePublished", 'meta[itemprop="datePublished" i]', "content"),
        ("meta:dc.date.issued", 'meta[name="dc.date.issued" i], meta[name="dcterms.issued" i]', "content"),
        ("meta:dcterms.created", 'meta[name="dcterms.created" i], meta[name="dcterms.date" i]', "content"),
        ("meta:dc.date", 'meta[name="dc.date" i], meta[name="dc.date.created" i]', "content"),
        ("meta:citation_date", 'meta[name="citation_publication_date" i], meta[name="citation_date" i]', "content"),
        (
            "meta:pubdate",
            'meta[name="pubdate" i], meta[name="publishdate" i], meta[name="publication_date" i]',
            "content",
        ),
        ("meta:date", 'meta[name="date" i]', "content"),
        ("time:datePublished", 'time[itemprop="datePublished" i][datetime], time[pubdate][datetime]', "datetime"),
        ("time", "time[datetime]", "datetime"),
    ),
    "source": (
        ("meta:og:site_name", 'meta[property="og:site_name" i]', "content"),
        ("meta:dc.publisher", 'meta[name="dc.publisher" i], meta[name="dcterms.publisher" i]', "content"),
        ("meta:application-name", 'meta[name="application-name" i]', "content"),
    ),
    "language": (
        ("html:lang", "html[lang]", "lang"),
        ("meta:content-language", 'meta[http-equiv="content-language" i]', "content"),
        ("meta:dc.language", 'meta[name="dc.language" i], meta[name="dcterms.language" i]', "content"),
        ("meta:og:locale", 'meta[property="og:locale" i]', "content"),
    ),
    "url": (
        ("link:canonical", 'link[rel~="canonical" i]', "href"),
        ("meta:og:url", 'meta[property="og:url" i]', "content"),
    ),
}
# The kinds of JSON-LD objects that describe a release, the most telling first (schema.org).
KINDS = ("NewsArticle", "PressRelease", "Article", "ReportageNewsArticle", "BlogPosting", "Report", "WebPage")
LONGEST_JSON = 1_000_000
MOST_ELEMENTS = 2_000

_DECLARING = "//title[not(ancestor::svg)] | //meta | //link[@rel and @href] | //script[contains(@type, 'ld+json')]"
_NAMED = frozenset(re.findall(r'="([^"]+)" i', str(PLACES).lower()))
_TIMES = ("//time[@pubdate or contains(@itemprop, 'datePublished')]", "//article//time", "//main//time", "//time")


def declared(root: Element) -> dict[str, str]:
    """Return what the markup of a page says: `title`, `date`, `source`, `language`, `url`, and the rule of each."""
    soup = _declaring_part(root)
    found: dict[str, str] = {}
    for item in _json_ld(soup):
        for name, value in _described(item).items():
            found.setdefault(name, value)
    for name, places in PLACES.items():
        for rule, selector, attribute in places:
            if name not in found and (value := _value(soup.select_one(selector), attribute)):
                found |= {name: value, f"{name}:rule": rule}
    return found


def _declaring_part(root: Element) -> BeautifulSoup:
    """Return the elements that declare anything; a soup of the whole page would take ten times as long."""
    elements = [element for element in root.xpath(_DECLARING) if _is_telling(element)][:MOST_ELEMENTS]
    elements += next((times for path in _TIMES if (times := root.xpath(path))), [])[:1]
    markup = "".join(
        etree.tostring(element, encoding="unicode", method="html", with_tail=False) for element in elements
    )
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    soup = BeautifulSoup(f"<html><body>{markup}</body></html>", "lxml")
    if language and isinstance(soup.html, Tag):
        soup.html["lang"] = language
    return soup


def _is_telling(element: Element) -> bool:
    """Tell whether a selector of PLACES can match an element; most `<meta>` and `<link>` are for machines."""
    names = [element.get(name, "").lower() for name in ("property", "name", "itemprop", "http-equiv")]
    if element.tag == "link":
        return "canonical" in element.get("rel").lower()
    return element.tag != "meta" or not _NAMED.isdisjoint(names)


def _value(element: Tag | None, attribute: str) -> str:
    if element is None:
        return ""
    return " ".join(str(element.get(attribute) or "" if attribute else element.get_text()).split())


def _json_ld(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Return the objects that describe a release, the most telling kind first."""
    found = []
    for script in soup.find_all("script"):
        text = script.get_text()[:LONGEST_JSON]
        try:
            found += [item for item in _objects(json.loads(text, strict=False), 0) if _rank(item) < len(KINDS)]
        except (ValueError, RecursionError):
            continue
    return sorted(found, key=_rank)


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth)
    elif isinstance(value, dict):
        yield value
        if depth < 3:
            yield from _objects(value.get("@graph"), depth + 1)
            yield from _objects(value.get("mainEntity"), depth + 1)


def _rank(item: dict[str, Any]) -> int:
    kinds = item.get("@type")
    names = [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    return min((KINDS.index(name) for name in names if name in KINDS), default=len(KINDS))


def _described(item: dict[str, Any]) -> dict[str, str]:
    kind = KINDS[_rank(item)]
    found: dict[str, str] = {}
    for name, aliases in FIELDS.items():
        if value := first(item, aliases):
            found |= {name: html.unescape(value), f"{name}:rule": f"json-ld:{kind}"}
    return found
