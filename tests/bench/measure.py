"""The measurements: competitors take turns, and every figure is the median of its repetitions."""

from __future__ import annotations

import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.release import Release, ReleaseDate
from index.schema import SCHEMA_VERSION, day_of, schema, to_document
from index.segment.index import ArrayIndex
from searcher.engine import Engine as Searcher
from searcher.request import SearchRequest
from tests.bench.corpus import ROOT, Document
from tests.bench.engines import Answer, Engine
from tests.bench.queries import Query

QUESTION = "health care"
SLOW_ROUNDS = 2

PROGRAM = (sys.executable, "-c", "from searcher.start import run; run()")
"""What the console script does."""

_ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""With compiled modules, as an installed program has them."""

Times = dict[str, np.ndarray]
"""Engine -> milliseconds of each query, NaN for those that it can't answer."""


def build_rates(engines: Sequence[Engine], documents: Sequence[Document], rounds: int) -> dict[str, dict[str, float]]:
    """Return each engine's documents per second, and per second of processor time; slow ones build once."""
    seconds: dict[str, list[tuple[float, float]]] = {engine.name: [] for engine in engines}
    for turn in range(rounds):
        for engine in engines:
            if turn and engine.slow:
                continue
            gc.collect()
            start = time.perf_counter(), time.process_time()
            engine.build(documents)
            seconds[engine.name].append((time.perf_counter() - start[0], time.process_time() - start[1]))
            _tell(f"{engine.name}: {len(documents) / seconds[engine.name][-1][0]:,.0f} documents/s")
    medians = {name: np.median(found, axis=0).tolist() for name, found in seconds.items()}
    count = len(documents)
    return {name: {"per_s": count / wall, "per_cpu_s": count / cpu} for name, (wall, cpu) in medians.items()}


def query_times(engines: Sequence[Engine], queries: Sequence[Query], rounds: int) -> tuple[Times, dict[str, Any]]:
    """Return the median time of each query in each engine, and how far the answers agree with the first engine's."""
    prepared = {engine.name: [engine.prepare(query) for query in queries] for engine in engines}
    answers = {engine.name: _answers(engine, prepared[engine.name]) for engine in engines}
    times = {engine.name: np.full((rounds, len(queries)), np.nan) for engine in engines}
    gc.collect()
    gc.disable()
    for turn in range(rounds):
        for number in range(len(queries)):
            first = (turn + number) % len(engines)
            for engine in (*engines[first:], *engines[:first]):
                question = prepared[engine.name][number]
                if question is None or (engine.slow and turn >= SLOW_ROUNDS):
                    continue
                start = time.perf_counter()
                engine.ask(question)
                times[engine.name][turn, number] = (time.perf_counter() - start) * 1000
        _tell(f"round {turn + 1} of {rounds}")
    gc.enable()
    medians = {name: np.array([_median(column) for column in found.T]) for name, found in times.items()}
    reference, *others = engines
    return medians, {e.name: agreement(queries, answers[reference.name], answers[e.name]) for e in others}


def _answers(engine: Engine, prepared: Sequence[Any]) -> list[Answer | None]:
    """Return the answers, which also warms the engine up."""
    return [None if question is None else engine.answer(engine.ask(question)) for question in prepared]


def _median(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else np.nan


def agreement(
    queries: Sequence[Query], ours: Sequence[Answer | None], theirs: Sequence[Answer | None]
) -> dict[str, Any]:
    """Return how many totals and facets are the same, and how far apart totals are at the 95th percentile."""
    pairs = [(q, a, b) for q, a, b in zip(queries, ours, theirs, strict=True) if a and b]
    apart = [abs(a.total - b.total) / max(a.total, b.total, 1) for _, a, b in pairs]
    return {
        "compared": len(pairs),
        "same_total": sum(a.total == b.total for _, a, b in pairs),
        "same_answer": sum(a == b for _, a, b in pairs),
        "apart_p95": float(np.percentile(apart, 95)),
        "different": [[q.kind, " ".join(q.texts), a.total, b.total] for q, a, b in pairs if a.total != b.total][:20],
    }


def build_releases(folder: Path, documents: Sequence[Document]) -> None:
    """Index the documents under the program's own schema, for what is measured through its front door."""
    shutil.rmtree(folder, ignore_errors=True)
    writer = ArrayIndex.create(folder, schema(), SCHEMA_VERSION).writer()
    for document in documents:
        writer.add_document(**to_document(_release(document)))
    writer.commit()


def _release(document: Document) -> Release:
    return Release(
        document.path,
        document.title,
        document.body,
        date=None if document.day is None else ReleaseDate(day_of(document.day)),
        source=document.source,
        countries=document.countries,
        language=document.language,
    )


def added_and_seen(folder: Path, documents: Sequence[Document], rounds: int) -> float:
    """Return the median seconds from a hundred new documents in memory to a search that counts them."""
    searcher = Searcher(folder)
    everything = SearchRequest(limit=0)
    known = searcher.search(everything).total
    seconds = []
    for turn in range(rounds):
        fresh = [_release(document) for document in documents[turn * 100 :][:100]]
        start = time.perf_counter()
        writer = ArrayIndex(folder, schema(), SCHEMA_VERSION).writer()
        for number, release in enumerate(fresh):
            values = to_document(release)
            writer.update_document(**{**values, "path": f"new/{turn}/{number}".encode()})
        writer.commit()
        found = searcher.search(everything).total
        seconds.append(time.perf_counter() - start)
        known += len(fresh)
        assert found == known
    return statistics.median(seconds)


def fresh_process(job: str, *arguments: object) -> dict[str, Any]:
    """Run a job of `process.py` in a new process and return its figures."""
    command = [sys.executable, "-m", "tests.bench.process", job, *map(str, arguments)]
    return json.loads(subprocess.run(command, cwd=ROOT, env=_ENV, check=True, stdout=subprocess.PIPE).stdout)


def cold_answer(folder: Path, rounds: int) -> float:
    """Return the median milliseconds to open the index and answer, in new processes, imports excluded."""
    return statistics.median(fresh_process("cold", folder, QUESTION)["ms"] for _ in range(rounds))


def shown_and_completed(folder: Path) -> tuple[float, float]:
    """Return milliseconds: the median to read and mark ten hits, the 95th percentile to complete what is typed."""
    found = fresh_process("shown", folder)
    return found["shown"], found["completed"]


def one_shot(folder: Path, pile: Path, rounds: int) -> dict[str, float]:
    """Return the median milliseconds of processes that take turns: ours, cold and warm, and what they compare with.

    Those are one that only imports libraries, and ripgrep over the pile of files, where it is installed.
    """
    search = [*PROGRAM, "search", QUESTION, "--index", str(folder)]
    commands = {
        "search_ms": search,
        "warm_ms": search,
        "imports_ms": [sys.executable, "-c", "import numpy, whoosh.index, click"],
    }
    if shutil.which("rg"):
        commands["rg_ms"] = ["rg", "-l", QUESTION, str(pile)]
    taken: dict[str, list[float]] = {name: [] for name in commands}
    with resident(folder) as warm:
        for turn in range(rounds + 1):
            for name in commands if turn % 2 else reversed(commands):
                env = warm if name == "warm_ms" else _ENV
                milliseconds = _timed(
                    partial(subprocess.run, commands[name], cwd=ROOT, env=env, stdout=subprocess.PIPE)
                )
                if turn:  # the first fills the system's caches
                    taken[name].append(milliseconds)
    figures = {name: statistics.median(times) for name, times in taken.items()}
    figures["ratio"] = figures["search_ms"] / figures["imports_ms"]
    if "rg_ms" in figures:
        figures["against rg"] = figures["warm_ms"] / figures["rg_ms"]
    return figures


@contextmanager
def resident(index: Path) -> Iterator[dict[str, str]]:
    """Keep a resident process with an index, and give the environment of those who ask it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        env = {**_ENV, "XDG_RUNTIME_DIR": name}
        subprocess.run([*PROGRAM, "warm", "--index", str(index)], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        yield env
        subprocess.run([*PROGRAM, "warm", "--stop"], cwd=ROOT, env=env, check=True)


def write_pile(folder: Path, documents: Sequence[Document]) -> None:
    """Write each document as a text file, a hundred in a folder."""
    for number, document in enumerate(documents):
        file = folder / str(number // 100) / f"{number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{document.title}\n\n{document.body}", encoding="utf-8", errors="replace")


def _timed(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return (time.perf_counter() - start) * 1000


def _tell(text: str) -> None:
    sys.stderr.write(f"  {text}\n")
