"""The door to an index in a cluster, the same as to one here: a request in, a result out."""

from __future__ import annotations

import time

from index.opensearch.address import ClusterAddress
from index.opensearch.books import Books
from index.opensearch.client import Client
from searcher.engine import Engine, Status
from searcher.opensearch.generation import ClusterGeneration

_HOLDS = 60.0
"""Seconds for which the index behind the name, and the values of its fields, are taken to be the same."""


class ClusterEngine(Engine):
    """Answers requests over an index in a cluster; raises ClusterFailure, NoIndex or OutdatedIndex."""

    def __init__(self, address: ClusterAddress) -> None:
        self.folder = address
        self._client = Client(address)
        self._open()

    def _open(self) -> None:
        self._cluster, self._opened = ClusterGeneration(self._client), time.monotonic()

    def current(self) -> ClusterGeneration:
        """Return the index as it is now; what is known of its values may be a minute old."""
        if time.monotonic() - self._opened > _HOLDS:
            self._open()
        return self._cluster

    @property
    def generation(self) -> int:
        """The last generation below which nothing is being written."""
        return Books(self._client, self.current().index).settled()

    def status(self) -> Status:
        """Return what the index holds now; bytes are those of one copy."""
        raw, index = self._client.raw, self.current().index
        found = self._client.ask(raw.indices.stats, index=index)["_all"]["primaries"]
        documents = self._client.ask(raw.count, index=index)["count"]
        segments = found.get("segments", {}).get("count", 0)
        return Status(self.folder, self.generation, documents, segments, found["store"]["size_in_bytes"])
