"""Whoosh's reader contract: what stock Whoosh's reader of the same documents says."""

import pytest
from hypothesis import given, settings
from whoosh import sorting
from whoosh.query import Every
from whoosh.reading import TermNotFound

from tests.corpora import Change, always_merge, built, histories, replay, stock_index

DOCUMENTS = [
    Change(
        "a", {"title": "Peru mining", "body": "copper copper", "date": 3, "source": "Kremlin", "country": ["RU", "PE"]}
    ),
    Change("b", {"title": "Trade", "body": "copper coppers kopper", "language": "en"}),
    Change("c", {"body": "iron"}),
]


@pytest.fixture(scope="module")
def reader():
    with built([DOCUMENTS, [Change("c", None)]]) as index:
        yield index.reader()


@settings(max_examples=settings.default.max_examples // 2)
@given(histories)
def test_it_says_what_stock_whoosh_says(history):
    left = replay(history).left
    if not left:
        return
    with built(history, always_merge) as index:
        ours, stock = index.reader(), stock_index([left], []).reader()
        names = ["title", "body", "source", "country", "date", "language"]
        assert [list(ours.lexicon(name)) for name in names] == [list(stock.lexicon(name)) for name in names]
        assert list(ours.all_terms()) == sorted(stock.all_terms())
        for name in names:
            assert ours.field_length(name) == stock.field_length(name) or name not in ("title", "body")
            for term in ours.lexicon(name):
                assert facts(ours, name, term) == facts(stock, name, term)
        for doc in range(len(left)):
            assert [ours.doc_field_length(doc, n, 0) for n in ("title", "body")] == [
                stock.doc_field_length(doc, n, 0) or 0 for n in ("title", "body")
            ]


def facts(reader, name, term):
    info = reader.term_info(name, term)
    known = (name, term) in reader, reader.doc_frequency(name, term), reader.frequency(name, term)
    ids = info.min_id(), info.max_id(), info.max_weight(), list(reader.postings(name, term).all_ids())
    lengths = (info.min_length(), info.max_length()) if name in ("title", "body") else ()
    return *known, *ids, *lengths


def test_documents_live_and_deleted(reader):
    assert (reader.doc_count(), reader.doc_count_all(), reader.has_deletions()) == (2, 3, True)
    assert [reader.is_deleted(doc) for doc in range(4)] == [False, False, True, False]
    assert list(reader.all_doc_ids()) == [0, 1]
    assert reader.generation() == 2
    assert [type(doc) for doc in reader.all_doc_ids()] == [int, int]


def test_terms_are_listed_from_a_place_and_by_prefix(reader):
    assert list(reader.terms_from("body", "d")) == [("body", b"iron"), ("body", b"kopper")]
    assert list(reader.expand_prefix("body", "co")) == [b"copper"]
    assert reader.indexed_field_names() == sorted(set(reader.schema.names()) - {"release"})
    assert list(reader.terms_within("body", "coper", 1)) == ["copper"]
    assert reader.corrector("body").suggest("coper") == ["copper", "kopper"]


@pytest.mark.parametrize(("field", "term"), [("body", "gold"), ("place", "lima")])
def test_an_unknown_term_is_not_found(reader, field, term):
    assert ((field, term) in reader, reader.frequency(field, term), reader.doc_frequency(field, term)) == (False, 0, 0)
    with pytest.raises(TermNotFound):
        reader.term_info(field, term)
    with pytest.raises(TermNotFound):
        reader.postings(field, term)


def test_term_infos_are_fresh_so_that_whoosh_may_add_them_up(reader):
    reader.term_info("body", "copper").add_posting = None
    info = reader.term_info("body", "copper")
    assert (info is reader.term_info("body", "copper"), info.doc_frequency(), info.weight()) == (False, 2, 4)


def test_lengths(reader):
    assert [reader.doc_field_length(doc, "body") for doc in range(3)] == [2, 3, 1]
    assert [reader.doc_field_length(doc, "title", 1) for doc in range(3)] == [2, 1, 1]
    assert (reader.doc_field_length(0, "source", 7), reader.doc_field_length(0, "place", 7)) == (7, 7)
    assert (reader.min_field_length("body"), reader.max_field_length("body"), reader.field_length("body")) == (1, 3, 6)
    assert (reader.min_field_length("place"), reader.max_field_length("source"), reader.field_length("place")) == (
        0,
        0,
        0,
    )


def test_no_vectors_are_kept(reader):
    assert not reader.has_vector(0, "body")
    with pytest.raises(KeyError):
        reader.vector(0, "body")


def test_columns_give_the_first_value_or_the_default(reader):
    values = {name: reader.column_reader(name) for name in ("date", "source", "country")}
    assert [values["source"][doc] for doc in range(3)] == ["Kremlin", "", ""]
    assert [values["country"][doc] for doc in range(2)] == ["RU", ""]
    assert (values["date"][0], values["date"][1] != 3) == (3, True)
    assert [reader.has_column(name) for name in ("date", "body", "source")] == [True, False, True]
    assert reader.column_reader("source", translate=False)[0] == b"Kremlin"


def test_whoosh_sorts_and_groups_by_columns():
    changes = [
        Change(str(n), {"date": day, "source": source})
        for n, (day, source) in enumerate(zip((9, 1, 5), "aba", strict=True))
    ]
    with built([changes[:2], changes[2:]]) as index, index.searcher() as searcher:
        found = searcher.search(Every(), sortedby="date", limit=None)
        assert [hit.docnum for hit in found] == [1, 2, 0]
        groups = searcher.search(Every(), groupedby="source", maptype=sorting.Count).groups("source")
        assert groups == {"a": 2, "b": 1}


def test_words_are_kept_beside_their_terms(reader):
    field = reader.fields["body"]
    assert [(word, field.lexicon[n]) for word, n in zip(field.words, field.word_terms.tolist(), strict=True)] == [
        (b"copper", b"copper"),
        (b"coppers", b"copper"),
        (b"iron", b"iron"),
        (b"kopper", b"kopper"),
    ]
    assert field.word_counts.tolist() == [3, 1, 1, 1]
