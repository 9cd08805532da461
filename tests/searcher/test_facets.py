from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.schema import day_number, day_of
from searcher.facets import SegmentFacets, tabulate
from searcher.matches import constant
from searcher.request import Filter
from tests.corpora import Change, built

DOCUMENTS = [
    {"source": "Kremlin", "country": ["PE", "RU"], "date": 16_000, "language": "en"},
    {"source": None, "country": [], "date": None, "language": None},
    {"source": "Kremlin", "country": ["PE"], "date": 16_031, "language": "ko"},
    {"source": "MOFA", "country": ["VN"], "date": -400, "language": "en"},
]


@pytest.fixture(scope="module")
def facets():
    with built([[Change(str(number), document) for number, document in enumerate(DOCUMENTS)]]) as index:
        yield SegmentFacets(index.open_segments()[1][0])


EVERY = np.arange(len(DOCUMENTS))


@pytest.mark.parametrize(
    ("facet", "counts"),
    [
        ("source", {"Kremlin": 2, "MOFA": 1, None: 1}),
        ("country", {"PE": 2, "RU": 1, "VN": 1, None: 1}),
        ("language", {"en": 2, "ko": 1, None: 1}),
        ("date", {"2013-10": 1, "2013-11": 1, "1968-11": 1, None: 1}),
    ],
)
def test_values_are_counted_and_the_lack_of_one_too(facets, facet, counts):
    for docs, expected in ((EVERY, counts), (EVERY[:0], {})):
        fresh = SegmentFacets(facets._segment)  # answers a first question otherwise
        assert fresh.counts(constant(docs, 1.0))[facet] == fresh.counts(constant(docs, 1.0))[facet] == expected
    assert None not in facets.counts(constant(np.array([0]), 1.0))[facet]


@pytest.mark.parametrize("alike", [DOCUMENTS[:1], DOCUMENTS[1:2], DOCUMENTS[::2], DOCUMENTS])
def test_many_documents_of_the_same_values_are_counted_as_each_is(alike):
    documents = alike * 160
    with built([[Change(str(number), document) for number, document in enumerate(documents)]]) as index:
        facets = SegmentFacets(index.open_segments()[1][0])
        for docs in (np.arange(len(documents)), np.arange(0, len(documents), 3)):
            for _ in range(2):
                counts = facets.counts(constant(docs, 1.0))
                assert counts["language"] == Counter(documents[doc]["language"] for doc in docs)
                assert counts["source"] == Counter(documents[doc]["source"] for doc in docs)
                assert counts["country"] == Counter(
                    code for doc in docs for code in documents[doc]["country"] or [None]
                )


@pytest.mark.parametrize(
    ("facet", "filters", "passing"),
    [
        ("country", [("PE", False)], [0, 2]),
        ("country", [("PE", False), ("VN", False)], [0, 2, 3]),
        ("country", [("PE", False), ("RU", True)], [2]),
        ("country", [("PE", True)], [1, 3]),
        ("country", [(None, False), ("VN", False)], [1, 3]),
        ("country", [(None, True)], [0, 2, 3]),
        ("country", [("XX", False)], []),
        ("source", [(None, False)], [1]),
        ("date", [("2013", False)], [0, 2]),
        ("date", [("2013-11", False)], [2]),
        ("date", [("2013", False), ("2013-11", True)], [0]),
        ("date", [(None, False), ("1968", False)], [1, 3]),
        ("date", [("2013", True)], [1, 3]),
        ("language", [("caf\udce9", False)], []),
    ],
)
def test_included_values_widen_and_excluded_take_away(facets, facet, filters, passing):
    mask = facets.mask(facet, [Filter(facet, value, excluded) for value, excluded in filters])
    assert np.flatnonzero(mask).tolist() == passing


def tabulated(filters=(), **counts):
    every = {facet: Counter(counts.get(facet, {})) for facet in ("source", "country", "date", "language")}
    tables, months = tabulate(every, [Filter(*chosen) for chosen in filters])
    return {facet: list(map(plain, values)) for facet, values in tables.items()}, list(map(plain, months))


def plain(value):
    return value.value, value.count, value.selected, value.excluded


def test_values_are_listed_most_frequent_first_then_by_name_and_the_unknown_last():
    tables, _ = tabulated(source={"b": 2, "a": 2, "c": 5, None: 9})
    assert [value for value, *_ in tables["source"]] == ["c", "a", "b", None]


def test_years_come_newest_first_and_months_in_order():
    tables, months = tabulated(date={"2014-11": 2, "2013-01": 1, "2014-02": 3, None: 4})
    assert tables["date"] == [("2014", 5, False, False), ("2013", 1, False, False), (None, 4, False, False)]
    assert months == [("2013-01", 1, False, False), ("2014-02", 3, False, False), ("2014-11", 2, False, False)]


def test_filtered_values_are_marked_and_stay_listed_without_a_count():
    tables, months = tabulated(
        [("source", "a"), ("source", "z", True), ("date", "2014-02"), ("date", "2011"), ("date", None)],
        source={"a": 1},
        date={"2014-11": 2},
    )
    assert tables["source"] == [("a", 1, True, False), ("z", 0, False, True)]
    assert tables["date"] == [("2014", 2, False, False), ("2011", 0, True, False), (None, 0, True, False)]
    assert months == [("2014-02", 0, True, False), ("2014-11", 2, False, False)]


@given(st.lists(st.none() | st.integers(-719_162, 2_932_896) | st.dates(), min_size=1, max_size=9))
def test_any_date_of_the_calendar_has_its_month_or_its_year_where_that_is_all(dates):
    """Days by their numbers, and dates of which the year alone is known."""
    bare = [type(when) is date for when in dates]
    days = [day_number(when.replace(month=1, day=1)) if of else when for when, of in zip(dates, bare, strict=True)]
    documents = [{"date": day, "precision": "year" if of else None} for day, of in zip(days, bare, strict=True)]
    named = [None if day is None else str(day_of(day))[: 4 if of else 7] for day, of in zip(days, bare, strict=True)]
    with built([[Change(str(number), document) for number, document in enumerate(documents)]]) as index:
        facets = SegmentFacets(index.open_segments()[1][0])
        for _ in range(2):  # answers a first question otherwise
            assert facets.counts(constant(np.arange(0, len(days), 2), 1.0))["date"] == Counter(named[::2])
