"""Field names of side files, front matter and JSON records, and what they are called here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# The names that a field goes by, the most telling first.
FIELDS = {
    "title": ("title", "headline", "name", "subject"),
    "date": ("date", "published", "datePublished", "date_published", "published_at", "publication_date", "pubDate"),
    "source": ("source", "publisher", "organization", "organisation", "site", "site_name", "agency", "office"),
    "language": ("language", "lang", "inLanguage"),
    "url": ("url", "link", "canonical", "source_url"),
}
BODY = ("body", "text", "content", "articleBody", "description", "summary")


def declare(fields: object, rule: str) -> dict[str, str]:
    """Return `title`, `date`, `source`, `language` and `url` of a record, each with its rule under `name:rule`."""
    found: dict[str, str] = {}
    if not isinstance(fields, dict):
        return found
    for name, aliases in FIELDS.items():
        if value := first(fields, aliases):
            found |= {name: value, f"{name}:rule": rule}
    return found


def first(fields: Mapping[Any, object], names: Iterable[str]) -> str:
    """Return the first field that has a value, as text: of a list its first element, of an object its name."""
    folded = {str(name).casefold(): value for name, value in fields.items()}
    return next((text for name in names if (text := _text(folded.get(name.casefold())))), "")


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return str(value).strip() if isinstance(value, str | int | float) or hasattr(value, "isoformat") else ""
