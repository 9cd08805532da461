"""A reproducible record of a search: what was asked of which index, what was found, and whether it still is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import SearcherError
from searcher.engine import Engine
from searcher.kept import Malformed, read_json, request_of
from searcher.output import VERSION, plain
from searcher.request import SearchRequest


class Drift(NamedTuple):
    """What differs from a record: ids that came and went, in the order of the list; `same` counts those in both.

    `reordered` tells that those in both stand in another order; `corpus_changed` is None where a digest is unknown.
    """

    request: SearchRequest
    same: int
    added: tuple[str, ...]
    lost: tuple[str, ...]
    reordered: bool
    corpus_changed: bool | None


def record(engine: Engine, request: SearchRequest) -> dict[str, Any]:
    """Return the record of a request: all ids found, whatever its page, the generation and the corpus's digest."""
    matched = engine.matched(request)[0]
    return {
        "version": VERSION,
        "program": version("searcher"),
        "request": plain(request),
        "generation": matched.generation,
        "corpus": _digest(matched.files()),
        "total": matched.total,
        "ids": [row.id for row in matched.rows()],
    }


def replay(engine: Engine, path: Path) -> Drift:
    """Run the request of a record's file again and return what differs; raises SearcherError for no record."""
    try:
        then = read_json(path)
        request, before, corpus = request_of(then["request"]), dict.fromkeys(then["ids"]), then["corpus"]
    except Malformed as error:
        raise SearcherError(f"{path}: is no record ({error}): write one with `searcher search --record`") from error
    now = record(engine, request)
    after = dict.fromkeys(now["ids"])
    stayed = [name for name in before if name in after]
    return Drift(
        request,
        same=len(stayed),
        added=tuple(name for name in after if name not in before),
        lost=tuple(name for name in before if name not in after),
        reordered=stayed != [name for name in after if name in before],
        corpus_changed=None if None in (corpus, now["corpus"]) else corpus != now["corpus"],
    )


def _digest(files: Iterable[tuple[str, str | None]] | None) -> str | None:
    """Return a BLAKE2b digest of the paths and contents of a generation's files, None where they are not known."""
    if files is None:
        return None
    lines = (f"{path}\0{digest}\n" for path, digest in sorted(files))
    return hashlib.blake2b("".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
