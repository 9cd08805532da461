from lxml import html

from index.readers.article import choose
from index.readers.tree import passages

TEXT = "The ministers of both countries met in the harbour and spoke about grain, tides and the tolls of the canal."


def chosen(markup, probabilities, found=None):
    """Return which passages of a page are taken, none of them in the extract if not told."""
    here = passages(html.fromstring(f"<div>{markup}</div>"))
    return choose(probabilities, found or [0.0] * len(here), here)


def test_paragraphs_join_others_in_elements_of_the_same_names():
    markup = "".join(f'<div class="{name}"><p>{TEXT}</p></div>' for name in ("chunk", "chunk", "teaser", "chunk"))
    assert chosen(markup, [0.9, 0.25, 0.25, 0.1]) == [True, True, False, False]


def test_short_and_linked_passages_join_nothing():
    markup = f'<p>{TEXT}</p><h4>Read this next</h4><p><a href="/x">{TEXT}</a></p>'
    assert chosen(markup, [0.9, 0.25, 0.25]) == [True, False, False]


def test_short_passages_join_the_one_above_them_in_an_element_of_the_same_names():
    markup = f'<p>{TEXT}</p><p>Disclaimer</p><p class="tag">Retail</p><p class="tag">Beauty</p>'
    assert chosen(markup, [0.9, 0.25, 0.25, 0.25]) == [True, True, False, False]
    assert chosen(markup, [0.9, 0.1, 0.9, 0.25]) == [True, False, True, True]


def test_a_quotation_is_taken_as_a_whole():
    quotation = f"<blockquote><p>{TEXT}</p>— Harbour Ledger</blockquote>"
    assert chosen(quotation, [0.9, 0.1]) == [True, True]
    assert chosen(f"<p>{TEXT}</p>{quotation}", [0.9, 0.1, 0.6]) == [True, False, True]


def test_a_rule_belongs_to_what_is_above_it():
    assert chosen(f"<p>{TEXT}</p><p>***</p><p>Menu</p><p>***</p>", [0.9, 0.1, 0.1, 0.1]) == [True, True, False, False]


def test_the_likeliest_passage_is_taken_where_none_is_likely():
    assert chosen("<p>One</p><p>Two</p>", [0.1, 0.2]) == [False, True]
