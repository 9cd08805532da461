"""The one door to an index: a request in, a result out; follows new generations by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from whoosh.query import Require

from index.release import Release
from index.schema import SCHEMA_VERSION, schema
from index.segment.index import ArrayIndex
from searcher.fields import sources_called
from searcher.generation import Generation, SegmentGeneration
from searcher.locations import Location, sound
from searcher.request import SearchRequest
from searcher.result import Hit, SearchResult, Span

if TYPE_CHECKING:
    from searcher.complete import Completion
    from searcher.matched import Matched
    from searcher.timeline import By, Timeline

P = ParamSpec("P")
T = TypeVar("T")


class Status(NamedTuple):
    """What an index holds: documents, the generation they are of, and their place and size on disk."""

    folder: Location
    generation: int
    documents: int
    segments: int
    bytes: int


class Blame(NamedTuple):
    """A condition of a request, and how many releases it finds without: what the request `wider` finds."""

    condition: str
    total: int
    wider: SearchRequest


def _sound(method: Callable[P, T]) -> Callable[P, T]:
    """Make a method of the engine name damage where that makes it fail."""

    @wraps(method)
    def guarded(*arguments: P.args, **named: P.kwargs) -> T:
        with sound(arguments[0].folder):  # type: ignore[attr-defined]
            return method(*arguments, **named)

    return guarded


class Engine:
    """Answers requests over the index in a folder; raises NoIndex, OutdatedIndex or DamagedIndex."""

    def __init__(self, folder: Path) -> None:
        self.folder: Location = folder
        self._index = ArrayIndex(folder, schema(), SCHEMA_VERSION)
        self._generation = SegmentGeneration(self._index)

    def current(self) -> Generation:
        """Return the index as it is now."""
        if self.generation != self._generation.commit.generation:
            self._generation = SegmentGeneration(self._index)
        return self._generation

    @property
    def generation(self) -> int:
        """The number of the index's current generation."""
        return self._index.latest_generation()

    @_sound
    def examples(self) -> tuple[str, ...]:
        """Return words to begin a search with, the commonest of those that tell releases apart."""
        return self.current().examples()

    @_sound
    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request: one page of hits, the total, and every facet; what is not exact is marked and noted."""
        began = time.perf_counter()
        generation = self.current()
        parsed = generation.parse(request.query, any_word=request.any_word)
        result = generation.answer(parsed.tree, request)
        suggestion = generation.correction(request, result.total)
        took_ms = (time.perf_counter() - began) * 1000
        return result._replace(took_ms=took_ms, suggestion=suggestion, notes=parsed.notes + result.notes)

    @_sound
    def similar(self, name: str, request: SearchRequest | None = None) -> SearchResult:
        """Return the releases most like one, named by its id or path; raises NoSuchRelease.

        They are among those that the request finds. The total counts all with any of its characteristic words.
        """
        from searcher.similar import like  # not needed to search

        began = time.perf_counter()
        generation, request = self.current(), request or SearchRequest()
        parsed = generation.parse(request.query, any_word=request.any_word)
        tree = Require(like(self.release(name), generation.vocabulary), parsed.tree)
        result = generation.answer(tree, request)
        return result._replace(took_ms=(time.perf_counter() - began) * 1000, notes=parsed.notes + result.notes)

    @_sound
    def why_empty(self, request: SearchRequest) -> tuple[Blame, ...]:
        """Return the conditions without which a request that finds nothing would find something, the worst first."""
        from searcher.suggest import relaxed  # not needed where something is found

        generation = self.current()
        blamed = (Blame(what, generation.total(wider), wider) for what, wider in relaxed(request))
        return tuple(sorted((blame for blame in blamed if blame.total), key=lambda blame: -blame.total))

    @_sound
    def matched(self, *requests: SearchRequest) -> tuple[Matched, ...]:
        """Return all documents that match each request, whatever its page, all of the same generation."""
        generation = self.current()
        return tuple(generation.matched(request) for request in requests)

    @_sound
    def timelines(self, requests: Sequence[SearchRequest], by: By) -> tuple[Timeline, ...]:
        """Return how many releases match each request, over the same years, months, weeks or days."""
        from searcher.timeline import timelines  # not needed to search

        return timelines(self.matched(*requests), by)

    @_sound
    def releases(self, names: Iterable[str]) -> Iterator[Release]:
        """Return releases by id or path, all of the same generation; raises NoSuchRelease before the first of them."""
        return self.current().releases(list(names))

    @_sound
    def release(self, name: str) -> Release:
        """Return a whole release by its id or path; raises NoSuchRelease."""
        return next(self.releases([name]))

    @_sound
    def versions(self, name: str) -> tuple[Hit, ...]:
        """Return the other versions of a release given by its id or path, oldest first; raises NoSuchRelease."""
        return self.current().versions(self.release(name))

    @_sound
    def sources_called(self, text: str) -> list[str]:
        """Return the source names that have all words of a text."""
        return sources_called(text, self.current().names())

    @_sound
    def complete(self, query: str, cursor: int, limit: int = 8) -> tuple[Completion, ...]:
        """Return what may be meant by what stands before the cursor: fields, values or words, most frequent first."""
        return self.current().completer(query, cursor, limit)

    @_sound
    def highlight(self, text: str, query: str, language: str | None = None) -> tuple[Span, ...]:
        """Return a text in a language, cut where the query's matches begin and end."""
        generation = self.current()
        return generation.highlighter(generation.parse(query).tree).spans(text, language)

    @_sound
    def status(self) -> Status:
        """Return what the index holds now."""
        self.current()
        index, commit = self._index, self._generation.commit
        documents = sum(entry.documents - entry.deleted for entry in commit.segments)
        size = sum((index.folder / name).stat().st_size for name in commit.files if name != "lock")
        return Status(index.folder, commit.generation, documents, len(commit.segments), size)
