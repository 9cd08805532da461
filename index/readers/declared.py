"""Field names of side files, front matter and JSON records, and what they are called here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# The names that a field goes by in whatever case, the most telling first.
FIELDS = {
    "title": ("title", "headline", "name", "subject"),
    "date": ("date", "published", "datepublished", "date_published", "published_at", "publication_date", "pubdate"),
    "source": ("source", "publisher", "organization", "organisation", "site", "site_name", "agency", "office"),
    "language": ("language", "lang", "inlanguage"),
    "url": ("url", "link", "canonical", "source_url"),
}
BODY = ("body", "text", "content", "articlebody", "description", "summary")


def declare(fields: object, rule: str) -> dict[str, str]:
    """Return `title`, `date`, `source`, `language` and `url` of a record, each with its rule under `name:rule`."""
    found: dict[str, str] = {}
    folded = fold_names(fields) if isinstance(fields, dict) else {}
    for name, aliases in FIELDS.items():
        if value := first(folded, aliases):
            found |= {name: value, f"{name}:rule": rule}
    return found


def fold_names(fields: Mapping[Any, object]) -> dict[str, object]:
    """Return fields with their names in lower case."""
    return {str(name).casefold(): value for name, value in fields.items()}


def first(folded: Mapping[str, object], names: Iterable[str]) -> str:
    """Return the first field that has a value, as text: of a list its first element, of an object its name."""
    return next((text for name in names if name in folded and (text := _text(folded[name]))), "")


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return str(value).strip() if isinstance(value, str | int | float) or hasattr(value, "isoformat") else ""
