import threading

import pytest
from whoosh.query import Every, Term
from whoosh.reading import EmptyReader

from index.errors import NoIndex
from index.schema import schema
from index.segment.commit import Commit, read_commit, write_commit
from index.segment.index import ArrayIndex
from tests.corpora import Change, always_merge, never_merge, policy, write

DOCUMENT = {"title": "Peru", "body": "trade and mining", "date": 3, "source": "Kremlin", "country": ["PE"]}


@pytest.fixture
def index(tmp_path):
    with policy(never_merge):
        yield ArrayIndex.create(tmp_path / "new" / "index", schema())


def test_a_new_index_is_empty_and_private(index):
    assert (index.is_empty(), index.doc_count(), index.doc_count_all(), index.latest_generation()) == (True, 0, 0, 0)
    assert isinstance(index.reader(), EmptyReader)
    assert index.folder.stat().st_mode & 0o777 == 0o700


def test_creating_opens_what_is_there(index):
    write(index, [Change("a", DOCUMENT)])
    assert ArrayIndex.create(index.folder, schema()).doc_count() == 1


def test_creating_at_the_same_time_keeps_what_the_other_committed(index, monkeypatch):
    write(index, [Change("a", DOCUMENT)])
    answers = iter([NoIndex(str(index.folder))])

    def too_early(folder):  # reads before the other process has made the index
        for error in answers:
            raise error
        return read_commit(folder)

    monkeypatch.setattr("index.segment.index.read_commit", too_early)
    created = ArrayIndex.create(index.folder, schema())
    assert (created.latest_generation(), created.doc_count()) == (1, 1)


def test_there_must_be_an_index_to_open(tmp_path):
    with pytest.raises(NoIndex):
        ArrayIndex(tmp_path, schema())


def test_counts_tell_live_documents_from_all(index):
    write(index, [Change(path, DOCUMENT) for path in "abc"])
    write(index, [Change("a", DOCUMENT), Change("b", None)])
    assert (index.doc_count(), index.doc_count_all(), index.latest_generation(), index.is_empty()) == (2, 4, 2, False)
    assert index.refresh().doc_count() == 2


def test_whoosh_searches_it(index):
    write(index, [Change("a", DOCUMENT)])
    write(index, [Change("b", {**DOCUMENT, "title": "Russia"})])
    with index.searcher() as searcher:
        assert [hit["release"] for hit in searcher.search(Term("title", "russia"))] == [{"path": "b"}]
        assert (searcher.doc_count(), searcher.up_to_date()) == (2, True)


def test_an_open_reader_stays_on_its_generation(index):
    write(index, [Change("a", DOCUMENT), Change("b", DOCUMENT)])
    with index.searcher() as searcher:
        with policy(always_merge):
            write(index, [Change("a", None), Change("c", DOCUMENT)])
        assert len(list(index.folder.glob("segment-1-*"))) == 0
        assert [hit["release"]["path"] for hit in searcher.search(Every(), limit=None)] == ["a", "b"]
        assert not searcher.up_to_date()
        with searcher.refresh() as fresh:
            assert [hit["release"]["path"] for hit in fresh.search(Every(), limit=None)] == ["b", "c"]


def test_opening_while_commits_land_never_fails(index):
    write(index, [Change("a", DOCUMENT)])
    done = threading.Event()
    errors = []

    def commit_often():
        try:
            with policy(always_merge):
                for _ in range(10):
                    write(index, [Change("a", DOCUMENT)])
        except BaseException as error:  # noqa: BLE001 a thread must not swallow it
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=commit_often)
    thread.start()
    opened = []
    while not done.is_set():
        commit, segments = index.open_segments()
        opened.append((commit.generation, sum(segment.doc_count() for segment in segments)))
    thread.join()
    assert errors == []
    assert {count for _, count in opened} == {1}
    assert opened == sorted(opened)
    assert index.latest_generation() == 11


def test_a_commit_that_lands_while_segments_are_opened_is_read_instead(index):
    write(index, [Change("a", DOCUMENT)])
    old = index.read_commit()
    with policy(always_merge):
        write(index, [Change("a", {**DOCUMENT, "title": "Russia"})])
    commits = iter([old])
    with pytest.MonkeyPatch.context() as patch:
        current = index.read_commit
        patch.setattr(index, "read_commit", lambda: next(commits, None) or current())
        commit, segments = index.open_segments()
    assert (commit.generation, [segment.doc_count() for segment in segments]) == (2, [1])


def test_the_generation_after_a_crash_before_any_commit_is_the_first(tmp_path):
    (tmp_path / "commit.new").write_bytes(b"half")
    write_commit(tmp_path, Commit(0, 1))
    assert ArrayIndex(tmp_path, schema()).latest_generation() == 0
