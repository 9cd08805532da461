"""What the cluster knows of the pile beside the releases, in a companion index: files, sources and generations.

Every machine that feeds the index reads and writes it, so all changes to shared entries are compared and swapped.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from opensearchpy import exceptions

from index.boilerplate import Decision, decided
from index.cleaner import Boilerplate, LineCounts, learn
from index.manifest import Entry, entry_of
from index.opensearch.client import Client
from index.opensearch.mapping import digest

SLOTS = 1 << 16
"""Slots that files are dealt into by a stable hash of their path; a share of the pile is a run of slots."""

_MOST_TRIES = 50
_GENERATIONS = "generations"
MAPPING = {
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
    """A file of the companion index: its entry, a digest of what decided its cleaning, and the year told of it.

    `ids` are those of its documents, by what follows the file's path in each release's. They are noted before the
    documents are sent, without an entry where the file is new: what was begun and not ended can be told.
    """

    entry: Entry | None
    taught: str = ""
    year: str = ""
    ids: Mapping[str, str] = MappingProxyType({})

    def begun(self, path: str) -> dict[str, str]:
        """Return the ids of documents that are not the entry's."""
        held = self.entry.releases if self.entry else ()
        return {rest: id_ for rest, id_ in self.ids.items() if path + rest not in held}


def slot_of(path: str) -> int:
    """Return the slot of a path, the same on every machine."""
    return int(digest(path)[:4], 16)


class Books:
    """The companion of an index."""

    def __init__(self, client: Client, index: str) -> None:
        self.client, self.releases, self._index = client, index, f"{index}-files"

    def files(self, roots: Iterable[str], share: Share) -> dict[str, Known]:
        """Return the files known in or below the roots, of one share, by path; beside a root that is a file, too."""
        roots = (root if os.path.isdir(root) else os.path.dirname(root) for root in roots)
        own = {"range": {"slot": {"gte": share.slots.start, "lt": share.slots.stop}}}
        below = [
            clause
            for root in map(_printable, roots)
            for clause in ({"term": {"path": root}}, {"prefix": {"path": root.rstrip("/") + "/"}})
        ]
        query = {"bool": {"filter": [_kind("file"), own], "should": below, "minimum_should_match": 1}}
        found = {}
        for hit in self.client.scan(self._index, query, ["data"]):
            path, values, *knew = json.loads(hit["_source"]["data"])
            found[path] = Known(entry_of(values) if values else None, *knew)
        return found

    def file_action(self, path: str, known: Known | None) -> dict[str, Any]:
        """Return the bulk action that notes a file, or strikes it out."""
        name = {"_index": self._index, "_id": f"file-{digest(path)}"}
        if known is None:
            return {"_op_type": "delete", **name}
        data = json.dumps([path, *known])
        return {**name, "kind": "file", "path": _printable(path), "slot": slot_of(path), "data": data}

    def strays(self) -> set[str]:
        """Return the ids of documents that belong to no file; those of a file are noted before they are sent."""
        found = {hit["_id"] for hit in self.client.scan(self.releases, {"match_all": {}}, [])}
        return found.difference(*(file.ids.values() for file in self.files(["/"], WHOLE).values()))

    def documents(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the documents of releases that are there, by id, as they are now."""
        body = {"ids": list(ids)}
        found = self.client.ask(self.client.raw.mget, index=self.releases, body=body)["docs"] if body["ids"] else []
        return {hit["_id"]: hit["_source"] for hit in found if hit.get("found")}

    def delete_action(self, name: str) -> dict[str, Any]:
        """Return the bulk action that takes a release's document out."""
        return {"_op_type": "delete", "_index": self.releases, "_id": name}

    def learned(self) -> dict[str, Boilerplate]:
        """Return what the pile has taught about its sources."""
        return {name: Boilerplate.from_json(known) for name, known in self._sources("learned").items()}

    def counts(self) -> LineCounts:
        """Return what was counted of all sources."""
        return LineCounts.from_json(self._sources("counts"))

    def _sources(self, field: str) -> dict[str, Any]:
        hits = self.client.scan(self._index, _kind("source"), ["name", field])
        return {of["name"]: of[field] for of in (_plain(hit["_source"]) for hit in hits)}

    def teach(self, counts: LineCounts, gone: Mapping[str, Iterable[str]]) -> dict[str, Boilerplate]:
        """Add what was counted, without the releases that are gone from a source; return what all of it teaches."""
        added = dict(counts.apart())
        for name in {*added, *gone}:

            def learned(total: LineCounts, known: dict[str, Boilerplate], name: str = name) -> dict[str, Boilerplate]:
                total.forget([name], gone.get(name, ()))
                total.merge(added.get(name, LineCounts()))
                return learn(total, known)

            self._learn(name, learned)
        return self._taught()

    def decide(self, source: str, line: str, decision: Decision) -> dict[str, Boilerplate]:
        """Note the user's decision on a line, and return what is known of all sources; raises NoSuchLine."""
        self._learn(source, lambda total, known: decided(total, known, source, line, decision))
        return self._taught()

    def _learn(
        self, name: str, learned: Callable[[LineCounts, dict[str, Boilerplate]], Mapping[str, Boilerplate]]
    ) -> None:
        def change(data: dict[str, Any]) -> dict[str, Any]:
            total = LineCounts.from_json({name: data["counts"]} if data else {})
            known = {name: Boilerplate.from_json(data["learned"])} if data else {}
            found = learned(total, known)[name]
            return {"name": name, "learned": found.to_json(), "counts": total.to_json()[name]}

        self._swap(f"source-{digest(name)}", change)

    def _taught(self) -> dict[str, Boilerplate]:
        self.refresh()
        return self.learned()

    def refresh(self) -> None:
        """Let all that was written be found."""
        self.client.ask(self.client.raw.indices.refresh, index=f"{self.releases},{self._index}")

    def begin(self, worker: str) -> int:
        """Begin a generation, and return its number; one that the worker began before, and was killed in, has ended."""

        def issue(data: dict[str, Any]) -> dict[str, Any]:
            issued, begun = data.get("issued", 0) + 1, data.get("open", {})
            killed = {"changed": begun[worker]} if worker in begun else {}
            return {**data, **killed, "issued": issued, "open": {**begun, worker: issued}}

        return int(self._swap(_GENERATIONS, issue)["issued"])

    def end(self, worker: str, *, has_changed: bool) -> int | None:
        """End the generation that a worker began; return the last that changed releases, if it has not been judged."""

        def close(data: dict[str, Any]) -> dict[str, Any]:
            left = {name: of for name, of in data["open"].items() if name != worker}
            return {**data, "open": left, "changed": data["issued"] if has_changed else data.get("changed")}

        data = self._swap(_GENERATIONS, close)
        return data["changed"] if data["changed"] != data.get("judged") else None

    def judge(self, generation: int) -> None:
        """Note that the versions of all releases have been found as of a generation."""
        self._swap(_GENERATIONS, lambda data: {**data, "judged": generation})

    def settled(self) -> int:
        """Return the number of the last generation below which nothing is being written."""
        data, _ = self._found(_GENERATIONS)
        return min([data["issued"], *(of - 1 for of in data["open"].values())]) if data else 0

    def state(self, share: Share) -> dict[str, Any]:
        """Return what `keep` was given for a share on this machine."""
        return self._found(_state(share))[0]

    def keep(self, share: Share, **state: Any) -> None:
        """Keep plain data for the next run over a share on this machine."""
        self._swap(_state(share), lambda _: state)

    def _swap(self, name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """Replace the data under a name by what they are changed to, unless someone else was faster; then again."""
        for _ in range(_MOST_TRIES):
            before, as_found = self._found(name)
            if (data := change(before)) == before:
                return data
            body = {field: json.dumps(value) for field, value in data.items()}
            try:
                self.client.raw.index(
                    index=self._index, id=name, body={"kind": name.partition("-")[0], **body}, params=as_found
                )
            except exceptions.ConflictError:
                continue
            except exceptions.OpenSearchException as error:
                self.client.fail(error)
            return data
        raise AssertionError(f"{name} is changed all the time")

    def _found(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the data under a name, and what lets them be replaced only as they were found."""
        found = self.client.ask(self.client.raw.get, index=self._index, id=name, ignore=404)
        if not found.get("found"):
            return {}, {"op_type": "create"}
        return _plain(found["_source"]), {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}


def create(client: Client, index: str, body: dict[str, Any]) -> None:
    """Create an index unless it is there, or someone else does."""
    if not client.ask(client.raw.indices.exists, index=index):
        try:
            client.raw.indices.create(index=index, body=body)
        except exceptions.OpenSearchException as error:
            if "resource_already_exists" not in str(error):
                client.fail(error)


def _plain(source: Mapping[str, str]) -> dict[str, Any]:
    return {field: json.loads(text) for field, text in source.items() if field != "kind"}


def _state(share: Share) -> str:
    return f"state-{digest(platform.node())}-{share.number}-{share.of}"


def _kind(kind: str) -> dict[str, Any]:
    return {"term": {"kind": kind}}


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
