"""Where an index is: in a folder here, or in a cluster; and the engine that answers there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import HOSTILE, DamagedIndex, SearcherError
from index.opensearch.address import SCHEME, ClusterAddress, parse_address

if TYPE_CHECKING:
    from index.report import RebuildReport
    from searcher.engine import Engine

Location = Path | ClusterAddress


def parse_location(text: str) -> Location:
    """Return the location a text spells: a folder, unless it begins with `opensearch+`; raises ValueError."""
    return parse_address(text) if text.startswith(SCHEME) else Path(text)


def open_engine(location: Location) -> Engine:
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


def rebuild_at(
    location: Location, roots: Sequence[Path], shard: tuple[int, int] | None = None, **options: Any
) -> RebuildReport:
    """Bring the index at a location up to date, with only so much of the files as a shard has; raises SearcherError.

    The options are those of `index.rebuild.rebuild`, as far as a cluster knows them.
    """
    if shard or isinstance(location, ClusterAddress):
        address = cluster(location, "take files in parts")
        from index.opensearch.books import WHOLE, Share
        from index.opensearch.feed import feed

        return feed(address, roots, share=Share(*shard) if shard else WHOLE, **options)
    from index.unchanged import unchanged

    if report := unchanged(location, roots, **options):
        return report
    from index.rebuild import rebuild  # with NumPy and Whoosh

    return rebuild(location, roots, **options)


def roots_of(location: Location) -> list[Path]:
    """Return the folders and files that an index is made from; of a cluster's, those given on this machine."""
    if isinstance(location, ClusterAddress):
        from index.opensearch.feed import known_roots

        return known_roots(cluster(location, ""))
    from index.manifest import Manifest

    return [Path(root) for root in Manifest.of_index(location).roots]


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
