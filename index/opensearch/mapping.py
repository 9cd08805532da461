"""What an index in a cluster is made of: fields, and how a release fills them.

Terms are made here, by the same analyzer as on one machine: the cluster splits at spaces and does no more. Beside the
terms of a text stand its distinct words, for prefixes, wildcards, fuzzy words and completion, and the terms of its
first paragraph. A release as a whole is kept as JSON in ASCII, so that a path of any bytes comes back as it was.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from whoosh.fields import NUMERIC, STORED, TEXT

from index.analysis import DOCUMENT, MARKS, PARAGRAPH, marked, terms_of, words
from index.release import Release
from index.schema import SCHEMA_VERSION, day_of, from_record, schema, to_document
from index.segment.container import Array

VERSION = f"{SCHEMA_VERSION}.1"
"""That of the schema, and of what this module makes of it."""

B = 0.75
K1 = {"title": 0.4, "body": 1.2}
"""Where a word in the title counts three times, its k1 is a third: 3f / (3f + k1) is f / (f + k1 / 3)."""

FIELDS = dict(schema().items())
TEXTS = tuple(name for name, field in FIELDS.items() if isinstance(field, TEXT))
ANALYZER = "whitespace"

_LONGEST_KEYWORD = 8191
"""Characters of a whole value: Lucene takes 32,766 bytes."""

_KEYWORD = {"type": "keyword"}
_BESIDE = ("added", "sketch", "cluster", "duplicates")


def words_field(name: str) -> str:
    """Return the field of a text's distinct words."""
    return f"{name}_words"


def creation() -> dict[str, Any]:
    """Return the settings and the mapping of a new index; the number of shards and copies is its cluster's to set."""
    return {
        "settings": {
            "index": {
                "codec": "best_compression",
                "similarity": {name: {"type": "BM25", "k1": K1[name], "b": B} for name in TEXTS},
            }
        },
        "mappings": {
            "_meta": {"version": VERSION},
            "dynamic": False,
            "_source": {"includes": ["release", *_BESIDE]},
            "properties": {
                **{name: kind for field in FIELDS for name, kind in _properties(field).items()},
                "lead": {"type": "text", "analyzer": ANALYZER, "norms": False},
                "cluster": _KEYWORD,
                "duplicates": {"type": "integer"},
            },
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
        return {name: text, words_field(name): _KEYWORD}
    return {name: _KEYWORD}


def to_source(release: Release, **beside: Any) -> dict[str, Any]:
    """Return the JSON object that stands for a release in the cluster; fields without a value are left out.

    `beside` are `added`, the generation that brought its text; `sketch`, as text; `cluster`, what its versions have in
    common: the id of one of them; and `duplicates`, the number of the others.
    """
    document = to_document(release)
    source = {name: value for name, value in document.items() if value not in (None, "", [])}
    terms = terms_of(release.language)
    found = {"title": words(release.title), "body": marked(release.body).decode().split()}
    found["lead"] = _lead(found["body"], len(found["title"]))
    found["body"] = [word for word in found["body"] if word not in MARKS]
    for name, of in found.items():
        source.pop(name, None)
        if of:
            terms.learn(of)
            source[name] = " ".join([terms[word] for word in of])
    for name in TEXTS:
        source[words_field(name)] = list(dict.fromkeys(word[:_LONGEST_KEYWORD] for word in found[name]))
    if "date" in source:
        source["date"] = day_of(source["date"]).isoformat()
    source["path"] = document["path"].decode("utf-8", "backslashreplace")
    source["release"] = json.dumps(document["release"])
    return {**source, "added": 0, "cluster": release.id, "duplicates": 0, **beside}


def _lead(body: Sequence[str], title: int) -> list[str]:
    """Return the first paragraph of a body's marked words; after the title, if the body begins with its words."""
    places = accumulate((word not in MARKS for word in body), initial=0)
    ends = [place for word, place in zip(body, places, strict=False) if word in (PARAGRAPH, DOCUMENT)]
    first = title if title in ends else 0
    last = next((end for end in ends if end > first), first)
    return [word for word in body if word not in MARKS][first:last]


def to_text(sketch: Array) -> str:
    """Return a sketch as text."""
    return b64encode(sketch.tobytes()).decode()


def from_source(source: dict[str, Any]) -> Release:
    """Return the release that a document of the cluster holds."""
    return from_record(json.loads(source["release"]))


def beside(source: dict[str, Any]) -> dict[str, Any]:
    """Return what a document of the cluster holds beside the release."""
    return {name: source[name] for name in _BESIDE if name in source}
