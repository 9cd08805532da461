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


MINISTRIES = [
    ("Published 7 November 2014", None, "2014-11-07"),
    (
        (
            "Press release\nFrom: Department for Trade\nPublished\n7 November 2014\nLast updated\n10 November 2014",
            "GB",
            "2014-11-07",
        ),
        "GB",
        "2014-11-07",
    ),
    ("Media release\nFriday 7 November 2014", "AU", "2014-11-07"),
    ("Ottawa, Ontario – November 7, 2014 – Global Affairs Canada", "CA", "2014-11-07"),
    ("From: Global Affairs Canada\nNews release\nNovember 7, 2014 - Ottawa, Ontario", "CA", "2014-11-07"),
    ("Press Information Bureau\nPosted On: 07 NOV 2014 7:20PM by PIB Delhi", "IN", "2014-11-07"),
    ("07-November-2014 19:20 IST", "IN", "2014-11-07"),
    ("Lima, 07 de noviembre de 2014.-", "PE", "2014-11-07"),
    ("Nota de prensa\n7 de noviembre de 2014 - 4:15 p. m.", "PE", "2014-11-07"),
    ("Viernes 7 de Noviembre, 2014", "CL", "2014-11-07"),
    ("07 NOV 2014", "CL", "2014-11-07"),
    ("Madrid, 7 de noviembre de 2014", "ES", "2014-11-07"),
    ("viernes 7 de noviembre de 2014 18:30", "ES", "2014-11-07"),
    ("Comunicado No. 512 | 7 de noviembre de 2014", "MX", "2014-11-07"),
    ("Bogotá, D.C., noviembre 7 de 2014", "CO", "2014-11-07"),
    ("Bogotá, 7 nov. 2014 (SIG).", "CO", "2014-11-07"),
    ("Publicado em 07/11/2014 16h21 Atualizado em 09/11/2014 10h00", "BR", "2014-11-07"),
    ("Brasília, 7 de novembro de 2014", "BR", "2014-11-07"),
    (
        "Publicado: Sexta, 07 de Novembro de 2014, 16h21 | Última atualização em Sábado, 08 de Novembro de 2014, 10h00",
        "BR",
        "2014-11-07",
    ),
    ("Paris, le 7 novembre 2014", "FR", "2014-11-07"),
    ("Publié le 07/11/2014 à 16:21", "FR", "2014-11-07"),
    ("Communiqué - 7 nov. 2014", "FR", "2014-11-07"),
    ("Communiqué de presse du vendredi 7 novembre 2014", "FR", "2014-11-07"),
    ("Publié le 7 novembre 2014 | Mis à jour le 9 novembre 2014", "FR", "2014-11-07"),
    ("Pressemitteilung Nr. 123 vom 7. November 2014", "DE", "2014-11-07"),
    ("Berlin, den 7. November 2014", "DE", "2014-11-07"),
    ("07.11.2014 - Pressemitteilung", "DE", "2014-11-07"),
    ("Erscheinungsdatum 07.11.2014", "DE", "2014-11-07"),
    ("Stand: 09.11.2014\nDatum: 07.11.2014", "DE", "2014-11-07"),
    ("7 ноября 2014 года, 19:20", "RU", "2014-11-07"),
    ("7 ноября 2014 19:20", "RU", "2014-11-07"),
    ("07 ноября 2014 г.", "RU", "2014-11-07"),
    ("2603-07-11-2014\n7 ноября 2014", "RU", "2014-11-07"),
    ("Москва, 07.11.2014", "RU", "2014-11-07"),
    ("등록일 : 2014-11-07", "KR", "2014-11-07"),
    ("등록일 2014.11.07. 조회수 1234", "KR", "2014-11-07"),
    ("보도시점 2014. 11. 7.(금) 조간", "KR", "2014-11-07"),
    ("2014년 11월 7일(금)", "KR", "2014-11-07"),
    ("배포일시 2014. 11. 7.(금)", "KR", "2014-11-07"),
    ("작성자 홍보실 | 작성일 2014/11/07", "KR", "2014-11-07"),
    ("최종수정일 2014-11-09\n게시일 2014-11-07", "KR", "2014-11-07"),
    ("平成26年11月7日", "JP", "2014-11-07"),
    ("令和元年11月7日", "JP", "2019-11-07"),
    ("令和3年11月7日(日)", "JP", "2021-11-07"),
    ("2014年11月7日(金曜日)", "JP", "2014-11-07"),
    ("2014年11月07日 19:20 来源：外交部", "CN", "2014-11-07"),
    ("发布时间：2014-11-07 19:20", "CN", "2014-11-07"),
    ("发布时间： 2014年11月7日", "CN", "2014-11-07"),
    ("更新日期：2014-11-09\n發布日期：2014-11-07", "TW", "2014-11-07"),
    ("中華民國103年11月7日", "TW", "2014-11-07"),
    ("二〇一四年十一月七日", "CN", "2014-11-07"),
    ("二○一四年十月二十七日", "TW", "2014-10-27"),
    ("平成二十六年十一月十日", "JP", "2014-11-10"),
    ("Thứ sáu, 07/11/2014 | 19:20", "VN", "2014-11-07"),
    ("Thứ Sáu, ngày 07 tháng 11 năm 2014", "VN", "2014-11-07"),
    ("Hà Nội, ngày 7 tháng 11 năm 2014", "VN", "2014-11-07"),
    ("Cập nhật lúc: 19:20 09/11/2014\nNgày đăng: 07/11/2014", "VN", "2014-11-07"),
    ("7/11/2014 - 19:20 (GMT+7)", "VN", "2014-11-07"),
    ("7 نوفمبر 2014", "EG", "2014-11-07"),
    ("الجمعة ٧ نوفمبر ٢٠١٤", "EG", "2014-11-07"),
    ("الجمعة، 07 تشرين الثاني 2014", "JO", "2014-11-07"),
    ("تاريخ النشر: 07/11/2014", "AE", "2014-11-07"),
    ("7 نوفمبر، 2014", "SA", "2014-11-07"),
    ("7 نونبر 2014", "MA", "2014-11-07"),
    ("آخر تحديث: 9 نوفمبر 2014\n7 نوفمبر 2014", "SA", "2014-11-07"),
    ("Roma, 7 novembre 2014", "IT", "2014-11-07"),
    ("Ankara, 7 Kasım 2014", "TR", "2014-11-07"),
    ("Today is Friday, May 7, 2021\nNovember 7, 2014", None, "2014-11-07"),
    ("Page generated: 2021-05-07 10:00\nNovember 7, 2014", None, "2014-11-07"),
    ("This page was last updated on 7 May 2021\nNovember 7, 2014", None, "2014-11-07"),
    ("Hoy es viernes 7 de mayo de 2021\n7 de noviembre de 2014", "PE", "2014-11-07"),
    ("Última actualización: 7 de mayo de 2021\n7 de noviembre de 2014", "PE", "2014-11-07"),
    ("Dernière mise à jour : 7 mai 2021\n7 novembre 2014", "FR", "2014-11-07"),
    ("Сегодня 7 мая 2021\n7 ноября 2014", "RU", "2014-11-07"),
    ("Последнее обновление: 7 мая 2021\n7 ноября 2014", "RU", "2014-11-07"),
    ("오늘 2021년 5월 7일\n2014년 11월 7일", "KR", "2014-11-07"),
    ("今天是2021年5月7日 星期五\n2014年11月7日", "CN", "2014-11-07"),
    ("最終更新日：2021年5月7日\n2014年11月7日", "JP", "2014-11-07"),
    ("Hôm nay, 07/05/2021\n07/11/2014", "VN", "2014-11-07"),
]


@pytest.mark.parametrize(("lines", "country", "expected"), MINISTRIES)
def test_the_headers_of_ministries_are_read_in_their_languages(lines, country, expected):
    assert day(f"A headline\n{lines}\nText of the release.", country) == expected


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
