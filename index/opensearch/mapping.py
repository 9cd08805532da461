"""What an index in a cluster is made of: fields, and how a release fills them.

Terms are made here, by the same analyzer as on one machine: the cluster splits at spaces and does no more. Beside the
terms of a text stand its distinct words, for prefixes, wildcards and fuzzy words. A release as a whole is kept as JSON
in ASCII, so that a path of any bytes comes back as it was.
"""

from __future__ import annotations

import json
from typing import Any

from whoosh.fields import NUMERIC, STORED, TEXT

from index.analysis import terms_of, words
from index.release import Release
from index.schema import SCHEMA_VERSION, day_of, from_record, schema, to_document

B = 0.75
K1 = {"title": 0.4, "body": 1.2}
"""Where a word in the title counts three times, its k1 is a third: 3f / (3f + k1) is f / (f + k1 / 3)."""

FIELDS = dict(schema().items())
TEXTS = tuple(name for name, field in FIELDS.items() if isinstance(field, TEXT))
ANALYZER = "terms"

_LONGEST_KEYWORD = 8191
"""Characters of a whole value: Lucene takes 32,766 bytes."""

_KEYWORD = {"type": "keyword"}


def words_field(name: str) -> str:
    """Return the field of a text's distinct words."""
    return f"{name}_words"


def creation() -> dict[str, Any]:
    """Return the settings and the mapping of a new index; the number of shards and copies is its cluster's to set."""
    analyzer = {ANALYZER: {"type": "custom", "tokenizer": "whitespace"}}
    return {
        "settings": {
            "index": {
                "codec": "best_compression",
                "analysis": {"analyzer": analyzer},
                "similarity": {name: {"type": "BM25", "k1": K1[name], "b": B} for name in TEXTS},
            }
        },
        "mappings": {
            "_meta": {"schema_version": SCHEMA_VERSION},
            "dynamic": False,
            "_source": {"includes": ["release", "added"]},
            "properties": {name: kind for field in FIELDS for name, kind in _properties(field).items()},
        },
    }


def _properties(name: str) -> dict[str, dict[str, Any]]:
    field = FIELDS[name]
    if name == "date":
        return {name: {"type": "date", "format": "strict_date"}}
    if isinstance(field, NUMERIC):
        return {name: {"type": "integer"}}
    if isinstance(field, STORED):
        return {name: {"type": "keyword", "index": False, "doc_values": False}}
    if isinstance(field, TEXT):
        text = {"type": "text", "analyzer": ANALYZER, "similarity": name}
        return {name: text, words_field(name): {**_KEYWORD, "doc_values": False}}
    return {name: _KEYWORD}


def to_source(release: Release, added: int) -> dict[str, Any]:
    """Return the JSON object that stands for a release in the cluster; fields without a value are left out."""
    document = to_document(release, added)
    source = {name: value for name, value in document.items() if value not in (None, "", [])}
    terms = terms_of(release.language)
    for name in TEXTS:
        if found := words(source.pop(name, "")):
            terms.learn(found)
            source[name] = " ".join([terms[word] for word in found])
            source[words_field(name)] = list(dict.fromkeys(word[:_LONGEST_KEYWORD] for word in found))
    if "date" in source:
        source["date"] = day_of(source["date"]).isoformat()
    source["path"] = document["path"].decode("utf-8", "backslashreplace")
    source["release"] = json.dumps(document["release"])
    return source


def from_source(source: dict[str, Any]) -> Release:
    """Return the release that a document of the cluster holds."""
    return from_record(json.loads(source["release"]))
