"""Which date a release gets, by what its head, its labels and its file say; and which dates are not its own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metadata.dates import find_date, is_date_line, series_day
from index.readers.document import Block, RawDocument
from index.release import ReleaseDate


def dated(text, issuer=None, **declared):
    blocks = tuple(Block(line) for line in text.split("\n"))
    declared = {key.replace("_", ":"): value for key, value in declared.items()}
    return find_date(RawDocument("pile/a.txt", blocks, declared), issuer)


def day(text, issuer=None, **declared):
    found = dated(text, issuer, **declared)[0]
    return found and str(found)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("November 7, 2014\n19:20", "2014-11-07"),
        ("November 7, 2014 / 19:20", "2014-11-07"),
        ("10 March 2017 16:21", "2017-03-10"),
        ("07.11.2016 -", "2016-11-07"),
        ("2013-09-26", "2013-09-26"),
        ("2013.09.26", "2013-09-26"),
        ("2013. 9. 26.", "2013-09-26"),
        ("Nov. 7, 2013 14:30 KST", "2013-11-07"),
        ("16:40, June 19, 2023", "2023-06-19"),
        ("September 27 , 2019", "2019-09-27"),
        ("Sept. 9th, 2005", "2005-09-09"),
        ("Update: March, 22/2016 - 09:00", "2016-03-22"),
        ("For Immediate Release            October 11, 2009", "2009-10-11"),
        ("FOR IMMEDIATE RELEASEJanuary 5, 2006", "2006-01-05"),
        ("Wednesday, 5th of January 2011", "2011-01-05"),
        ("7 de noviembre de 2014", "2014-11-07"),
        ("7 ноября 2014 года", "2014-11-07"),
        ("May 22, 2009, 09:30 a.m.", "2009-05-22"),
        ("LIMA, 7 November 2014 (VNA) –", "2014-11-07"),
        ("BEIJING, April 4 (Reuters) -", None),
        ("Lima (VNA) –", None),
        ("le 1er août 2016", None),
        ("1er août 2016", "2016-08-01"),
        ("Ngày 7 tháng 11 năm 2014", "2014-11-07"),
        ("2014년 11월 7일", "2014-11-07"),
        ("2014年11月7日", "2014-11-07"),
        ("7. November 2014", "2014-11-07"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26"),
        ("Valparaíso, July 2007", "2007-07"),
        ("octubre de 2022", "2022-10"),
    ],
)
def test_a_date_in_the_head_is_read_in_the_formats_of_ministries_and_agencies(line, expected):
    assert day(f"Ministers meet in Lima\n{line}\nThe ministers met.") == expected


def test_evidence_names_the_rule_and_the_words():
    _, evidence = dated("Ministers meet\nDate: 7 November 2014\nText.")
    assert (evidence.rule, evidence.text) == ("label", "Ministers meet\nDate: 7 November 2014")


def test_what_the_file_declares_comes_first():
    found, evidence = dated("Title\nMay 1, 2001", date="2014-11-07T19:20:00+03:00", date_rule="json-ld")
    assert (str(found), evidence.rule) == ("2014-11-07", "json-ld")


def test_a_mail_header_and_a_bare_month_are_declared_dates():
    assert day("Title", date="Fri, 07 Nov 2014 19:20:00 +0300") == "2014-11-07"
    assert day("Title", date="2020-06") == "2020-06"


def test_what_is_declared_but_unreadable_is_passed_over():
    assert day("Title\nMay 1, 2001\nText", date="yesterday") == "2001-05-01"


def test_publication_details_below_the_text_count():
    text = "Press statement\n" + "A paragraph of the statement.\n" * 60
    assert day(text + "Publication status\nPublication date: November 7, 2014, 19:20\nText version") == "2014-11-07"


@pytest.mark.parametrize(
    "head",
    [
        "The ministers will meet on November 7, 2014 in Lima.",
        "Applications are open until November 7, 2014.",
        "The deadline for applications is November 7, 2014.",
        "since its founding on November 7, 2014",
        "The minister will host a summit Friday November 7 2014",
        "Town hall meeting\nDate: November 7, 2014\nTime: 1 p.m.\nLocation: City Hall",
        "The bill passed November 7, 2014, after a long debate.",
        "Last updated: November 7, 2014",
        "Archived on November 7, 2014",
        "Today: November 7, 2014",
        "SENATOR REMEMBERS SEPTEMBER 11, 2001",
        "the 30th anniversary of relations (November 14, 1994 - 2024)." + " Text." * 80,
        "LIMA, November 7 - The ministers met.",
        "38 22 2014, 2014-13-40 and 45.1.2014",
        "June 6 8 2007",
    ],
)
def test_an_event_a_deadline_an_update_or_a_day_without_year_is_no_publication_date(head):
    assert day(head) is None


def test_the_whole_text_is_never_searched():
    assert (
        day("A sentence of the text. " * 60 + "\nCopenhagen November 7, 2014 Denmark\n" + "More text.\n" * 30) is None
    )


def test_a_date_alone_on_its_line_counts_further_down_the_head():
    assert day("A sentence of a long summary stands here. " * 12 + "\nNovember 7, 2014\nText") == "2014-11-07"


def test_in_a_page_that_lost_its_lines_a_date_before_a_place_counts():
    assert day("Press Release " + "Bank Opens Its Doors To Many " * 12 + "March 6 2007 WASHINGTON The") == "2007-03-06"


def test_menus_above_a_known_article_are_not_its_head():
    menu = tuple(Block(f"A long entry of the menu, number {i}", main=False) for i in range(60))
    article = (Block("Ministers meet", tag="h1", main=True), Block("November 7, 2014", main=True))
    assert str(find_date(RawDocument("a.html", menu + article))[0]) == "2014-11-07"


@pytest.mark.parametrize(
    ("text", "issuer", "expected"),
    [
        ("03/07/2006", "US", "2006-03-07"),
        ("03/07/2006", "PE", "2006-07-03"),
        ("03/07/2006", None, "2006"),
        ("03/07/06", "PE", "2006-07-03"),
        ("03-07-06", "PE", None),
        ("13/07/2006", None, "2006-07-13"),
        ("07/13/2006", None, "2006-07-13"),
        ("05/05/2006", None, "2006-05-05"),
        ("3 7 2006 WASHINGTON Senator Smith", None, "2006-03-07"),
        ("3 7 2006 LONDON Whitehall", None, "2006-07-03"),
    ],
)
def test_a_numeric_date_is_read_by_the_publishers_country_or_is_only_a_year(text, issuer, expected):
    assert day(f"Title\n{text}", issuer) == expected


LETTER = "The minister met mayors. " * 60 + "\n{intro}\nMay 2, 2011\n{then}\nDear colleague,\n"


@pytest.mark.parametrize(
    ("intro", "then", "expected"),
    [
        ("The text of the letter sent today follows.", "The Honorable Jane Roe", "2011-05-02"),
        ("She made this statement today:", "Mr. President,", "2011-05-02"),
        ("The text of the letter follows.", "The Honorable Jane Roe", None),
        ("Today she announced her letter of visits.", "8:30 a.m. Town hall", None),
        ("Today's letter and an earlier one are below. For Immediate Release", "Minister to meet mayors", None),
    ],
)
def test_a_letter_sent_today_and_reproduced_below_tells_the_day(intro, then, expected):
    assert day(LETTER.format(intro=intro, then=then)) == expected


def test_an_address_may_hold_the_day():
    found, evidence = dated("Ministers meet\nText", url="https://site.example/2014/11/07/ministers")
    assert (str(found), evidence.rule) == ("2014-11-07", "url")
    assert day("Ministers meet\nText", url="https://site.example/20141347/ministers") is None


REUTERS = "A headline\nBEIJING, April 4 (Reuters) - The minister spoke."


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({}, ("None", "no year")),
        ({"date": "2005-04"}, ("2005-04-04", "declared")),
        ({"date": "2005-04-05"}, ("2005-04-05", "declared")),
        ({"date": "2005-08"}, ("2005-08", "declared")),
        ({"url": "https://site.example/2005/04/06/minister"}, ("2005-04-04", "dateline and url")),
        ({"url": "https://site.example/2005/08/06/minister"}, ("2005-08-06", "url")),
        ({"date_year": "2005"}, ("2005-04-04", "dateline and neighbours")),
    ],
)
def test_a_dateline_takes_its_year_from_its_file_or_its_series_only(declared, expected):
    found, evidence = dated(REUTERS, **declared)
    assert (str(found), evidence.rule) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REUTERS, "2005-04-04"),
        (REUTERS.replace("April 4", "August 4"), None),
        ("A headline\nThe minister spoke.", "2005-04-05"),
        ("A headline\nMay 1, 2004\nThe minister spoke.", "2004-05-01"),
    ],
)
def test_a_file_name_tells_the_year_or_the_day_that_a_text_lacks_where_names_hold_dates(text, expected):
    blocks = tuple(map(Block, text.split("\n")))
    document = RawDocument("pile/05Apr2005.txt", blocks, {"date:from": "name"})
    found, _ = find_date(document)
    assert (found and str(found)) == expected
    assert str(find_date(replace(document, declared={}))[0]) == (expected if "2004" in text else "None")


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        (REUTERS, "no year", "--04-04"),
        ("A headline\nMay 1, 2004", "head", "2004-05-01"),
        ("A headline\nMay 2004", "month-line", ""),
        ("A headline", "none", ""),
    ],
)
def test_what_a_release_tells_of_its_series(text, rule, expected):
    found, evidence = dated(text)
    assert (evidence.rule, series_day(found, evidence)) == (rule, expected)


def test_a_year_from_the_series_tells_the_series_nothing():
    assert series_day(*dated(REUTERS, date_year="2005")) == "--04-04"


def test_the_day_that_a_source_prints_on_every_page_is_passed_over_once():
    text = "Friday, May 7, 2010\nA headline\nApril 4, 2010\nText"
    assert day(text, date_printed="2010-05-07") == "2010-04-04"
    assert day("Friday, May 7, 2010\nA headline\nMay 7, 2010\nText", date_printed="2010-05-07") == "2010-05-07"
    assert day("Friday, May 7, 2010\nA headline\nText", date_printed="2010-05-07") is None


def test_a_future_date_is_none():
    ahead = datetime.now(tz=UTC).date() + timedelta(days=40)
    assert day(f"Title\n{ahead.isoformat()}\nText") is None


@given(
    st.dates(date(1950, 1, 1), date(2024, 12, 31)), st.sampled_from(["%B %d, %Y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%Y"])
)
def test_every_day_is_found_again_in_the_common_formats(when, form):
    assert dated(f"A headline\n{when.strftime(form)}\nText")[0] in (
        ReleaseDate(when),
        None if _is_remembered(when) else ...,
    )


def _is_remembered(when):
    return when in (date(2001, 9, 11), date(1989, 11, 9))


@given(st.text(max_size=400))
def test_no_text_breaks_it(text):
    dated(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("10 March 2017 16:21", True),
        ("August 1999", True),
        ("COVID-19 in Peru", False),
        ("A long talk on 7 May 2014 in Lima", False),
    ],
)
def test_a_date_line_holds_a_date_and_little_else(line, expected):
    assert is_date_line(line) == expected
