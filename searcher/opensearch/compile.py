"""Whoosh's query tree as OpenSearch's query DSL, node by node; nothing a person typed is parsed there again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from whoosh import query

from index.analysis import MARKS
from index.errors import SearcherError
from index.opensearch.mapping import ANALYZER, FIELDS, K1, TEXTS, sentences_field, words_field
from index.schema import EPOCH, day_of
from searcher.collect import HALF_LIFE
from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard
from searcher.periods import today
from searcher.tree import AcrossFields, AtLeast, InLead, SameSentence
from searcher.versions import HasVersions

Clause = dict[str, Any]

HAVING_VERSIONS: Clause = {"range": {"duplicates": {"gte": 1}}}
"""Finds the releases that have other versions."""

FIELD_WEIGHTS = {"title": 0.5, "body": 1.0}
TIE_BREAKER = 0.1
"""Fitted by how much first pages here and in a cluster overlap; words are rarer in titles, which raises them there."""

NOTHING: Clause = {"match_none": {}}
_DAYS = date.min.toordinal() - EPOCH, date.max.toordinal() - EPOCH


class Compiler:
    """Compiles trees for clusters of one version."""

    def __init__(self, major: int) -> None:
        """Weigh words as BM25 is written, with the factor k1 + 1 that OpenSearch leaves out from version 3 on."""
        self._units = {name: (K1["body"] + 1) / (k1 + 1 if major < 3 else 1) for name, k1 in K1.items()}

    def __call__(self, tree: query.Query) -> Clause:
        """Return the clause for a tree; raises SearcherError for what a cluster can't be asked."""
        try:
            build = _BUILDERS[type(tree)]
        except KeyError:
            raise SearcherError(f"a cluster can't be asked for {type(tree).__name__}") from None
        return build(self, tree)

    def _term(self, tree: query.Term) -> Clause:
        if tree.fieldname not in FIELDS:
            return NOTHING
        if tree.fieldname not in TEXTS:
            return constant({"term": {tree.fieldname: tree.text}}, tree.boost)
        return {"term": {tree.fieldname: {"value": tree.text, "boost": tree.boost * self._units[tree.fieldname]}}}

    def _across_fields(self, tree: AcrossFields) -> Clause:
        """Score a word by the better of its fields, which comes close to weighing them together."""
        weights = [FIELD_WEIGHTS[term.fieldname] for term in tree.subqueries]
        terms = [query.Term(of.fieldname, of.text, boost=w) for of, w in zip(tree.subqueries, weights, strict=True)]
        return {"dis_max": {"queries": list(map(self._term, terms)), "tie_breaker": TIE_BREAKER, "boost": tree.boost}}

    def _phrase(self, tree: query.Phrase) -> Clause:
        """Match the phrase, and score each of its words wherever it stands, as on one machine."""
        if not tree.words:
            return NOTHING
        terms = [self._term(query.Term(tree.fieldname, word)) for word in tree.words]
        if isinstance(tree, SameSentence):
            placed = _same_sentence(tree)
        elif isinstance(tree, InLead):
            placed = _adjacent(tree, "lead")
        else:
            placed = (_adjacent if tree.slop == 1 else _near)(tree, tree.fieldname)
        return {"bool": {"must": terms, "filter": [placed], "boost": tree.boost}}

    def _at_least(self, tree: AtLeast) -> Clause:
        """Match where so many places of the word's forms follow each other in one field."""
        forms: defaultdict[str, list[Clause]] = defaultdict(list)
        for term in tree.subqueries:
            forms[term.fieldname].append({"match": {"query": term.text}})
        times = [
            {"intervals": {name: {"all_of": {"mode": "ordered", "intervals": [_any(of)] * max(tree.times, 1)}}}}
            for name, of in forms.items()
        ]
        return {"bool": {"must": [self._across_fields(tree)], "filter": [any_of(times)]}}

    def _and(self, tree: query.And) -> Clause:
        if not tree.subqueries:
            return NOTHING
        return {"bool": {"must": list(map(self, tree.subqueries)), "boost": tree.boost}}

    def _or(self, tree: query.Or) -> Clause:
        parts = tree.subqueries
        if not parts:
            return NOTHING
        if all(type(part) is query.Term and not part.boost and part.fieldname == parts[0].fieldname for part in parts):
            return constant({"terms": {parts[0].fieldname: [part.text for part in parts]}}, 0.0)
        return {"bool": {"should": list(map(self, parts)), "minimum_should_match": 1, "boost": tree.boost}}

    def _every(self, tree: query.Every) -> Clause:
        if tree.fieldname is None:
            return {"match_all": {"boost": tree.boost}}
        return constant({"exists": {"field": tree.fieldname}}, tree.boost)

    def _number_range(self, tree: query.NumericRange) -> Clause:
        bounds = {"gt" if tree.startexcl else "gte": tree.start, "lt" if tree.endexcl else "lte": tree.end}
        written = _iso if tree.fieldname == "date" else int
        given = {name: written(bound) for name, bound in bounds.items() if bound is not None}
        return constant({"range": {tree.fieldname: given}}, tree.boost)

    def _prefix(self, tree: query.Prefix) -> Clause:
        name = words_field(tree.fieldname) if isinstance(tree, WordPrefix) else tree.fieldname
        return constant({"prefix": {name: {"value": tree.text}}}, tree.boost)

    def _fuzzy(self, tree: query.FuzzyTerm) -> Clause:
        fuzzy = {"value": tree.text, "fuzziness": tree.maxdist, "prefix_length": tree.prefixlength}
        every_word = {"transpositions": False, "rewrite": "constant_score"}
        return constant({"fuzzy": {words_field(tree.fieldname): {**fuzzy, **every_word}}}, tree.boost)


# ruff: noqa: SLF001 the table below names this class's own methods
_BUILDERS: Mapping[type, Callable[[Compiler, Any], Clause]] = {
    query.Term: Compiler._term,
    query.Phrase: Compiler._phrase,
    InLead: Compiler._phrase,
    SameSentence: Compiler._phrase,
    AtLeast: Compiler._at_least,
    query.And: Compiler._and,
    query.Or: Compiler._or,
    AcrossFields: Compiler._across_fields,
    query.Not: lambda compiled, tree: constant(none_of([compiled(tree.query)]), 1.0),
    query.AndNot: lambda compiled, tree: {"bool": {"must": [compiled(tree.a)], "must_not": [compiled(tree.b)]}},
    query.Require: lambda compiled, tree: {"bool": {"must": [compiled(tree.a)], "filter": [compiled(tree.b)]}},
    HasVersions: lambda *_: constant(HAVING_VERSIONS, 0.0),
    query.Every: Compiler._every,
    query.NumericRange: Compiler._number_range,
    query.Prefix: Compiler._prefix,
    WordPrefix: Compiler._prefix,
    WordWildcard: lambda _, tree: constant(
        {"wildcard": {words_field(tree.fieldname): {"value": tree.text}}}, tree.boost
    ),
    WordFuzzy: Compiler._fuzzy,
    type(query.NullQuery): lambda *_: NOTHING,
}


def constant(clause: Clause, boost: float) -> Clause:
    """Return the clause with its boost for a score."""
    return {"constant_score": {"filter": clause, "boost": boost}}


def recent(clause: Clause) -> Clause:
    """Return the clause with scores that fade as `collect.recency` has it; days to come count as today."""
    day = today().isoformat()
    fading = {"date": {"origin": day, "scale": f"{HALF_LIFE}d", "decay": 0.5}}
    functions = [
        {"weight": 0.5},
        {"weight": 0.5, "filter": {"range": {"date": {"gt": day}}}},
        {"weight": 0.5, "filter": {"range": {"date": {"lte": day}}}, "exp": fading},
    ]
    return {"function_score": {"query": clause, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}}


def all_of(clauses: list[Clause]) -> Clause:
    """Return what passes all clauses, and everything where there are none."""
    return {"bool": {"filter": clauses}} if clauses else {"match_all": {}}


def any_of(clauses: list[Clause]) -> Clause:
    """Return what passes at least one of the clauses."""
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def none_of(clauses: list[Clause]) -> Clause:
    """Return what passes none of the clauses."""
    return {"bool": {"must_not": clauses}}


def _any(intervals: list[Clause]) -> Clause:
    return {"any_of": {"intervals": intervals}} if len(intervals) > 1 else intervals[0]


def _same_sentence(tree: SameSentence) -> Clause:
    """Match an interval that has all of the words and no end of a sentence.

    Of the intervals with all words Lucene yields those that hold no other, so one such interval in a sentence is found.
    """
    together = {"mode": "unordered", "intervals": [{"match": {"query": word}} for word in dict.fromkeys(tree.words)]}
    unbroken = {"not_containing": _any([{"match": {"query": mark}} for mark in MARKS])}
    return {"intervals": {sentences_field(tree.fieldname): {"all_of": {**together, "filter": unbroken}}}}


def _adjacent(tree: query.Phrase, field: str) -> Clause:
    return {"match_phrase": {field: {"query": " ".join(tree.words), "analyzer": ANALYZER}}}


def _near(tree: query.Phrase, field: str) -> Clause:
    """Nest pairs to the right, so that every place where the rest of the phrase begins is looked at.

    Lucene tries each place of the first span of a pair with the next place of the second. Nested to the left, it
    would miss `a b b · c` at two words apart, where the second b is the one that counts.
    """
    *before, last = ({"span_term": {field: {"value": word}}} for word in tree.words)
    near: Clause = last
    for term in reversed(before):
        near = {"span_near": {"clauses": [term, near], "slop": tree.slop - 1, "in_order": True}}
    return near


def _iso(day: int) -> str:
    return day_of(min(max(day, _DAYS[0]), _DAYS[1])).isoformat()
