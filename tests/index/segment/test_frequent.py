from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.segment.frequent import MOST, codes_by_term, codes_of, most_frequent
from tests.corpora import Change, built

TEXTS = st.lists(st.lists(st.sampled_from([f"w{n}" for n in range(20)]), max_size=30).map(" ".join), min_size=1)


@given(TEXTS)
def test_every_place_has_the_code_of_its_word_where_that_is_frequent(texts):
    with built([[Change(str(n), {"body": text}) for n, text in enumerate(texts)]]) as index:
        field = index.open_segments()[1][0].fields["body"]
        frequent = {field.lexicon[term].decode(): code for term, code in field.frequent.codes.items()}
        placed = " ".join(texts).split()
        assert field.frequent.at.slice(0, len(placed)).tolist() == [frequent.get(word, 0) for word in placed]
        kept = [number for word, number in Counter(placed).items() if word in frequent]
        assert sorted(kept, reverse=True) == sorted(Counter(placed).values(), reverse=True)[:MOST]


@given(TEXTS, st.integers(1, 100))
def test_codes_are_told_from_positions_in_runs_of_documents(texts, most):
    with built([[Change(str(n), {"body": text}) for n, text in enumerate(texts)]]) as index:
        field = index.open_segments()[1][0].fields["body"]
        codes = codes_by_term(len(field.lexicon), np.array([*field.frequent.codes], np.intp))
        runs = list(codes_of(field, codes, most))
        assert [doc for docs, _ in runs for doc in range(docs.start, docs.stop)] == list(range(len(texts)))
        assert [code for _, found in runs for code in found] == field.frequent.at.slice(0, field.total_length).tolist()
        assert all(len(found) <= most for docs, found in runs if docs.stop > docs.start + 1)


def test_of_equally_frequent_terms_the_first_are_taken():
    assert most_frequent(np.array([1, 2] * MOST, np.uint8)).tolist() == list(range(1, 2 * MOST, 2))
    assert most_frequent(np.full(99, 5)).tolist() == list(range(MOST))
