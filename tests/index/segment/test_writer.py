import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.fields import UnknownFieldError
from whoosh.query import Term

from index.schema import schema
from index.segment.index import ArrayIndex
from searcher.facets import SegmentFacets
from searcher.matches import constant
from tests.corpora import Change, built, histories, never_merge, policy, replay, write

DOCUMENT = {"title": "Peru", "body": "trade and mining", "date": 3, "source": "Kremlin", "country": ["PE"]}


@pytest.fixture
def index(tmp_path):
    with policy(never_merge):
        yield ArrayIndex.create(tmp_path / "index", schema())


def paths(index):
    """The paths of the live documents, in order."""
    _, segments = index.open_segments()
    return [segment.store[doc]["release"]["path"] for segment in segments for doc in segment.all_doc_ids()]


def add(writer, path, **values):
    writer.add_document(**{**DOCUMENT, **values}, path=path, release={"path": path})


@settings(max_examples=settings.default.max_examples // 2)
@given(histories, st.sampled_from([400, 0.0002, 0]))
def test_what_is_left_is_there_in_the_order_of_arrival(history, memory_mb):
    with built(history, memory_mb=memory_mb) as index:
        assert paths(index) == [document["path"] for document in replay(history).left]
        assert index.doc_count() == len(paths(index))
        assert index.latest_generation() == len(history)


def test_nothing_shows_before_the_commit(index):
    writer = index.writer()
    add(writer, "a")
    assert paths(index) == []
    writer.commit()
    assert paths(index) == ["a"]


def test_cancelling_leaves_nothing(index):
    write(index, [Change("a", DOCUMENT)])
    before = {path.name for path in index.folder.iterdir()}
    writer = index.writer(memory_mb=0)
    add(writer, "b")
    assert writer.delete_by_unique("path", "a") is True
    writer.cancel()
    assert (paths(index), {path.name for path in index.folder.iterdir()}) == (["a"], before)


def test_an_error_in_a_with_block_cancels(index):
    def failing():
        with index.writer() as writer:
            add(writer, "a")
            add(writer, "b", date="soon")

    with pytest.raises(TypeError):
        failing()
    with index.writer() as writer:
        add(writer, "b")
    assert paths(index) == ["b"]


def test_an_unknown_field_is_refused(index):
    with index.writer() as writer:
        with pytest.raises(UnknownFieldError, match="no field named 'venue'"):
            writer.add_document(path="a", venue="Lima")
        add(writer, "b")
    assert paths(index) == ["b"]


def test_little_memory_makes_several_segments_of_one_commit(index):
    writer = index.writer(memory_mb=0.0001)  # four words
    for path in "abcde":
        add(writer, path)
    writer.commit()
    assert ([entry.documents for entry in index.read_commit().segments], paths(index)) == ([1] * 5, list("abcde"))


def test_deleting_tells_whether_there_was_one(index):
    write(index, [Change("a", DOCUMENT), Change("b", DOCUMENT)])
    with index.writer() as writer:
        add(writer, "c")
        found = [writer.delete_by_unique("path", path) for path in ("a", "a", "c", "c", "x", b"b")]
    assert (found, paths(index)) == ([True, False, True, False, False, True], [])


def test_bytes_and_text_name_the_same_document(index):
    with index.writer() as writer:
        add(writer, b"caf\xc3\xa9".decode())
        writer.update_document(**DOCUMENT, path=b"caf\xc3\xa9", release={"path": "new"})
    assert paths(index) == ["new"]


def test_names_that_are_no_utf8_are_kept_apart(index):
    with index.writer() as writer:
        for path in (b"caf\xe9", b"caf\xe8"):
            writer.update_document(**DOCUMENT, path=path, release={"path": repr(path)})
    assert paths(index) == ["b'caf\\xe9'", "b'caf\\xe8'"]


def test_a_value_that_utf8_cannot_hold_is_found_again(index):
    with index.writer() as writer:
        add(writer, "a", source="caf\udce9", country=["\udce9", "PE"])
    (segment,) = index.open_segments()[1]
    assert [segment.number_of("source", text) for text in ("caf\udce9", "caf?")] == [0, -1]
    assert SegmentFacets(segment).counts(constant(np.array([0]), 1.0))["country"] == {"\udce9": 1, "PE": 1}


def test_documents_are_deleted_by_number_and_by_query(index):
    write(index, [Change("a", DOCUMENT), Change("b", {**DOCUMENT, "title": "Russia"})])
    write(index, [Change("c", DOCUMENT), Change("d", DOCUMENT)])
    with index.writer() as writer:
        writer.delete_document(3)
        writer.delete_document(0)
        writer.delete_document(0, delete=False)
        assert writer.delete_by_query(Term("title", "russia")) == 1
        with pytest.raises(IndexError, match="no document 4"):
            writer.delete_document(4)
    assert paths(index) == ["a", "c"]


def test_another_readers_documents_are_added(tmp_path):
    from whoosh.fields import ID, Schema

    with policy(never_merge):
        source = ArrayIndex.create(tmp_path / "one", Schema(path=ID(unique=True, stored=True)))
        target = ArrayIndex.create(tmp_path / "two", source.schema)
        with source.writer() as writer:
            for path in "ab":
                writer.add_document(path=path)
        with target.writer() as writer:
            writer.add_reader(source.reader())
            assert writer.reader().doc_count() == 0
    assert [fields["path"] for fields in target.searcher().documents()] == ["a", "b"]


def test_files_of_a_generation_go_with_it(index):
    for generation in (1, 2):
        writer = index.writer()
        (index.folder / f"manifest-{generation}").write_text("files")
        writer.commit(attachments={"manifest": f"manifest-{generation}"})
    index.writer().commit()
    assert index.read_commit().attachments == {"manifest": "manifest-2"}
    assert [path.name for path in index.folder.glob("manifest-*")] == ["manifest-2"]


def test_a_whole_index_may_be_deleted_and_filled_again(index):
    write(index, [Change(path, DOCUMENT) for path in "abc"])
    write(index, [Change(path, None) for path in "abc"])
    write(index, [Change("a", DOCUMENT)])
    assert paths(index) == ["a"]


@pytest.mark.parametrize("values", [{"body": 7}, {"country": [None]}, {"added": "x"}, {"release": {1, 2}}])
def test_a_value_that_raises_leaves_nothing_behind(tmp_path, values):
    index = ArrayIndex.create(tmp_path / "index", schema())
    writer = index.writer()
    writer.update_document(path="a", body="copper and gold", release={"path": "a"})
    for path in ("a", "b"):
        with pytest.raises((TypeError, AttributeError)):
            writer.update_document(**{"path": path, "title": "Tin", "source": "X", "release": {}, **values})
    writer.update_document(path="c", body="gold", release={"path": "c"})
    writer.delete_by_unique("path", "b")
    writer.commit()
    (segment,) = index.open_segments()[1]
    assert [segment.store[doc]["release"]["path"] for doc in range(segment.doc_count_all())] == ["a", "c"]
    assert segment.fields["body"].lengths.tolist() == [3, 1]
    assert list(segment.fields["source"].lexicon) == []
