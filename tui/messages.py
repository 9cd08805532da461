"""What widgets ask for and what background work brings; handlers alone change the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from textual.message import Message

from index.errors import SearcherError
from searcher.request import Facet
from searcher.result import Hit

Choice = Literal["include", "exclude", "only", "range"]


@dataclass
class Brought(Message):
    """Background work came further or to its end, to be acted on."""

    act: Callable[[], object]


@dataclass
class Failed(Message):
    """Background work gave up."""

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
class ValueChosen(Message):
    """A facet's value is to be included (or no longer), excluded (or no longer), to stand alone, or to end a range."""

    facet: Facet
    value: str | None
    choice: Choice
