from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Term

from index.schema import schema
from index.segment.arrays import run_members
from index.segment.commit import SegmentEntry
from index.segment.index import ArrayIndex
from index.segment.writer import LARGEST, TIER_FACTOR, choose_merge
from tests.corpora import Change, always_merge, built, histories, policy, replay, write


def content(segment):
    """All that a segment holds, as plain values."""
    fields = {}
    for name, field in segment.fields.items():
        postings = [
            (
                term,
                field.postings.docs(number).tolist(),
                field.postings.freqs(number).tolist(),
                positions(field, number),
            )
            for number, term in enumerate(field.lexicon)
        ]
        columns = {
            "words": lambda field: [field.lengths.tolist(), words(field), frequent(field)],
            "keyword": lambda field: [keywords(segment, field)],
            "number": lambda field: [keywords(segment, field), field.numbers.tolist()],
        }[field.kind](field)
        fields[name] = (field.kind, field.total_length, postings, columns)
    return segment.doc_count_all(), fields, [segment.store[number] for number in range(segment.doc_count_all())]


def positions(field, number):
    if not field.postings.has_positions:
        return None
    starts, counts = field.postings.runs(number, np.arange(field.postings.count(number)))
    found = field.postings.positions(run_members(starts, counts))
    return found.tolist(), counts.tolist()


def frequent(field):
    codes = [(field.lexicon[term], code) for term, code in field.frequent.codes.items()]
    return codes, field.frequent.slice(0, int(field.postings.occurrences[-1])).tolist()


def words(field):
    terms = [field.lexicon[number] for number in field.word_terms.tolist()]
    return list(zip(field.words, terms, field.word_counts.tolist(), strict=True))


def keywords(segment, field):
    return [[field.lexicon[n] for n in field.ordinals.of(doc)] for doc in range(segment.doc_count_all())]


def without_words(held):
    """The content but for the words, whose counts keep the occurrences of documents that a merge dropped."""
    documents, fields, stored = held
    return documents, {name: (*field[:3], field[3][:1] + field[3][2:]) for name, field in fields.items()}, stored


def at_once(history):
    left = [Change(document["path"], document) for document in replay(history).left]
    return [[Change(path, {n: v for n, v in document.items() if n != "path"}) for path, document in left]]


def only_segment(index):
    _, segments = index.open_segments()
    assert len(segments) <= 1
    return segments[0] if segments else None


@settings(max_examples=settings.default.max_examples // 2)
@given(histories, st.sampled_from([1, 7, 2_000_000]), st.sampled_from([400, 0.0002]))
def test_a_merged_index_is_the_one_built_at_once_from_what_is_left(history, chunk, memory_mb):
    with built(at_once(history)) as expected, patch("index.segment.merge.CHUNK", chunk):
        whole = only_segment(expected)
        with built(history, always_merge, memory_mb) as index:
            merged = only_segment(index)
            assert (merged is None) == (whole is None)
            if whole:
                found, wanted = content(merged), content(whole)
                assert without_words(found) == without_words(wanted)
                for name in ("title", "body"):
                    listed = {(word, term) for word, term, _ in words(merged.fields[name])}
                    assert listed >= {(word, term) for word, term, _ in words(whole.fields[name])}
                    assert {term for _, term in listed} == set(whole.fields[name].lexicon)


@settings(max_examples=settings.default.max_examples // 2)
@given(st.lists(histories.map(lambda history: history[0]), min_size=2, max_size=4), st.sampled_from([1, 2_000_000]))
def test_where_nothing_was_deleted_the_words_are_the_same_too(commits, chunk):
    history = [
        [Change(f"{number}-{at}", change.document) for at, change in enumerate(commit)]
        for number, commit in enumerate(commits)
    ]
    whole, merged = built(at_once(history)), built(history, always_merge)
    with patch("index.segment.merge.CHUNK", chunk), whole as expected, merged as index:
        assert content(only_segment(index)) == content(only_segment(expected))


SPANISH = {"body": "mines mines", "language": "es"}  # where its term is min


@pytest.mark.parametrize(
    ("text", "listed"), [("mines", {(b"mines", b"mine")}), ("mines min", {(b"mines", b"mine"), (b"min", b"min")})]
)
def test_a_word_keeps_a_term_of_the_languages_that_are_left(text, listed):
    history = [[Change("a", SPANISH), Change("b", {"body": text, "language": "en"})], [Change("a", None)]]
    with built(history, always_merge) as index:
        assert {(word, term) for word, term, _ in words(only_segment(index).fields["body"])} == listed


def test_a_word_keeps_the_term_of_a_language_some_of_whose_documents_are_left():
    history = [[Change("a", SPANISH), Change("b", SPANISH)], [Change("a", None)]]
    with built(history, always_merge) as index:
        assert words(only_segment(index).fields["body"]) == [(b"mines", b"min", 4)]


def test_a_merge_without_live_documents_leaves_no_segment():
    document = {"title": "Peru"}
    with built([[Change("a", document)], [Change("a", None)]], always_merge) as index:
        assert (index.open_segments()[1], index.doc_count_all()) == ([], 0)


# The policy


def entries(*documents, deleted=0):
    return [SegmentEntry(f"segment-{n}-0", count, deleted) for n, count in enumerate(documents)]


@pytest.mark.parametrize(
    ("documents", "chosen"),
    [
        ([], None),
        ([5] * (TIER_FACTOR - 1), None),
        ([5] * TIER_FACTOR, range(8)),
        ([5] * 20, range(20)),
        ([10**6, *[5] * 8], range(1, 9)),
        ([5, 10**6, 5, 10**6, 5], None),
        ([5] * 7 + [10**6] + [5] * 7, None),
        ([*[2000] * 5, 5, 5, *[2000] * 3, 5], range(11)),
        ([2000, *[5] * 3, *[2000] * 4], None),
        ([LARGEST // 3] * 8, range(3)),
        ([LARGEST // 2 + 1] * 20, None),
        ([LARGEST, *[5] * 8], range(1, 9)),
    ],
)
def test_neighbours_of_similar_size_are_merged_when_they_are_many(documents, chosen):
    assert choose_merge(entries(*documents)) == chosen


@pytest.mark.parametrize(("deleted", "chosen"), [(20, None), (21, range(1))])
def test_a_segment_is_rewritten_when_a_fifth_is_deleted(deleted, chosen):
    assert choose_merge(entries(100, deleted=deleted)) == chosen


@given(st.lists(st.integers(1, 5000) | st.integers(1, 3), max_size=400))
def test_segments_stay_few_and_in_order(sizes):
    standing = []
    for size in sizes:
        standing.append(size)
        while chosen := choose_merge(entries(*standing)):
            standing[chosen.start : chosen.stop] = [sum(standing[chosen.start : chosen.stop])]
    assert sum(standing) == sum(sizes)
    tiers = 3 if sum(sizes) >= 8192 else 2 if sum(sizes) >= 1024 else 1
    assert len(standing) < TIER_FACTOR**tiers


def test_many_small_commits_give_few_segments_and_all_documents(tmp_path):
    with policy(choose_merge):
        index = ArrayIndex.create(tmp_path, schema())
        for number in range(30):
            write(index, [Change(f"p{number % 25}", {"title": f"release {number}", "body": "peru " * (number % 5)})])
    _, segments = index.open_segments()
    assert len(segments) < TIER_FACTOR
    assert (index.doc_count(), index.latest_generation()) == (25, 30)
    paths = [segment.store[doc]["release"]["path"] for segment in segments for doc in segment.all_doc_ids()]
    assert paths == [f"p{number % 25}" for number in range(5, 30)]
    with index.searcher() as searcher:
        found = {hit["release"]["path"] for hit in searcher.search(Term("body", "peru"), limit=None)}
    assert found == {f"p{number % 25}" for number in range(5, 30) if number % 5}
