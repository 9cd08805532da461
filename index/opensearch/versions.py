"""The other versions of each release, found over all of a cluster's index as a rebuild finds them here."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from index.duplicates.known import Duplicates
from index.opensearch.client import Client
from index.opensearch.mapping import from_source, to_source
from index.schema import to_document

_AT_ONCE = 500
_DIGITS = 15
"""Of an id's digits, those that make a number of 64 bits."""


def find_versions(client: Client, index: str) -> None:
    """Judge all releases by their sketches, and note with each what its versions have in common.

    A release that someone else changes meanwhile is left to the next time. Raises ClusterFailure.
    """
    known, noted, named = Duplicates(), {}, {}
    for hit in client.scan(index, {"match_all": {}}, ["sketch", "cluster", "duplicates"]):
        source, name = hit["_source"], hit["_id"]
        known.put(name[:_DIGITS], np.frombuffer(b64decode(source.get("sketch", "")), np.uint16))
        noted[name], named[int(name[:_DIGITS], 16)] = (source["cluster"], source["duplicates"]), name

    def body_of(number: str) -> str:
        return from_source(client.ask(client.raw.get, index=index, id=named[int(number, 16)])["_source"]).body

    known.update(body_of)
    found = {name: (name, 0) for name in noted}
    for cluster in known.clusters():
        names = [named[number] for number in cluster]
        found.update(dict.fromkeys(names, (names[0], len(names) - 1)))
    client.send(_changes(client, index, {name: of for name, of in found.items() if of != noted[name]}))
    client.ask(client.raw.indices.refresh, index=index)


def _changes(client: Client, index: str, found: Mapping[str, tuple[str, int]]) -> Iterator[dict[str, Any]]:
    names = list(found)
    for start in range(0, len(names), _AT_ONCE):
        ids = {"ids": names[start : start + _AT_ONCE]}
        for hit in client.ask(client.raw.mget, index=index, body=ids)["docs"]:
            if hit.get("found"):
                before, (cluster, duplicates) = hit["_source"], found[hit["_id"]]
                document = to_document(from_source(before), before["added"])
                source = to_source(hit["_id"], document, before, cluster=cluster, duplicates=duplicates)
                state = {"if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]}
                yield {"_index": index, "_id": hit["_id"], **state, **source}
