"""From a path to the releases in it: picks the reader by suffix, and turns every failure into UnreadableFile."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from index.errors import UnreadableFile
from index.readers.declared import declare
from index.readers.document import RawDocument
from index.readers.encoding import normalise
from index.readers.kinds import NOT_ORDINARY, SIDECAR, SUFFIXES, is_ordinary
from index.readers.source import MAX_BYTES, MAX_DEPTH, Reader, Source, suffix


def load(path: Path, name: str | None = None) -> bytes:
    """Return what a file holds; raises UnreadableFile, which calls it `name` (its path, if None)."""
    label = str(path) if name is None else name
    try:
        status = path.stat()
        if not is_ordinary(status):
            raise UnreadableFile(label, NOT_ORDINARY)
        if status.st_size > MAX_BYTES:
            raise UnreadableFile(label, f"is larger than {MAX_BYTES >> 20} MB")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(label, getattr(error, "strerror", None) or str(error)) from error


def read(path: Path, name: str | None = None, data: bytes | None = None) -> Iterator[RawDocument]:
    """Yield the releases of a file, called `name` (its path, if None) and, where it holds several, `name#member`.

    `data` is what the file holds, where that is known.
    Raises UnreadableFile where the file can't be read. A broken member or side file doesn't stop the others: it is
    raised after the last good one, so that what was yielded before the error is whole.
    """
    label = str(path) if name is None else name
    content = load(path, label) if data is None else data
    beside, broken = _sidecar(str(path))
    for document in read_source(Source(label, content, kind=suffix(path.name))):
        yield replace(document, declared={**document.declared, **beside}) if beside else document
    if broken:
        raise broken


def read_source(source: Source) -> Iterator[RawDocument]:
    """Yield the releases in bytes; raises UnreadableFile, whatever a format's own library raises."""
    if not source.data.strip(b" \t\r\n\0"):
        raise UnreadableFile(source.name, "is empty")
    if source.depth > MAX_DEPTH:
        raise UnreadableFile(source.name, f"is nested more than {MAX_DEPTH} archives deep")
    home = SUFFIXES.get(source.suffix)
    if home is None:
        raise UnreadableFile(source.name, f"has an unknown suffix {source.suffix!r}")
    with failures_named(source.name):
        reader: Reader = import_module(home).read
        for document in reader(source):
            yield _tidy(document, source)


@contextmanager
def failures_named(name: str) -> Iterator[None]:
    """Turn whatever a parser raises on hostile input into an UnreadableFile that names the file."""
    try:
        yield
    except (UnreadableFile, ImportError):  # a library that is missing is no fault of the file
        raise
    except Exception as error:
        raise UnreadableFile(name, f"is damaged: {error or type(error).__name__}") from error


def _tidy(document: RawDocument, source: Source) -> RawDocument:
    """Return the document with what its surroundings declare, after checking that it has any text."""
    if not any(block.text.strip() for block in document.blocks):
        raise UnreadableFile(document.path, "has no text")
    merged = {**document.declared, **source.declared}
    return replace(document, declared={key: normalise(value).strip() for key, value in merged.items()})


def _sidecar(path: str) -> tuple[dict[str, str], UnreadableFile | None]:
    """Return what `release.txt.meta.json` or `release.meta.json` says of a release, or why it can't be read."""
    for beside in (path + SIDECAR, os.path.splitext(path)[0] + SIDECAR):
        try:
            if os.path.isfile(beside):
                with open(beside, "rb") as file:
                    return declare(json.loads(file.read()), "sidecar"), None
        except (OSError, ValueError, RecursionError) as error:
            return {}, UnreadableFile(beside, f"is no readable JSON: {error}")
    return {}, None
