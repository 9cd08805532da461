"""A node is killed during searches and during a bulk load: nothing wrong is answered, and nothing is lost."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import ClusterFailure
from index.opensearch.feed import feed
from searcher.opensearch.engine import ClusterEngine
from searcher.request import SearchRequest
from tests.clusters import address_at

FILES = 1500
SEARCHES = 300


def with_a_node_killed(url, node):
    """Return 0 if all went well, else 1; the node is a process."""
    address = address_at(url)
    with TemporaryDirectory() as folder:
        _write(Path(folder), 0, "copper")
        feed(address, [Path(folder)], jobs=1)
        engine = ClusterEngine(address)
        expected = engine.search(SearchRequest("copper"))
        _write(Path(folder), FILES, "zinc")
        loading = ThreadPoolExecutor(1).submit(feed, address, [Path(folder)], jobs=1)
        wrong = labelled = 0
        for number in range(SEARCHES):
            if number == SEARCHES // 10:
                node.kill()
            try:
                found = engine.search(SearchRequest("copper"))
            except ClusterFailure:
                labelled += 1
                continue
            if not found.total_is_exact:
                labelled += 1
            elif (found.total, found.facets) != (expected.total, expected.facets):
                wrong += 1
        report = loading.result()
        total = ClusterEngine(address).search(SearchRequest()).total
    lost = 2 * FILES - total
    sys.stdout.write(f"a node killed: {wrong} of {SEARCHES} answers wrong, {labelled} labelled as lacking; ")
    sys.stdout.write(f"{lost} releases lost, {len(report.failed)} named as failed\n")
    return int(wrong > 0 or lost > 0)


def _write(folder, first, metal):
    for number in range(first, first + FILES):
        day = date(2014, 1, 1) + timedelta(number % 300)
        text = f"Accord {number}\n\n{day:%B %d, %Y}\n\nPeru mines {metal} in region {number}.\n"
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
