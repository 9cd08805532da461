"""Rebuilding whenever files change, until told to stop."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from types import FrameType

from index.manifest import is_under
from index.walk import folders

QUIET_MS = 500
"""Milliseconds without a change after which a rebuild begins."""

LONGEST_MS = 5_000
"""Milliseconds after which it begins though changes go on."""

_LOOK_MS = 1_000  # between looks at whether roots, which may be gone, are still the same


def watch(
    roots: Sequence[Path], ignored: Path | None, rebuild: Callable[[], bool], stop: Event, *, follow_links: bool = False
) -> None:
    """Call `rebuild` at once and after every burst of changes below the roots, until `stop` is set.

    A root that vanishes, comes back or is replaced counts as a change; so does nothing below a folder `ignored`,
    nor, unless `follow_links`, what links lead to. A rebuild that returns False is tried again soon. Raises OSError
    where folders can't be watched.
    """
    while not stop.is_set():
        identities, places = [_identity(root) for root in roots], _places(roots, follow_links=follow_links)
        rebuild()
        is_due = True  # what changed before the watch began shows itself to nobody
        for changed in _changes(places, ignored, stop):
            if [_identity(root) for root in roots] != identities:
                break
            if changed or is_due:
                if _places(roots, follow_links=follow_links) != places:
                    break
                is_due = not rebuild()


def _places(roots: Sequence[Path], *, follow_links: bool) -> list[str]:
    """Return the folders to watch: each by itself, since the library follows every link it meets on its way down."""
    below = (folder for root in roots for folder, _ in folders(str(root), [], follow_links=follow_links))
    return [*below, *(str(root) for root in roots if root.is_file())]


def _changes(places: Sequence[str], ignored: Path | None, stop: Event) -> Iterator[bool]:
    """Yield after every burst of changes True, and False now and then."""
    from watchfiles import watch as watched

    if not places:
        while not stop.wait(_LOOK_MS / 1000):
            yield False
        return
    below = [os.path.realpath(ignored), os.path.abspath(ignored)] if ignored else []
    bursts = watched(
        *places,
        watch_filter=lambda _, path: not is_under(path, below),
        step=QUIET_MS,
        debounce=LONGEST_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
        recursive=False,
        stop_event=stop,
    )
    try:
        yield from map(bool, bursts)
    except FileNotFoundError:  # a folder went as it was being looked at
        yield False
    except RuntimeError as error:
        raise OSError(f"can't be watched: {error}") from error


def _identity(root: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(root)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def stop_on_signals(stop: Event) -> None:
    """Set `stop` at SIGTERM and SIGINT, and interrupt whatever is under way: the index stays at its last commit."""

    def stopping(_: int, __: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stopping)
    signal.signal(signal.SIGINT, stopping)
