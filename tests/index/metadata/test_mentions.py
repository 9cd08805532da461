"""Which countries a text names, and how namesakes are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metadata.gazetteer import FAINT_KINDS
from index.metadata.mentions import countries_in_name, find_mentions, places_in


def named(text, issuer=None):
    return [mention.code for mention in find_mentions(text, issuer) if mention.kind not in FAINT_KINDS]


def kinds(text):
    return [(mention.code, mention.kind) for mention in find_mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru and the Peruvian minister", ["PE", "PE"]),
        ("ROK, DPRK, U.S., UK, UAE and the USSR", ["KR", "KP", "US", "GB", "AE", "RU"]),
        ("Việt Nam, Viet Nam and Vietnam", ["VN", "VN", "VN"]),
        ("talks in Moscow, Lima and Hanoi", ["RU", "PE", "VN"]),
        ("Texas, Ontario", ["US", "CA"]),
        ("Peru, India, Morocco, Pakistan", ["PE", "IN", "MA", "PK"]),
        ("Perú firma con México, Haïti y Turkiye", ["PE", "MX", "HT", "TR"]),
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
    ("text", "expected"),
    [
        ("Georgia's parliament in Tbilisi", "GE GE"),
        ("Atlanta, Georgia", "US US"),
        ("King Abdullah of Jordan", "JO"),
        ("Jordan Smith scored", ""),
        ("Chad Smith drums", ""),
        ("N'Djamena, Chad", "TD TD"),
        ("Turkey and Greece talk", "TR GR"),
        ("a Turkey dinner for the troops", ""),
        ("roast turkey", ""),
        ("China dishes and glasses", ""),
        ("fine China on the table", ""),
        ("New Jersey", "US"),
        ("the Bailiwick of Jersey", "JE"),
        ("Swiss franc falls", ""),
        ("Guinea and Equatorial Guinea", "GN GQ"),
        ("Guinea-Bissau votes", "GW"),
        ("the President of Papua New Guinea", "PG"),
        ("a guinea pig", ""),
        ("Guinean soldiers", "GN"),
        ("Equatorial Guinean officials", "GQ"),
        ("the Democratic Republic of the Congo (DRC)", "CD CD"),
        ("the Republic of the Congo", "CG"),
        ("Congo-Brazzaville", "CG"),
        ("talks in Kinshasa on Congo", "CD CD"),
        ("S. AFRICAN SANCTIONS", "ZA"),
        ("N Korea warns S.Korea", "KP KR"),
        ("W. Germans", "DE"),
        ("H.K. dealers", "HK"),
        ("the Panama Canal", "PA"),
        ("Dutch-treat lunch", ""),
        ("Darfur and Punjab", "SD IN"),
        ("the Congo River", ""),
        ("Niger and Nigeria", "NE NG"),
        ("the Niger Delta", "NG"),
        ("the Niger River", ""),
        ("Dominica thanks", "DM"),
        ("the Dominican Republic", "DO"),
        ("Dominican sugar", "DO"),
        ("the Federated States of Micronesia", "FM"),
        ("Micronesian officials", "FM"),
        ("American Samoa", "AS"),
        ("Samoa and Tonga", "WS TO"),
        ("South Sudan and Sudan", "SS SD"),
        ("North Sudan", "SD"),
        ("South Sudanese refugees", "SS"),
        ("Palestinian Authority President Abbas", "PS"),
        ("the Palestinians", "PS"),
        ("Kosovo and Serbia", "XK RS"),
        ("Kosovar Albanians", "XK AL"),
        ("Hong Kong's chief executive", "HK"),
        ("Hong Kong dollar", ""),
        ("Northern Ireland", "GB"),
        ("the Republic of Ireland", "IE"),
        ("Ireland's Taoiseach", "IE IE"),
        ("North Macedonia", "MK"),
        ("the former Yugoslav Republic of Macedonia", "MK"),
        ("Burma's junta", "MM"),
        ("Swaziland", "SZ"),
        ("Eswatini", "SZ"),
        ("Holland", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Paris Hilton arrived", ""),
        ("Michael Jordan retired", ""),
        ("Israel Gutierrez writes", ""),
        ("Kenya Barris directs", ""),
        ("Cuban Missile Crisis", ""),
        ("a Panama hat", ""),
        ("Brazil nuts", ""),
        ("Lima beans", ""),
        ("India ink", ""),
        ("Indian Ocean rim", ""),
        ("the West Indies", ""),
        ("American Indian schools", ""),
        ("Sea of Japan", ""),
        ("the South China Sea", ""),
        ("the Persian Gulf", ""),
        ("the Gulf of Mexico", ""),
        ("the Mexican wave", ""),
        ("Irish coffee", ""),
        ("Danish pastry", ""),
        ("Russian roulette", ""),
        ("Russian dressing", ""),
        ("Belgian waffles", ""),
        ("Swedish meatballs", ""),
        ("Swiss Army knife", ""),
        ("the Swiss army", "CH"),
        ("Spanish flu", ""),
        ("German measles", ""),
        ("Trojan horse", ""),
        ("London broil", ""),
        ("Vienna sausages", ""),
        ("the Treaty of Versailles", ""),
        ("the Vienna Convention on Diplomatic Relations", ""),
        ("the Paris Agreement", ""),
        ("the Geneva Conventions", ""),
        ("the Good Friday Agreement", ""),
        ("French Polynesia", "PF"),
        ("French Guiana", "GF"),
        ("British Virgin Islands", "VG"),
        ("the U.S. Virgin Islands", "VI"),
        ("New Caledonia", "NC"),
        ("Falkland Islands (Malvinas)", "FK FK"),
        ("Virginia Woolf", ""),
        ("Georgia O'Keeffe", ""),
        ("Sydney Sweeney", ""),
        ("Austin Powers", ""),
        ("Ambassador Chad Jones", ""),
        ("Philippine Senate President", "PH"),
        ("Tokyo District Court", "JP"),
        ("the Ontario Supreme Court", "CA"),
        ("the Department of Justice", "US"),
        ("the Supreme Court of India", "IN"),
        ("Peru's Congress", "PE"),
        ("the Congress of Peru", "PE"),
        ("the US Senate", "US US"),
        ("the U.S. Senate", "US"),
        ("Viet Nam–Russia ties", "VN RU"),
        ("the Sino-Russian border", "CN RU"),
        ("Anglo-Irish treaty", "GB IE"),
        ("Franco-German summit", "FR DE"),
        ("Russo-Ukrainian war", "RU UA"),
        ("Indo-Pacific", ""),
        ("Afro-Cuban music", "CU"),
        ("Lebanon, Pa.", "US"),
        ("Cairo, Illinois", "US"),
        ("Paris, Texas", "US"),
        ("Moscow, Idaho", "US"),
        ("Vancouver, Wash.", "US"),
        ("Birmingham, Alabama", "US"),
        ("Cambridge, Mass.", "US"),
        ("Mali's army", "ML"),
        ("Cyprus", "CY"),
        ("Northern Cyprus", "CY"),
        ("Western Sahara", "EH"),
        ("Saharan dust", ""),
        ("Mauritius and Mauritania", "MU MR"),
        ("Slovakia and Slovenia", "SK SI"),
        ("Austria, not Australia", "AT AU"),
        ("Gambia", "GM"),
        ("The Bahamas", "BS"),
        ("Timor-Leste", "TL"),
        ("São Tomé and Príncipe", "ST"),
        ("Cabo Verde", "CV"),
        ("Saint Kitts and Nevis", "KN"),
        ("St. Vincent and the Grenadines", "VC"),
        ("Trinidad and Tobago", "TT"),
        ("Antigua and Barbuda", "AG"),
        ("Bosnia and Herzegovina", "BA"),
        ("the Holy See", "VA"),
        ("the EU and ASEAN", ""),
        ("Benelux", ""),
        ("the Baltic states", ""),
        ("the Balkans", ""),
        ("Scandinavia", ""),
        ("the Korean War", ""),
        ("the Vietnam War", ""),
        ("the Gulf War", ""),
        ("the Iran-Iraq war", "IR IQ"),
        ("the Falklands War", ""),
        ("ROK-US alliance", "KR US"),
        ("DPRK's missile", "KP"),
        ("N.Z. farmers", "NZ"),
        ("U.A.E. envoy", "AE"),
        ("P.R.C. officials", "CN"),
        ("Pyongyang fired", "KP"),
        ("Beijing protested", "CN"),
        ("The Kremlin said", "RU"),
        ("Downing Street said", "GB"),
        ("the Blue House", "KR"),
        ("the Élysée", "FR"),
        ("the Quai d'Orsay", "FR"),
        ("Itamaraty", "BR"),
        ("the Bundestag", "DE"),
        ("the Knesset", "IL"),
        ("the Sejm", "PL"),
        ("the Verkhovna Rada", "UA"),
        ("the Folketing", "DK"),
        ("Casa Rosada", "AR"),
        ("Malacañang", "PH"),
        ("Zhongnanhai", "CN"),
        ("the Rashtrapati Bhavan", "IN"),
        ("Ankara", "TR"),
        ("Tashkent", "UZ"),
        ("Nur-Sultan", "KZ"),
        ("Bishkek", "KG"),
        ("the Chinese-language press", ""),
        ("she teaches English", ""),
        ("speaks fluent Korean", ""),
        ("a Polish joke", "PL"),
        ("polish the silver", ""),
        ("Turkish baths", ""),
    ],
)
def test_a_diplomats_desk_finds_the_countries_meant(text, expected):
    assert " ".join(named(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 mln Swiss francs, Danish Crowns", [("CH", "currency"), ("DK", "currency")]),
        ("France Telecom Ltd, Japan Steel Works Ltd", [("FR", "company"), ("JP", "company")]),
        ("the Bank of Boston, Peru Central Bank", [("PE", "name")]),
        ("Bank of Lima, listed in Luxembourg", [("PE", "company"), ("LU", "company")]),
        ("Cyprus Minerals Company, Japan Fund", [("CY", "company"), ("JP", "company")]),
        ("the Peruvian Finance Minister, a Japan Petroleum Institute", [("PE", "demonym"), ("JP", "name")]),
        ("the Japan Overseas Economic Co-operation Fund", [("JP", "name")]),
        ("a eurobond", [("GB", "seat")]),
    ],
)
def test_a_name_within_a_companys_or_a_currencys_is_of_that_kind(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "issuer", "expected"),
    [
        ("The Senate met.", None, ["US"]),
        ("The Senate met.", "PH", []),
        ("the Senate of the Philippines", None, ["PH"]),
    ],
)
def test_a_body_that_many_countries_have_is_of_the_one_beside_it(text, issuer, expected):
    assert named(text, issuer) == expected


@pytest.mark.parametrize(
    ("text", "issuer", "expected"),
    [
        ("Tbilisi: Georgia thanks its friends", None, ["GE", "GE"]),
        ("Russia and the US ally Georgia", None, ["RU", "US", "GE"]),
        ("farmers across Georgia, said Sen. Smith, R-Ga.", None, ["US", "US"]),
        ("Georgia votes", "US", ["US"]),
        ("Georgia votes", None, ["GE"]),
        ("Georgians across the state of Georgia", None, ["US", "US"]),
        ("The Georgian president spoke", None, ["GE"]),
        ("Georgia: Sen. Smith flew to Tbilisi", None, ["GE", "US", "GE"]),
        ("to speak English fluently", None, []),
        ("English courts, said London", None, ["GB", "GB"]),
        ("INDIAN COUNTRY", None, []),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a hospital in Rome and roads in Georgia, said Sen. Smith", ["US", "US", "US"]),
        ("a hospital in Rome, Italy, and roads in Georgia, said Sen. Smith", ["IT", "IT", "US", "US"]),
        ("a hospital in Rome", ["IT"]),
        ("FLORENCE, KENTUCKY: firefighters of Florence", ["US", "US"]),
        ("Paris and Ohio", ["FR", "US"]),
    ],
)
def test_a_foreign_town_is_its_american_namesake_where_the_state_is_named_and_its_own_country_not(text, expected):
    assert named(text, None) == expected
