"""Who published a release, for which country, and whose text it carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metadata.sources import attribute, canonical
from index.readers.document import Block, RawDocument


def attributed(text, path="pile/a.txt", **declared):
    return attribute(RawDocument(path, tuple(Block(line) for line in text.split("\n")), declared))


def source(text, path="seeds/a.txt", **declared):
    return attributed(text, path, **declared).source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text. — VNS", "Viet Nam News"),
        ("Title\nSupport TwoCircles\nText", "TwoCircles.net"),
        ("The White House\nOffice of the Press Secretary\nFor Immediate Release\nTitle", "The White House"),
        ("본문 바로가기\nTitle\nSpokesperson of MOFA", "Ministry of Foreign Affairs, Republic of Korea"),
        ("Title\nPresident of Russia: Hello\nPublication status\nText version", "The Kremlin"),
        ("Title\nPublication status\nText version", None),
        ("Ministry of Fisheries of Peru\nPress release\nTitle", "Ministry of Fisheries of Peru"),
        ("MINISTRY OF FISHERIES OF PERU\nTitle", "Ministry of Fisheries of Peru"),
        ("The Blue House of Oz\nOffice of the Press Secretary\nTitle", "The Blue House of Oz"),
        ("Office of the Press Secretary\nTitle", None),
        ("U.S. Department of State\nTitle", "U.S. Department of State"),
        ('Информационное агентство "Полярный причал"\nЗаголовок', "Полярный причал"),
        ("Title\nText\n© 2007 Tuna Secretariat. All rights reserved.", "Tuna Secretariat"),
        ("LIMA (Reuters) - Text", "Reuters"),
        ("A plain text of nobody.", None),
        ("CARLSBAD GETS DEPARTMENT OF JUSTICE GRANT\nSubtitle", None),
        ("DEPARTMENT OF LABOR ANNOUNCES FUNDING FOR PORTS\n" + "A long first paragraph of the text. " * 9, None),
        ("Title\nThe Honorable Jo Doe\nU.S. Department of State\n2201 C Street\nDear Secretary Doe", None),
        ("Smith Says Budget “Ignores Reality”\nText", None),
        ("Idaho Department of Environmental Quality\nTitle", "Idaho Department of Environmental Quality"),
        ("Title\n" + "A long paragraph of the text. " * 9 + "\nDepartment of Labor\nDear Sir", None),
    ],
)
def test_letterheads_marks_and_sign_offs_name_the_publisher(text, expected):
    assert source(text) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"source": "Kremlin.ru"}, "The Kremlin"),
        ({"source": '"Harbour Ministry" <press@harbour.example>'}, "Harbour Ministry"),
        ({"source": "press@mofa.go.kr"}, "Ministry of Foreign Affairs, Republic of Korea"),
        ({"source": "press@harbour.example"}, "harbour.example"),
        ({"source": "https://www.harbour.example/"}, "harbour.example"),
        ({"source": "http://en.kremlin.ru"}, "The Kremlin"),
        ({"source": "Harbour Daily | Ships | Tides"}, "Harbour Daily"),
        ({"url": "http://en.kremlin.ru/events/1"}, "The Kremlin"),
        ({"url": "https://www.harbour.example/1"}, "harbour.example"),
        ({"url": "http://[broken"}, None),
        ({"url": "not an address"}, None),
    ],
)
def test_what_the_file_declares_and_where_it_lies_on_the_web_name_it(declared, expected):
    assert source("Text.", **declared) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Senate/Akaka/10Apr2007akaka175.txt", "Akaka"),
        ("corpus/harbour-ministry-of-chile/2019/a.html", "Harbour Ministry of Chile"),
        ("data/kremlin/2014/11/a.txt", "The Kremlin"),
        ("data/Kremlin/November/a.txt", "The Kremlin"),
        ("dump/the_baltic_courier/undated/all.zip#a.txt", "The Baltic Courier"),
        ("C:\\pile\\Akaka\\a.txt", "Akaka"),
        ("downloads/2014/press/a.txt", None),
        ("3f2a9c0d11/a.txt", None),
        ("a.txt", None),
    ],
)
def test_a_folder_names_it_at_last_unless_it_is_a_generic_word_or_a_date(path, expected):
    assert source("Text.", path) == expected


def test_the_page_spells_the_folders_name_better():
    found = attributed("Title\nText\nBÁO SÓNG KHƠI", "corpus/bao-song-khoi/2014/a.txt")
    assert (found.source, found.evidence["source"].rule) == ("Báo Sóng Khơi", "folder and page")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("Lima : Russia signed, EFE reported Tuesday.\nSupport TwoCircles", "a.txt", ("TwoCircles.net", "EFE")),
        ("Lima (VNA) – Text. — VNS", "a.txt", ("Viet Nam News", "Vietnam News Agency")),
        ("LIMA, May 3 /Xinhua/ -- Text.", "Daily Post/a.txt", ("Daily Post", "Xinhua")),
        ("Text. (AFP)", "Daily Post/a.txt", ("Daily Post", "Agence France-Presse")),
        ("Text (EFE) - more", "a.txt", ("EFE", None)),
        ("The Post reported on it.", "a.txt", (None, None)),
    ],
)
def test_an_agency_that_another_site_carries_is_via(text, path, expected):
    found = attributed(text, path)
    assert (found.source, found.via) == expected


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("Text. — VNS", {}, "VN"),
        ("Text", {"url": "https://www.harbour.gob.pe/1"}, "PE"),
        ("Text", {"url": "https://www.harbour.gov/1"}, "US"),
        ("Text", {"url": "https://example.co.uk/1"}, "GB"),
        ("Text", {"url": "https://example.io/1"}, None),
        ("Ministry of Fisheries of Peru\nText", {}, "PE"),
        ("Peru and Chile\nText", {"source": "Peru and Chile Chamber"}, None),
        ("Text", {"source": "European Commission"}, None),
        ("Text", {}, None),
    ],
)
def test_the_publishers_country_is_the_issuer(text, declared, expected):
    found = attributed(text, "a.txt", **declared)
    assert (found.issuer, "issuer" in found.evidence) == (expected, expected is not None)


@pytest.mark.parametrize("folder", ["ar", "es", "vi"])
def test_a_folder_named_after_a_language_is_no_country(folder):
    assert attributed("Text", f"pile/{folder}/a.txt").issuer is None


def test_canonical_names_gather_aliases_and_leave_others_alone():
    assert [canonical(name) for name in ("KREMLIN", "white house", "Some  Body")] == [
        "The Kremlin",
        "The White House",
        "Some Body",
    ]


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_no_text_path_or_address_breaks_it(text, path, url):
    attributed(text, path, url=url, source=url)
