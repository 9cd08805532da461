"""An index as it is at one time, here or in a cluster: what an engine asks of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from whoosh.query import NullQuery, Query

from index.duplicates import ROLE
from index.errors import NoSuchRelease, OutdatedIndex
from index.release import Release
from index.schema import from_record
from index.segment.commit import Commit
from index.segment.index import ArrayIndex
from index.segment.reader import SegmentReader
from searcher.collect import Collector
from searcher.evaluate import Evaluator
from searcher.facets import tabulate
from searcher.highlight import Highlighter
from searcher.patterns import languages_of, terms_behind
from searcher.query import Parsed, parse
from searcher.ranking import Statistics
from searcher.request import SearchRequest
from searcher.result import Hit, SearchResult
from searcher.snippet import snippet
from searcher.tokens import MOST_PATTERNS
from searcher.versions import Versions
from searcher.vocabulary import FEW, SegmentVocabulary, Vocabulary

if TYPE_CHECKING:
    from searcher.complete import Completer
    from searcher.matched import Matched, SegmentMatched


class Generation(ABC):
    """What all indexes answer, and what each answers in its own way."""

    vocabulary: Vocabulary

    @property
    @abstractmethod
    def languages(self) -> Sequence[str]:
        """The languages with terms of their own."""

    @abstractmethod
    def answer(self, tree: Query, request: SearchRequest) -> SearchResult:
        """Return a request's page of what a query tree matches, its total and facets."""

    @abstractmethod
    def matched(self, request: SearchRequest) -> Matched:
        """Return all documents that match a request, whatever its page."""

    @abstractmethod
    def total(self, request: SearchRequest) -> int:
        """Return how many releases a request finds."""

    @abstractmethod
    def releases(self, names: Sequence[str]) -> Iterator[Release]:
        """Return releases by id or path; raises NoSuchRelease before the first of them."""

    @abstractmethod
    def others(self, release_id: str) -> list[str]:
        """Return the ids of a release's other versions."""

    @abstractmethod
    def examples(self) -> tuple[str, ...]:
        """Return words to begin a search with, the commonest of those that tell releases apart."""

    def parse(self, text: str, *, any_word: bool = False) -> Parsed:
        """Read a query as one about this index."""
        return parse(text, self.names, self.languages, any_word=any_word)

    def highlighter(self, tree: Query) -> Highlighter:
        """Return what finds the matches of a query in releases of this index."""
        return Highlighter(tree)

    def names(self, field: str = "source") -> list[str]:
        """Return the values of a field, in order."""
        return sorted(self.vocabulary.values(field))

    @cached_property
    def completer(self) -> Completer:
        """What completes queries."""
        from searcher.complete import Completer  # not needed to search

        return Completer(self.vocabulary)

    def correction(self, request: SearchRequest, total: int) -> str | None:
        """Return the likeliest correction of a query that finds only a few, `total`: one that finds more."""
        if total > FEW:
            return None
        from searcher.suggest import corrections  # seldom needed

        corrected = corrections(request.query, self.vocabulary, self.languages)
        wider = (text for text in corrected if self.total(request._replace(query=text, offset=0, limit=0)) > total)
        return next(wider, None)

    def versions(self, release: Release) -> tuple[Hit, ...]:
        """Return a release's other versions, the oldest first."""
        others = self.others(release.id)
        found = sorted(self.releases(others), key=lambda other: (str(other.date or "undated"), other.path))
        return tuple(hit_of(other, 0.0, Highlighter(NullQuery), len(others)) for other in found)


class SegmentGeneration(Generation):
    """The open segments of one generation of an index here."""

    def __init__(self, index: ArrayIndex) -> None:
        self.commit: Commit
        self._index = index
        self.commit, self.segments = index.open_segments()
        if self.commit.schema_version != index.schema_version:
            raise OutdatedIndex(str(index.folder))
        statistics = Statistics(self.segments)
        clusters = self.commit.attachments.get(ROLE)
        self._versions = Versions(index.folder / clusters if clusters else None)
        self._terms_behind = lru_cache(MOST_PATTERNS)(partial(terms_behind, segments=self.segments))
        whole, elsewhere = lambda: self._whoosh, [self._terms_behind] if len(self.segments) > 1 else []
        evaluators = [Evaluator(segment, statistics, whole, self._versions, *elsewhere) for segment in self.segments]
        self.collect = Collector(self.segments, evaluators, self._versions)
        self.vocabulary = SegmentVocabulary(self.segments)

    @cached_property
    def _whoosh(self) -> object:
        from searcher.weighting import whoosh_searcher  # seldom needed, and slow to import

        return whoosh_searcher(self._index.reader_of(self.commit, self.segments))

    @cached_property
    def languages(self) -> list[str]:  # noqa: D102 as above
        return sorted({code for segment in self.segments for code in languages_of(segment)})

    def matched(self, request: SearchRequest) -> SegmentMatched:  # noqa: D102
        from searcher.matched import SegmentMatched  # not needed to search

        parsed = self.parse(request.query, any_word=request.any_word)
        found = self.collect.matches(parsed.tree, request)
        documents = ((self.segments[at], doc) for at, doc in self.collect.in_order(found, request.sort))
        return SegmentMatched(self._index.folder, self.commit, self.segments, found, documents, parsed.notes)

    def answer(self, tree: Query, request: SearchRequest) -> SearchResult:  # noqa: D102
        collected = self.collect(tree, request)
        highlighter = self.highlighter(tree)
        hits = []
        for at, doc, score in collected.page:
            record = self.segments[at].store[doc]["release"]
            others = self.others(record["id"])
            hits.append(hit_of(from_record(record), score, highlighter, len(others), record["id"]))
        return SearchResult(request, collected.total, tuple(hits), *tabulate(collected.counts, request.filters))

    def highlighter(self, tree: Query) -> Highlighter:  # noqa: D102
        return Highlighter(tree, self._terms_behind)

    def total(self, request: SearchRequest) -> int:  # noqa: D102
        return self.collect(self.parse(request.query, any_word=request.any_word).tree, request).total

    def others(self, release_id: str) -> list[str]:  # noqa: D102
        return self._versions.others(release_id)

    def examples(self) -> tuple[str, ...]:  # noqa: D102
        from searcher.examples import telling_words  # seldom needed

        return telling_words(self.segments)

    def releases(self, names: Sequence[str]) -> Iterator[Release]:  # noqa: D102
        located = [self._named(name) for name in names]
        return (from_record(segment.store[doc]["release"]) for segment, doc in located)

    def _named(self, name: str) -> tuple[SegmentReader, int]:
        """Return the segment and number of the live document with an id or a path; raises NoSuchRelease."""
        for field, value in (("id", name), ("path", name.encode("utf-8", "surrogateescape"))):
            for segment in self.segments:
                for doc in segment.live_docs(field, value):
                    return segment, doc
        raise NoSuchRelease(name)


def hit_of(
    release: Release, score: float, highlighter: Highlighter, duplicates: int, release_id: str | None = None
) -> Hit:
    """Return the hit of a release with so many other versions; its id, where known, need not be made."""
    return Hit(
        id=release_id or release.id,  # making one takes a library that is slow to import
        path=release.path,
        title=release.headline,
        date=None if release.date is None else str(release.date),
        date_precision=None if release.date is None else release.date.precision,
        source=release.source,
        countries=release.countries,
        language=release.language,
        score=score,
        snippet=snippet(release.body, release.title, highlighter, release.language),
        duplicates=duplicates,
    )
