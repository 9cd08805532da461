"""A rebuild in a process of its own: typing goes on beside it, and to stop it loses nothing."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import SearcherError

if TYPE_CHECKING:
    from index.report import Progress

BETWEEN = 0.1
"""Seconds between two reports of progress."""

MOST_FAILURES = 100
"""Files that could not be read which are told by name."""


class Step(NamedTuple):
    """How far it is: files done and to do, failures so far, and seconds since the step began."""

    name: str
    done: int
    total: int
    failed: int
    seconds: float

    def __str__(self) -> str:
        """Return `index: 1,204 of 20,063 files · 312 a second · 60 s left · 3 failed`."""
        rate = self.done / max(self.seconds, 0.001)
        left = f"{(self.total - self.done) / rate:,.0f} s left"
        parts = [f"{self.name}: {self.done:,} of {self.total:,} files", f"{rate:,.0f} a second", left]
        return " · ".join(parts + [f"{self.failed:,} failed"] * bool(self.failed))


class Built(NamedTuple):
    """What was done, in files; why some failed, or were never there; and the releases the index holds."""

    fresh: int
    failed: int
    reasons: list[str]
    releases: int


async def build(location: str, roots: Sequence[str] = ()) -> AsyncIterator[Step | Built]:
    """Bring the index at a location up to date with its files, or those under the roots; raises SearcherError."""
    command = (sys.executable, "-m", __name__, location, *roots)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, limit=1 << 24
    )  # fmt: skip
    assert process.stdout
    last = None
    try:
        async for line in process.stdout:
            kind, data = json.loads(line)
            if kind == "error":
                raise SearcherError(data)
            last = Step(*data) if kind == "step" else Built(*data)
            yield last
        if not isinstance(last, Built):
            raise SearcherError("the rebuild broke off: `searcher index` tells why; the index is as it was")
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def main(location: str, *roots: str) -> None:
    """Rebuild, and write a line of JSON for each step, the end or an error; a broken pipe or SIGTERM ends it."""
    from searcher.locations import parse_location, rebuild_at

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    steps = _Steps()
    try:
        report = rebuild_at(parse_location(location), [Path(root) for root in roots], progress=steps.tell)
    except SearcherError as error:
        _write("error", str(error))
        return
    reasons = [f"{path}: {reason}" for path, reason in report.failed[:MOST_FAILURES]]
    reasons += [f"{root}: is not there; its releases stay in the index" for root in report.missing]
    _write("built", Built(report.new + report.changed, len(report.failed), reasons, report.releases))


class _Steps:
    """Tells of progress, but not of every file."""

    def __init__(self) -> None:
        self._name, self._began, self._told = "", 0.0, 0.0

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.step != self._name:
            self._name, self._began = progress.step, now
        if now - self._told > BETWEEN or progress.done == progress.total:
            self._told = now
            _write("step", Step(*progress, now - self._began))


def _write(kind: str, data: Any) -> None:
    sys.stdout.write(json.dumps([kind, data]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
