"""The engines, each a small class with the same interface, set up as its own manual says.

All of them index title and body with positions and English stems, and keep the text. A question weighs the title
three times, and is answered with the ten best documents, the exact total, and counts by source, country, month and
language. Prefixes and fuzzy words are matched against stems, one edit apart.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from whoosh import fields, sorting
from whoosh import index as whoosh_index
from whoosh import query as tree

from index import analysis
from index.segment.index import ArrayIndex
from searcher.collect import Collector
from searcher.evaluate import Evaluator
from searcher.ranking import Statistics
from searcher.request import SearchRequest
from searcher.weighting import whoosh_searcher
from tests.bench.corpus import Document
from tests.bench.queries import Query

FACETS = ("source", "country", "month", "language")
WEIGHTS = {"title": 3.0, "body": 1.0}
TOP = 10
HEAP_MB = 512

_FREE = 1e-9  # boost of a filter; at 0 stock Whoosh's stepped ranges find nothing

Counts = dict[str, dict[str, int]]


class Answer(NamedTuple):
    """What an engine found, in one form for all: documents without a value are in no count."""

    total: int
    counts: Counts


class Engine:
    """An index of one engine in a folder; `slow` ones are asked fewer times."""

    name: ClassVar[str]
    slow: ClassVar[bool] = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, documents: Sequence[Document]) -> None:
        """Index documents in memory, from an empty folder to a commit."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._build(documents)

    def _build(self, documents: Sequence[Document]) -> None:
        raise NotImplementedError

    def open(self) -> None:
        raise NotImplementedError

    def prepare(self, query: Query) -> Any:
        """Return the engine's own query object, made once; None for what the engine can't answer."""
        raise NotImplementedError

    def ask(self, prepared: Any) -> Any:
        """Answer in the engine's own form: this is what is timed."""
        raise NotImplementedError

    def answer(self, native: Any) -> Answer:
        raise NotImplementedError

    def size(self) -> int:
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())


def whoosh_schema(step: int = 0) -> fields.Schema:
    """Return the fields; Whoosh finds ranges of dates faster with the steps that it has by default (4)."""
    text = {"analyzer": analysis.TermAnalyzer(), "stored": True, "spelling": False}
    return fields.Schema(
        path=fields.ID(unique=True, stored=True),
        source=fields.ID(stored=True, sortable=True),
        title=fields.TEXT(**text),
        body=fields.TEXT(**text),
        country=fields.KEYWORD(stored=True),
        date=fields.NUMERIC(int, 32, shift_step=step, stored=True, sortable=True),
        language=fields.ID(stored=True, sortable=True),
    )


def whoosh_tree(query: Query) -> tree.Query:
    """Return a question as Whoosh's query tree."""
    words = [analysis.TERMS[text] for text in query.texts]
    match query.shape:
        case "phrase":
            main = tree.Or([tree.Phrase(name, list(words), boost=boost) for name, boost in WEIGHTS.items()])
        case "prefix":
            main = tree.Or([tree.Prefix(name, query.texts[0], boost=boost) for name, boost in WEIGHTS.items()])
        case "fuzzy":
            main = tree.Or([tree.FuzzyTerm(name, query.texts[0], boost=boost) for name, boost in WEIGHTS.items()])
        case shape:
            parts = [tree.Or([tree.Term(name, w, boost=boost) for name, boost in WEIGHTS.items()]) for w in words]
            main = parts[0] if len(parts) == 1 else (tree.And if shape == "all" else tree.Or)(parts)
    filters = []
    if query.days:
        filters.append(tree.NumericRange("date", *query.days, boost=_FREE))
    if query.country:
        filters.append(tree.Term("country", query.country, boost=_FREE))
    return tree.And([main, *filters]) if filters else main


class Ours(Engine):
    """This project: its segments and evaluator, under a schema with the same fields as the others have."""

    name = "searcher"

    def _build(self, documents: Sequence[Document]) -> None:
        analysis.TERMS.clear()  # no head start from an earlier build
        analysis._RUNS.clear()
        writer = ArrayIndex.create(self.folder, whoosh_schema()).writer()
        for document in documents:
            writer.add_document(
                path=document.path,
                source=document.source,
                title=document.title,
                body=document.body,
                country=document.countries,
                date=document.day,
                language=document.language,
            )
        writer.commit()

    def open(self) -> None:
        index = ArrayIndex(self.folder, whoosh_schema())
        commit, segments = index.open_segments()
        statistics = Statistics(segments)
        evaluators = [
            Evaluator(segment, statistics, lambda: whoosh_searcher(index.reader_of(commit, segments)))
            for segment in segments
        ]
        self._collect = Collector(segments, evaluators)
        self._request = SearchRequest()

    def prepare(self, query: Query) -> tree.Query:
        return whoosh_tree(query)

    def ask(self, prepared: tree.Query) -> Any:
        return self._collect(prepared, self._request)

    def answer(self, native: Any) -> Answer:
        names = {"month": "date"}
        return Answer(native.total, {facet: _known(native.counts[names.get(facet, facet)]) for facet in FACETS})


class StockWhoosh(Engine):
    """Whoosh as it is: its own index, its own ranking, groupedby for facets."""

    name = "Whoosh"
    slow = True

    def _build(self, documents: Sequence[Document]) -> None:
        schema = whoosh_schema(step=4)
        schema.add("month", fields.ID(sortable=True))
        writer = whoosh_index.create_in(str(self.folder), schema).writer(limitmb=HEAP_MB)
        for document in documents:
            values = {
                "path": document.path,
                "source": document.source,
                "title": document.title,
                "body": document.body,
                "country": " ".join(document.countries),
                "date": document.day,
                "month": document.month,
                "language": document.language,
            }
            writer.add_document(**{name: value for name, value in values.items() if value})
        writer.commit()

    def open(self) -> None:
        self._searcher = whoosh_index.open_dir(str(self.folder)).searcher()
        self._facets = sorting.Facets()
        for name in FACETS:
            self._facets.add_facet(name, sorting.FieldFacet(name, allow_overlap=name == "country"))

    def prepare(self, query: Query) -> tree.Query:
        return whoosh_tree(query)

    def ask(self, prepared: tree.Query) -> Any:
        results = self._searcher.search(prepared, limit=TOP, groupedby=self._facets, maptype=sorting.Count)
        return len(results), {name: results.groups(name) for name in FACETS}, results.top_n

    def answer(self, native: Any) -> Answer:
        total, groups, _ = native
        return Answer(total, {name: _known(groups[name]) for name in FACETS})


def _known(counts: Mapping[str | None, int]) -> dict[str, int]:
    """Return the counts of known values; Whoosh has an empty text for an unknown one."""
    return {value: number for value, number in counts.items() if value}
