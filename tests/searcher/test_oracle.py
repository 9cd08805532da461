"""Three engines, one answer: our evaluator, Whoosh over our readers, and Whoosh over its own index.

Where Whoosh is wrong, or its rule differs, `as_whoosh` states what and how the question is put to it:

- A query for several terms (prefix, wildcard, fuzzy, range) scores BM25 when it finds one term in a segment, and 1 or
  its boost when it finds several; ours always scores its boost. Wrapped in a ConstantScoreQuery.
- A compound of one part forgets its boost. The part is wrapped in `Boosted`.
- AndNot lets its first document pass where the excluded matcher stands before it, and raises IndexError when it is
  skipped past its end. Put as `Without`.
- Not lets a deleted document pass that follows the last one excluded. Put as everything `Without`.
- A constant score of 0 comes out as 1 (ListMatcher holds 0 for "none given"), so no boost here is 0; and a union of
  three parts drops documents with score 0.
- Its top ten is wrong under a boost on a compound, and Require asserts there: all documents are asked for.
- Stock field lengths are kept in a byte, exact to 10 words and then here and there: texts have such lengths.
- Deleted documents count in the statistics until a merge: all indexes have the same ones, merged or not.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import matching, query
from whoosh.searching import Searcher

from index.analysis import words
from searcher.evaluate import Evaluator
from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard
from searcher.ranking import Statistics
from searcher.tree import AcrossFields
from searcher.weighting import Bm25f, whoosh_searcher
from tests.corpora import (
    COUNTRIES,
    DAYS,
    SOURCES,
    WORDS,
    always_merge,
    built,
    histories,
    never_merge,
    replay,
    stock_index,
)

TOLERANCE = 1e-4


class Boosted(query.wrappers.WrappingQuery):
    """Multiplies the scores of its child."""

    def __init__(self, child, boost):
        super().__init__(child)
        self.boost = boost

    def matcher(self, searcher, context=None):
        return matching.WrappingMatcher(self.child.matcher(searcher, context), self.boost)


class WithoutMatcher(matching.AndNotMatcher):
    def _find_first(self):
        if self.a.is_active():
            self._find_next()

    def skip_to(self, id):
        if self.a.is_active() and id > self.a.id():
            self.a.skip_to(id)
            self._find_first()


class Without(query.AndNot):
    """An AndNot that looks at its first document too."""

    def matcher(self, searcher, context=None):
        excluded = self.b.matcher(searcher, searcher.boolean_context())
        return WithoutMatcher(self.a.matcher(searcher, context), excluded)


def as_whoosh(tree):
    """Return the tree that means for Whoosh what the given one means for us."""
    match tree:
        case query.MultiTerm() | query.NumericRange():
            told = query.ConstantScoreQuery(tree, tree.boost)
        case query.Not():
            told = Without(query.Every(), as_whoosh(tree.query))
        case query.AndNot():
            told = Without(as_whoosh(tree.a), as_whoosh(tree.b))
        case query.compound.BinaryQuery():
            told = type(tree)(as_whoosh(tree.a), as_whoosh(tree.b))
        case query.compound.CompoundQuery(subqueries=[part]):
            told = Boosted(as_whoosh(part), tree.boost)
        case query.compound.CompoundQuery():
            told = type(tree)(list(map(as_whoosh, tree.subqueries)), boost=tree.boost)
        case _:
            told = tree
    return told


# Random questions

VOCABULARY = [*sorted({word for text in WORDS for word in words(text)}), "mine", "trade", "russia"]
FIELDS = st.sampled_from(["title", "body"])
TERMS = st.sampled_from([*VOCABULARY, "nowhere"])
BOOSTS = st.sampled_from([1.0, 1.0, 0.5, 3.0])
DATES = st.none() | st.sampled_from(DAYS) | st.integers(-500, 17_000)


@st.composite
def number_ranges(draw):
    first, last = draw(DATES), draw(DATES)
    if first is not None and last is not None and first > last:
        first, last = last, first
    return query.NumericRange("date", first, last, draw(st.booleans()), draw(st.booleans()), boost=draw(BOOSTS))


@st.composite
def text_ranges(draw):
    first, last = sorted((draw(TERMS), draw(TERMS)))
    bounds = [draw(st.sampled_from([text, None])) for text in (first, last)]
    return query.TermRange("body", *bounds, draw(st.booleans()), draw(st.booleans()), boost=draw(BOOSTS))


@st.composite
def fuzzy_terms(draw, kind=query.FuzzyTerm):
    text = draw(TERMS | st.text("mineprutad", min_size=2, max_size=6))
    prefix = draw(st.integers(0, min(2, len(text))))
    return kind(draw(FIELDS), text, boost=draw(BOOSTS), maxdist=draw(st.integers(1, 2)), prefixlength=prefix)


PATTERNS = st.sampled_from(["m*e", "*in*", "?eru", "t*d*", "m?n?", "한*", "[mt]*e"])
STARTS = st.sampled_from(["m", "mi", "tra", "中", "zz", "peru"])

leaves = st.one_of(
    st.builds(query.Term, FIELDS, TERMS, boost=BOOSTS),
    st.builds(query.Term, FIELDS, TERMS, boost=BOOSTS),
    st.builds(query.Term, st.just("country"), st.sampled_from(COUNTRIES), boost=BOOSTS),
    st.builds(query.Term, st.just("source"), st.sampled_from(SOURCES)),
    st.builds(query.Phrase, FIELDS, st.lists(TERMS, min_size=1, max_size=3), slop=st.integers(1, 4), boost=BOOSTS),
    st.builds(query.Phrase, FIELDS, st.lists(TERMS, min_size=2, max_size=3), slop=st.just(1)),
    st.builds(query.Prefix, FIELDS, STARTS, boost=BOOSTS),
    st.builds(query.Wildcard, FIELDS, PATTERNS, boost=BOOSTS),
    fuzzy_terms(),
    text_ranges(),
    number_ranges(),
    st.builds(query.Every, st.sampled_from([None, "title", "body", "date", "country"]), boost=BOOSTS),
    st.just(query.NullQuery),
)


def grown(trees):
    several = st.lists(trees, min_size=1, max_size=4)
    return st.one_of(
        st.builds(query.And, several, boost=BOOSTS),
        st.builds(query.Or, several, boost=BOOSTS),
        st.builds(query.Not, trees),
        st.builds(query.AndNot, trees, trees),
        st.builds(query.Require, trees, trees),
    )


trees = st.recursive(leaves, grown, max_leaves=8)
questions = st.lists(trees, min_size=6, max_size=6)


# The three answers, as scores by document number


def our_scores(index):
    commit, segments = index.open_segments()
    statistics = Statistics(segments)
    bases = [sum(segment.doc_count_all() for segment in segments[:at]) for at in range(len(segments))]
    searcher = whoosh_searcher(index.reader_of(commit, segments))
    evaluators = [Evaluator(segment, statistics, lambda: searcher) for segment in segments]

    def scores(tree):
        found = {}
        for base, evaluator in zip(bases, evaluators, strict=True):
            matches = evaluator(tree)
            found.update(zip((matches.docs + base).tolist(), matches.scores.tolist(), strict=True))
        return found

    return scores


def whoosh_scores(searcher):
    def scores(tree):
        results = searcher.search(as_whoosh(tree), limit=None)
        found = {number: float(score) for score, number in results.top_n}
        assert len(results) == len(found)
        return found

    return scores


def check(index, stock, asked):
    ours, whoosh = our_scores(index), whoosh_scores(whoosh_searcher(index.reader()))
    stock_searcher = Searcher(stock.reader(), weighting=Bm25f())
    stocks = whoosh_scores(stock_searcher)
    for tree in asked:
        expected = pytest.approx(stocks(tree), abs=TOLERANCE, rel=TOLERANCE)
        assert ours(tree) == expected, tree
        assert whoosh(tree) == expected, tree
    stock_searcher.close()


@settings(max_examples=settings.default.max_examples // 2)
@given(histories, questions, st.sampled_from([400, 0.0002]))
def test_the_engines_agree_over_many_segments_with_deletions(history, asked, memory_mb):
    arrived = replay(history)
    count = sum(map(len, arrived.commits))
    dead = sorted(set(range(count)) - set(arrived.live))
    with built(history, never_merge, memory_mb) as index:
        check(index, stock_index(arrived.commits, dead), asked)


@settings(max_examples=settings.default.max_examples // 2)
@given(histories, questions)
def test_the_engines_agree_on_what_a_merge_leaves(history, asked):
    with built(history, always_merge) as index:
        check(index, stock_index([replay(history).left], []), asked)


WORDS_ACROSS = st.lists(TERMS, min_size=1, max_size=2, unique=True).map(
    lambda texts: [
        query.Term(name, text, boost=boost) for name, boost in (("title", 3.0), ("body", 1.0)) for text in texts
    ]
)


@settings(max_examples=settings.default.max_examples // 2)
@given(histories, st.lists(st.builds(AcrossFields, WORDS_ACROSS, boost=BOOSTS), min_size=4, max_size=4))
def test_words_across_fields_agree_with_whoosh_over_our_readers(history, asked):
    with built(history) as index:
        ours, whoosh = our_scores(index), whoosh_scores(whoosh_searcher(index.reader()))
        for tree in [*asked, query.And(asked[:2]), query.Or(asked)]:
            assert ours(tree) == pytest.approx(whoosh(tree), abs=TOLERANCE, rel=TOLERANCE)


@settings(max_examples=settings.default.max_examples // 2)
@given(
    histories,
    st.lists(
        st.builds(WordPrefix, FIELDS, STARTS, boost=BOOSTS)
        | st.builds(WordWildcard, FIELDS, PATTERNS, boost=BOOSTS)
        | fuzzy_terms(WordFuzzy),
        min_size=4,
        max_size=4,
    ),
)
def test_patterns_over_words_agree_with_whoosh_over_our_readers(history, asked):
    with built(history) as index:
        ours, whoosh = our_scores(index), whoosh_scores(whoosh_searcher(index.reader()))
        assert [ours(tree) for tree in asked] == [pytest.approx(whoosh(tree)) for tree in asked]
