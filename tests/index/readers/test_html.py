import json
import time
from dataclasses import replace

import pytest

from index.cleaner import clean
from index.errors import UnreadableFile
from index.readers.document import Block, RawDocument
from index.readers.html import read
from index.readers.source import Source

PARAGRAPHS = "".join(
    f"<p>Paragraph {n} says that the two governments agreed to widen their cooperation in trade and mining.</p>"
    for n in range(8)
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Accord signed | Ministry</title>
<meta property="og:title" content="Accord signed"><meta property="og:site_name" content="Ministry of Trade">
<meta name="DC.date.issued" content="2014-11-07"><link rel="canonical" href="https://example.org/accord">
<style>p {{}}</style></head><body>
<nav class="menu"><ul><li><a href="/">Home</a></li>
<li><a href="/n">News</a></li><li><a href="/c">Contact</a></li></ul></nav>
<div class="article-body"><h1>Accord signed</h1>{PARAGRAPHS}
<ul><li>First point of the agreement is the tariff.</li></ul>
<pre>one
two</pre><p>Line<br>break and <a href="x">link</a>.</p></div>
<script>var x = "hidden";</script><p style="display: none">unseen</p>
<footer class="footer"><p>Copyright 2014 Ministry</p><a href="/p">Privacy</a></footer></body></html>"""


def only(html, charset=None):
    (document,) = read(Source("page.html", html if isinstance(html, bytes) else html.encode(), charset=charset))
    return document


def test_visible_text_is_there_in_order_and_hidden_text_is_not():
    text = only(PAGE).text
    assert text.index("Home") < text.index("Accord signed") < text.index("Paragraph 0") < text.index("Copyright")
    assert not any(word in text for word in ("hidden", "unseen", "Ministry of Trade"))


def test_the_article_is_told_from_menu_and_footer():
    blocks = {block.text: block for block in only(PAGE).blocks}
    paragraph = next(block for text, block in blocks.items() if text.startswith("Paragraph 3"))
    assert (paragraph.main, paragraph.tag) == (True, "p")
    assert [blocks[text].main for text in ("Home", "Contact", "Copyright 2014 Ministry", "Privacy")] == [False] * 4


def test_line_breaks_and_preformatted_lines_part_blocks():
    texts = [block.text for block in only(PAGE).blocks]
    assert {"one", "two", "Line", "break and link."} <= set(texts)


def test_what_the_markup_declares_is_read_with_its_rule():
    declared = only(PAGE).declared
    assert {
        name: (declared[name], declared[f"{name}:rule"]) for name in ("title", "date", "source", "language", "url")
    } == {
        "title": ("Accord signed", "meta:og:title"),
        "date": ("2014-11-07", "meta:dc.date.issued"),
        "source": ("Ministry of Trade", "meta:og:site_name"),
        "language": ("en", "html:lang"),
        "url": ("https://example.org/accord", "link:canonical"),
    }


def json_ld(value):
    script = f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'
    return only(f"<html><head><title>Page title</title>{script}</head><body>{PARAGRAPHS}</body></html>").declared


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Fish &amp; trade",
    "datePublished": "2014-11-07T10:00:00Z",
    "publisher": {"name": "VNS"},
}


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [{"@type": "Organization", "name": "X"}, ARTICLE],
        {"@graph": [ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
    ],
)
def test_json_ld_is_trusted_most_however_it_is_nested(value):
    declared = json_ld(value)
    assert (declared["title"], declared["title:rule"]) == ("Fish & trade", "json-ld:NewsArticle")
    assert (declared["date"], declared["source"]) == ("2014-11-07T10:00:00Z", "VNS")


@pytest.mark.parametrize("value", ["{broken", "[" * 50_000, "null", '{"@type": ["Thing", 3], "headline": "No"}'])
def test_broken_json_ld_is_passed_over(value):
    assert json_ld(value)["title"] == "Page title"


@pytest.mark.parametrize(
    ("html", "date"),
    [
        ('<article><time datetime="2014-11-07">Nov 7</time></article>', "2014-11-07"),
        ('<time datetime="2001-01-01"></time><main><time datetime="2014-11-07"></time></main>', "2014-11-07"),
        ('<time datetime="2014-11-07" pubdate>7 Nov</time>', "2014-11-07"),
    ],
)
def test_the_time_element_of_the_article_is_a_date(html, date):
    assert only(f"<html><body>{html}{PARAGRAPHS}</body></html>").declared["date"] == date


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="euc-kr">',
        '<meta http-equiv="Content-Type" content="text/html; charset=EUC-KR">',
        '<?xml version="1.0" encoding="euc-kr"?>',
    ],
)
def test_the_declared_encoding_is_used(head):
    document = only(f"{head}<html><body><p>외교부</p></body></html>".encode("euc-kr"))
    assert (document.text, document.encoding) == ("외교부", "cp949")


def test_a_charset_of_the_transport_is_used_where_the_page_declares_none():
    assert only("<p>Привет, мир</p>".encode("koi8-r"), charset="koi8-r").text == "Привет, мир"


@pytest.mark.parametrize("depth", [300, 50_000])
def test_deep_nesting_loses_no_text_and_no_time(depth):
    start = time.process_time()
    document = only(
        "<html><title>T</title><body>"
        + "<div>" * depth
        + "the deep text"
        + "</div>" * depth
        + "<style>x</style><p>after<br>all</p>"
    )
    assert [block.text for block in document.blocks] == ["the deep text", "after", "all"]
    assert document.declared["title"] == "T"
    assert time.process_time() - start < 5


def test_articles_within_articles_take_no_time():
    start = time.process_time()
    only(("<article>" + "<p>a" * 100) * 80)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("megabytes", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_a_page_of_a_hundred_megabytes_is_read_without_a_tree(megabytes):
    script = b"a<" * 500_000 * megabytes
    document = only(b"<html><title>T</title><body><p>before</p><script>" + script + b"</script><p>after</p>")
    assert [(block.text, block.main) for block in document.blocks] == [("before", None), ("after", None)]
    assert document.declared["title"] == "T"


def test_a_page_of_which_nothing_shows_is_unreadable_and_a_hidden_body_is_shown():
    with pytest.raises(UnreadableFile, match="has no text"):
        only("<script>x</script>")
    assert only('<body style="visibility: hidden"><p>Text</p></body>').text == "Text"


@pytest.mark.parametrize("piece", ["<a ", "</a ", "<!-- ", "<!a", "<?a", "&a", "<a b='", "<script>", "<i>x", "<title"])
def test_broken_markup_in_a_deep_page_takes_no_time(piece):
    start = time.process_time()
    assert only("<body>" + "<i>" * 300 + "text" + piece * (200_000 // len(piece))).text.startswith("text")
    assert time.process_time() - start < 2


def test_in_a_deep_page_text_is_told_from_markup():
    lines = ("a < b & c", "one <!-- no --> line", "x<style>.a{}</style>y", "<SCRIPT>no</script>z", "<p title='>'>q")
    page = "<i>" * 300 + "<br>".join(lines).replace("a < b & c", "a &lt; b &amp;\nc")
    assert [block.text for block in only(page).blocks] == ["a < b & c", "one line", "xy", "z", "q"]


def test_a_short_page_keeps_all_of_its_text_somewhere():
    document = only("<p>Short.</p>")
    assert [(block.text, block.main) for block in document.blocks] == [("Short.", True)]


def test_a_page_without_elements_is_unreadable():
    with pytest.raises(UnreadableFile, match="has no elements"):
        only("<!-- nothing -->")


def test_a_table_row_keeps_its_cells_apart():
    texts = [block.text for block in only("<table><tr><td>Peru</td><td>12</td></tr></table>").blocks]
    assert texts == ["Peru", "12"]


PARAGRAPHS = [
    f"On day {day} the ministers of both countries met in the harbour and spoke for hours about grain, tides and tolls."
    for day in range(12)
]


def article(inner):
    """Return the blocks of the article of a page, as the reader tells them from the rest."""
    menu = "".join(f"<li><a href=/{number}>Section {number}</a></li>" for number in range(9))
    page = only(f"<html><body><nav><ul>{menu}</ul></nav><main><article>{inner}</article></main></body></html>")
    return [block.text for block in page.blocks if block.main]


def test_what_pops_up_over_a_word_is_no_text():
    shown = article(f'<p>{PARAGRAPHS[0]} Minister Ode<span class="tooltip-text">born 1950, ports</span> left.</p>')
    assert shown == [f"{PARAGRAPHS[0]} Minister Ode left."]


def test_a_copyright_line_that_stands_in_the_article_belongs_to_it():
    document = RawDocument("a.html", (Block(PARAGRAPHS[0], "p", main=True), Block("© 2019 Wire", "p", main=True)))
    assert clean(document).removed == ()
    assert [
        removal.rule
        for removal in clean(replace(document, blocks=tuple(Block(block.text) for block in document.blocks))).removed
    ] == ["copyright"]
