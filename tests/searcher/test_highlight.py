import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import pieces, pieces_of
from searcher.highlight import Highlighter, cut
from searcher.query import parse
from searcher.result import Span

TEXT = "The U.S. and Peru's ministers signed co-operation accords on copper mining in Việt Nam. 한국해양부도 참석했다."


def marked(query, text=TEXT):
    return [span.text for span in Highlighter(parse(query).tree).spans(text) if span.hit]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("peru", ["Peru's"]),
        ("mine", ["mining"]),
        ("MINISTER copper", ["ministers", "copper"]),
        ("U.S.", ["U.S"]),
        ("us", ["U.S"]),
        ("vietnam", ["Việt", "Nam"]),
        ('"copper mining"', ["copper", "mining"]),
        ('"mining copper"', []),
        ('"copper nam"~4', ["copper", "Nam"]),
        ('"copper nam"~3', []),
        ("cooperation", ["co", "operation"]),
        ("co-operation", ["co", "operation"]),
        ("minis*", ["ministers"]),
        ("m?n*", ["ministers", "mining"]),
        ("acord~", []),
        ("acords~", ["accords"]),
        ("-copper", []),
        ("mining -copper", ["mining"]),
        ("mining -(copper OR accords)", ["mining"]),
        ("copper OR absent", ["copper"]),
        ("title:copper", ["copper"]),
        ("country:peru", []),
        ("date:2014", []),
        ("*", []),
        ("", []),
        ("해양", ["해양"]),
        ("해양부", ["해양부"]),
        ("한국", ["한국"]),
        ("수산", []),
    ],
)
def test_what_is_marked(query, hits):
    assert marked(query) == hits


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ('"a b c"~3', "a b x b x x c", ["a", "b", "c"]),
        ('"a a"', "a b a a", ["a", "a"]),
        ('"a b"', "b a a b", ["a", "b"]),
        ('"x b"~2', "x x b b", ["x", "x", "b", "b"]),
    ],
)
def test_a_phrase_is_marked_wherever_it_matches(query, text, hits):
    assert marked(query, text) == hits


WORDS = st.sampled_from(
    ["peru", "Peru's", "copper", "U.S.", "한국인", "中", "Việt", "mining", ".", "…", "\n", " ", "-"]
)
TEXTS = st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=80).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@given(TEXTS, st.sampled_from(["peru", "us copper", '"한국 국인"', "p* m?n* c~", '"copper peru"~5', "中", "*u*"]))
def test_the_spans_join_to_the_text_and_hits_are_never_empty(text, query):
    spans = Highlighter(parse(query).tree).spans(text)
    assert "".join(span.text for span in spans) == text
    assert all(span.text for span in spans)


def by_analysing_everything(highlighter, text, language=None):
    """The oracle: all of the text as one stretch."""
    known = pieces_of(language)
    return list(highlighter._matching([word.moved(at) for piece, at in pieces(text) for word in known[piece]]))


STEMMED = st.sampled_from(
    [
        *("dying", "die", "lied", "skies", "sky", "cries", "possibility", "possible", "u.s.a.", "U.S.'", "ﬁne", "fine"),
        *("o'mine", "_mine", "mine.mine", "Мира", "мире", "ёлки", "елка", "İmine", "MINES", "‘mine’", "“mine”"),
        *("mine’s", "㎏", "kg", "中国人", "국인"),
    ]
)


@given(
    TEXTS | st.lists(STEMMED | st.sampled_from(list(" .'-\n—")), max_size=40).map("".join),
    st.lists(STEMMED, min_size=1, max_size=3).map(" OR ".join)
    | st.sampled_from(['"die lie"~3', '"us a"', "*in*", "m?n*", "min*", "mone~", '"mine mine mine"', "中*", "-mine"]),
)
@example("foo“ bar", "*o*")
def test_looking_where_a_match_may_begin_finds_what_analysing_everything_does(text, query):
    text = unicodedata.normalize("NFC", text)
    highlighter = Highlighter(parse(query).tree)
    assert highlighter.matches(text) == by_analysing_everything(highlighter, text)


INFLECTED = st.sampled_from(
    [*("memakan", "makan", "dimakan", "Gäste", "Gast", "gegangen", "laat", "laten", "agenda", "nación", "naciones")]
)


@given(
    st.lists(INFLECTED, max_size=20).map(" ".join),
    st.lists(INFLECTED, min_size=1, max_size=3).map(" OR ".join),
    st.sampled_from(["id", "de", "nl", "es", "en"]),
)
@example("memakan", "makan", "id")
def test_so_it_does_in_languages_whose_stems_begin_otherwise(text, query, language):
    highlighter = Highlighter(parse(query, languages=[language]).tree)
    assert highlighter.matches(text, language) == by_analysing_everything(highlighter, text, language)


@given(st.lists(st.sampled_from([*"ab.…“é中 "]), max_size=60).map("".join), st.sampled_from(["a", '"a b a"~2', "*b"]))
def test_so_it_does_in_texts_of_few_letters(text, query):
    highlighter = Highlighter(parse(query).tree)
    assert highlighter.matches(text) == by_analysing_everything(highlighter, text)


@pytest.mark.parametrize("shape", ["x", "x.", "é", "中", "x "])
def test_a_text_of_any_shape_takes_time_in_proportion_to_its_length(shape):
    text = shape * (40_000 // len(shape))
    began = time.process_time()
    Highlighter(parse("zebra OR 国人").tree).matches(text)
    assert time.process_time() - began < 2


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_a_cut_is_the_text_between(text, start, end):
    matches = Highlighter(parse("peru OR mining OR 한국인").tree).matches(text)
    assert "".join(span.text for span in cut(text, matches, start, end)) == text[start : max(start, end)]


@given(TEXTS, st.sampled_from(["min*", "m*", "*n*", "minimg~"]), st.sampled_from(["en", "es", "id", None]))
def test_so_it_does_for_the_terms_behind_a_pattern(text, query, language):
    highlighter = Highlighter(parse(query).tree, lambda _: {"mine", "mina"} if query[0] == "m" else {"mine", "peru"})
    assert highlighter.matches(text, language) == by_analysing_everything(highlighter, text, language)


def test_a_match_over_the_border_of_a_cut_is_marked_as_far_as_it_shows():
    matches = Highlighter(parse("copper").tree).matches("the copper mine")
    assert cut("the copper mine", matches, 6, 8) == (Span("pp", hit=True),)


@pytest.mark.parametrize(
    ("query", "has_words"),
    [("peru", True), ("p*", True), ('"a b"', True), ("country:PE", False), ("-x", False), ("", False)],
)
def test_a_highlighter_knows_whether_there_is_anything_to_mark(query, has_words):
    assert bool(Highlighter(parse(query).tree)) is has_words
