"""The same answers from a cluster as from an index here: documents, totals and facets, for random questions.

Two things differ, and are kept out of the questions. A pattern over words finds releases that have such a word; here
it finds those, too, that have another word of the same stem as one that any release has, so patterns are asked that
take all words of a stem or none. Scores differ in their last digits, and where a field is empty, so only orders by
date are compared one by one; how close the others come is told by `tests.cluster.measure`.
"""

import os
import random
from datetime import date
from functools import partial

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from whoosh import query

from index.schema import day_of
from searcher.engine import Engine
from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard
from searcher.request import FACETS, SearchRequest
from searcher.tree import AcrossFields, AtLeast, InLead, SameSentence
from tests.clusters import address_at, engine_over, known_gaps
from tests.corpora import COUNTRIES, DAYS, LANGUAGES, SOURCES, WORDS
from tests.searcher.test_oracle import FIELDS, STARTS, TERMS, number_ranges

EXAMPLES = int(os.environ.get("SEARCHER_TEST_TREES", "60"))

over_words = st.one_of(
    st.builds(WordPrefix, FIELDS, st.sampled_from(["m", "mi", "tra", "中", "per", "us"])),
    st.builds(WordWildcard, FIELDS, st.sampled_from(["?eru", "t*d*", "m*n*", "한*", "v?et"])),
    st.builds(WordFuzzy, FIELDS, st.sampled_from(["peru", "pervs", "russia", "viet"]), maxdist=st.integers(1, 2)),
)


def across_fields(text):
    return AcrossFields([query.Term("title", text, boost=3.0), query.Term("body", text)])


leaves = st.one_of(
    st.builds(across_fields, TERMS),
    st.builds(query.Term, FIELDS, TERMS),
    st.builds(query.Term, st.just("country"), st.sampled_from(COUNTRIES), boost=st.just(0.0)),
    st.builds(query.Or, st.lists(st.builds(query.Term, st.just("source"), st.sampled_from(SOURCES), st.just(0.0)))),
    st.builds(query.Phrase, FIELDS, st.lists(TERMS, min_size=1, max_size=3), slop=st.integers(1, 4)),
    st.builds(query.Phrase, FIELDS, st.lists(TERMS, min_size=2, max_size=3), slop=st.just(1)),
    st.builds(SameSentence, FIELDS, st.lists(TERMS, min_size=1, max_size=3)),
    st.builds(AtLeast, st.lists(st.builds(query.Term, FIELDS, TERMS), min_size=1, unique=True), st.integers(0, 4)),
    st.builds(InLead, st.just("body"), st.lists(TERMS, min_size=1, max_size=2), slop=st.just(1)),
    st.builds(query.Prefix, FIELDS, STARTS),
    over_words,
    number_ranges(),
    st.builds(query.Every, st.sampled_from([None, "title", "body", "date", "country"])),
    st.just(query.NullQuery),
)
several = partial(st.lists, min_size=1, max_size=4)
trees = st.recursive(
    leaves,
    lambda trees: (
        st.builds(query.And, several(trees))
        | st.builds(query.Or, several(trees))
        | st.builds(query.Not, trees)
        | st.builds(query.AndNot, trees, trees)
        | st.builds(query.Require, trees, trees)
    ),
    max_leaves=8,
)

VALUES = {
    "source": [*SOURCES, None],
    "country": [*COUNTRIES, None],
    "language": [*LANGUAGES, None],
    "date": ["1970", "1970-01", "2013", "1968-11", None],
}
bounds = st.none() | st.sampled_from([date(1970, 1, 1), date(1970, 2, 1), date(2013, 10, 23)])


@st.composite
def requests(draw):
    asked = SearchRequest(
        limit=100, since=draw(bounds), until=draw(bounds), sort=draw(st.sampled_from(["date", "-date"]))
    )
    for facet in draw(st.lists(st.sampled_from(FACETS), max_size=3)):
        narrow = asked.excluding if draw(st.booleans()) else asked.including
        asked = narrow(facet, draw(st.sampled_from(VALUES[facet])))
    return asked


@pytest.fixture(scope="module")
def releases(release):
    chance = random.Random(9)

    def text(most):
        return " ".join(chance.choices([*WORDS, *WORDS, "\n\n", ".", "Mr."], k=chance.randint(0, most)))

    def one(number):
        return release(
            f"/pile/{number:02}.txt",
            text(4),
            text(14),
            date=chance.choice([None, *(day_of(day).isoformat() for day in DAYS)]),
            source=chance.choice([None, *SOURCES]),
            countries=tuple(chance.sample(COUNTRIES, chance.randint(0, 3))),
            language=chance.choice([None, *LANGUAGES]),
        )

    return [one(number) for number in range(60)]


@pytest.fixture(scope="module")
def engines(releases, store, tmp_path_factory, cluster_url):
    folder = tmp_path_factory.mktemp("pile")
    store(folder, releases)
    return Engine(folder).current(), engine_over(address_at(cluster_url), *releases).current()


@settings(max_examples=EXAMPLES)
@given(trees, requests())
def test_a_cluster_answers_as_an_index_here(engines, tree, request):
    here, cluster = engines
    with known_gaps(lambda _: reject()):
        found = cluster.answer(tree, request)
    expected = here.answer(tree, request)
    assert [hit.path for hit in found.hits] == [hit.path for hit in expected.hits]
    assert found.total == expected.total
    assert found.total_is_exact
    assert found.facets == expected.facets
    assert found.months == expected.months
