"""The address of an index in a cluster, such as `opensearch+https://host:9200/releases`; needs no client."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

SCHEME = "opensearch+"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_PORT = 9200


class ClusterAddress(NamedTuple):
    """Where a cluster answers, and the name of the index there."""

    scheme: str
    host: str
    port: int
    name: str

    def __str__(self) -> str:
        """Return the address as it is written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{SCHEME}{self.scheme}://{host}:{self.port}/{self.name}"


def parse_address(text: str) -> ClusterAddress:
    """Return the address a text spells; raises ValueError with what is wrong with it.

    Users and passwords have no place in it, and what is not encrypted stays on this machine.
    """
    parts = urlsplit(text.removeprefix(SCHEME))
    name = parts.path.strip("/")
    if "@" in parts.netloc:
        raise ValueError("an address holds no user and no password: set SEARCHER_OPENSEARCH_USER and its like")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no address: write opensearch+https://host:9200/name")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError(f"{parts.hostname} is another machine: write opensearch+https://")
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an index: write small letters, digits, - and _")
    return ClusterAddress(parts.scheme, parts.hostname, parts.port or _PORT, name)
