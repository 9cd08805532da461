from datetime import date

import pytest

from searcher.request import Filter, SearchRequest

ASKED = SearchRequest("copper", since=date(2014, 1, 1), sort="date", offset=20, limit=5)


def test_narrowing_returns_a_new_request_on_its_first_page():
    narrowed = ASKED.including("country", "PE")
    assert (narrowed.filters, narrowed.offset) == ((Filter("country", "PE"),), 0)
    assert (narrowed.query, narrowed.since, narrowed.sort, narrowed.limit) == ("copper", date(2014, 1, 1), "date", 5)
    assert (ASKED.filters, ASKED.offset) == ((), 20)


def test_values_of_a_facet_stand_beside_each_other():
    both = ASKED.including("source", "Kremlin").including("source", None)
    assert both.filters == (Filter("source", "Kremlin"), Filter("source", None))


def test_a_value_is_either_included_or_excluded():
    assert ASKED.including("source", "A").excluding("source", "A").filters == (Filter("source", "A", excluded=True),)
    assert ASKED.excluding("source", "A").including("source", "A").filters == (Filter("source", "A"),)


def test_including_twice_is_including_once():
    once = ASKED.including("source", "A")
    assert once.including("source", "A") == once


def test_only_replaces_the_selection_of_its_facet_alone():
    asked = ASKED.including("source", "A").excluding("source", "B").including("country", "PE")
    assert asked.only("source", "C").filters == (Filter("country", "PE"), Filter("source", "C"))


def test_without_takes_one_value_away_and_clearing_all_of_a_facet():
    asked = ASKED.including("source", "A").including("source", None).including("country", "PE")
    assert asked.without("source", None).filters == (Filter("source", "A"), Filter("country", "PE"))
    assert asked.without("country", "XX").filters == asked.filters
    assert asked.clearing("source").filters == (Filter("country", "PE"),)


@pytest.mark.parametrize(
    "step", [lambda r: r.asking("gold"), lambda r: r.clearing("source"), lambda r: r.only("date", None)]
)
def test_every_step_returns_to_the_first_page(step):
    assert step(ASKED).offset == 0


def test_asking_keeps_the_filters():
    asked = ASKED.including("source", "A")
    assert (asked.asking("gold").query, asked.asking("gold").filters) == ("gold", asked.filters)
