"""Requests to a cluster: who asks, how patiently, and what a failure means to the person who asked."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, TypeVar

import orjson
from opensearchpy import JSONSerializer, OpenSearch, exceptions, helpers

from index.errors import ClusterFailure, NoIndex, OutdatedIndex
from index.opensearch.address import ClusterAddress
from index.opensearch.mapping import VERSION

TIMEOUT = 30
"""Seconds to wait for an answer."""

ATTEMPTS = 5
FIRST_PAUSE = 1
"""Seconds before the second attempt; each further one waits twice as long."""

_RETRIES: dict[str, Any] = {"max_chunk_bytes": 10 << 20, "max_retries": ATTEMPTS, "initial_backoff": FIRST_PAUSE}
_ANSWERS: dict[str, Any] = {"raise_on_error": False, "yield_ok": False, "ignore_status": (404,)}
VERSIONS = range(2, 4)
_VARIABLE = "SEARCHER_OPENSEARCH_"
_BUSY = (429, 502, 503, 504)
_BLOCKED = "cluster_block_exception"
_MEANINGS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.SSLError, f"its certificate is not trusted: name the authority's file in {_VARIABLE}CA"),
    (exceptions.ConnectionTimeout, f"did not answer within {TIMEOUT} seconds: try again, or ask less"),
    (exceptions.ConnectionError, "can't be reached: is it running, and is the address right?"),
    (
        exceptions.AuthenticationException,
        f"doesn't know who asks: set {_VARIABLE}USER and {_VARIABLE}PASSWORD_FILE, or {_VARIABLE}TOKEN_FILE",
    ),
    (exceptions.AuthorizationException, "this user may not do that: ask who runs the cluster"),
)
_STATUSES = {
    429: "is too busy, or its disk is full: try again later",
    503: "has no copy of some of its data at hand (it is red): wait, or ask who runs it",
}

Answer = TypeVar("Answer")

logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # what fails is raised, and said once


class _Json(JSONSerializer):
    """Reads answers several times faster, but for those with halves of characters, as in paths that are no text."""

    def loads(self, s: str) -> Any:
        try:
            return orjson.loads(s)
        except orjson.JSONDecodeError:
            return super().loads(s)


class Client:
    """A cluster, asked patiently: what is busy or out of reach is asked again after a growing pause."""

    def __init__(self, address: ClusterAddress, environment: Mapping[str, str] = os.environ) -> None:
        """Connect; raises ClusterFailure, also for a cluster of another kind or version."""
        self.address = address
        options: dict[str, Any] = {"verify_certs": True, "ssl_show_warn": True} if address.scheme == "https" else {}
        if authority := environment.get(f"{_VARIABLE}CA"):
            options["ca_certs"] = authority
        if token := _secret("TOKEN", environment):
            options["headers"] = {"Authorization": f"Bearer {token}"}
        elif user := environment.get(f"{_VARIABLE}USER"):
            options["http_auth"] = (user, _secret("PASSWORD", environment) or "")
        host = {"host": address.host, "port": address.port, "scheme": address.scheme}
        self.raw = OpenSearch([host], timeout=TIMEOUT, max_retries=0, serializer=_Json(), **options)
        version = self.ask(self.raw.info, attempts=2)["version"]  # a wrong address is told soon
        self.major = int(version["number"].split(".")[0])
        if version.get("distribution") != "opensearch" or self.major not in VERSIONS:
            what = f"{version.get('distribution', 'elasticsearch')} {version['number']}"
            raise ClusterFailure(str(address), f"is {what}: OpenSearch 2 or 3 is needed")

    def ask(self, request: Callable[..., Answer], *arguments: Any, attempts: int = ATTEMPTS, **named: Any) -> Answer:
        """Return what a request of the client answers; raises NoIndex or ClusterFailure."""
        for attempt in range(attempts):
            try:
                return request(*arguments, **named)
            except exceptions.OpenSearchException as error:
                if attempt == attempts - 1 or not _may_pass(error):
                    self.fail(error)
            time.sleep(FIRST_PAUSE * 2**attempt)
        raise AssertionError

    def fail(self, error: exceptions.OpenSearchException) -> NoReturn:
        """Raise the error of ours that says what an error of the client means."""
        status = getattr(error, "status_code", None)
        if status == 404:
            raise NoIndex(str(self.address)) from error
        if _BLOCKED in str(error):
            raise ClusterFailure(str(self.address), "is read-only: its disk may be full") from error
        meaning = next((said for kind, said in _MEANINGS if isinstance(error, kind)), _STATUSES.get(status or 0))
        raise ClusterFailure(str(self.address), meaning or f"refused: {error}") from error

    def scan(self, index: str, query: dict[str, Any], fields: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield all hits of a query with these fields of theirs, in no order; raises NoIndex or ClusterFailure."""
        try:
            yield from helpers.scan(self.raw, index=index, query={"query": query, "_source": [*fields]}, size=5000)
        except exceptions.OpenSearchException as error:
            self.fail(error)

    def send(self, actions: Iterable[dict[str, Any]]) -> dict[str, str]:
        """Send bulk actions, slower where the cluster has too many; return why each refused id was."""
        refused = {}
        patient: Any = SimpleNamespace(transport=self.raw.transport, bulk=partial(self.ask, self.raw.bulk))
        for _, result in helpers.streaming_bulk(patient, actions, **_RETRIES, **_ANSWERS):
            kind, item = next(iter(result.items()))
            if kind != "delete" or item["status"] != 404:
                refused[item["_id"]] = str(item.get("error", item["status"]))
        return refused

    def concrete(self) -> str:
        """Return the index that the name stands for now; raises NoIndex, and OutdatedIndex for another schema's."""
        found = self.ask(self.raw.indices.get_mapping, index=self.address.name)
        name, mapping = next(iter(found.items()))
        if mapping["mappings"].get("_meta", {}).get("version") != VERSION:
            raise OutdatedIndex(str(self.address))
        return str(name)


def _may_pass(error: Exception) -> bool:
    if isinstance(error, exceptions.SSLError) or _BLOCKED in str(error):
        return False
    return isinstance(error, exceptions.ConnectionError) or getattr(error, "status_code", None) in _BUSY


def _secret(name: str, environment: Mapping[str, str]) -> str | None:
    """Return a secret from the environment, or from the file that the environment names."""
    if path := environment.get(f"{_VARIABLE}{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return environment.get(f"{_VARIABLE}{name}")
