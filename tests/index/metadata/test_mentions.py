"""Which countries a text names, and how namesakes are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metadata.mentions import countries_in_name, find_mentions, places_in


def named(text, issuer=None):
    return [mention.code for mention in find_mentions(text, issuer)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru and the Peruvian minister", ["PE", "PE"]),
        ("ROK, DPRK, U.S., UK, UAE and the USSR", ["KR", "KP", "US", "GB", "AE", "RU"]),
        ("Việt Nam, Viet Nam and Vietnam", ["VN", "VN", "VN"]),
        ("talks in Moscow, Lima and Hanoi", ["RU", "PE", "VN"]),
        ("Texas, Ontario", ["US", "CA"]),
        ("Peru, India, Morocco, Pakistan", ["PE", "IN", "MA", "PK"]),
        ("PERU SIGNS WITH SOUTH KOREA", ["PE", "KR"]),
        ("the United\nStates", ["US"]),
        ("Papua New Guinea boats", ["PG"]),
        ("Nigeria, not Niger", ["NG", "NE"]),
        ("the U.S.-Peru agreement", ["US", "PE"]),
        ("peace on the Korean Peninsula", []),
        ("Latin America, South America, the Americas", []),
        ("New Mexico and New England", ["US", "US"]),
        ("San Jose, Calif.", ["US"]),
        ("Romania, Omanis, Chadwick", ["RO", "OM"]),
        ("100 mln Swiss francs, U.S. dlrs and Danish Crowns", []),
        ("he spoke in French, an English-speaking guest", []),
        ("fine china, a turkey and French fries", []),
        ("Michael Jordan and Mr. Chad", []),
        ("in Jordan and Chad", ["JO", "TD"]),
        ("TELL US WHAT YOU NEED FROM US NOW", []),
        ("the US and its allies", ["US"]),
        ("UNIT <ROK> sold", []),
    ],
)
def test_names_demonyms_capitals_states_and_abbreviations_are_told_from_what_only_looks_so(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "issuer", "expected"),
    [
        ("Tbilisi: Georgia thanks its friends", None, ["GE", "GE"]),
        ("Russia and the US ally Georgia", None, ["RU", "US", "GE"]),
        ("farmers across Georgia, said Sen. Smith, R-Ga.", None, ["US", "US"]),
        ("Georgia votes", "US", ["US"]),
        ("Georgia votes", None, ["GE"]),
        ("Indian schools of the tribes", None, []),
        ("Indian schools", None, ["IN"]),
        ("Jersey banks", None, ["JE"]),
    ],
)
def test_namesakes_are_decided_by_what_stands_beside_them(text, issuer, expected):
    assert named(text, issuer) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Президент России посетил Перу", ["RU", "PE"]),
        ("El presidente de Alemania viajó a los Estados Unidos y a Corea del Sur esta semana", ["DE", "US", "KR"]),
        ("Le président a visité le Pérou et l'Allemagne avec les ministres", ["PE", "DE"]),
        ("한국과 페루는 미국에서", ["KR", "PE", "US"]),
        ("秘鲁和美国", ["PE", "US"]),
        ("زار الرئيس بيرو", ["PE"]),
        ("Chủ tịch nước thăm Hàn Quốc và Nga vào ngày mai", ["KR", "RU"]),
    ],
)
def test_countries_are_named_in_other_languages(text, expected):
    assert named(text) == expected


def test_a_short_foreign_name_counts_only_in_its_language():
    assert named("Ms Nga Nguyen said that the committee would meet again in the new year") == []


def test_an_organisation_is_of_the_country_in_its_name():
    assert countries_in_name("Ministry of Foreign Affairs of Peru") == ("PE",)


def test_places_tell_where_a_text_is_from():
    assert places_in("WASHINGTON Senator Smith met the President of Peru in London") == ("US", "GB")


@given(st.text(max_size=300))
def test_mentions_are_where_they_say_they_are(text):
    spaced = text.translate({10: " ", 9: " ", 160: " "})
    assert all(spaced.startswith(m.surface, m.start) for m in find_mentions(text))
