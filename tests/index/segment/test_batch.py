import pytest
from hypothesis import given, settings
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema

from index.analysis import TERMS, TermAnalyzer, words
from index.segment.arrays import run_members
from index.segment.batch import Batch
from index.segment.columns import NONE
from index.segment.container import Container
from index.segment.reader import SegmentReader
from tests.corpora import built, histories, replay


def segment_of(folder, documents):
    schema = Schema(
        text=TEXT(analyzer=TermAnalyzer()),
        name=ID(stored=True),
        path=ID(),
        tags=KEYWORD(commas=True, lowercase=True),
        number=NUMERIC(int, 32, shift_step=0),
        raw=STORED(),
    )
    batch = Batch(folder / "segment-1-0", schema)
    for document in documents:
        batch.append(document)
    assert len(batch) == len(documents)
    batch.finish()
    return SegmentReader(Container(folder / "segment-1-0"), None, schema, 1)


@settings(max_examples=settings.default.max_examples // 2)
@given(histories)
def test_terms_lie_where_their_words_were_written(history):
    with built(history[:1]) as index:
        documents = replay(history[:1]).commits[0]
        _, (segment,) = index.open_segments()
        for name in ("title", "body"):
            texts = [[TERMS[word] for word in words(document[name] or "")] for document in documents]
            field = segment.fields[name]
            assert (field.lengths.tolist(), field.total_length) == (list(map(len, texts)), sum(map(len, texts)))
            assert list(field.lexicon) == sorted({term.encode() for text in texts for term in text})
            for number, term in enumerate(field.lexicon):
                where = [[at for at, t in enumerate(text) if t == term.decode()] for text in texts]
                docs = [doc for doc, places in enumerate(where) if places]
                assert field.postings.docs(number).tolist() == docs
                runs = field.postings.runs(number, field.postings.find(number)[1])
                found = field.postings.positions(run_members(*runs))
                assert found.tolist() == [place for places in where for place in places]


@settings(max_examples=settings.default.max_examples // 2)
@given(histories)
def test_words_are_kept_as_they_were_written_with_their_terms_and_counts(history):
    with built(history[:1]) as index:
        written = [word for document in replay(history[:1]).commits[0] for word in words(document["body"] or "")]
        _, (segment,) = index.open_segments()
        field = segment.fields["body"]
        terms = [field.lexicon[number].decode() for number in field.word_terms.tolist()]
        assert [word.decode() for word in field.words] == sorted(set(written), key=str.encode)
        assert terms == [TERMS[word.decode()] for word in field.words]
        assert field.word_counts.tolist() == [written.count(word.decode()) for word in field.words]


def test_keywords_are_split_folded_and_counted_once(tmp_path):
    documents = [{"tags": "Peru, russia,PERU"}, {"tags": ["b", "a", "b"]}, {"tags": None}, {}]
    field = segment_of(tmp_path, documents).fields["tags"]
    assert list(field.lexicon) == [b"a", b"b", b"peru", b"russia"]
    assert [field.ordinals.of(doc) for doc in range(4)] == [[2, 3], [1, 0], [], []]
    assert [field.postings.freqs(number).tolist() for number in range(4)] == [[1]] * 4


def test_a_name_is_one_value_with_its_spaces(tmp_path):
    field = segment_of(tmp_path, [{"path": "White House"}, {"path": b"\xff"}]).fields["path"]
    assert list(field.lexicon) == [b"White House", b"\xff"]


@pytest.mark.parametrize("number", [0, -1, 1, 2**31 - 1, 1 - 2**31])
def test_numbers_keep_their_order_and_none_is_none(tmp_path, number):
    segment = segment_of(tmp_path, [{"number": number}, {"number": None}, {}])
    field = segment.fields["number"]
    assert field.numbers.tolist() == [number, NONE, NONE]
    assert [field.postings.docs(n).tolist() for n in range(len(field.lexicon))] == [[0]]
    assert segment.number_of("number", number) == 0


def test_stored_values_come_back_and_another_form_may_be_stored(tmp_path):
    segment = segment_of(tmp_path, [{"name": "a", "_stored_name": "A", "raw": {"n": [1, "é\udce9"]}}, {"raw": None}])
    assert [segment.stored_fields(doc) for doc in (0, 1)] == [{"name": "A", "raw": {"n": [1, "é\udce9"]}}, {}]


def test_an_abandoned_batch_leaves_nothing(tmp_path):
    batch = Batch(tmp_path / "segment-1-0", Schema(name=ID(stored=True)))
    batch.append({"name": "a"})
    batch.abandon()
    assert list(tmp_path.iterdir()) == []
