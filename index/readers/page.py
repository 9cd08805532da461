"""What a web page declares of itself: JSON-LD, OpenGraph, Dublin Core, `<time>`, `<title>`, by trust."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from index.readers.declared import declare
from index.readers.tree import Element

# For each field, the places to look in order of trust; `meta:` is a `<meta>` of that property, name or item.
PLACES = {
    "title": "meta:og:title meta:dc.title meta:dcterms.title meta:citation_title meta:twitter:title title".split(),
    "date": (
        "meta:article:published_time meta:datepublished meta:dc.date.issued meta:dcterms.issued meta:dcterms.created "
        "meta:dcterms.date meta:dc.date meta:dc.date.created meta:citation_publication_date meta:citation_date "
        "meta:pubdate meta:publishdate meta:publication_date meta:date time"
    ).split(),
    "source": "meta:og:site_name meta:dc.publisher meta:dcterms.publisher meta:application-name".split(),
    "language": "html:lang meta:content-language meta:dc.language meta:dcterms.language meta:og:locale".split(),
    "url": "link:canonical meta:og:url".split(),
}
NAMING = ("property", "name", "itemprop", "http-equiv")
# The kinds of JSON-LD objects that describe a release, the most telling first (schema.org).
KINDS = ("NewsArticle", "PressRelease", "Article", "ReportageNewsArticle", "BlogPosting", "Report", "WebPage")
LONGEST_JSON = 1_000_000
MOST_ELEMENTS = 2_000

_TITLES = etree.XPath("//title[not(ancestor::svg)]")
_DECLARING = etree.XPath(
    "//meta[@content] | //script[contains(@type, 'ld+json')]"
    " | //link[@href and contains(translate(@rel, 'ACILNO', 'acilno'), 'canonical')]"
)
_TIMES = (
    etree.XPath("//time[@datetime and (@pubdate or contains(@itemprop, 'datePublished'))]"),
    # Asked of each time, since articles within articles would each go through the same times again.
    *(etree.XPath(f"//time[@datetime and ancestor::{place}]") for place in ("article", "main")),
    etree.XPath("//time[@datetime]"),
)
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def declared(root: Element) -> dict[str, str]:
    """Return what the markup of a page says: `title`, `date`, `source`, `language`, `url`, and the rule of each."""
    # A soup of the whole page would take ten times as long as one of the elements that declare anything.
    elements = _DECLARING(root)[:MOST_ELEMENTS]
    markup = "".join(etree.tostring(one, encoding="unicode", method="html", with_tail=False) for one in elements)
    soup = BeautifulSoup(markup, "lxml", multi_valued_attributes=None) if markup else None
    times = next((times for find in _TIMES if (times := find(root))), None)
    titles = _TITLES(root)
    said = {
        "html:lang": root.get("lang") or root.get(_XML_LANGUAGE) or "",
        "time": times[0].get("datetime") if times else "",
        "title": titles[0].text_content() if titles else "",
        **(_said(soup) if soup else {}),
    }
    found: dict[str, str] = {}
    for item in _json_ld(soup) if soup else ():
        says = declare(item, f"json-ld:{KINDS[_rank(item)]}")
        found = {name: html.unescape(value) for name, value in says.items()} | found
    for name, places in PLACES.items():
        rule = next((place for place in places if said.get(place, "").strip()), None)
        if rule and name not in found:
            found |= {name: " ".join(said[rule].split()), f"{name}:rule": rule}
    return found


def _said(soup: BeautifulSoup) -> dict[str, str]:
    """Return what link and meta elements say, the first of each name."""
    found = [("link:canonical", str(link["href"])) for link in soup("link")]
    for meta in soup("meta"):
        found += [(f"meta:{meta[name]}".lower(), str(meta["content"])) for name in NAMING if meta.get(name)]
    return {name: value for name, value in reversed(found) if value}


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
