"""A reproducible record of a search: what was asked of which index, what was found, and whether it still is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import SearcherError
from index.manifest import ROLE, Manifest
from searcher.engine import Engine
from searcher.kept import Malformed, read_json, request_of
from searcher.matched import Matched
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
        "generation": matched.commit.generation,
        "corpus": _corpus_digest(engine.folder, matched),
        "total": matched.total,
        "ids": list(_ids(matched)),
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


def _corpus_digest(folder: Path, matched: Matched) -> str | None:
    """Return a BLAKE2b digest of the paths and contents of a generation's files, None where they are not known."""
    try:
        files = Manifest.load(folder / matched.commit.attachments[ROLE]).files
    except (KeyError, FileNotFoundError):  # made without files, or replaced by a later commit meanwhile
        return None
    lines = (f"{path}\0{entry.digest}\n" for path, entry in sorted(files.items()))
    return hashlib.blake2b("".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _ids(matched: Matched) -> Iterator[str]:
    for segment, doc in matched.documents:
        field = segment.fields["id"]
        yield field.lexicon[field.ordinals.of(doc)[0]].decode()
