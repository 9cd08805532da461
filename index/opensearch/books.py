"""What the cluster knows of the pile beside the releases, in a companion index: files, sources and generations.

Every machine that feeds the index reads and writes it, so all changes to shared entries are compared and swapped.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from opensearchpy import exceptions, helpers

from index.cleaner import Boilerplate, LineCounts, learn
from index.manifest import Entry, entry_of
from index.opensearch.client import Client

SLOTS = 1 << 16
"""Slots that files are dealt into by a stable hash of their path; a share of the pile is a run of slots."""

_MOST_TRIES = 50
_GENERATIONS = "generations"
_MAPPING = {
    "mappings": {
        "dynamic": False,
        "properties": {
            "kind": {"type": "keyword"},
            "path": {"type": "keyword"},
            "slot": {"type": "integer"},
        },
    }
}


class Share(NamedTuple):
    """One of so many parts of a pile, numbered from 1."""

    number: int = 1
    of: int = 1

    @property
    def slots(self) -> range:
        """The slots of this part."""
        return range((self.number - 1) * SLOTS // self.of, self.number * SLOTS // self.of)


WHOLE = Share()


class Known(NamedTuple):
    """A file of the companion index: its entry, and a digest of what its sources had taught when it was cleaned."""

    entry: Entry
    taught: str


def slot_of(path: str) -> int:
    """Return the slot of a path, the same on every machine."""
    return int(_digest(path)[:4], 16)


def taught(learned: Mapping[str, Boilerplate], sources: Iterable[str]) -> str:
    """Return a digest of what decides how releases of some sources are cleaned."""
    effects = [list(map(sorted, learned.get(source, Boilerplate(0)).effect)) for source in sources]
    return _digest(json.dumps(effects)) if any(map(any, effects)) else ""


class Books:
    """The companion of an index."""

    def __init__(self, client: Client, index: str) -> None:
        self._client, self._index = client, f"{index}-files"

    def create(self) -> None:
        """Create it where there is none."""
        create(self._client, self._index, _MAPPING)

    def files(self, roots: Iterable[str], share: Share) -> dict[str, Known]:
        """Return the files known in or below the roots, of one share, by path."""
        own = {"range": {"slot": {"gte": share.slots.start, "lt": share.slots.stop}}}
        below = [
            clause
            for root in map(_printable, roots)
            for clause in ({"term": {"path": root}}, {"prefix": {"path": root.rstrip("/") + "/"}})
        ]
        query = {"bool": {"filter": [_kind("file"), own], "should": below, "minimum_should_match": 1}}
        found = {}
        for hit in self._scan(query):
            path, values, knew = json.loads(hit["_source"]["data"])
            found[path] = Known(entry_of(values), knew)
        return found

    def file_action(self, path: str, known: Known | None) -> dict[str, Any]:
        """Return the bulk action that notes a file, or strikes it out."""
        name = {"_index": self._index, "_id": f"file-{_digest(path)}"}
        if known is None:
            return {"_op_type": "delete", **name}
        data = json.dumps([path, known.entry, known.taught])
        return {**name, "kind": "file", "path": _printable(path), "slot": slot_of(path), "data": data}

    def learned(self) -> dict[str, Boilerplate]:
        """Return what the pile has taught about its sources."""
        texts = (json.loads(hit["_source"]["data"]) for hit in self._scan(_kind("source")))
        return {data["name"]: Boilerplate.from_json(data["learned"]) for data in texts}

    def teach(self, counts: LineCounts) -> dict[str, Boilerplate]:
        """Add what was counted, and return what all that was ever counted teaches."""
        for name, counted in counts.to_json().items():

            def add(data: Any, name: str = name, counted: Any = counted) -> Any:
                total = LineCounts.from_json({name: data["counts"]} if data else {})
                total.merge(LineCounts.from_json({name: counted}))
                before = {name: Boilerplate.from_json(data["learned"])} if data else {}
                found = learn(total, before)[name]
                return {"name": name, "learned": found.to_json(), "counts": total.to_json()[name]}

            self._swap(f"source-{_digest(name)}", "source", add)
        self._client.ask(self._client.raw.indices.refresh, index=self._index)
        return self.learned()

    def begin(self, worker: str) -> int:
        """Begin a generation, and return its number."""

        def issue(data: Any) -> Any:
            issued = (data["issued"] if data else 0) + 1
            return {**(data or {}), "issued": issued, "open": {**(data["open"] if data else {}), worker: issued}}

        return int(self._swap(_GENERATIONS, _GENERATIONS, issue)["issued"])

    def end(self, worker: str, *, has_changed: bool) -> int | None:
        """End the generation that a worker began; return the last that changed releases, if it has not been judged."""

        def close(data: Any) -> Any:
            left = {name: of for name, of in data["open"].items() if name != worker}
            return {**data, "open": left, "changed": data["issued"] if has_changed else data.get("changed")}

        data = self._swap(_GENERATIONS, _GENERATIONS, close)
        return data["changed"] if data["changed"] != data.get("judged") else None

    def judge(self, generation: int) -> None:
        """Note that the versions of all releases have been found as of a generation."""
        self._swap(_GENERATIONS, _GENERATIONS, lambda data: {**data, "judged": generation})

    def roots(self, given: Iterable[str] = ()) -> list[str]:
        """Note roots given on this machine, and return all that ever were."""
        name = f"roots-{_digest(platform.node())}"
        return list(self._swap(name, "roots", lambda data: sorted({*(data or ()), *given})))

    def _swap(self, name: str, kind: str, change: Callable[[Any], Any]) -> Any:
        """Replace the data under a name by what they are changed to, unless someone else was faster; then again."""
        raw = self._client.raw
        for _ in range(_MOST_TRIES):
            found = self._client.ask(raw.get, index=self._index, id=name, ignore=404)
            before = json.loads(found["_source"]["data"]) if found["found"] else None
            if (data := change(before)) == before:
                return data
            state = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]} if found["found"] else {}
            body = {"kind": kind, "data": json.dumps(data)}
            try:
                raw.index(index=self._index, id=name, body=body, params=state or {"op_type": "create"})
            except exceptions.ConflictError:
                continue
            except exceptions.OpenSearchException as error:
                self._client.fail(error)
            return data
        raise AssertionError(f"{name} is changed all the time")

    def _scan(self, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        try:
            yield from helpers.scan(self._client.raw, index=self._index, query={"query": query})
        except exceptions.OpenSearchException as error:
            self._client.fail(error)


def settled_generation(client: Client, index: str) -> int:
    """Return the number of the last generation below which nothing is being written."""
    found = client.ask(client.raw.get, index=f"{index}-files", id=_GENERATIONS, ignore=404)
    if not found.get("found"):
        return 0
    data = json.loads(found["_source"]["data"])
    return int(min([data["issued"], *(of - 1 for of in data["open"].values())]))


def create(client: Client, index: str, body: dict[str, Any]) -> None:
    """Create an index unless it is there."""
    if not client.ask(client.raw.indices.exists, index=index):
        try:
            client.raw.indices.create(index=index, body=body)
        except exceptions.OpenSearchException as error:
            if "resource_already_exists" not in str(error):
                client.fail(error)


def _kind(kind: str) -> dict[str, Any]:
    return {"term": {"kind": kind}}


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
