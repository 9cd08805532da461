import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.highlight import Highlighter
from searcher.query import parse
from searcher.snippet import WIDTHS, snippet

FILLER = "Nothing of note is said in this sentence about anything at all. " * 8


def passage(body, query="", title=""):
    return snippet(body, title, Highlighter(parse(query).tree))


def joined(spans):
    return "".join(span.text for span in spans)


def hits(spans):
    return [span.text for span in spans if span.hit]


def test_a_short_body_is_shown_whole():
    assert joined(passage("Copper from Peru.", "peru")) == "Copper from Peru."


def test_the_passage_has_the_match_and_begins_at_its_sentence():
    spans = passage(f"{FILLER}A mine in Peru opens. {FILLER}", "peru")
    assert joined(spans).startswith("A mine in Peru opens. Nothing")
    assert hits(spans) == ["Peru"]


def test_the_passage_with_most_different_words_is_taken():
    spans = passage(f"Copper, copper, copper. {FILLER}The copper came from Peru. {FILLER}", "copper peru")
    assert hits(spans) == ["copper", "Peru"]


def test_words_that_stand_far_apart_are_shown_in_several_passages():
    spans = passage(f"A mine in Peru opens. {FILLER}It digs for copper. {FILLER}Chile had one. {FILLER}", "peru copper")
    text = joined(spans)
    assert text.startswith("A mine in Peru opens. ")
    assert " … It digs for copper. " in text
    assert hits(spans) == ["Peru", "copper"]


def test_three_passages_are_the_most():
    words = ["Peru", "Chile", "Cuba", "Spain"]
    spans = passage("".join(f"It is from {word}. {FILLER}" for word in words), " ".join(words))
    assert joined(spans).count(" … ") == 2
    assert hits(spans) == ["Peru", "Chile", "Cuba"]


def test_passages_that_touch_are_one():
    body = f"Copper. {'Nothing is of note. ' * 9}Peru. {FILLER}"
    assert joined(passage(body, "copper peru")).count("…") == 1


def test_a_passage_ends_with_a_sentence_that_ends_near():
    body = f"The copper mine. {'Word ' * 33}ends here. {'More ' * 60}"
    assert joined(passage(body, "copper")).endswith("ends here.…")


def test_where_nothing_matches_the_passage_is_the_beginning_after_the_title():
    assert joined(passage("Joint Statement\n\nThe presidents met.", title="Joint Statement")) == "The presidents met."
    assert (
        joined(passage("Joint Statement\n\nThe presidents met.", "absent", "Joint Statement")) == "The presidents met."
    )


def test_a_match_in_the_title_alone_shows_the_beginning():
    assert (
        joined(passage("Joint Statement\n\nThe presidents met.", "joint", "Joint Statement")) == "The presidents met."
    )


@pytest.mark.parametrize("title", ["", "P", "Peru", "Peru signs accords with", "Another title"])
def test_a_body_that_begins_with_other_words_than_the_title_line_is_shown_from_its_start(title):
    assert joined(passage("Peru signs accords with Chile.", title=title)) == "Peru signs accords with Chile."


def test_a_body_that_is_only_its_title_has_an_empty_passage():
    assert joined(passage("Joint Statement", title="Joint Statement")) == ""
    assert passage("") == ()


def test_a_cut_is_shown_by_an_ellipsis_and_never_within_a_word():
    text = joined(passage(FILLER))
    assert text.endswith("…")
    assert FILLER.startswith(text.removesuffix("…"))
    assert FILLER[len(text) - 1] == " "


def test_a_passage_from_within_a_sentence_begins_with_an_ellipsis():
    long_sentence = "and so on " * 60
    text = joined(passage(f"{long_sentence}until copper {long_sentence}", "copper"))
    assert text.startswith("…")
    assert "copper" in text


def test_white_space_is_folded():
    assert joined(passage("Copper \t from \u00a0 Peru", "from")) == "Copper from Peru"


def test_an_unspaced_line_of_any_length_is_cut():
    spans = passage("x" * 1_000_000)
    assert len(joined(spans)) <= WIDTHS[0] + len("…")


WORDS = st.sampled_from(["Peru", "copper", "mining.", "The", "end.\n", "한국인은", "中", "“Why?”", "x" * 300, "\n\n"])


@given(
    st.lists(WORDS, max_size=120).map(" ".join),
    st.sampled_from(["", "peru", "copper OR peru", "copper OR peru OR mining OR 한국", '"the peru"', "중", "x*"]),
)
def test_the_spans_joined_are_passages_of_the_body_in_order(body, query):
    text, at = joined(passage(body, query)), 0
    for part in text.split("…"):
        at = re.sub(r"\s+", " ", body).index(part.strip(), at) + len(part.strip())
    assert len(text) <= 300


@given(st.lists(WORDS, max_size=120).map(" ".join))
def test_a_body_with_a_match_shows_one(body):
    if "Peru" in body:
        assert "Peru" in hits(passage(body, "peru"))
