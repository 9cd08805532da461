"""Indexes in a cluster, made for a test."""

import os
from contextlib import contextmanager
from itertools import count

import pytest

from index.errors import SearcherError
from index.opensearch.address import ClusterAddress, parse_address

GAPS = ("not supported by osmem", "a cluster can't")
"""Spans within spans, which real nodes have, and what only an index on one machine can be asked."""

_numbers = count()


def address_at(url: str) -> ClusterAddress:
    """The address of an index that no other test uses."""
    return parse_address(f"opensearch+{url}/test-{os.getpid()}-{next(_numbers)}")


def engine_over(address, *releases):
    """An engine over the releases, which the cluster takes in one go."""
    from opensearchpy import helpers

    from index.opensearch.client import Client
    from index.opensearch.feed import prepared
    from index.opensearch.mapping import document_id, to_source
    from index.schema import to_document
    from searcher.opensearch.engine import ClusterEngine

    client = Client(address)
    index = prepared(client)
    documents = ((document_id("", release.path), to_document(release, 1)) for release in releases)
    actions = ({"_index": index, "_id": name, **to_source(name, document)} for name, document in documents)
    helpers.bulk(client.raw, actions, refresh=True)
    return ClusterEngine(address)


def removed(address):
    """Take an index out of its cluster, with all that belongs to it."""
    from index.opensearch.client import Client

    Client(address).raw.indices.delete(index=f"{address.name}-*")


@contextmanager
def known_gaps(leave_out=pytest.skip):
    """Leave out what a cluster can't be asked, or osmem-server is lacking."""
    try:
        yield
    except SearcherError as error:
        if not any(gap in str(error) for gap in GAPS):
            raise
        leave_out(str(error))
