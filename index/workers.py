"""Work in the order of its tasks, here or in other processes."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any, TypeVar

WORTH_WORKERS = 400
"""Files from which starting other processes pays."""

_CHUNK = 32
_AHEAD = 4  # chunks per worker that are under way or waiting, so that memory stays bounded

In = TypeVar("In")
Out = TypeVar("Out")

Runner = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


@contextmanager
def workers(jobs: int, tasks: int) -> Iterator[Runner]:
    """Give a function like `map`, over several processes where the number of tasks is worth it."""
    if jobs == 1 or tasks < WORTH_WORKERS:
        yield map
        return
    pool = ProcessPoolExecutor(jobs, get_context("spawn"))
    try:
        _start(pool, jobs)
        yield partial(_ordered, pool, jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _start(pool: ProcessPoolExecutor, jobs: int) -> None:
    """Start the processes, deaf to an interruption at the keyboard, which is their parent's to handle."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    for _ in range(jobs):
        pool.submit(int)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ordered(pool: ProcessPoolExecutor, jobs: int, function: Callable[[In], Out], tasks: Iterable[In]) -> Iterator[Out]:
    """Yield the results in the order of the tasks, with only so many ahead of the one being taken."""
    waiting: deque[Future[list[Out]]] = deque()
    left = iter(tasks)
    while chunk := list(islice(left, _CHUNK)):
        waiting.append(pool.submit(_chunk, function, chunk))
        if len(waiting) >= jobs * _AHEAD:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _chunk(function: Callable[[In], Out], tasks: list[In]) -> list[Out]:
    return [function(task) for task in tasks]
