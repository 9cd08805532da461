"""What Searcher keeps beside the index: requests as plain data, and files that are written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from index.errors import SearcherError
from searcher.request import Filter, SearchRequest

Malformed = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading data raises that another program, or a slip of the hand, wrote."""


def request_of(data: dict[str, Any]) -> SearchRequest:
    """Return the request that `output.plain` made data of; raises one of Malformed."""
    days = {name: data[name] and date.fromisoformat(data[name]) for name in ("since", "until")}
    request = SearchRequest(**{**data, **days, "filters": tuple(Filter(**chosen) for chosen in data["filters"])})
    if not isinstance(request.query, str):
        raise TypeError(f"a query {request.query!r}")
    return request


def read_json(path: Path) -> Any:
    """Return what a JSON file holds; raises one of Malformed, or OSError."""
    return json.loads(path.read_bytes())


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Open a text file, for the user alone, that takes the place of `path` when all of it is written.

    Raises SearcherError where there is no folder for it, or something that is no ordinary file.
    """
    path = path.resolve()
    if not path.parent.is_dir():
        raise SearcherError(f"{path.parent}: is no folder: make it first")
    if path.exists() and not path.is_file():
        raise SearcherError(f"{path}: is no ordinary file: name one that may be replaced")
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
            file.flush()
            os.fsync(handle)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
