"""What is measured in a process of its own: `python -m tests.bench.process JOB ARGUMENTS` prints figures as JSON."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any


def cold(folder: str, question: str) -> dict[str, Any]:
    """Return the milliseconds to open an index and answer for the first time."""
    import searcher.commands.search  # noqa: F401 all that a one-shot search imports
    from searcher.engine import Engine
    from searcher.request import SearchRequest
    from searcher.start import GARBAGE

    gc.set_threshold(GARBAGE)  # as the program does
    start = time.perf_counter()
    found = Engine(Path(folder)).search(SearchRequest(question)).total
    return {"ms": (time.perf_counter() - start) * 1000, "found": found}


def shown(folder: str) -> dict[str, float]:
    """Return the median milliseconds to read and mark ten hits, and the 95th percentile to complete what is typed."""
    from searcher.engine import Engine
    from searcher.request import SearchRequest
    from searcher.start import GARBAGE

    def taken(function: Callable[[], object]) -> float:
        start = time.perf_counter()
        function()
        return (time.perf_counter() - start) * 1000

    gc.set_threshold(GARBAGE)  # as the program does
    engine = Engine(Path(folder))
    words = engine.examples()
    requests = [SearchRequest(text, limit=limit) for text in (*words, " OR ".join(words)) for limit in (10, 0)]
    for request in requests:
        engine.search(request)
    searched = [median(taken(partial(engine.search, request)) for _ in range(5)) for request in requests]
    completed = [taken(partial(engine.complete, word[:end], end)) for word in words for end in range(1, len(word) + 1)]
    marked = [with_hits - without for with_hits, without in zip(searched[::2], searched[1::2], strict=True)]
    return {"shown": median(marked), "completed": quantiles(completed, n=20)[-1]}


def growth(folder: str, count: str, queries: str) -> dict[str, Any]:
    """Return the speed and peak memory of indexing so many documents, and the times of queries over them.

    The peak is that of the whole process: interpreter, libraries and the corpus that is repeated are in it.
    """
    from tests.bench.corpus import corpus, multiplied, sample
    from tests.bench.engines import Ours
    from tests.bench.measure import query_times
    from tests.bench.queries import draw

    documents = corpus()
    before = peak_mb()
    engine = Ours(Path(folder))
    start = time.perf_counter()
    engine.build(multiplied(documents, int(count)))
    seconds = time.perf_counter() - start
    figures = {"documents": int(count), "documents_per_s": int(count) / seconds, "seconds": seconds}
    figures |= {"peak_mb": peak_mb(), "corpus_mb": before, "index_mb": engine.size() / 1e6}
    if int(queries):
        engine.open()
        drawn = draw(sample(documents, 5_000), int(queries))
        times = query_times([engine], drawn, 3)[0][engine.name].tolist()
        figures["queries"] = [[query.kind, ms] for query, ms in zip(drawn, times, strict=True)]
    return figures


def first_screen(which: str, folder: str) -> dict[str, float]:
    """Return when a terminal interface, ours or an empty one, first showed a screen with a cursor."""
    if which == "interface":
        from searcher.start import GARBAGE

        gc.set_threshold(GARBAGE)
        from tui.app import SearcherApp, open_engine

        app = SearcherApp(partial(open_engine, Path(folder)))
    else:
        from textual.app import App

        app = App()
    figures: dict[str, float] = {}

    def display(screen: Any, renderable: Any) -> None:
        if not figures and renderable is not None and (which == "empty" or screen.focused):
            figures.update(at=time.time(), cpu_ms=time.process_time() * 1000)
            app.exit()

    app._display = display  # type: ignore[method-assign]
    app.run(headless=True)
    return figures


def peak_mb() -> float:
    """Return the most memory that this process ever held.

    `ru_maxrss` would do, but Linux hands a parent's on to its children.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    jobs = {"cold": cold, "first_screen": first_screen, "growth": growth, "shown": shown}
    job, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(jobs[job](*arguments)))
