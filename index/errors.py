"""Every error a user can meet; each message names the place and the way out.

SearcherError
├── UnreadableFile   a source file that can't be read; the rest of the pile goes on
├── NoIndex          there is no index at this place
├── DamagedIndex     a file of the index is broken, or another program wrote it
├── OutdatedIndex    another version of this program made the index
├── IndexLocked      another process is writing to the index
├── ClusterFailure   a cluster that is down, read-only, of another version, or doesn't do what was asked
├── CannotWrite      the disk is full, or refuses to be written
├── NoSuchRelease    an id or a path that the index doesn't hold
└── NoSuchLine       a line, or its source, of which nothing was learned
"""

from __future__ import annotations

HOSTILE = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
"""What code raises that meets arrays or records which no writer made."""


class SearcherError(Exception):
    """An expected failure: shown as one line, without a traceback."""


class UnreadableFile(SearcherError):
    """A source file that can't be read, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NoIndex(SearcherError):
    """There is no index at this place."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"no index in {folder}: build one with `searcher index FOLDER`")
        self.folder = folder


class DamagedIndex(SearcherError):
    """A file of the index is broken, or another program wrote it."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}: `searcher check --repair` rebuilds it from its sources")
        self.path, self.reason = path, reason


class OutdatedIndex(SearcherError):
    """Another version of this program made the index."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"{folder} was made by another version: run `searcher index` to read its files again")
        self.folder = folder


class IndexLocked(SearcherError):
    """Another process is writing to the index."""

    def __init__(self, folder: str, holder: str) -> None:
        super().__init__(f"{folder} is being written by {holder}: try again when it has finished")


class CannotWrite(SearcherError):
    """The disk is full, or refuses to be written."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(f"{folder} can't be written ({reason}) and stays as it was: run `searcher index` again later")


class ClusterFailure(SearcherError):
    """A cluster that is down, read-only, of another version, or doesn't do what was asked."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address} {reason}")


class NoSuchRelease(SearcherError):
    """An id or a path that the index doesn't hold."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no release {name!r}: take an id or a path from `searcher search`")


class NoSuchLine(SearcherError):
    """A line that can't be judged: its source is unknown, or it is empty or a bare date."""

    def __init__(self, source: str, line: str) -> None:
        super().__init__(f"no line {line!r} of a source {source!r}: take both from `searcher status --boilerplate`")
