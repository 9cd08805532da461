"""What a cluster knows of a pile, changed by several at once."""

from concurrent.futures import ThreadPoolExecutor

from index.opensearch.books import Books
from index.opensearch.client import Client
from index.opensearch.feed import prepared
from tests.clusters import address_at


def test_each_generation_is_issued_once_and_settled_when_all_before_it_have_ended(cluster_url):
    client = Client(address_at(cluster_url))
    index = prepared(client)
    books = Books(client, index)
    with ThreadPoolExecutor(4) as pool:
        issued = dict(zip("abcdef", pool.map(books.begin, "abcdef"), strict=True))
    assert sorted(issued.values()) == [1, 2, 3, 4, 5, 6]
    assert books.settled() == 0
    for worker in sorted(issued, key=issued.get)[:3]:
        books.end(worker, has_changed=False)
    assert books.settled() == 3
