from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import TEXT, Schema

from index.analysis import TermAnalyzer
from index.segment.batch import Batch
from index.segment.container import Container
from index.segment.reader import SegmentReader
from searcher.phrase import phrase_matches

LETTERS = st.sampled_from("abc")
TEXTS = st.lists(st.text("abc ", max_size=12).map(" ".join), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("phrase")


def field_of(folder, texts):
    path = folder / "segment-1-0"
    path.unlink(missing_ok=True)
    schema = Schema(text=TEXT(analyzer=TermAnalyzer()))
    batch = Batch(path, schema)
    for text in texts:
        batch.append({"text": text})
    batch.finish()
    return SegmentReader(Container(path), None, schema, 1).fields["text"]


def holds(words, phrase, slop):
    """Whether each word of the phrase stands 1 to `slop` places after the one before, tried out at every place."""

    def follows(at, rest):
        if not rest:
            return True
        reach = range(at + 1, min(at + slop, len(words) - 1) + 1)
        return any(words[place] == rest[0] and follows(place, rest[1:]) for place in reach)

    return any(word == phrase[0] and follows(at, phrase[1:]) for at, word in enumerate(words))


@given(TEXTS, st.text("abc", min_size=1, max_size=6), st.just(1) | st.integers(1, 4), st.sets(LETTERS), st.data())
def test_a_phrase_is_found_where_its_words_follow_one_another(folder, texts, phrase, slop, frequent, data):
    codes = {letter: code for code, letter in enumerate(sorted(frequent), 1)}
    with patch("index.segment.frequent.frequent_codes", return_value=codes):
        field = field_of(folder, texts)
    numbers = [field.lexicon.number(word.encode()) for word in phrase]
    if min(numbers) < 0:
        return
    wanted = [doc for doc, text in enumerate(texts) if holds(text.split(), phrase, slop)]
    within = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1))))
    for longer_than in (0, len(" ".join(texts))):
        with patch("searcher.phrase._LONG", longer_than):
            everywhere = phrase_matches(field, numbers, slop)
            found = phrase_matches(field, numbers, slop, np.array(within, np.intp))
        assert everywhere.docs.tolist() == wanted
        assert found.docs.tolist() == [doc for doc in wanted if doc in within]
        for term, postings in everywhere.postings.items():
            letters = [texts[doc].split().count(field.lexicon[term].decode()) for doc in wanted]
            assert field.postings.freqs(term, postings).tolist() == letters


def test_a_phrase_does_not_reach_into_the_next_document(folder):
    field = field_of(folder, ["a", "b", "a b"])
    assert phrase_matches(field, [0, 1], 1).docs.tolist() == [2]
    assert phrase_matches(field, [0, 1], 999).docs.tolist() == [2]
