import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import LONGEST_WORD, TERMS, TermAnalyzer, Terms, _FoldedRuns, opening, spans, terms_of, words

SCRIPTS = "aBs'’._-’ \u00adéİıßﬁё中国人民한국ｶﾞｽ\u0301\u093f\u0e31हनมา1½①\u200d\ufe0f。—“"

texts = st.one_of(st.text(), st.text(SCRIPTS)).map(lambda text: unicodedata.normalize("NFC", text))


def terms(text):
    return [TERMS[word] for word in words(text)]


def cut(text):
    return [text[word.start : word.end] for word in spans(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Peru and RUSSIA", ["peru", "and", "russia"]),
        ("U.S. U.S.A. US", ["us", "usa", "us"]),
        ("U.S.-Mexico", ["us", "mexico"]),
        ("e.g. No. 5.", ["eg", "no", "5"]),
        ("Peru's, the PERU’S", ["peru", "the", "peru"]),
        ("it's James' 'quoted'", ["it", "james", "quoted"]),
        ("d’Ivoire O'Neill", ["d", "ivoire", "o", "neill"]),
        ("Việt Nam, Viet Nam", ["viet", "nam", "viet", "nam"]),
        ("São Tomé, Łódź, Đà Nẵng", ["sao", "tome", "lodz", "da", "nang"]),
        ("İstanbul ISTANBUL ıstanbul", ["istanbul"] * 3),
        ("Straße STRASSE", ["strasse"] * 2),
        ("ﬁsheries oﬀice", ["fisheries", "office"]),
        ("Федоров Фёдоров", ["федоров"] * 2),
        ("Αθήνας ΑΘΗΝΑΣ", ["αθηνασ"] * 2),
        ("مُحَمَّد محمد", ["محمد"] * 2),
        ("中国人民", ["中国", "国人", "人民"]),
        ("中 国", ["中", "国"]),
        ("与Peru贸易2014年", ["与", "peru", "贸易", "2014", "年"]),
        ("한국", ["한국"]),
        ("ガス", ["ガス"]),
        ("ｶﾞｽ", ["ガス"]),
        ("Ｐｅｒｕ２０１４", ["peru2014"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("snake_case", ["snake", "case"]),
        ("co\u00adoperation", ["cooperation"]),
        ("1\ufe0f\u20e3 葛\U000e0100城 ❤\ufe0f", ["1", "葛城"]),
        ("10,000 tonnes; 3.5%", ["10", "000", "tonnes", "3", "5"]),
    ],
)
def test_words_are_folded_and_split(text, found):
    assert words(unicodedata.normalize("NFC", text)) == found


@pytest.mark.parametrize("text", ["Việt Nam", "São Tomé", "Ёлка", "ガス", "İstanbul"])
def test_composed_and_decomposed_letters_meet_after_normalisation(text):
    assert words(unicodedata.normalize("NFC", unicodedata.normalize("NFD", text))) == words(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("mining", "mine"), ("fisheries", "fishery"), ("Россией", "Россия"), ("agreements", "agreement")],
)
def test_words_of_one_stem_have_one_term(one, other):
    assert terms(one) == terms(other)


def test_what_is_longer_than_any_word_is_cut_to_a_term():
    assert terms("x" * 10_000) == ["x" * LONGEST_WORD]


@given(texts)
@example("a\u093fb")
@example("ｶﾞｽ·ﾊﾟ")
@example("“Peru’s”—the")
def test_spans_are_the_words_with_their_places(text):
    found = list(spans(text))
    assert [word.word for word in found] == words(text)
    assert [word.term for word in found] == terms(text) == [TERMS[word] for word in words(text)]


@given(texts)
@example("〸0㐀")
def test_places_lie_in_the_text_and_in_order(text):
    found = list(spans(text))
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(found))


def test_every_sign_of_unicode_between_letters_is_placed_as_it_is_split():
    signs = [
        c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c)[0] in "MPSZ" or c in "\u200c\u200d"
    ]
    odd = [c for c in signs if not _agrees(unicodedata.normalize("NFC", f"a{c}b"))]
    assert (len(signs) > 10_000, odd) == (True, [])


def _agrees(text):
    return [word.word for word in spans(text)] == words(text)


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ("The (Peruvian) mines.", ["The", "Peruvian", "mines"]),
        ("the U.S. said", ["the", "U.S", "said"]),
        ("Peru’s trade", ["Peru’s", "trade"]),
        ("ship—Peru's", ["ship", "Peru's"]),
        ("中国人民", ["中国", "国人", "人民"]),
        ("中国。人民", ["中国", "人民"]),
        ("与Peru贸易2014年", ["与", "Peru", "贸易", "2014", "年"]),
        ("ｶﾞｽ", ["ｶﾞｽ"]),
        ("हिन्दी।भाषा", ["हिन्दी", "भाषा"]),
        ("in_Peru", ["in", "Peru"]),
        ("_Peru_", ["Peru"]),
        ("a_Peru's", ["a_Peru's", "a_Peru's"]),
    ],
)
def test_places_cut_out_what_was_written(text, cuts):
    assert cut(text) == cuts


@given(texts)
def test_folding_folded_words_changes_nothing(text):
    single = [word for word in words(text) if word.isascii()]
    assert words(" ".join(single)) == single


def test_full_tables_begin_anew(monkeypatch):
    for table in (Terms, _FoldedRuns):
        monkeypatch.setattr(table, "LIMIT", 0)
    assert (Terms()["mining"], _FoldedRuns()["中国人"].split()) == ("mine", ["中国", "国人"])
    assert terms("Việt mining Việt mines") == ["viet", "mine", "viet", "mine"]


def test_the_analyzer_gives_whoosh_the_same_terms_with_positions_and_places():
    text = "Peru's mines in 中国人"
    tokens = [
        (token.text, token.pos, token.startchar, token.endchar, token.original)
        for token in TermAnalyzer()(text, positions=True, chars=True, start_pos=7, start_char=100)
    ]
    assert tokens == [
        ("peru", 7, 100, 106, "Peru's"),
        ("mine", 8, 107, 112, "mines"),
        ("in", 9, 113, 115, "in"),
        ("中国", 10, 116, 118, "中国"),
        ("国人", 11, 117, 119, "国人"),
    ]


def test_the_analyzer_leaves_out_what_is_not_asked_for():
    token = next(TermAnalyzer()("mines"))
    assert (token.text, hasattr(token, "pos"), hasattr(token, "startchar")) == ("mine", False, False)


def test_stems_learnt_together_are_those_of_each_word_and_make_room(monkeypatch):
    monkeypatch.setattr(Terms, "LIMIT", 2)
    together = Terms()
    together.learn(["mining", "mines"])
    assert dict(together) == {"mining": "mine", "mines": "mine"}
    together.learn(["talks"])
    assert dict(together) == {"talks": "talk"}


LANGUAGES = [None, "en", "es", "fr", "it", "pt", "de", "nl", "id", "tr", "fi", "hu", "sv", "da", "nb", "ro", "pl", "ca"]
ENDINGS = [
    "",
    "s",
    "y",
    "ies",
    "ied",
    "ying",
    "ing",
    "ed",
    "e",
    "ability",
    "ibilities",
    "ization",
    "ational",
    "ously",
    "а",
    "ости",
]


@given(
    st.text("abdeilmnrsty", min_size=1, max_size=6) | st.text("деёлм", min_size=1, max_size=6),
    st.sampled_from(ENDINGS),
    st.sampled_from(LANGUAGES),
)
def test_a_word_begins_with_the_opening_of_its_term(stem, ending, language):
    (word,) = words(stem + ending)
    assert word.startswith(opening(terms_of(language)[word], language))
