"""What the way to a cluster costs on this side: `python -m tests.cluster.measure ADDRESS [FOLDER]`, of an index there.

Its releases are loaded into a second index, which is deleted at the end; searches are asked through the engine and as
bare requests with the same body, in turn. First pages are compared with those of an index of the same files in a
folder: what they share, and nDCG with the ranks there as gains.
"""

import http.client
import json
import math
import statistics
import sys
import time
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from opensearchpy import helpers

from index.opensearch.address import parse_address
from index.opensearch.client import Client
from index.opensearch.feed import prepared
from index.opensearch.mapping import document_id, to_source
from index.schema import to_document
from searcher.engine import Engine
from searcher.opensearch.engine import ClusterEngine
from searcher.request import SearchRequest

QUERIES = ("iraq", "health care", '"health care reform"', "energy country:IQ", "vet*", "recieve~", "tax OR budget", "")
ROUNDS = 15
PAGE = 20


def load(address, releases):
    """Return seconds of the clock, and of our processor, for a bulk load."""
    client = Client(address._replace(name=f"{address.name}-again"))
    index = prepared(client)
    began, worked = time.perf_counter(), time.process_time()
    documents = ((document_id("", release.path), to_document(release, 1)) for release in releases)
    actions = ({"_index": index, "_id": name, **to_source(name, document)} for name, document in documents)
    for _ in helpers.streaming_bulk(client.raw, actions, max_chunk_bytes=10 << 20, yield_ok=False):
        pass
    spent = time.perf_counter() - began, time.process_time() - worked
    client.raw.indices.delete(index=f"{index}*")
    return spent


def search_times(engine, address):
    """Yield each query with median milliseconds through the engine, by the clock and our processor, and bare."""
    connection = http.client.HTTPConnection(address.host, address.port)
    path = f"/{address.name}/_search?search_type=dfs_query_then_fetch"
    raw = engine._client.raw.search
    for query in QUERIES:
        bodies = []

        def noting(*, body, bodies=bodies, **named):
            bodies.append(body)
            return raw(body=body, **named)

        with patch.object(engine._client.raw, "search", noting):
            engine.search(SearchRequest(query))
        bare = json.dumps(bodies[-1]).encode()
        ours, worked, bares = [], [], []
        for _ in range(ROUNDS):
            began, busy = time.perf_counter(), time.process_time()
            engine.search(SearchRequest(query))
            worked.append((time.process_time() - busy) * 1000)
            between = time.perf_counter()
            connection.request("POST", path, bare, {"Content-Type": "application/json"})
            connection.getresponse().read()
            ours.append((between - began) * 1000)
            bares.append((time.perf_counter() - between) * 1000)
        yield query, *map(statistics.median, (ours, worked, bares))


def overlaps(here, there):
    """Yield for each query with hits the share of its first page that both have, and nDCG."""
    for query in QUERIES:
        expected, found = ([hit.id for hit in e.search(SearchRequest(query, limit=PAGE)).hits] for e in (here, there))
        gains = {name: len(expected) - rank for rank, name in enumerate(expected)}
        ideal, gained = (
            sum(gains.get(name, 0) / math.log2(rank + 2) for rank, name in enumerate(names))
            for names in (expected, found)
        )
        if expected:
            yield len({*expected} & {*found}) / len(expected), gained / ideal


def main(address, folder=None):
    engine = ClusterEngine(address)
    if folder:
        shared, ndcg = map(statistics.mean, zip(*overlaps(Engine(Path(folder)), engine), strict=True))
        sys.stdout.write(f"first pages of {PAGE} share {shared:.0%}, nDCG {ndcg:.2f}\n")
    ratios = []
    for query, ours, worked, bare in search_times(engine, address):
        ratios.append(ours / bare)
        sys.stdout.write(f"{query:<24} {ours:8.1f} ms, {worked:.1f} busy; {bare:8.1f} ms bare  {ours / bare:5.2f} x\n")
    sys.stdout.write(f"median {statistics.median(ratios):.2f} x\n")
    releases = list(islice(engine.matched(SearchRequest(sort="date"))[0].releases(), 20_000))
    clock, worked = load(address, releases)
    sys.stdout.write(
        f"bulk load of {len(releases):,}: {clock:.1f} s, {worked:.1f} s of them ours ({worked / clock:.0%})\n"
    )


if __name__ == "__main__":
    main(parse_address(sys.argv[1]), *sys.argv[2:])
