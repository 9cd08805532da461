"""What is remembered from one start to the next: the queries asked, and the last search of each index."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from searcher.request import FACETS, Filter, SearchRequest
from tui.labels import SORTS

MOST_QUERIES = 200
MOST_SEARCHES = 20


def state_path() -> Path:
    """Return where it is remembered."""
    from platformdirs import user_state_path

    return user_state_path("searcher") / "searches.json"


class Memory:
    """Queries, the latest first, and searches by index; kept in a file that its owner alone can read."""

    def __init__(self, path: Path | None = None, index: str = "") -> None:
        self._path, self._index = path, index
        self.queries: list[str] = []
        self._searches: dict[str, Any] = {}
        with suppress(OSError, ValueError, AttributeError, TypeError):  # what can't be read is forgotten
            data = json.loads(path.read_text(encoding="utf-8")) if path else {}
            self.queries = [query for query in data.get("queries", []) if isinstance(query, str)]
            self._searches = dict(data.get("searches", {}))

    def asked(self, query: str) -> None:
        """Remember a query as the latest one."""
        if query := query.strip():
            self.queries = [query, *(known for known in self.queries if known != query)][:MOST_QUERIES]

    @property
    def last(self) -> SearchRequest | None:
        """The last search of the index."""
        with suppress(KeyError, TypeError, ValueError):
            return _request(self._searches[self._index])
        return None

    def leave(self, request: SearchRequest) -> None:
        """Remember the last search of the index, and write all to the file; a full disk is no reason to fail."""
        self._searches.pop(self._index, None)
        self._searches = dict([*self._searches.items(), (self._index, _data(request))][-MOST_SEARCHES:])
        if self._path:
            with suppress(OSError):
                self._write(self._path, {"queries": self.queries, "searches": self._searches})

    def _write(self, path: Path, data: dict[str, Any]) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(data, file)
        draft.replace(path)


def _data(request: SearchRequest) -> dict[str, Any]:
    data = asdict(request)
    return data | {name: data[name] and str(data[name]) for name in ("since", "until")}


def _request(data: dict[str, Any]) -> SearchRequest:
    """Return the request of what was written; raises KeyError, TypeError or ValueError where it is none."""
    filters = tuple(Filter(*given) for given in data["filters"])
    if data["sort"] not in SORTS or not {chosen.facet for chosen in filters} <= set(FACETS):
        raise ValueError("written by another version")
    since, until = (data[name] and date.fromisoformat(data[name]) for name in ("since", "until"))
    return SearchRequest(str(data["query"]), filters, since, until, data["sort"], collapse=data["collapse"])
