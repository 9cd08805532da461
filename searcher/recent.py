"""What was made lately and may be wanted again soon, within a bound of memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class _Counted(Protocol):
    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=_Counted)


class Recent(Generic[T]):
    """Keeps the things asked for last, of no more than a `size` in all."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: dict[Hashable, T] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, or else make it."""
        found = self._kept.pop(key, None)
        if found is None:
            found = make()
            self._size += found.size
        self._kept[key] = found  # the latest stands last
        while self._size > self._most:
            self._size -= self._kept.pop(next(iter(self._kept))).size
        return found
