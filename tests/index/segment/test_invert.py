from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.segment.invert import invert, stable_order

TERMS = 5
DOCUMENTS = st.lists(st.lists(st.integers(0, TERMS - 1), max_size=8), max_size=8)


def postings_of(documents):
    """The postings as nested lists: of each term, the documents, and the positions in each."""
    postings = defaultdict(lambda: defaultdict(list))
    for number, document in enumerate(documents):
        for position, term in enumerate(document):
            postings[term][number].append(position)
    return [postings[term] for term in range(TERMS)]


@given(DOCUMENTS)
def test_every_occurrence_stands_under_its_term_and_document(documents):
    tokens = np.array([term for document in documents for term in document], np.int32)
    inverted = invert(tokens, np.array([len(document) for document in documents], np.int32), TERMS)
    found = []
    for term in range(TERMS):
        a, b = inverted.first[term], inverted.first[term + 1]
        positions = inverted.positions[inverted.occurrences[term] : inverted.occurrences[term + 1]].tolist()
        docs = {}
        for doc, freq in zip(inverted.docs[a:b].tolist(), inverted.freqs[a:b].tolist(), strict=True):
            docs[doc], positions = positions[:freq], positions[freq:]
        assert positions == []
        assert list(docs) == sorted(docs)
        found.append(docs)
    assert found == postings_of(documents)


@given(arrays.arrays(np.uint32, st.integers(0, 50), elements=st.integers(0, 5) | st.integers(0, 2**32 - 1)))
def test_sorting_keeps_equal_keys_in_order(keys):
    assert stable_order(keys.astype(np.int64)).tolist() == sorted(range(len(keys)), key=keys.tolist().__getitem__)
