import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query
from whoosh.support.levenshtein import levenshtein

from index.analysis import TERMS
from searcher.generation import SegmentGeneration
from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard, matching_terms
from searcher.request import SearchRequest
from searcher.weighting import whoosh_searcher
from tests.corpora import Change, built

WRITTEN = ("mine", "mines", "mining", "miner", "trade", "trading", "Peru", "Perus", "中国人", "한국")


@pytest.fixture(scope="module")
def field():
    with built([[Change("a", {"body": " ".join(WRITTEN)})]]) as index:
        yield index.open_segments()[1][0].fields["body"]


def found(field, tree):
    return [field.lexicon[number].decode() for number in matching_terms(field, tree)]


def terms(field):
    return [term.decode() for term in field.lexicon]


PATTERN = st.text("mineg*?[]rt中", min_size=1, max_size=5)
BOUND = st.none() | st.text("mintrp中", max_size=4) | st.sampled_from(["mine", "peru", "trade"])


@given(st.text("mintrape中", max_size=4))
def test_prefixes(field, text):
    assert found(field, query.Prefix("body", text)) == [term for term in terms(field) if term.startswith(text)]


@given(PATTERN)
def test_wildcards(field, text):
    fitting = [term for term in terms(field) if fnmatch.fnmatchcase(term, text)]
    assert found(field, query.Wildcard("body", text)) == fitting


@given(BOUND, BOUND, st.booleans(), st.booleans())
def test_ranges(field, start, end, startexcl, endexcl):
    def between(term):
        after = start is None or (start < term if startexcl else start <= term)
        return after and (end is None or (term < end if endexcl else term <= end))

    wanted = [term for term in terms(field) if between(term)]
    assert found(field, query.TermRange("body", start, end, startexcl, endexcl)) == wanted


@given(st.text("minetr", min_size=1, max_size=6), st.integers(0, 2))
def test_fuzzy_terms(field, text, most):
    near = [term for term in terms(field) if levenshtein(term, text) <= most and term[0] == text[0]]
    assert found(field, query.FuzzyTerm("body", text, maxdist=most)) == near


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (WordPrefix("body", "mini"), ["mining"]),
        (WordPrefix("body", "min"), ["mine", "mines", "mining", "miner"]),
        (WordPrefix("body", "zz"), []),
        (WordWildcard("body", "t*ing"), ["trading"]),
        (WordWildcard("body", "?eru?"), ["perus"]),
        (WordFuzzy("body", "minng", maxdist=1), ["mining"]),
        (WordPrefix("body", "中"), ["中国"]),
    ],
)
def test_words_are_looked_for_as_they_were_written(field, tree, words):
    wanted = sorted({TERMS[word] for word in words}, key=str.encode)
    assert found(field, tree) == wanted


@pytest.mark.parametrize(
    ("first", "second", "pattern"),
    [
        ({"body": "mining"}, {"body": "mines"}, WordPrefix("body", "mining")),
        ({"body": "mining"}, {"body": "mines"}, WordWildcard("body", "m?ning")),
        ({"body": "mining"}, {"body": "mines"}, WordFuzzy("body", "minng", maxdist=1)),
        ({"body": "mines"}, {"body": "minas", "language": "es"}, WordPrefix("body", "mines")),
    ],
)
def test_a_pattern_finds_all_forms_of_its_words_in_all_segments(first, second, pattern):
    pile = [Change("a", first), Change("b", second)]
    with built([pile]) as whole, built([pile[:1], pile[1:]]) as cut:
        assert [SegmentGeneration(index).collect(pattern, SearchRequest()).total for index in (whole, cut)] == [2, 2]


def test_whoosh_expands_them_in_the_same_way():
    with built([[Change("a", {"body": "mining"})], [Change("b", {"body": "mines Peru"})]]) as index:
        reader = index.reader()
        assert list(WordPrefix("body", "mini")._btexts(reader)) == [b"mine"]
        with whoosh_searcher(reader) as searcher:
            assert len(searcher.search(WordPrefix("body", "peru"), limit=None)) == 1
        assert list(WordPrefix("place", "mini")._btexts(reader)) == []
