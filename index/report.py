"""What a rebuild is asked to do, and what it says of itself: while it runs, and when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple


class Progress(NamedTuple):
    """How far a work is: the step, files (of an export, releases) done and to do, failures so far."""

    step: str
    done: int
    total: int
    failed: int = 0


class Options(NamedTuple):
    """How a rebuild goes about it.

    Files that are gone stay searchable unless it is to `prune`, and never go while their whole root is missing.
    `dated_by_name` says of its roots, now and at all later times, that their files' names hold dates. This time links
    are followed wherever they lead if `follow_links`. An index to `repair` is built anew from its files. So many
    `jobs` read at once, one for each processor unless it is said; `progress` is told at every file.
    """

    prune: bool = False
    dated_by_name: bool = False
    follow_links: bool = False
    repair: bool = False
    jobs: int | None = None
    progress: Callable[[Progress], None] = lambda _: None


@dataclass
class RebuildReport:
    """What a rebuild did, in files, and the releases the index holds now.

    `rederived` are unchanged files that were read again, for the reason in `afresh`. `failed`, `vanished` and
    `missing` tell how things are; `failed_now`, `withdrawn` and `missing_now` only what no earlier rebuild told.
    `before` is the generation that was found: the same as `generation` where nothing was new.
    """

    new: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    recleaned: int = 0
    rederived: int = 0
    afresh: str = ""
    vanished: int = 0
    pruned: int = 0
    withdrawn: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    failed_now: list[tuple[str, str]] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    missing_now: list[str] = field(default_factory=list)
    releases: int = 0
    seconds: float = 0.0
    before: int = 0
    generation: int = 0
