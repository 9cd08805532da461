"""Addresses of indexes in clusters."""

import pytest

from index.opensearch.address import ClusterAddress, parse_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("opensearch+https://host:9200/releases", ClusterAddress("https", "host", 9200, "releases")),
        ("opensearch+https://host/releases/", ClusterAddress("https", "host", 9200, "releases")),
        ("opensearch+http://127.0.0.1:9201/a-1", ClusterAddress("http", "127.0.0.1", 9201, "a-1")),
        ("opensearch+http://[::1]:9201/a", ClusterAddress("http", "::1", 9201, "a")),
    ],
)
def test_an_address_names_a_host_and_an_index(text, expected):
    assert parse_address(text) == expected
    assert parse_address(str(expected)) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("opensearch+http://host:9200/releases", "another machine"),
        ("opensearch+https://me:secret@host/releases", "no user and no password"),
        ("opensearch+ftp://host/releases", "is no address"),
        ("opensearch+https:///releases", "is no address"),
        ("opensearch+https://host/releases?a=b", "is no address"),
        ("opensearch+https://host/", "no name"),
        ("opensearch+https://host/_all", "no name"),
        ("opensearch+https://host/a,b", "no name"),
        ("opensearch+https://host/Big", "no name"),
    ],
)
def test_what_is_no_address_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        parse_address(text)
