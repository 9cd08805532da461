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
    from searcher.engine import Blame
    from searcher.request import Facet, Filter, SearchRequest
    from searcher.result import Hit, SearchResult, Span
    from tui import building

Choice = Literal["include", "exclude", "only", "clear"]


@dataclass
class Answered(Message):
    """A search came back; `ways_out` says what dropping a condition would find, where nothing was found.

    `generation` is that of the index, at least; `new` counts the hits of later generations than one that was asked
    for.
    """

    request: SearchRequest
    result: SearchResult
    generation: int
    ways_out: tuple[Blame, ...] = ()
    new: int | None = None


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
class Brought(Message):
    """What a screen asked for came back, to be acted on."""

    act: Callable[[], object]


@dataclass
class Built(Message):
    """A rebuild came further, or to its end."""

    step: building.Step | building.Built


@dataclass
class Progressed(Message):
    """Work in the background came further, as said in a line; at its end the line is empty."""

    work: str
    line: str


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
