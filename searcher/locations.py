"""Where an index is: in a folder here, or in a cluster; and the engine that answers there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
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


def at(location: Location, here: str, in_cluster: str) -> Any:
    """Return what does something where an index is, of two each written `module:name`; imports one of them."""
    module, _, name = (in_cluster if isinstance(location, ClusterAddress) else here).partition(":")
    if isinstance(location, ClusterAddress):
        cluster(location, "")
    return getattr(import_module(module), name)


KEPT: dict[Location, Engine] = {}
"""The engine of a folder that a resident process keeps open, by its absolute path."""


def open_engine(location: Location) -> Engine:
    """Return the engine of a location; raises SearcherError."""
    if KEPT and isinstance(location, Path) and (kept := KEPT.get(location.absolute())):
        return kept
    engine: Engine = at(location, "searcher.engine:Engine", "searcher.opensearch.engine:ClusterEngine")(location)
    return engine


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

    The options are those of `index.report.Options`.
    """
    if shard:
        options["share"] = shard
        cluster(location, "take files in parts")
    elif isinstance(location, Path):
        from index.unchanged import unchanged  # without NumPy and Whoosh

        if known := unchanged(location, roots, **options):
            return known
    report: RebuildReport = at(location, "index.rebuild:rebuild", "index.opensearch.feed:feed")(
        location, roots, **options
    )
    return report


def roots_of(location: Location) -> list[Path]:
    """Return the folders and files that an index is made from; of a cluster's, those given on this machine."""
    roots: list[str] = at(location, "index.manifest:roots_of", "index.opensearch.feed:roots_of")(location)
    return list(map(Path, roots))


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
