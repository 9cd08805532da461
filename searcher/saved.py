"""Saved searches: one file in the user's data folder for each index."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.errors import SearcherError
from searcher.kept import Malformed, read_json, replacing, request_of
from searcher.locations import Location
from searcher.output import json_line, plain
from searcher.request import SearchRequest

if TYPE_CHECKING:
    from searcher.engine import Engine


class SavedSearch(NamedTuple):
    """A request under a name; `seen` is the generation of the index when it was last run."""

    name: str
    request: SearchRequest
    seen: int


def place(index: Location) -> Path:
    """Return the file of an index's saved searches."""
    from platformdirs import user_data_path  # not needed to search

    name = os.path.realpath(index) if isinstance(index, Path) else str(index)
    key = hashlib.blake2b(os.fsencode(name), digest_size=8).hexdigest()
    return user_data_path("searcher") / "saved" / f"{key}.json"


def load(index: Location) -> dict[str, SavedSearch]:
    """Return the saved searches of an index by name, in the order of their names; raises SearcherError."""
    path = place(index)
    try:
        data = read_json(path) if path.exists() else []
        found = [SavedSearch(str(kept["name"]), request_of(kept["request"]), int(kept["seen"])) for kept in data]
    except Malformed as error:
        raise SearcherError(f"{path}: is no file of saved searches ({error}): mend it or take it away") from error
    return {search.name: search for search in found}


def save(index: Location, search: SavedSearch) -> None:
    """Save a search, in the place of one of the same name."""
    with _changing(index) as searches:
        searches[search.name] = search


def delete(index: Location, name: str) -> SavedSearch:
    """Delete a saved search and return it; raises SearcherError if there is none of the name."""
    with _changing(index) as searches:
        return searches.pop(named(searches, name).name)


def named(searches: dict[str, SavedSearch], name: str) -> SavedSearch:
    """Return the saved search of a name; raises SearcherError if there is none."""
    if name not in searches:
        raise SearcherError(f"no search is saved as {name!r}: `searcher saved` lists them")
    return searches[name]


def counted(engine: Engine, search: SavedSearch) -> tuple[int, int]:
    """Return how many releases a search finds, and how many of them came in, or changed, after what was seen of it.

    Nothing is counted twice: texts that were cleaned again or moved keep their generation.
    """
    whole, new = engine.matched(search.request, unseen(search, engine.generation))
    return whole.total, new.total


def unseen(search: SavedSearch, generation: int) -> SearchRequest:
    """Return the request of what came in, or changed, after what was seen of a search.

    That is all of an index that was deleted and made anew since, whose generations count from one again.
    """
    return search.request._replace(added_after=search.seen if search.seen <= generation else 0)


@contextmanager
def _changing(index: Location) -> Iterator[dict[str, SavedSearch]]:
    """Give the saved searches, and write them when they have been changed; other processes wait meanwhile."""
    folder = place(index).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        searches = load(index)
        yield searches
        with replacing(place(index)) as file:
            file.write(json_line([plain(searches[name]) for name in sorted(searches)]) + "\n")
    finally:
        os.close(handle)
