"""Where a search has been, and the way back and forth."""

from __future__ import annotations

from searcher.request import SearchRequest


class History:
    """The present request between those before it and those taken back."""

    def __init__(self, request: SearchRequest) -> None:
        self.now = request
        self._past: list[SearchRequest] = []
        self._future: list[SearchRequest] = []

    def record(self, request: SearchRequest) -> SearchRequest:
        """Make the request the present one; a query being typed is one step, however many letters it has."""
        if request == self.now:
            return request
        before = self._past[-1] if self._past else None
        if not (_typed_on(self.now, request) and before and _same_but_query(before, self.now)):
            self._past.append(self.now)
        self.now = request
        self._future.clear()
        return request

    def undo(self) -> SearchRequest | None:
        """Return to the request before, or None at the beginning."""
        return self._step(self._past, self._future)

    def redo(self) -> SearchRequest | None:
        """Return to the request taken back last, or None where nothing was."""
        return self._step(self._future, self._past)

    def _step(self, source: list[SearchRequest], target: list[SearchRequest]) -> SearchRequest | None:
        if not source:
            return None
        target.append(self.now)
        self.now = source.pop()
        return self.now


def _same_but_query(one: SearchRequest, other: SearchRequest) -> bool:
    return one._replace(query=other.query) == other


def _typed_on(one: SearchRequest, other: SearchRequest) -> bool:
    """Return whether letters were added at the end, or taken from it."""
    shorter, longer = sorted((one.query, other.query), key=len)
    return _same_but_query(one, other) and bool(shorter) and longer.startswith(shorter)
