"""Days without a year in datelines, and days in file names."""

import pytest

from index.metadata.partial_dates import date_in_name, find_day


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("BEIJING, April 4 (Reuters) - The minister spoke.", "--04-04"),
        ("WASHINGTON, D.C., Nov. 7 – The senator spoke.", "--11-07"),
        ("SEOUL, Nov. 7 (Yonhap) -- The minister spoke.", "--11-07"),
        ("HA NOI, Nov 7 (VNA) – The minister spoke.", "--11-07"),
        ("MOSCOW, April 4. /TASS/. The minister spoke.", "--04-04"),
        ("МОСКВА, 4 апреля. /ТАСС/. Министр выступил.", "--04-04"),
        ("Lima, 4 de abril (EFE).- El ministro habló.", "--04-04"),
        ("Lima, 4 abr (Andina) – El ministro habló.", "--04-04"),
        ("PARIS, 1er avril (AFP) - Le ministre a parlé.", "--04-01"),
        ("Berlin, 4. April (dpa) - Der Minister sprach.", "--04-04"),
        ("新华社北京4月4日电（记者）部长发表讲话。", "--04-04"),
        ("Lima (VNA) – The minister spoke.", None),
        ("LIMA, November 7-9 - The ministers meet.", None),
        ("LIMA, November 7, 2014 - The ministers met.", None),
        ("LIMA, November 31 - The ministers met.", None),
        ("Ministers meet in Lima, April 4 - register now", None),
        ("The ministers met on April 4 - a first.", None),
    ],
)
def test_a_dateline_has_a_place_a_day_and_then_an_agency_or_a_dash(line, expected):
    day = find_day(f"A headline\n{line}")
    assert (day and str(day)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2007-04-10_minister.txt", "2007-04-10"),
        ("pr-2007-04-10-2.txt", "2007-04-10"),
        ("20070410.html", "2007-04-10"),
        ("pr20070410b.html", "2007-04-10"),
        ("2007.04.10.txt", "2007-04-10"),
        ("10Apr2007Alpine104.txt", "2007-04-10"),
        ("10_april_2007.txt", "2007-04-10"),
        ("april-10-2007.txt", "2007-04-10"),
        ("24-04-2007.txt", "2007-04-24"),
        ("24.04.2007.txt", "2007-04-24"),
        ("10-04-2007.txt", None),
        ("pile.zip#march/10_Apr_2007.txt", "2007-04-10"),
        ("12345678.txt", None),
        ("20071340.txt", None),
        ("report-2007.txt", None),
        ("00c545764ad28ed9.txt", None),
    ],
)
def test_a_file_name_holds_a_day(name, expected):
    found = date_in_name(f"/pile/2001-01-01/{name}", tuple)
    assert (found and str(found)) == expected


@pytest.mark.parametrize(("country", "expected"), [("PE", "2007-04-10"), ("US", "2007-10-04")])
def test_the_publishers_country_tells_day_and_month_apart(country, expected):
    assert str(date_in_name("10-04-2007.txt", lambda: (country,))) == expected
