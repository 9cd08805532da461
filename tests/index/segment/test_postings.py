import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment.arrays import run_members
from index.segment.container import Container, ContainerWriter
from index.segment.packing import WIDTHS
from index.segment.postings import Postings, PostingsWriter, widths_of

POSITIONS = st.lists(st.integers(0, 300), min_size=1, max_size=5, unique=True).map(sorted)
DOCUMENTS = 41
POSTINGS = st.dictionaries(st.integers(0, DOCUMENTS - 1), POSITIONS, min_size=1).map(
    lambda docs: dict(sorted(docs.items()))
)
FIELDS = st.lists(POSTINGS.map(lambda docs: dict(sorted(docs.items()))), max_size=6)
WIDTH = st.sampled_from(WIDTHS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("postings")


def written(folder, field, widths):
    path = folder / "postings"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    writer = PostingsWriter(container, "body", DOCUMENTS, widths)
    for docs in field:
        freqs = [len(positions) for positions in docs.values()]
        every = [position for positions in docs.values() for position in positions]
        writer.append(*map(np.array, ([len(docs)], [sum(freqs)], list(docs), freqs)))
        writer.append_positions(np.array(every))
    writer.finish()
    container.finish({})
    return Postings(Container(path), "body", widths, DOCUMENTS)


def positions_in(postings, term, which):
    starts, counts = postings.runs(term, which)
    return nested(postings.positions(run_members(starts, counts)), counts)


def nested(positions, counts):
    ends = np.cumsum(counts)
    return [positions[end - count : end].tolist() for end, count in zip(ends, counts, strict=True)]


@given(FIELDS, WIDTH, WIDTH, st.data())
def test_postings_are_read_back_by_term(folder, field, freq_bits, position_bits, data):
    postings = written(folder, field, (freq_bits, position_bits))
    assert postings.has_positions
    for term, docs in enumerate(field):
        assert postings.docs(term).tolist() == list(docs)
        assert postings.freqs(term).tolist() == [len(positions) for positions in docs.values()]
        everywhere, numbers = postings.find(term)
        assert everywhere.tolist() == list(docs)
        assert positions_in(postings, term, numbers) == list(docs.values())
        assert (postings.count(term), postings.occurrence_count(term)) == (len(docs), sum(map(len, docs.values())))
        within = np.array(sorted(data.draw(st.sets(st.integers(0, DOCUMENTS - 1)))), np.intp)
        chosen = {doc: docs[doc] for doc in within.tolist() if doc in docs}
        found, numbers = postings.find(term, within)
        assert found.tolist() == list(chosen)
        assert positions_in(postings, term, numbers) == list(chosen.values())
        assert postings.freqs(term, numbers).tolist() == [len(positions) for positions in chosen.values()]
        assert postings.numbers(term, within).tolist() == [
            dict(zip(chosen, numbers.tolist(), strict=True)).get(doc, -1) for doc in within.tolist()
        ]
        for wanted, known in ((within, chosen), (None, docs)):
            there, freqs = postings.docs_and_freqs(term, wanted)
            expected = {doc: len(positions) for doc, positions in known.items()}
            assert dict(zip(there.tolist(), freqs.tolist(), strict=True)) == expected


@pytest.mark.parametrize(("documents", "is_dense"), [(9, True), (8, False)])
@pytest.mark.parametrize("step", [1, 10, 100])
def test_a_term_in_many_documents_has_a_column_of_its_frequencies(folder, documents, is_dense, step):
    field = [{1: [0]}, {doc: list(range(step * doc + 1)) for doc in range(documents)}, {2: [7, 9]}]
    postings = written(folder, field, (4, 12))
    expected = [float(step * doc + 1) if doc < documents else 0 for doc in range(DOCUMENTS)]
    column = postings.column(1)
    assert (column is not None) == is_dense
    if is_dense:
        assert column.tolist() == expected
        assert np.signbit(column).tolist() == [frequency == 0 for frequency in expected]
    assert [postings.column(term) for term in (0, 2)] == [None, None]


def test_a_column_that_is_not_of_so_many_documents_is_told(folder):
    postings = written(folder, [{doc: [0] for doc in range(20)}], (4, 4))
    postings.first = np.array([0, 21])
    with pytest.raises(ValueError, match="dense term 0 is not in as many documents"):
        postings.docs(0)


@given(FIELDS, st.data())
def test_neighbouring_terms_are_one_slice(folder, field, data):
    postings = written(folder, field, (4, 8))
    start = data.draw(st.integers(0, len(field)))
    stop = data.draw(st.integers(start, len(field)))
    docs, freqs, positions = postings.slices(start, stop)
    chosen = [(doc, places) for docs in field[start:stop] for doc, places in docs.items()]
    assert docs.tolist() == postings.docs(start, stop).tolist() == [doc for doc, _ in chosen]
    assert nested(positions, freqs) == [places for _, places in chosen]


def test_a_field_may_keep_no_positions(folder):
    postings = written(folder, [{3: [0, 1]}], (4, None))
    assert (postings.has_positions, len(postings.slices(0, 1)), postings.freqs(0).tolist()) == (False, 2, [2])


def test_the_widths_stand_in_the_head():
    assert widths_of({"freq_bits": 4, "position_bits": None}) == (4, None)
