import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.segment.frequent import SHARED, frequent_codes, is_of_table, is_shared, shared_code
from tests.corpora import Change, built

WORD = st.sampled_from(["the", "of", "and", "de", "copper", "gold"])
TEXTS = st.lists(st.lists(WORD, max_size=9).map(" ".join), min_size=1, max_size=6)
CODES = frequent_codes()


def coded(words, place, distance):
    """The code of the frequent word so far from a place, if only frequent ones stand between.

    And that of the next word, if the one at the place is not frequent.
    """
    if distance == 1 and words[place] not in CODES and words[place + 1 : place + 2] not in ([], *([w] for w in CODES)):
        return shared_code(words[place + 1].encode())
    step = 1 if distance > 0 else -1
    for at in range(place + step, place + distance + step, step):
        if not 0 <= at < len(words) or words[at] not in CODES:
            return 0
    return CODES[words[place + distance]]


@given(TEXTS)
def test_each_occurrence_has_the_codes_of_the_frequent_words_beside_it(texts):
    with built([[Change(str(n), {"body": text}) for n, text in enumerate(texts)]]) as index:
        field = index.open_segments()[1][0].fields["body"]
        assert {field.lexicon[term].decode(): code for term, code in field.frequent.codes.items()} == {
            word: CODES[word] for word in set(" ".join(texts).split()) & CODES.keys()
        }
        places = [(term.decode(), text.split(), at) for term in field.lexicon for text in texts for at in range(99)]
        occurrences = [(words, at) for term, words, at in places if words[at : at + 1] == [term]]
        for distance, column in field.frequent.beside.items():
            expected = [coded(words, at, distance) for words, at in occurrences]
            assert column.slice(0, field.total_length).tolist() == expected


def test_every_frequent_word_of_a_language_has_a_code_of_its_own_term():
    assert len(CODES) <= 255 - SHARED
    assert set(CODES.values()) == set(range(1, len(CODES) + 1))
    assert {"the", "de", "и", "va", "fur"} <= CODES.keys()


def test_codes_are_of_a_word_of_the_table_or_of_others_or_of_none():
    codes = np.arange(256)
    assert is_of_table(codes).nonzero()[0].tolist() == list(range(1, 256 - SHARED))
    assert is_shared(codes).nonzero()[0].tolist() == list(range(256 - SHARED, 256))
    assert {shared_code(str(number).encode()) for number in range(200)} == set(range(256 - SHARED, 256))
