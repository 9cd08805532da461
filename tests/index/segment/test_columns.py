import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment.batch import write_keywords
from index.segment.columns import Ordinals, ValueColumn
from index.segment.container import Container, ContainerWriter
from index.segment.lexicon import Lexicon

DOCUMENTS = st.lists(st.lists(st.sampled_from([b"PE", b"RU", b"VN"]), unique=True), min_size=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("columns")


@given(DOCUMENTS)
def test_documents_of_one_kind_have_the_same_values(folder, documents):
    path = folder / "ordinals"
    path.unlink(missing_ok=True)
    container = ContainerWriter(path)
    vocabulary = list(dict.fromkeys(value for document in documents for value in document))
    values = np.array([vocabulary.index(value) for document in documents for value in document], np.int32)
    lengths = np.array([len(document) for document in documents], np.int32)
    write_keywords(container, "country", vocabulary, values, lengths)
    container.finish({})
    lexicon = Lexicon(Container(path), "country")
    ordinals = Ordinals(Container(path), "country", lexicon)
    assert [[lexicon[n] for n in ordinals.of(doc)] for doc in range(len(documents))] == documents
    of, kinds, numbers = ordinals.kinds(np.arange(len(documents)))
    having = {kind: [] for kind in kinds.tolist()}
    for kind, number in zip(kinds.tolist(), numbers.tolist(), strict=True):
        having[kind].append(lexicon[number] if number < len(lexicon) else None)
    assert [having[kind] for kind in of.tolist()] == [document or [None] for document in documents]


def test_a_column_gives_its_default_where_a_document_has_no_value():
    column = ValueColumn([b"a", None], b"")
    assert (len(column), column[0], column[1]) == (2, b"a", b"")
