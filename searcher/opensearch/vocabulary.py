"""The words and values of an index in a cluster."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from whoosh.support.levenshtein import levenshtein

from index.analysis import TERMS
from index.opensearch.mapping import words_field
from searcher.opensearch.facets import all_values, months, months_of

_SAMPLE = 500
"""Releases of each shard in which words to complete with are looked for."""

_MOST_NEAR = 50
_NO_LEAST = {"accuracy": 0.2, "min_word_length": 1, "prefix_length": 0, "max_term_freq": 1 << 30}


class ClusterVocabulary:
    """As of every index, except that words are counted by releases, not by occurrences."""

    def __init__(self, ask: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Ask for searches with their bodies."""
        self._ask = ask
        self.values = cache(self._read_values)

    def _counted(self, name: str, aggregation: dict[str, Any]) -> Any:
        return self._ask({"size": 0, "aggs": {name: aggregation}})["aggregations"][name]

    @cached_property
    def documents(self) -> int:  # noqa: D102 as the protocol says
        return int(self._ask({"size": 0})["hits"]["total"]["value"])

    def having(self, field: str, terms: Sequence[str]) -> list[int]:  # noqa: D102
        filters = {str(number): {"term": {field: term}} for number, term in enumerate(terms)}
        found = self._counted("terms", {"filters": {"filters": filters}})["buckets"] if terms else {}
        return [found[name]["doc_count"] for name in filters]

    occurrences = having

    def near(self, field: str, word: str, most: int) -> dict[str, tuple[int, int]]:  # noqa: D102
        name = words_field(field)
        term = {"field": name, "suggest_mode": "always", "max_edits": most, "size": _MOST_NEAR, **_NO_LEAST}
        answer = self._ask(
            {"size": 0, "query": {"term": {name: word}}, "suggest": {"near": {"text": word, "term": term}}}
        )
        used = {option["text"]: option["freq"] for entry in answer["suggest"]["near"] for option in entry["options"]}
        if known := answer["hits"]["total"]["value"]:
            used[word] = known
        return {other: (count, edits) for other, count in used.items() if (edits := levenshtein(word, other)) <= most}

    def beginning(self, field: str, start: str, most: int) -> list[tuple[str, str]]:
        """Look for words in some of the releases that have any, since to count all words of all would take long."""
        name = words_field(field)
        begins = re.sub(r"(\W)", r"\\\1", start) + "(.*)"  # a bare `.*` fails in 2.19 where all words come before
        words = {"terms": {"field": name, "include": begins, "size": most}}
        query = {"constant_score": {"filter": {"prefix": {name: start}}}}
        body = {"size": 0, "query": query, "aggs": {"words": words}, "terminate_after": _SAMPLE}
        found = self._ask(body)["aggregations"]["words"]
        return [(bucket["key"], TERMS[bucket["key"]]) for bucket in found["buckets"]]

    def _read_values(self, field: str) -> Mapping[str, int]:
        return all_values(self._ask, field, {"match_all": {}})

    def months(self) -> Mapping[str, int]:  # noqa: D102
        return dict(months_of(self._counted("months", months())))
