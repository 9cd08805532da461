import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh.support.levenshtein import levenshtein

from index.segment.container import Container, ContainerWriter
from index.segment.lexicon import Lexicon, write_lexicon
from searcher.fuzzy import terms_within

TEXTS = st.text("ab中", max_size=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzzy")


def lexicon_of(folder, terms):
    path = folder / "terms"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    write_lexicon(container, "body", sorted(term.encode() for term in terms))
    container.finish({})
    return Lexicon(Container(path), "body")


@given(st.sets(TEXTS), TEXTS, st.integers(0, 3), st.integers(0, 3))
@example({"", "a"}, "", 1, 0)
def test_all_terms_within_a_distance_are_found(folder, terms, text, most, prefix):
    lexicon = lexicon_of(folder, terms)
    found = [(lexicon[number].decode(), edits) for number, edits in terms_within(lexicon, text, most, prefix).items()]
    edits = {term: levenshtein(text, term) for term in sorted(terms, key=str.encode) if term.startswith(text[:prefix])}
    assert found == [(term, edit) for term, edit in edits.items() if edit <= most]


@pytest.mark.parametrize("length", [64, 260])
def test_blobs_are_compared_to_their_end(folder, length):
    lexicon = lexicon_of(folder, ["a" * length, "a" * (length - 1) + "b", "b" * length])
    assert terms_within(lexicon, "a" * length, 1) == {0: 0, 1: 1}
