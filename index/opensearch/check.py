"""Whether an index in a cluster is whole: every release readable, and all that its files are noted to hold there."""

from __future__ import annotations

from index.check import Checked, match, noting
from index.opensearch.address import ClusterAddress
from index.opensearch.books import WHOLE, Books
from index.opensearch.client import Client
from index.opensearch.mapping import from_source


def check(address: ClusterAddress) -> Checked:
    """Read the whole index and tell what is wrong with it; raises NoIndex, OutdatedIndex or ClusterFailure.

    Files count as changed or gone by what this machine sees of those that were indexed from it.
    """
    client, checked = Client(address), Checked()
    index = client.concrete()
    books = Books(client, index)
    live = set()
    for hit in client.scan(index, {"match_all": {}}, ["release"]):
        with noting(f"{index}/{hit['_id']}", checked):
            live.add(from_source(hit["_source"]).path)
    checked.releases = len(live)
    with noting(f"{index}-files", checked):
        checked.problems += ((f"{index}/{name}", "belongs to no file") for name in sorted(books.strays()))
        entries = {path: file.entry for path, file in books.files(["/"], WHOLE).items() if file.entry}
        match(entries, live, checked, books.state(WHOLE).get("roots", ()))
    return checked
