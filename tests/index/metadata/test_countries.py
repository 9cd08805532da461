"""Which countries a release is about."""

import re

from index.metadata.countries import about


def points_of(answer, code):
    return float(re.search(rf"{code} ([+-][\d.]+)", answer[3].text)[1])


def test_a_release_is_about_what_title_dateline_and_text_dwell_on():
    body = "LIMA — Peru and Russia signed. " + "Peruvian and Russian ministers spoke. " * 4 + "They had met in Beijing."
    countries, mentions, place, evidence = about("Russia signs with Peru", body, None)
    assert (set(countries), set(mentions), place) == ({"PE", "RU"}, {"PE", "RU", "CN"}, "PE")
    assert evidence.rule == "points"


def test_the_most_prominent_country_comes_first():
    assert about("Peru wins", "Peru beat Chile. Peru, Peru. Chile lost to Peru. Chile!", None)[0] == ("PE", "CL")


def test_the_publishers_own_dateline_says_nothing_of_the_subject():
    body = "WASHINGTON, May 3 - " + "Peru votes and Peru counts. " * 5
    assert about("Peru", body, "US")[0] == ("PE",)
    assert set(about("Peru", body, None)[0]) == {"PE", "US"}


def test_a_title_may_name_a_company_that_a_country_is_named_in():
    body = "DENVER, May 3 - Cyprus Minerals Company cut its price of copper."
    assert about("Cyprus cuts price", body, None)[0] == ("US",)
    assert set(about("Cyprus cuts price", f"{body} Cyprus consented.", None)[0]) == {"US", "CY"}


def test_what_opens_a_release_and_whom_somebody_deals_with_weigh_more():
    filler = "They spoke at length. " * 15
    opening, later = (f"LIMA, May 3 - {text}" for text in (f"Cuba's ministers met. {filler}", f"{filler}Cuba too."))
    dealing = f"LIMA, May 3 - {filler}They would trade with Cuba."
    points = [points_of(about("Ministers meet", body, None), "CU") for body in (later, dealing, opening)]
    assert points == sorted(points)
    assert len(set(points)) == 3


def test_a_city_in_the_title_speaks_for_its_country():
    body = "LIMA, May 3 - Envoys spoke in Havana."
    elsewhere, there = about("Envoys speak", body, None), about("Havana hears envoys", body, None)
    assert points_of(there, "CU") > points_of(elsewhere, "CU") + 1


def test_a_single_faint_mention_is_kept_with_little_confidence():
    text = "word " * 60 + "Bogota and Quito " + "word " * 20
    countries, mentions, _, evidence = about("A title", text, None)
    assert (countries, mentions) == (("CO",), ("CO", "EC"))
    assert evidence.confidence < 0.5


def test_where_no_country_is_named_a_legal_form_betrays_it_faintly():
    countries, mentions, place, evidence = about("Acme Inc pays", "Acme Inc said it pays.", None)
    assert (countries, mentions, place, evidence.rule, evidence.confidence) == (("US",), (), None, "trace", 0.4)


def test_where_nothing_is_named_nothing_is_claimed():
    assert about("A title", "Some words.", None)[:3] == ((), (), None)


def test_where_a_group_of_states_is_spoken_of_those_named_are_too():
    body = (
        "VIENNA, May 3 - Ministers met. " + "They spoke of output. " * 6 + "Kuwait, Libya and Nigeria will pump less."
    )
    assert about("Ministers meet", body, None)[0] == ("AT",)
    countries, mentions, _, evidence = about("OPEC ministers meet", body, None)
    assert set(countries) == set(mentions) == {"AT", "KW", "LY", "NG"}
    assert "(group, 1 own, 1 opening)" in evidence.text


def test_evidence_tells_the_facts_behind_the_points():
    assert about("Peru wins", "LIMA, May 3 - Peru won.", None)[3].text.startswith("PE +")
    assert about("Peru wins", "LIMA, May 3 - Peru won.", None)[3].text.endswith("(title, dateline, 1 own, 1 opening)")
