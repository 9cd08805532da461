"""`python -m tests.bench.rebuild FOLDER`: from files to an index, and again with nothing new, beside Recoll's indexer.

Recoll is Debian's `recollcmd`. Both index the folder once, one after the other, with the same niceness; processor time
is that of all their processes; of a warm one's (*), that of the process that asks, and not of the resident.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.corpus import ROOT
from tests.bench.measure import PROGRAM, resident
from tests.bench.report import as_text

JOBS = 2
ROUNDS = 3


class Taken(NamedTuple):
    """Seconds that passed, seconds of processor time, and the peak of the largest process in megabytes.

    No peak is below this process's own, which Linux hands on to its children.
    """

    wall: float
    cpu: float
    peak: float


def main() -> int:
    pile = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        ours = [*PROGRAM, "index", str(pile), "--jobs", str(JOBS), "--index", f"{folder / 'ours'}"]
        rows = [["", "wall s", "processor s", "MB at peak", "index MB"]]
        rows.append(_row("find, with stat", _best(["find", str(pile), "-printf", "%s %T@\n"]), None))
        rows.append(_row(f"searcher, {JOBS} processes", _run(ours), folder / "ours"))
        rows.append(_row("searcher, nothing new, cold", _best(ours), None))
        with resident(folder / "ours") as env:
            rows.append(_row("searcher, nothing new, warm*", _best(ours, env), None))
        if shutil.which("recollindex"):
            config = folder / "recoll"
            config.mkdir()
            (config / "recoll.conf").write_text(f"topdirs = {pile}\n", encoding="utf-8")
            rows.append(_row("recollindex", _run(["recollindex", "-c", str(config)]), config / "xapiandb"))
    sys.stdout.write(as_text(rows))
    return 0


def _best(command: Sequence[str], env: dict[str, str] | None = None) -> Taken:
    return min(_run(command, env) for _ in range(ROUNDS))


def _run(command: Sequence[str], env: dict[str, str] | None = None) -> Taken:
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return Taken(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)


def _row(name: str, taken: Taken, index: Path | None) -> list[str]:
    size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6 if index else None
    return [name, *(f"{figure:.2f}" for figure in taken[:2]), f"{taken.peak:.0f}", f"{size:.0f}" if size else "–"]


if __name__ == "__main__":
    sys.exit(main())
