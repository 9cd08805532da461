"""What is remembered from one start to the next: the queries asked, and the last search of each index."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.errors import SearcherError
from searcher.kept import Malformed, read_json, replacing, request_of
from searcher.request import FACETS, SearchRequest
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
        with suppress(OSError, *Malformed):  # what can't be read is forgotten
            data = read_json(path) if path else {}
            self.queries = [query for query in data.get("queries", []) if isinstance(query, str)]
            self._searches = dict(data.get("searches", {}))

    def asked(self, query: str) -> None:
        """Remember a query as the latest one."""
        if query := query.strip():
            self.queries = [query, *(known for known in self.queries if known != query)][:MOST_QUERIES]

    @property
    def last(self) -> SearchRequest | None:
        """The last search of the index."""
        with suppress(*Malformed):
            request = request_of(self._searches[self._index])
            if request.sort in SORTS and {chosen.facet for chosen in request.filters} <= set(FACETS):
                return request
        return None

    def leave(self, request: SearchRequest) -> None:
        """Remember the last search of the index, and write all to the file; a full disk is no reason to fail."""
        from searcher.output import plain  # not needed to search

        self._searches.pop(self._index, None)
        self._searches = dict([*self._searches.items(), (self._index, plain(request))][-MOST_SEARCHES:])
        with suppress(OSError, SearcherError):
            if self._path:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with replacing(self._path) as file:
                    json.dump({"queries": self.queries, "searches": self._searches}, file)
