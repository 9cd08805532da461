"""What an index in a cluster is made of: fields, and how a release fills them.

Terms are made here, by the same analyzer as on one machine: the cluster splits at spaces and does no more. Beside the
terms of a text stand its distinct words, for prefixes, wildcards, fuzzy words and completion, and the terms of its
sentences and of its first paragraph. A release as a whole is kept as JSON in ASCII, so that a path of any bytes comes
back as it was.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from whoosh.fields import NUMERIC, STORED, TEXT

from index import manifest
from index.analysis import ABBREVIATIONS, DOCUMENT, MARKS, PARAGRAPH, SENTENCE, has_stemmer, marked, terms_of
from index.release import Release
from index.schema import SCHEMA_VERSION, day_of, from_record, schema
from index.segment.container import Array

VERSION = f"{SCHEMA_VERSION}.3"
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
_ABBREVIATIONS = frozenset(ABBREVIATIONS)
_PLACES = {"type": "text", "analyzer": ANALYZER, "norms": False}
_BESIDE = ("sketch", "cluster", "duplicates")


def words_field(name: str) -> str:
    """Return the field of a text's distinct words."""
    return f"{name}_words"


def sentences_field(name: str) -> str:
    """Return the field of a text's terms with marks where sentences and paragraphs end."""
    return f"{name}_sentences"


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
            "_source": {"includes": ["id", "release", "added", *_BESIDE]},
            "properties": {
                **{name: kind for field in FIELDS for name, kind in _properties(field).items()},
                **dict.fromkeys(("lead", *map(sentences_field, TEXTS)), _PLACES),
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


def document_id(content: str | None, path: str) -> str:
    """Return the id of a release's document: made from the digest of its file's content, and the release's path.

    The path keeps files of the same content apart, and is evidence of what the content alone doesn't tell.
    """
    return digest(f"{content} {path}")


def digest(text: str) -> str:
    """Return a digest of a text, such as a path, that is the same on every machine."""
    return manifest.digest(text.encode("utf-8", "surrogateescape"))


def to_source(
    id_: str, document: dict[str, Any], before: Mapping[str, Any] = MappingProxyType({}), **beside: Any
) -> dict[str, Any]:
    """Return the JSON object of a release's fields as `to_document` has them; those without a value are left out.

    `beside`, or else what the document with this id held `before`, are `sketch`, as text; `cluster`, what its versions
    have in common: the document's id of one of them; and `duplicates`, the number of the others.
    """
    source = {name: value for name, value in document.items() if name not in TEXTS and value not in (None, [])}
    terms, language = terms_of(document["language"]), document["language"]
    found = {name: _marked(document[name], language) for name in TEXTS}
    words = {name: [word for word in of if word not in MARKS] for name, of in found.items()}
    lead = _lead(found["body"], len(words["title"]))
    for name, of in {**words, "lead": lead, **{sentences_field(name): of for name, of in found.items()}}.items():
        source |= {name: " ".join(map(terms.__getitem__, of))} if of else {}
    for name in TEXTS:
        source[words_field(name)] = [word[:_LONGEST_KEYWORD] for word in dict.fromkeys(words[name])]
    if "date" in source:
        source["date"] = day_of(source["date"]).isoformat()
    source["path"] = document["path"].decode("utf-8", "backslashreplace")
    source["release"] = json.dumps(document["release"])
    kept = {name: before[name] for name in _BESIDE if name in before}
    return {**source, "cluster": id_, "duplicates": 0, **kept, **beside}


def _marked(text: str, language: str | None) -> list[str]:
    """Return the marked words of a text, without the ends of sentences that an index here takes for abbreviations."""
    found = marked(text).decode().split()
    if has_stemmer(language):
        return found
    return [word for before, word in pairwise(("", *found)) if word != SENTENCE or before not in _ABBREVIATIONS]


def _lead(body: Iterable[str], title: int) -> list[str]:
    """Return the first paragraph of a body's marked words; after the title, if the body begins with its words."""
    found: list[str] = []
    ends = [0]
    for word in body:
        if word in (PARAGRAPH, DOCUMENT):
            ends.append(len(found))
        elif word != SENTENCE:
            found.append(word)
        if ends[-1] > title:
            break
    first = title if title in ends else 0
    return found[first : next((end for end in ends if end > first), first)]


def to_text(sketch: Array) -> str:
    """Return a sketch as text."""
    return b64encode(sketch.tobytes()).decode()


def from_source(source: dict[str, Any]) -> Release:
    """Return the release that a document of the cluster holds."""
    return from_record(json.loads(source["release"]))
