import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaner import Boilerplate, clean
from index.cleaner.lexicon import rules
from index.cleaner.masking import mask
from index.readers.document import Block, RawDocument
from index.readers.read import read

PROSE = "The two ministers met in Lima on Friday and agreed to widen their cooperation in trade."
MORE = "They also signed a memorandum on fisheries that had been under negotiation for several years."


def document(*lines):
    return RawDocument("a.txt", tuple(map(Block, lines)))


def rules_of(*lines, **options):
    return {removal.text: removal.rule for removal in clean(document(*lines), **options).removed}


def golden(shared):
    text = (shared / "seeds/gold.tsv").read_text(encoding="utf-8")
    table = csv.DictReader(text.split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = {}
    for row in table:
        rows.setdefault(row["file"], []).append((row["label"], row["text"].strip()))
    return rows


def test_the_seeds_lose_all_boilerplate_and_no_content(shared):
    for name, rows in golden(shared).items():
        (raw,) = read(shared / "seeds" / name)
        cleaned = clean(raw)
        body = [line.strip() for line in cleaned.body.split("\n") if line.strip()]
        assert body == [text for label, text in rows if label == "C"], name
        assert [removal.text.strip() for removal in cleaned.removed] == [
            text for label, text in rows if label == "B"
        ], name


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Skip to main content", "skip-link"),
        ("본문 바로가기", "skip-link"),
        ("Перейти к содержанию", "skip-link"),
        ("Saltar al contenido principal", "skip-link"),
        ("Chuyển đến nội dung chính", "skip-link"),
        ("跳到主要内容", "skip-link"),
        ("تجاوز إلى المحتوى الرئيسي", "skip-link"),
        ("Direkt zum Inhalt", "skip-link"),
        ("Ir para o conteúdo", "skip-link"),
        ("Aller au contenu principal", "skip-link"),
        ("Share this:", "share-bar"),
        ("Facebook Twitter Google+ YouTube", "share-bar"),
        ("Click to share on Facebook (Opens in new window)", "share-bar"),
        ("Support TwoCircles", "support-banner"),
        ("Support example.org", "support-banner"),
        ("Subscribe to our newsletter", "support-banner"),
        ("View this message in your browser", "mailing"),
        ("You receive this message because you are subscribed to our press list. Unsubscribe", "mailing"),
        ("Открыть письмо в браузере", "mailing"),
        ("This page has been archived", "archive-notice"),
        ("This site uses cookies to give you the best experience.", "notice"),
        ("Search form", "search-form"),
        ("Skip past the navigation", "skip-link"),
        ("Jump directly to the main content or page footer", "skip-link"),
        ("메인메뉴 바로가기", "skip-link"),
        ("모바일 메뉴 닫기", "skip-link"),
        ("Archived: the material of this page is no longer kept up.", "archive-notice"),
        ("Share this on:", "share-bar"),
        ("Share on Zalo", "share-bar"),
        ("Follow us on Telegram", "share-bar"),
        ("Email this story to a friend", "share-bar"),
        ("카카오톡으로 공유하기", "share-bar"),
        ("Login or register to post comments", "notice"),
        ("Comments are closed.", "notice"),
    ],
)
def test_lines_of_the_page_go_wherever_they_stand(line, rule):
    assert rules_of(PROSE, line, MORE) == {line: rule}


@pytest.mark.parametrize(
    "line",
    [
        "Support Ukraine",
        "Support Harbour Ledger",
        "Support the troops",
        "Skip the queue",
        "Next post",
        "Related articles",
        "Search and rescue",
        "Share the burden",
        "Topics",
        "Home",
        "See also",
        "Date: November 7, 2014",
        "For Immediate Release",
        "Copyright law",
        "Skip to main content is what the link of the new accessible page of the ministry now says.",
        "The newsletter of the embassy will be sent to all citizens who subscribe to our newsletter this year.",
    ],
)
def test_lines_of_the_release_stay_in_the_middle(line):
    assert rules_of(PROSE, line, MORE) == {}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("VIEW THIS MESSAGE IN YOUR BROWSER", "mailing"),
        ("ОТКРЫТЬ ПИСЬМО В БРАУЗЕРЕ", "mailing"),
        ("Skip To The Main Content", "skip-link"),
    ],
)
def test_patterns_fit_in_any_case(line, rule):
    assert [rules("anywhere").find(text) for text in (line, line.lower())] == [rule, rule]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Official website of the Ministry of Tides", "menu"),
        ("Mobile menu overlay", "menu"),
        ("Search harbour.gov", "menu"),
        ("News → Events", "menu"),
        ("Text size: A A A", "menu"),
        ("Executive Orders", "section-name"),
        ("Support Harbour Ledger", "support-name"),
        ("DONATE TO PRAIRIE RADIO", "support-name"),
        ("harbourledger.com", "section-name"),
        ("Update: March 3, 2019 - 08:31", "publication-status"),
        ("Videos and Photos", "menu"),
        ("Life & Style", "section-name"),
    ],
)
def test_lines_of_the_page_go_above_the_title(line, rule):
    assert rules_of(line, "Accord signed in Lima", PROSE) == {line: rule}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("View all press releases", "menu"),
        ("Previous post: Ministers arrive", "menu"),
        ("1 2 3 4 Next »", "menu"),
        ("다음글이 없습니다.", "menu"),
        ("Tags: Peru, copper", "menu"),
        ("Download PDF", "menu"),
        ("Hits 1,204", "share-word"),
        ("Submitted by editor on 3 March 2019 - 10:35am", "publication-status"),
        ("Publication permit: 7/GP-TT", "publication-status"),
        ("RELATED ARTICLES MORE FROM AUTHOR", "related"),
        ("Support The Harbour Ledger", "support-name"),
        ("15-271(final).hwp", "menu"),
        ("#Peru #Chile", "menu"),
        ("Follow HarbourPlus on Telegram", "menu"),
        ("Publication Permit: 7/GP-TT. Deputy Editor-in-Chief: Tran Quay", "publication-status"),
        ("11 Tide Street, Harbour District, Quay Town, open all days.", "copyright"),
    ],
)
def test_lines_of_the_page_go_below_the_last_paragraph(line, rule):
    assert rules_of("Accord signed in Lima", PROSE, line) == {line: rule}


@pytest.mark.parametrize("line", ["Support Tide and Quay", "Please support the Tide and Quay!", "HELP TIDE AND QUAY"])
def test_a_line_that_asks_to_support_the_source_goes_wherever_it_stands(line):
    assert rules_of(PROSE, line, MORE, source="The Tide and Quay") == {line: "support-banner"}
    assert rules_of(PROSE, line, MORE, source="The Morning Tide") == {}


def test_the_name_of_the_source_goes_above_the_title_with_the_sections_below_it():
    lines = ["The Ministry of Tides", "Press Releases", "Accord signed in Lima", "Ministry of Tides", PROSE]
    assert clean(document(*lines), title="Accord signed in Lima", source="Ministry of Tides").body == "\n".join(
        lines[2:]
    )


def test_a_menu_is_dropped_before_the_first_paragraph_and_the_title_kept():
    lines = ["Home > News > Speeches", "Menu", "Accord signed in Lima", "November 7, 2014", "Print", PROSE]
    assert clean(document(*lines)).body == f"Accord signed in Lima\nNovember 7, 2014\n{PROSE}"


def test_a_title_that_reads_like_a_menu_is_kept_when_it_is_known():
    assert clean(document("News", "Contact us", PROSE), title="Contact us").body == f"Contact us\n{PROSE}"
    assert clean(document("News", "Signing", PROSE), title="News").body == f"News\nSigning\n{PROSE}"


def test_a_heading_after_the_last_paragraph_takes_its_short_lines_along():
    lines = [
        PROSE,
        "See also",
        "Meeting with the President",
        "May 1, 2014",
        "Topics",
        "Foreign policy",
        "* unofficial translation",
    ]
    assert clean(document(*lines)).body == f"{PROSE}\n* unofficial translation"


def test_an_agency_mark_and_a_copyright_sentence_do_not_hide_the_end():
    lines = [
        f"{PROSE} — VNS",
        "Related Stories",
        "Peru boosts ties",
        "Copyright 2012 by the Daily News. All rights reserved.",
    ]
    assert clean(document(*lines)).body == lines[0]


def test_a_list_without_paragraphs_has_no_related_section():
    assert rules_of("Appointments", "See also", "First name", "Second name") == {}


def test_labels_and_values_go_where_several_stand_together():
    assert rules_of("Accord signed", "Date", "2013-09-27", "Hit", "1,204", PROSE) == dict.fromkeys(
        ["Date", "2013-09-27", "Hit", "1,204"], "label"
    )
    assert rules_of("Accord signed", "작성일: 2013-09-27", "조회수: 88", PROSE) == {
        "작성일: 2013-09-27": "label",
        "조회수: 88": "label",
    }
    assert rules_of("Accord signed", "Date", "of the great accord of the two", "Hit", "1", PROSE) == {}


def test_a_letterhead_goes_in_a_block_only():
    lines = ["The White House", "", "Office of the Press Secretary", "For Immediate Release", "", "Statement", PROSE]
    assert set(rules_of(*lines).values()) == {"letterhead"}
    assert clean(document(*lines)).body == f"Statement\n{PROSE}"
    assert rules_of("For Immediate Release", "Statement", PROSE) == {}


def test_what_the_page_puts_outside_the_article_is_dropped_with_its_place():
    raw = RawDocument("a.html", (Block("Menu entry", "li", main=False), Block(PROSE, "p", main=True)))
    (removal,) = clean(raw).removed
    assert (removal.text, removal.rule, removal.start) == ("Menu entry", "outside-article", 0)


def test_runs_of_blank_lines_are_squeezed():
    assert clean(document("", PROSE, "", "", " ", MORE, "")).body == f"{PROSE}\n\n{MORE}"


VERSION = ("Copper accord", "Both sides signed the accord on copper in Lima this morning.", "Visit our office")


@pytest.mark.parametrize(
    ("dropped", "body"), [((), "\n".join(VERSION[:2])), ((VERSION[1].rstrip(".").lower(),), VERSION[0])]
)
def test_versions_of_one_text_keep_its_paragraphs_unless_the_user_drops_them(dropped, body):
    shared = dict.fromkeys((mask(line) for line in VERSION[1:]), 6)
    document = RawDocument("/pile/a.txt", tuple(Block(line) for line in VERSION))
    assert clean(document, Boilerplate(6, shared, shared, drop=frozenset(dropped)), VERSION[0]).body == body


def test_a_document_of_nothing_but_boilerplate_keeps_its_text():
    assert clean(document("Menu", "Share this:")).body == "Menu\nShare this:"
    assert clean(document("Menu", "Share this:")).removed == ()


WORDS = st.sampled_from(
    [
        "Menu",
        "Share this:",
        "See also",
        "Topics",
        "Date",
        "2014-11-07",
        "Hit",
        "88",
        "",
        " ",
        PROSE,
        MORE,
        "Support TwoCircles",
        "Peru",
        "###",
        "The White House",
        "For Immediate Release",
        "Views: 12",
        "News",
        "a b\nc",
    ]
)


@given(
    st.lists(st.tuples(WORDS | st.text(max_size=30), st.sampled_from([None, True, False])), max_size=25), st.booleans()
)
def test_body_and_ledger_account_for_every_word_in_order(blocks, learned):
    raw = RawDocument("a", tuple(Block(text, "", main) for text, main in blocks))
    boilerplate = Boilerplate(10, {"views: #": 10, "peru": 10}, {"peru": 10}) if learned else None
    cleaned = clean(raw, boilerplate, title="Peru")
    removed = {removal.start: removal.text for removal in cleaned.removed}
    assert all(raw.text[start : start + len(text)] == text for start, text in removed.items())
    kept, at = [], 0
    for start, text in sorted(removed.items()):
        kept.append(raw.text[at:start])
        at = start + len(text)
    kept.append(raw.text[at:])
    assert " ".join(kept).split() == cleaned.body.split()
    assert bool(cleaned.body.strip()) == bool(raw.text.strip())


@given(st.text(alphabet="ab >|·.:,-© \n1", max_size=400))
def test_no_pattern_is_slow_on_repetitive_text(text):
    assert re.sub(r"\s", "", clean(document(*text.split("\n"))).body) is not None


@pytest.mark.parametrize(
    "line",
    [
        "> " * 199,
        "a | " * 99,
        "© " * 190,
        "a" * 400,
        "share " * 66,
        "home > " * 55 + "!",
        "· " * 190,
        "Home / " * 50,
        "a b - c " * 49,
        "facebook twitter line x " * 16 + "!",
        "support us " * 36,
    ],
)
def test_hostile_lines_are_judged_at_once(line):
    import time

    clean(document(PROSE))
    start = time.process_time()
    clean(document(line, PROSE, line))
    assert time.process_time() - start < 0.5
