from searcher.request import SearchRequest
from tui.facet_rows import View, arrange, share


def drawn(rows):
    return [" ".join(filter(None, (row.kind, row.value.value or "∅" if row.value else ""))) for row in rows]


def test_room_left_by_small_facets_goes_to_large_ones():
    assert share({"source": 50, "country": 4, "date": 9}, room=30) == {"country": 4, "date": 9, "source": 17}


def test_a_low_window_still_shows_the_first_three():
    assert share({"source": 50, "country": 2}, room=0) == {"country": 2, "source": 3}


def test_facets_come_in_order_with_headings_space_and_what_is_left_out(engine):
    rows = arrange(engine.search(SearchRequest("copper")), View(), height=24)
    headings = [row.facet for row in rows if row.kind == "heading"]
    assert headings == ["source", "country", "date", "language"]
    assert drawn(rows)[:6] == ["heading", "value Kremlin", "value MOFA Korea", "value The White House", "more", "space"]


def test_values_with_a_filter_are_always_listed(engine):
    request = SearchRequest("copper").including("source", "Ministry of Mines").excluding("language", None)
    rows = drawn(arrange(engine.search(request), View(), height=20))
    assert {"value Ministry of Mines", "value ∅"} <= set(rows)


def test_a_facet_shown_whole_lists_every_value_and_can_be_shortened(engine):
    result = engine.search(SearchRequest())
    rows = [row for row in arrange(result, View(whole={"country"}), height=20) if row.facet == "country"]
    assert sum(row.kind == "value" for row in rows) == len(result.facets["country"])
    assert [row.hidden for row in rows if row.kind == "more"] == [0]


def test_months_stand_under_their_unfolded_year(engine):
    rows = drawn(arrange(engine.search(SearchRequest()), View(unfolded={"2015"}), height=60))
    place = rows.index("value 2015")
    assert rows[place + 1].startswith("month 2015-")


def test_a_year_with_a_filter_on_a_month_is_unfolded(engine):
    month = engine.search(SearchRequest()).months[0].value
    rows = drawn(arrange(engine.search(SearchRequest().including("date", month)), View(), height=60))
    assert f"month {month}" in rows


def test_what_is_sought_in_a_facet_ignores_case_and_accents_and_finds_codes(engine):
    result = engine.search(SearchRequest())
    for words in ("PERÚ", "peru", "pe"):
        assert "value PE" in drawn(arrange(result, View(sought_in="country", sought=words), height=20))
    assert drawn(arrange(result, View(sought_in="country", sought="zz"), height=20)) == ["heading"]


def test_facets_without_values_are_left_out(engine):
    assert arrange(engine.search(SearchRequest("nowhere")), View(), height=20) == []
