import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh import query

from searcher.fields import sources_called
from searcher.query import parse
from searcher.tokens import DEEPEST, MOST_PATTERNS, MOST_TOKENS, tokenize

SOURCES = ("The Kremlin", "Ministry of Mines, Chile", "Ministry of Foreign Affairs, Republic of Korea")

PIECES = st.sampled_from(
    [
        *(
            "(",
            ")",
            "（",
            "）",
            '"',
            "“",
            "”",
            "«",
            "»",
            "-",
            "−",
            "*",
            "?",
            "~",
            "~2",
            ":",
            "..",
            ">=",
            "<",
            " ",
            " OR ",
        ),
        *(
            " AND ",
            " NOT ",
            "||",
            "&&",
            "title:",
            "source:",
            "country:",
            "date:",
            "after:",
            "before:",
            "language:",
            "is:",
        ),
        *(
            "peru",
            "copper mining",
            "Việt Nam",
            "U.S.",
            "2014",
            "2014-11",
            "2013..2014",
            "한국",
            "中",
            "undated",
            "\udcff",
            "\x00",
        ),
    ]
)
QUERIES = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)


def trees(tree):
    """A tree and all below it."""
    yield tree
    for part in [tree.query] if isinstance(tree, query.Not) else tree.children():
        yield from trees(part)


@given(QUERIES)
@example('after:>2014 before:"..2014" date:..')
@example("language:\udcff source:\udcff country:\udcff title:\udcff")
@example("*" * 300)
@example("a*" * 300)
@example("~" * 300)
@example("title:" * 100)
@example("-" * 1000)
@example("NOT " * 1000)
@example('"' * 1001)
def test_parse_never_raises_and_gives_a_tree_and_notes(text):
    parsed = parse(text, lambda _: SOURCES)
    assert isinstance(parsed.tree, query.Query)
    assert all(isinstance(note, str) for note in parsed.notes)
    assert len(set(parsed.notes)) == len(parsed.notes)


@given(QUERIES)
def test_every_leaf_is_one_that_the_evaluator_knows(text):
    known = query.And, query.Or, query.Not, query.Every, query.Term, query.Phrase, query.NumericRange, query.MultiTerm
    for tree in trees(parse(text, lambda _: SOURCES).tree):
        assert isinstance(tree, known) or tree is query.NullQuery


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_200 + "peru" + ")" * 1_200,
        ")" * 1_200,
        "(" * 1_200,
        "-(" * 600 + "peru" + ")" * 600,
        "peru " * 10_000,
        "peru OR " * 10_000,
        "pe* " * 10_000,
        '"' + "peru " * 10_000 + '"',
        "p" * 1_000_000,
        "NOT " * 10_000 + "peru",
        "title:" * 10_000,
        "date:" + "9" * 10_000,
        "*a" * 10_000,
        '"a b"~' + "9" * 10_000,
    ],
    ids=lambda text: f"{text[:9]}… {len(text)}",
)
def test_a_huge_query_is_read_or_cut_within_a_second(text):
    began = time.process_time()
    parse(text, lambda _: SOURCES)
    assert time.process_time() - began < 1


def test_a_long_query_is_cut_and_says_so():
    parsed = parse(" ".join(f"w{n}" for n in range(MOST_TOKENS + 1)))
    assert len(parsed.tree.subqueries) == MOST_TOKENS
    assert parsed.notes == (f"only the first {MOST_TOKENS} words of the query were read",)


def test_of_many_patterns_the_first_are_read():
    parsed = parse(" ".join(f"a{n}*" for n in range(MOST_PATTERNS)))
    assert (len(parsed.tree.subqueries), parsed.notes) == (MOST_PATTERNS, ())
    parsed = parse("*a* *b* *c* d*")
    assert len(parsed.tree.subqueries) == 2
    assert parsed.notes == ("only 16 words with *, ? or ~ are read, or 2 that begin so",)


def test_a_query_of_just_the_limit_is_read_whole():
    parsed = parse(" ".join(f"w{n}" for n in range(MOST_TOKENS)))
    assert (len(parsed.tree.subqueries), parsed.notes) == (MOST_TOKENS, ())


@pytest.mark.parametrize("depth", [DEEPEST, DEEPEST + 1, 150])
def test_parentheses_that_are_too_deep_do_not_change_what_is_asked(depth):
    parsed = parse(f"{'(' * depth}copper OR gold{')' * depth} peru")
    assert parsed.tree == parse("(copper OR gold) peru").tree
    assert parsed.notes == ((f"parentheses deeper than {DEEPEST} were left out",) if depth > DEEPEST else ())


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("copper mining", ["word", "word"]),
        ("a OR b AND c NOT d", ["word", "or", "word", "and", "word", "not", "word"]),
        ("or and not", ["word", "word", "word"]),
        ("-peru", ["minus", "word"]),
        ("well-known", ["word"]),
        ("- peru", ["word", "word"]),
        ('title:"a b"~3', ["field", "phrase"]),
        ("title: peru", ["word", "word"]),
        ("title:(peru)", ["word", "open", "word", "close"]),
        ("https://example.org/a?b=c", ["word"]),
        ("19:20", ["word"]),
        ("Putin: Ladies", ["word", "word"]),
        ("国家:中国", ["word"]),
        ("country：peru", ["field", "word"]),
        ('peru"trade"', ["word", "phrase"]),
        ("", []),
        (" \t\n\u3000", []),
    ],
)
def test_tokens(text, kinds):
    assert [token.kind for token in tokenize(text)] == kinds


def test_a_phrase_keeps_its_distance_and_whether_it_was_closed():
    near, exact, broken = tokenize('"copper mining"~12 «trade» "fish')
    assert (near.text, near.number, near.closed) == ("copper mining", 12, True)
    assert (exact.text, exact.number, exact.closed) == ("trade", 1, True)
    assert (broken.text, broken.number, broken.closed) == ("fish", 1, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("copper  mining", "copper mining"),
        ("copper AND mining", "copper mining"),
        ("copper && mining", "copper mining"),
        ("copper || mining", "copper OR mining"),
        ("(copper)", "copper"),
        ("--copper", "copper"),
        ("NOT NOT copper", "copper"),
        ("-copper", "NOT copper"),
        ('"copper"', "copper"),
        ("copper OR OR mining", "copper OR mining"),
        ("copper OR", "copper"),
        ("copper () mining", "copper mining"),
        ("Việt Nam", "vietnam"),
        ("Vie\u0323\u0302t Nam", "Việt Nam"),
        ("U.S.", "us"),
        ("(copper OR gold) AND peru", "(copper OR gold) peru"),
        ("peru copper OR gold", "(peru copper) OR gold"),
        ("TITLE:copper", "title:copper"),
        ("country:PE", "country:peru"),
        ('country:"South Korea"', "country:KR"),
        ("date:2014-11", "date:2014-11-01..2014-11-30"),
        ("date:>2013", "after:2013"),
        ("date:<2013", "before:2013"),
        ("date:>=2013", "date:2013.."),
        ("date:<=2013", "date:..2013"),
    ],
)
def test_two_ways_to_ask_the_same(one, other):
    assert parse(one).tree == parse(other).tree


@pytest.mark.parametrize("text", ["", " ", "*", "**", "(*)"])
def test_asks_for_everything(text):
    assert parse(text).tree == query.Every()


@pytest.mark.parametrize("text", ["-", "()", '""', "?", "!!! …", "~", "OR", "NOT", ")", "( OR )", "🚀"])
def test_a_query_without_letters_asks_for_nothing(text):
    assert parse(text).tree is query.NullQuery


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("kremlin", ["The Kremlin"]),
        ("KREMLIN the", ["The Kremlin"]),
        ("ministry", list(SOURCES[1:])),
        ("mines chile", ["Ministry of Mines, Chile"]),
        ("mine", []),
        ("mine*", ["Ministry of Mines, Chile"]),
        ("min* chi*", ["Ministry of Mines, Chile"]),
        ("*", []),
        ("", []),
        ("…", []),
    ],
)
def test_sources_are_called_by_any_words_of_their_name(text, called):
    assert sources_called(text, SOURCES) == called
