"""The one door to an index: a request in, a result out; follows new generations by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from whoosh.query import NullQuery, Query, Require

from index.duplicates import ROLE
from index.errors import NoSuchRelease, OutdatedIndex
from index.release import Release
from index.schema import SCHEMA_VERSION, from_record, schema
from index.segment.commit import Commit
from index.segment.index import ArrayIndex
from index.segment.reader import SegmentReader
from searcher.collect import Collector
from searcher.evaluate import Evaluator
from searcher.facets import tabulate
from searcher.fields import sources_called
from searcher.highlight import Highlighter
from searcher.locations import Location, sound
from searcher.matched import Matched
from searcher.patterns import languages_of
from searcher.query import Parsed, parse
from searcher.ranking import Statistics
from searcher.request import SearchRequest
from searcher.result import Hit, SearchResult, Span
from searcher.snippet import snippet
from searcher.suggest import FEW, corrections, relaxed
from searcher.versions import Versions

if TYPE_CHECKING:
    from searcher.complete import Completer, Completion
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


class _Generation:
    """The open segments of one generation."""

    def __init__(self, index: ArrayIndex) -> None:
        self.commit: Commit
        self._index = index
        self.commit, self.segments = index.open_segments()
        if self.commit.schema_version != index.schema_version:
            raise OutdatedIndex(str(index.folder))
        statistics = Statistics(self.segments)
        clusters = self.commit.attachments.get(ROLE)
        self.versions = Versions(index.folder / clusters if clusters else None)
        evaluators = [Evaluator(segment, statistics, lambda: self._whoosh, self.versions) for segment in self.segments]
        self.collect = Collector(self.segments, evaluators, self.versions)

    @cached_property
    def _whoosh(self) -> object:
        from searcher.weighting import whoosh_searcher  # seldom needed, and slow to import

        return whoosh_searcher(self._index.reader_of(self.commit, self.segments))

    @cached_property
    def sources(self) -> list[str]:
        """The source names, in order."""
        return self._names()

    def _names(self, field: str = "source") -> list[str]:
        lexicons = (segment.fields[field].lexicon for segment in self.segments)
        return sorted({term.decode("utf-8", "surrogatepass") for lexicon in lexicons for term in lexicon})

    @cached_property
    def languages(self) -> list[str]:
        """The languages with terms of their own, in order."""
        return sorted({code for segment in self.segments for code in languages_of(segment)})

    def parse(self, text: str, *, any_word: bool = False) -> Parsed:
        """Read a query as one about this index."""
        return parse(text, self._names, self.languages, any_word=any_word)

    def matched(self, request: SearchRequest) -> Matched:
        """Return all documents that match a request, whatever its page."""
        parsed = self.parse(request.query, any_word=request.any_word)
        found = self.collect.matches(parsed.tree, request)
        documents = ((self.segments[at], doc) for at, doc in self.collect.in_order(found, request.sort))
        return Matched(self.commit, self.segments, found, documents, parsed.notes)

    @cached_property
    def completer(self) -> Completer:
        """What completes queries."""
        from searcher.complete import Completer  # not needed to search

        return Completer(self.segments)

    def answer(self, tree: Query, request: SearchRequest) -> SearchResult:
        """Return a request's page of what a query tree matches, its total and facets."""
        collected = self.collect(tree, request)
        highlighter = Highlighter(tree)
        hits = tuple(
            self.hit(self.segments[at].store[doc]["release"], score, highlighter) for at, doc, score in collected.page
        )
        return SearchResult(request, collected.total, hits, *tabulate(collected.counts, request.filters))

    def hit(self, record: dict[str, Any], score: float, highlighter: Highlighter) -> Hit:
        """Return the hit of a stored record."""
        return hit_of(from_record(record), score, highlighter)._replace(
            duplicates=len(self.versions.others(record["id"]))
        )

    def total(self, request: SearchRequest) -> int:
        """Return how many releases a request finds."""
        return self.collect(self.parse(request.query, any_word=request.any_word).tree, request).total

    def correction(self, request: SearchRequest, total: int) -> str | None:
        """Return the likeliest correction of a request's query that finds more than `total` releases."""
        corrected = corrections(request.query, self.segments, self.sources, self.languages)
        wider = (text for text in corrected if self.total(replace(request, query=text, offset=0, limit=0)) > total)
        return next(wider, None)

    def find(self, field: str, value: str | bytes) -> tuple[SegmentReader, int] | None:
        """Return the segment and number of the live document with the value in a unique field."""
        for segment in self.segments:
            number = segment.number_of(field, value)
            docs = segment.fields[field].postings.docs(number).tolist() if number >= 0 else []
            for doc in docs:
                if not segment.is_deleted(doc):
                    return segment, doc
        return None

    def named(self, name: str) -> tuple[SegmentReader, int]:
        """Return the segment and number of the live document with an id or a path; raises NoSuchRelease."""
        found = self.find("id", name) or self.find("path", name.encode("utf-8", "surrogateescape"))
        if found is None:
            raise NoSuchRelease(name)
        return found


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
        self.folder = folder
        self._index = ArrayIndex(folder, schema(), SCHEMA_VERSION)
        self._generation = _Generation(self._index)

    def _current(self) -> _Generation:
        if self._index.latest_generation() != self._generation.commit.generation:
            self._generation = _Generation(self._index)
        return self._generation

    @property
    def generation(self) -> int:
        """The number of the index's current generation."""
        return self._index.latest_generation()

    @_sound
    def examples(self) -> tuple[str, ...]:
        """Return words to begin a search with, the commonest of those that tell releases apart."""
        from searcher.examples import telling_words  # seldom needed

        return telling_words(self._current().segments)

    @_sound
    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request: one page of hits, the exact total, and every facet."""
        began = time.perf_counter()
        generation = self._current()
        parsed = generation.parse(request.query, any_word=request.any_word)
        result = generation.answer(parsed.tree, request)
        suggestion = generation.correction(request, result.total) if result.total <= FEW else None
        took_ms = (time.perf_counter() - began) * 1000
        return result._replace(took_ms=took_ms, suggestion=suggestion, notes=parsed.notes)

    @_sound
    def similar(self, name: str, request: SearchRequest | None = None) -> SearchResult:
        """Return the releases most like one, named by its id or path; raises NoSuchRelease.

        They are among those that the request finds. The total counts all with any of its characteristic words.
        """
        from searcher.similar import like  # not needed to search

        began = time.perf_counter()
        generation, request = self._current(), request or SearchRequest()
        parsed = generation.parse(request.query, any_word=request.any_word)
        tree = Require(like(self.release(name), generation.segments), parsed.tree)
        result = generation.answer(tree, request)
        return result._replace(took_ms=(time.perf_counter() - began) * 1000, notes=parsed.notes)

    @_sound
    def why_empty(self, request: SearchRequest) -> tuple[Blame, ...]:
        """Return the conditions without which a request that finds nothing would find something, the worst first."""
        generation = self._current()
        blamed = (Blame(what, generation.total(wider), wider) for what, wider in relaxed(request))
        return tuple(sorted((blame for blame in blamed if blame.total), key=lambda blame: -blame.total))

    @_sound
    def matched(self, *requests: SearchRequest) -> tuple[Matched, ...]:
        """Return all documents that match each request, whatever its page, all of the same generation."""
        generation = self._current()
        return tuple(generation.matched(request) for request in requests)

    @_sound
    def timeline(self, request: SearchRequest, by: By) -> Timeline:
        """Return how many releases match in each year, month, week or day."""
        return self.matched(request)[0].timeline(by)

    @_sound
    def timelines(self, requests: Sequence[SearchRequest], by: By) -> tuple[Timeline, ...]:
        """Return how many releases match each request, over the same years, months, weeks or days."""
        from searcher.timeline import timelines  # not needed to search

        return timelines(self.matched(*requests), by)

    @_sound
    def releases(self, names: Iterable[str]) -> Iterator[Release]:
        """Return releases by id or path, all of the same generation; raises NoSuchRelease before the first of them."""
        generation = self._current()
        located = [generation.named(name) for name in names]
        return (from_record(segment.store[doc]["release"]) for segment, doc in located)

    @_sound
    def release(self, name: str) -> Release:
        """Return a whole release by its id or path; raises NoSuchRelease."""
        return from_record(self._record(name))

    def _record(self, name: str) -> dict[str, Any]:
        segment, doc = self._current().named(name)
        record: dict[str, Any] = segment.store[doc]["release"]
        return record

    @_sound
    def versions(self, name: str) -> tuple[Hit, ...]:
        """Return the other versions of a release given by its id or path, oldest first; raises NoSuchRelease."""
        generation = self._current()
        others = [self._record(other) for other in generation.versions.others(self._record(name)["id"])]
        others.sort(key=lambda record: (record["date"] or ["undated"], record["path"]))
        return tuple(generation.hit(record, 0.0, Highlighter(NullQuery)) for record in others)

    @_sound
    def sources_called(self, text: str) -> list[str]:
        """Return the source names that have all words of a text."""
        return sources_called(text, self._current().sources)

    @_sound
    def complete(self, query: str, cursor: int, limit: int = 8) -> tuple[Completion, ...]:
        """Return what may be meant by what stands before the cursor: fields, values or words, most frequent first."""
        return self._current().completer(query, cursor, limit)

    @_sound
    def highlight(self, text: str, query: str, language: str | None = None) -> tuple[Span, ...]:
        """Return a text in a language, cut where the query's matches begin and end."""
        return Highlighter(self._generation.parse(query).tree).spans(text, language)

    @_sound
    def status(self) -> Status:
        """Return what the index holds now."""
        commit = self._current().commit
        documents = sum(entry.documents - entry.deleted for entry in commit.segments)
        size = sum((self._index.folder / name).stat().st_size for name in commit.files if name != "lock")
        return Status(self._index.folder, commit.generation, documents, len(commit.segments), size)


def hit_of(release: Release, score: float, highlighter: Highlighter) -> Hit:
    """Return the hit of a release, whose other versions are not counted."""
    return Hit(
        id=release.id,
        path=release.path,
        title=release.headline,
        date=None if release.date is None else str(release.date),
        date_precision=None if release.date is None else release.date.precision,
        source=release.source,
        countries=release.countries,
        language=release.language,
        score=score,
        snippet=snippet(release.body, release.title, highlighter, release.language),
    )
