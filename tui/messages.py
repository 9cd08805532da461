"""What widgets ask for and what background work brings; handlers alone change the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.message import Message

if TYPE_CHECKING:
    from index.errors import SearcherError
    from index.release import Release
    from searcher.complete import Completion
    from searcher.request import Facet, Filter, SearchRequest
    from searcher.result import Hit, SearchResult, Span

Choice = Literal["include", "exclude", "only", "clear"]


@dataclass
class Answered(Message):
    """A search came back; `ways_out` says what dropping a facet's filters would find, where nothing was found."""

    request: SearchRequest
    result: SearchResult
    ways_out: tuple[tuple[Filter, int], ...] = ()


@dataclass
class PageAnswered(Message):
    """Hits further down came back, for a request that may be gone by now."""

    request: SearchRequest
    page: int
    hits: tuple[Hit, ...]


@dataclass
class ReleaseRead(Message):
    """A release came back, its body split at the query's words."""

    release: Release
    body: tuple[Span, ...]


@dataclass
class Completed(Message):
    """Completions came back; `on_key` says whether someone waits for them."""

    query: str
    completions: tuple[Completion, ...]
    on_key: bool


@dataclass
class ReleasesRead(Message):
    """Releases came back that something is to be done with."""

    releases: tuple[Release, ...]
    act: Callable[[tuple[Release, ...]], None]


@dataclass
class SimilarFound(Message):
    """Releases like another came back."""

    title: str
    result: SearchResult


@dataclass
class Failed(Message):
    """The engine gave up on a search or a release."""

    error: SearcherError


@dataclass
class PageWanted(Message):
    """The list is about to show hits it doesn't have."""

    page: int


@dataclass
class HitHighlighted(Message):
    """The list's cursor came to a hit, or to nothing."""

    hit: Hit | None


@dataclass
class HitOpened(Message):
    """A hit is to be read."""


@dataclass
class ValueChosen(Message):
    """A facet's value is to be included (or no longer), excluded (or no longer), or to stand alone."""

    facet: Facet
    value: str | None
    choice: Choice


@dataclass
class FilterDropped(Message):
    """A chip was removed."""

    dropped: Filter | None
    """None is the range of days."""
