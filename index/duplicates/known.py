"""What the index keeps of duplicates: every release's sketch, the pairs judged so far, and the clusters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from index.duplicates.clusters import Pair, clusters
from index.duplicates.match import Text, Verdict, compare
from index.duplicates.sketch import VALUES, algorithm, candidates
from index.errors import DamagedIndex
from index.segment.container import Array, Container, ContainerWriter

_TOGETHER = 1024  # pairs judged in one go, whose texts are in memory, about 30 KB each


class Duplicates:
    """The duplicates of one generation, on their way to the next. Releases are known by the number of their id."""

    def __init__(self, path: Path | None = None) -> None:
        """Begin with what an earlier generation knew, or with nothing; raises DamagedIndex."""
        self._ids, self._sketches = np.zeros(0, np.uint64), np.zeros((0, VALUES), np.uint16)
        self._verdicts: dict[Pair, Verdict] = {}
        self._changed: dict[int, Array | None] = {}
        if path is not None:
            self._load(path)

    def _load(self, path: Path) -> None:
        container = Container(path)
        container.verify()
        if container.meta.get("algorithm") != algorithm():
            return
        self._ids = container.array("ids").astype(np.uint64)
        pairs, verdicts = container.array("pairs").astype(np.uint64), container.array("verdicts")
        try:
            self._sketches = container.array("sketches").astype(np.uint16).reshape(len(self._ids), VALUES)
            judged = zip(pairs.reshape(len(verdicts), 2).tolist(), verdicts.tolist(), strict=True)
            self._verdicts = {(one, other): Verdict(verdict) for (one, other), verdict in judged}
        except ValueError as error:
            raise DamagedIndex(str(path), f"does not hold sketches and pairs ({error})") from error

    def put(self, release_id: str, sketch: Array) -> None:
        """Note the sketch of a release that is new or changed."""
        self._changed[int(release_id, 16)] = sketch if len(sketch) else None

    def forget(self, release_id: str) -> None:
        """Note that a release is gone."""
        self._changed[int(release_id, 16)] = None

    def update(self, body_of: Callable[[str], str], run: Callable[..., Iterable[Any]] = map) -> None:
        """Judge the pairs that the sketches propose and that are not judged yet; `body_of` gives a text by its id.

        `run` is `map`, or does the same elsewhere.
        """
        self._merge()
        proposed = [(one, other) for one, other in self._ids[candidates(self._sketches)].tolist()]
        groups = _groups([pair for pair in proposed if pair not in self._verdicts])
        texts = ({number: body_of(f"{number:012x}") for number in {*chain(*group)}} for group in groups)
        for judged in run(_judge, zip(groups, texts, strict=True)):
            self._verdicts |= judged
        self._verdicts = {pair: self._verdicts[pair] for pair in proposed}

    def _merge(self) -> None:
        """Bring ids, in order, and sketches up to date, and forget the verdicts on what has changed."""
        kept = ~np.isin(self._ids, np.fromiter(self._changed, np.uint64, len(self._changed)))
        fresh = {number: sketch for number, sketch in self._changed.items() if sketch is not None}
        ids = np.concatenate((self._ids[kept], np.fromiter(fresh, np.uint64, len(fresh))))
        order = np.argsort(ids)
        self._ids, self._sketches = ids[order], np.vstack((self._sketches[kept], *fresh.values()))[order]
        judged = self._verdicts.items()
        self._verdicts = {pair: verdict for pair, verdict in judged if self._changed.keys().isdisjoint(pair)}
        self._changed = {}

    def clusters(self) -> list[list[int]]:
        """Return the releases that are versions of one another, as their last update found."""
        return clusters(self._verdicts)

    def save(self, path: Path) -> None:
        """Write the duplicates as a new file of the index."""
        found = self.clusters()
        container = ContainerWriter(path)
        container.append("ids", self._ids)
        container.append("sketches", self._sketches.ravel())
        container.append("pairs", _numbers(number for pair in self._verdicts for number in pair))
        container.append("verdicts", np.fromiter(self._verdicts.values(), np.uint8, len(self._verdicts)))
        members = sorted((number, at) for at, cluster in enumerate(found) for number in cluster)
        container.append("members", _numbers(number for number, _ in members))
        container.append("clusters", np.array([at for _, at in members], np.uint32))
        container.finish({"algorithm": algorithm()})


def _groups(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Return pairs with those that share a release, as far as `_TOGETHER` allows."""
    groups: dict[int, list[Pair]] = {}
    for pair in pairs:
        small, large = sorted((groups.get(number, []) for number in pair), key=len)
        joining = [pair] if small is large else [*small, pair]
        large += joining
        for member in joining:
            groups[member[0]] = groups[member[1]] = large
    whole = [sorted(group) for group in {id(group): group for group in groups.values()}.values()]
    return [group[start : start + _TOGETHER] for group in whole for start in range(0, len(group), _TOGETHER)]


def _judge(task: tuple[list[Pair], dict[int, str]]) -> dict[Pair, Verdict]:
    pairs, texts = task
    ready = {number: Text(body) for number, body in texts.items()}
    return {(one, other): compare(ready[one], ready[other]) for one, other in pairs}


def _numbers(values: Iterable[int]) -> Array:
    return np.fromiter(values, np.uint64)
