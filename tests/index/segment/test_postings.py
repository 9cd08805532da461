import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segment.arrays import run_members
from index.segment.container import Container, ContainerWriter
from index.segment.packing import WIDTHS
from index.segment.postings import Postings, PostingsWriter, widths_of

POSITIONS = st.lists(st.integers(0, 300), min_size=1, max_size=5, unique=True).map(sorted)
POSTINGS = st.dictionaries(st.integers(0, 40), POSITIONS, min_size=1).map(lambda docs: dict(sorted(docs.items())))
FIELDS = st.lists(POSTINGS, max_size=6)
WIDTH = st.sampled_from(WIDTHS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("postings")


def written(folder, field, widths):
    path = folder / "postings"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    writer = PostingsWriter(container, "body", 41, widths)
    for docs in field:
        freqs = [len(positions) for positions in docs.values()]
        writer.append_terms(np.array([len(docs)]), np.array([sum(freqs)]))
        every = [position for positions in docs.values() for position in positions]
        writer.append_postings(np.array(list(docs)), np.array(freqs), np.array(every) if widths[1] else None)
    writer.finish()
    container.finish({})
    return Postings(Container(path), "body", widths)


def positions_in(postings, term, which):
    starts, counts = postings.runs(term, which)
    return nested(postings.positions(run_members(starts, counts)), counts)


def nested(positions, counts):
    ends = np.cumsum(counts)
    return [positions[end - count : end].tolist() for end, count in zip(ends, counts, strict=True)]


@settings(max_examples=40)
@given(FIELDS, WIDTH, WIDTH, st.data())
def test_postings_are_read_back_by_term(folder, field, freq_bits, position_bits, data):
    postings = written(folder, field, (freq_bits, position_bits))
    assert postings.has_positions
    for term, docs in enumerate(field):
        assert postings.docs(term).tolist() == list(docs)
        assert postings.freqs(term).tolist() == [len(positions) for positions in docs.values()]
        assert positions_in(postings, term, np.arange(len(docs))) == list(docs.values())
        assert (postings.count(term), postings.occurrence_count(term)) == (len(docs), sum(map(len, docs.values())))
        which = data.draw(st.lists(st.integers(0, len(docs) - 1), unique=True).map(sorted))
        chosen = [list(docs.values())[number] for number in which]
        assert positions_in(postings, term, np.array(which, np.intp)) == chosen


@settings(max_examples=40)
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
