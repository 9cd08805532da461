"""All releases of a cluster's index that match a request."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from index.analysis import terms_of, words
from index.opensearch.books import WHOLE, Books
from index.opensearch.mapping import from_source
from index.release import Release
from index.schema import day_number
from index.segment.container import Array
from searcher.matched import Matched, Row
from searcher.opensearch.compile import Clause, all_of
from searcher.opensearch.facets import CLUSTERS, doubles, histogram
from searcher.request import SearchRequest
from searcher.timeline import TOO_COARSE, By

if TYPE_CHECKING:
    from searcher.opensearch.generation import ClusterGeneration

_ROWS_AT_ONCE = 5000


@dataclass(frozen=True)
class ClusterMatched(Matched):
    """Those that a clause finds, as they were when the first of them was read; raises ClusterFailure if any is lost."""

    of: ClusterGeneration
    request: SearchRequest
    clause: Clause
    notes: tuple[str, ...]
    _forms: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def generation(self) -> int:  # noqa: D102 as of every such set
        return Books(self.of.client, self.of.index).settled()

    @property
    def total(self) -> int:  # noqa: D102
        answer = self._counted(doubles(self.request))
        return int(answer["hits"]["total"]["value"]) - self.of.left_out(answer, self.clause)

    def releases(self) -> Iterator[Release]:  # noqa: D102
        walked = self.of.walk(self.clause, self.request, _source=["release"])
        return (from_source(hit["_source"]) for hit in walked)

    def rows(self) -> Iterator[Row]:  # noqa: D102
        wanted = {"_source": False, "docvalue_fields": [CLUSTERS, "id", "source", "date"]}
        for hit in self.of.walk(self.clause, self.request, _ROWS_AT_ONCE, **wanted):
            yield Row(hit["fields"]["id"][0], hit["fields"].get("source", (None,))[0], "date" in hit["fields"])

    def days(self, by: By) -> tuple[Array, Array]:  # noqa: D102
        counts: Counter[int] = Counter()
        if self.request.collapse:
            dates = (release.date for release in self.releases() if release.date)
            counts.update(day_number(when.first_day) for when in dates if when.precision not in TOO_COARSE[by])
        else:
            coarse = [{"term": {"precision": precision}} for precision in TOO_COARSE[by]]
            fine = {"filter": {"bool": {"must_not": coarse}}, "aggs": {"bars": histogram(by, "yyyy-MM-dd")}}
            for bar in self._counted({"fine": fine})["aggregations"]["fine"]["bars"]["buckets"]:
                counts[day_number(date.fromisoformat(bar["key_as_string"]))] = bar["doc_count"]
        return np.array([*counts], np.int64), np.array([*counts.values()], np.int64)

    def shared(self, other: ClusterMatched) -> int:  # type: ignore[override]  # noqa: D102 of the same index
        both = {"query": all_of([self.clause, other.clause]), "size": 0}
        return int(self.of.whole(both)["hits"]["total"]["value"])

    def occurrences(self, other: ClusterMatched) -> tuple[list[str], Array]:  # type: ignore[override]
        """Read all texts of both sets, and count here."""
        totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for side, matched in enumerate((self, other)):
            unranked = replace(matched, request=matched.request._replace(sort="date"))
            for release in unranked.releases():
                terms = terms_of(release.language)
                for word, count in Counter(words(release.body)).items():
                    totals[terms[word]][side] += count
                    self._forms[terms[word]][word] += count
        ordered = sorted(totals)
        return ordered, np.array([totals[term] for term in ordered], np.int64).reshape(-1, 2)

    def written(self, term: str) -> str:
        """Return the form of a counted term that the two sets use most."""
        forms = self._forms[term]
        return max(forms, key=lambda word: (forms[word], word))

    def files(self) -> Iterable[tuple[str, str | None]] | None:  # noqa: D102
        known = Books(self.of.client, self.of.index).files(["/"], WHOLE)
        return [(path, file.entry.digest) for path, file in known.items() if file.entry] or None

    def _counted(self, aggregation: dict[str, Any]) -> dict[str, Any]:
        return self.of.whole({"query": self.clause, "size": 0, "aggs": aggregation})
