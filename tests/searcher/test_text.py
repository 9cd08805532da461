import pytest
from whoosh import query

from searcher.patterns import WordFuzzy, WordPrefix, WordWildcard
from searcher.text import WEIGHTS, TextQueries, all_of, any_of
from searcher.tree import AcrossFields

TEXT = TextQueries()
BODY = TextQueries({"body": 1.0})


def adjacent(texts):
    """The trees of a row, stop words at the end."""
    row = TEXT.row(texts)
    return [*row.trees, *row.stops]


def in_body(kind, *args, **values):
    return kind("body", *args, boost=1.0, **values)


def test_words_are_looked_for_in_all_fields_with_their_weight():
    assert TEXT.word("copper") == AcrossFields(
        [query.Term(name, "copper", boost=boost) for name, boost in WEIGHTS.items()]
    )


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Mining", in_body(query.Term, "mine")),
        ("Peru's", in_body(query.Term, "peru")),
        ("co-operation", query.Or([in_body(query.Term, "cooper"), in_body(query.Phrase, ["co", "oper"])])),
        ("a-b", query.Or([in_body(query.Term, "ab"), in_body(query.Phrase, ["a", "b"])])),
        ("nonlinear", query.Or([in_body(query.Term, "nonlinear"), in_body(query.Phrase, ["non", "linear"])])),
        ("中", in_body(query.Prefix, "中")),
        ("中国", in_body(query.Term, "中国")),
        ("中国人", in_body(query.Phrase, ["中国", "国人"])),
        ("who?", in_body(query.Term, "who")),
        ("minin*", in_body(WordPrefix, "minin")),
        ("MININ*", in_body(WordPrefix, "minin")),
        ("Łódź*", in_body(WordPrefix, "lodz")),
        ("m*n", in_body(WordWildcard, "m*n")),
        ("m?n", in_body(WordWildcard, "m?n")),
        ("m?*", in_body(WordWildcard, "m?*")),
        ("*ing", in_body(WordWildcard, "*ing")),
        ("*", query.Every()),
        ("*?", query.Every()),
        ("co-op*", query.And([in_body(query.Term, "co"), in_body(WordPrefix, "op")])),
        ("co-*", in_body(WordPrefix, "co")),
        ("中国人*", query.And([in_body(query.Term, "中国"), in_body(WordPrefix, "国人")])),
        ("peru~", in_body(WordFuzzy, "peru", maxdist=1, prefixlength=1)),
        ("copper~", in_body(WordFuzzy, "copper", maxdist=2, prefixlength=1)),
        ("copper~1", in_body(WordFuzzy, "copper", maxdist=1, prefixlength=1)),
        ("copper~0", in_body(WordFuzzy, "copper", maxdist=0, prefixlength=1)),
        ("copper~9", in_body(WordFuzzy, "copper", maxdist=2, prefixlength=1)),
        ("co op~", in_body(query.Phrase, ["co", "op"])),
        ("copper~10", in_body(query.Phrase, ["copper", "10"])),
        ("", query.NullQuery),
        ("—", query.NullQuery),
        ("~", query.NullQuery),
        ("?", query.NullQuery),
        ("?x", in_body(WordWildcard, "?x")),
    ],
)
def test_word(text, tree):
    assert BODY.word(text) == tree


def test_a_phrase_is_a_phrase_in_each_field():
    assert TEXT.phrase("Copper mining") == query.Or(
        [query.Phrase("title", ["copper", "mine"], boost=3.0), query.Phrase("body", ["copper", "mine"])]
    )


def test_names_that_mean_the_same_are_all_looked_for():
    found = BODY.phrase("Viet Nam")
    assert found == query.Or([in_body(query.Term, "vietnam"), in_body(query.Phrase, ["viet", "nam"])])
    assert BODY.phrase("Vietnam") == found


def test_a_phrase_with_a_distance_is_taken_by_its_words():
    assert BODY.phrase("Viet Nam", 3) == query.Phrase("body", ["viet", "nam"], slop=3)


def test_plain_words_in_a_row_meet_names_of_several_words():
    assert adjacent(["trade", "Viet", "Nam", "fish"]) == [
        TEXT.word("trade"),
        TEXT.phrase("Viet Nam"),
        TEXT.word("fish"),
    ]


def test_the_longest_name_wins():
    assert adjacent(["Republic", "of", "Korea"]) == [TEXT.phrase("Republic of Korea")]


@pytest.mark.parametrize("text", ["us*", "u?s", "us~", "Burma*"])
def test_a_pattern_is_never_taken_for_a_name(text):
    assert adjacent([text]) == [TEXT.word(text)]


def test_words_without_letters_are_left_out():
    assert adjacent(["—", "copper", "!"]) == [TEXT.word("copper")]


def test_one_part_stands_for_itself_and_none_for_nothing():
    one = query.Term("body", "peru")
    assert (any_of([one]), all_of([one])) == (one, one)
    assert (any_of([]), all_of([])) == (query.NullQuery, query.NullQuery)
