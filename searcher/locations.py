"""Where an index is: in a folder here, or in a cluster; and the engine that answers there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.errors import HOSTILE, DamagedIndex, SearcherError
from index.opensearch.address import SCHEME, ClusterAddress, parse_address

if TYPE_CHECKING:
    from index.release import Release
    from searcher.complete import Completion
    from searcher.engine import Blame, Engine, Status
    from searcher.request import SearchRequest
    from searcher.result import Hit, SearchResult, Span
    from searcher.timeline import By, Timeline

Location = Path | ClusterAddress


class AllMatched(Protocol):
    """All releases that match a request, whatever its page."""

    @property
    def total(self) -> int: ...  # noqa: D102 as the engines say

    @property
    def notes(self) -> tuple[str, ...]: ...  # noqa: D102

    def releases(self) -> Iterator[Release]: ...  # noqa: D102

    def timeline(self, by: By) -> Timeline: ...  # noqa: D102


class SearchEngine(Protocol):
    """What every engine answers, wherever its index is."""

    # fmt: off
    @property
    def folder(self) -> Location: ...  # noqa: D102
    @property
    def generation(self) -> int: ...  # noqa: D102
    def examples(self) -> tuple[str, ...]: ...  # noqa: D102
    def timelines(self, requests: Sequence[SearchRequest], by: By) -> tuple[Timeline, ...]: ...  # noqa: D102
    def search(self, request: SearchRequest) -> SearchResult: ...  # noqa: D102
    def matched(self, *requests: SearchRequest) -> Sequence[AllMatched]: ...  # noqa: D102
    def similar(self, name: str, request: SearchRequest | None = None) -> SearchResult: ...  # noqa: D102
    def why_empty(self, request: SearchRequest) -> tuple[Blame, ...]: ...  # noqa: D102
    def complete(self, query: str, cursor: int, limit: int = 8) -> tuple[Completion, ...]: ...  # noqa: D102
    def release(self, name: str) -> Release: ...  # noqa: D102
    def releases(self, names: Iterable[str]) -> Iterator[Release]: ...  # noqa: D102
    def sources_called(self, text: str) -> list[str]: ...  # noqa: D102
    def versions(self, name: str) -> tuple[Hit, ...]: ...  # noqa: D102
    def highlight(self, text: str, query: str, language: str | None = None) -> tuple[Span, ...]: ...  # noqa: D102
    def status(self) -> Status: ...  # noqa: D102
    # fmt: on


def parse_location(text: str) -> Location:
    """Return the location a text spells: a folder, unless it begins with `opensearch+`; raises ValueError."""
    return parse_address(text) if text.startswith(SCHEME) else Path(text)


def open_engine(location: Location) -> SearchEngine:
    """Return the engine of a location; raises SearcherError."""
    if isinstance(location, ClusterAddress):
        address = cluster(location, "")
        from searcher.opensearch.engine import ClusterEngine

        return ClusterEngine(address)
    from searcher.engine import Engine

    return Engine(location)


@contextmanager
def sound(location: Location) -> Iterator[None]:
    """Raise DamagedIndex where what is done fails over arrays or records that no writer made."""
    try:
        yield
    except HOSTILE as error:
        from index.check import check  # only where something is wrong

        for name, reason in check(location).problems if isinstance(location, Path) else ():
            raise DamagedIndex(f"{location}/{name}", reason) from error
        raise


def open_here(location: Location, what: str) -> Engine:
    """Return the engine of a folder; raises SearcherError for a cluster, which can't do `what`."""
    from searcher.engine import Engine

    return Engine(folder_here(location, what))


def folder_here(location: Location, what: str) -> Path:
    """Return a location that is a folder; raises SearcherError for a cluster, which can't do `what`."""
    if isinstance(location, ClusterAddress):
        raise SearcherError(f"{location} can't {what}: give --index the folder of an index on this machine")
    return location


def cluster(location: Location, what: str) -> ClusterAddress:
    """Return a location that is a cluster's; raises SearcherError for a folder, which can't do `what`.

    It is raised, too, where the library that talks to clusters is not installed.
    """
    from importlib.util import find_spec

    if not isinstance(location, ClusterAddress):
        raise SearcherError(f"{location} is a folder, which can't {what}: give --index the address of a cluster")
    if find_spec("opensearchpy") is None:
        raise SearcherError("a cluster is asked through opensearch-py: pip install 'searcher[opensearch]'")
    return location
