import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaner import Boilerplate, LineCounts, clean, learn
from index.cleaner import counts as counting
from index.cleaner.masking import mask
from index.readers.document import Block, RawDocument

PROSE = "Release {n} tells that the ministers of both countries met in Lima to speak of matter number {n} at length."
GRANT = "The grants help fire departments buy equipment and train their men and women all over the state."


def release(
    number,
    *,
    top=("Portal of the Ministry", "Item {n} of the register"),
    bottom=("Sent to {n} readers", "Item register"),
    inner=(),
):
    lines = [
        *top,
        "Title " + "abcdefghij"[number % 10] * (number // 10 + 1),
        PROSE,
        *inner,
        f"{PROSE} It also tells more.",
        *bottom,
    ]
    return RawDocument(f"{number}.txt", tuple(Block(line.replace("{n}", str(number))) for line in lines))


def learned(documents):
    counts = LineCounts()
    for one in documents:
        counts.add("ministry", one)
    return learn(counts)["ministry"]


def removed(one, boilerplate):
    return [removal.text for removal in clean(one, boilerplate).removed]


@pytest.mark.parametrize("size", [4, 10, 60])
def test_lines_around_many_releases_are_removed_with_their_numbers_masked(size):
    boilerplate = learned(map(release, range(size)))
    assert removed(release(3), boilerplate) == [
        "Portal of the Ministry",
        "Item 3 of the register",
        "Sent to 3 readers",
        "Item register",
    ]


def test_the_ledger_names_the_edge():
    rules = {removal.rule for removal in clean(release(1), learned(map(release, range(5)))).removed}
    assert rules == {"learned-top", "learned-bottom"}


def test_two_releases_teach_nothing():
    assert removed(release(1), learned(map(release, range(2)))) == []


def test_a_sentence_that_half_of_the_releases_repeat_is_content():
    documents = [release(n, bottom=(GRANT,) if n % 2 else ()) for n in range(40)]
    assert GRANT not in removed(documents[1], learned(documents))


def test_a_sentence_that_all_releases_repeat_at_the_end_is_not():
    documents = [release(n, bottom=(GRANT,)) for n in range(40)]
    assert GRANT in removed(documents[1], learned(documents))


def test_paragraphs_that_the_corrections_of_one_release_share_are_content():
    middle = "The quay of {n} in the harbour of Callao will be closed to all ships from May to the end of the year."
    documents = [
        RawDocument(quay, tuple(map(Block, (PROSE, middle.replace("{n}", quay), GRANT))))
        for quay in ("Paita", "Ilo", "Chimbote")
    ]
    assert removed(documents[1], learned(documents)) == []


def test_a_line_that_also_stands_inside_is_content():
    documents = [release(n, inner=("Background",) * 40, bottom=("Background",)) for n in range(20)]
    assert "Background" not in removed(documents[0], learned(documents))


def test_peeling_stops_at_the_first_real_paragraph():
    boilerplate = Boilerplate(10, top={"portal": 10})
    one = RawDocument("a", tuple(map(Block, ["Portal", PROSE, "Portal", PROSE])))
    assert [removal.start for removal in clean(one, boilerplate).removed] == [0]


@pytest.mark.parametrize(
    "line",
    [
        "WASHINGTON D C",
        "November 7, 2014",
        "###",
        "Media contact: Jane Doe",
        "For immediate release",
        "* unofficial translation",
        "WASHINGTON – The senator spoke today of many things.",
    ],
)
def test_datelines_dates_and_closings_are_protected(line):
    documents = [release(n, top=(line,), bottom=(line,)) for n in range(30)]
    assert removed(documents[0], learned(documents)) == []


def test_the_title_is_protected():
    documents = [release(n, top=("Statement",)) for n in range(10)]
    assert "Statement" not in {
        removal.text for removal in clean(documents[0], learned(documents), title="Statement").removed
    }


def test_a_common_line_beyond_a_title_goes_a_rare_one_stays():
    boilerplate = Boilerplate(10, top={"portal": 10, "share it": 10, "rare": 3})
    one = RawDocument("a", tuple(map(Block, ["Portal", "A new title", "Share it", "Rare", PROSE])))
    assert removed(one, boilerplate) == ["Portal", "Share it"]
    two = RawDocument(
        "a", tuple(map(Block, ["Portal", "A new title", "Rare", "Lima", "Cusco", "Puno", "Share it", PROSE]))
    )
    assert removed(two, boilerplate) == ["Portal"]


def test_the_user_keeps_and_drops_lines_and_relearning_keeps_the_decisions():
    counts = LineCounts()
    for number in range(10):
        counts.add("ministry", release(number))
    plain = learn(counts)["ministry"].to_json()
    edited = Boilerplate.from_json(plain | {"keep": ["item register"], "drop": ["title b"]})
    again = learn(counts, {"ministry": edited})["ministry"]
    assert "Item register" not in removed(release(1), again)
    assert "Title b" in removed(release(1), again)
    assert again == edited


def test_what_was_learned_survives_json():
    boilerplate = learned(map(release, range(6)))
    assert Boilerplate.from_json(json.loads(json.dumps(boilerplate.to_json()))) == boilerplate


@given(st.permutations(range(12)), st.integers(0, 12))
def test_counts_do_not_depend_on_order_nor_on_who_counted(order, cut):
    together, first, second = LineCounts(), LineCounts(), LineCounts()
    for number in range(12):
        together.add("a", release(number))
        together.add("a", release(number))
    for number in order[:cut]:
        first.add("a", release(number))
    for number in order[cut:]:
        second.add("a", release(number))
    first.merge(LineCounts.from_json(json.loads(json.dumps(second.to_json()))))
    assert first.to_json() == together.to_json()


@given(st.permutations(range(40)), st.integers(1, 39))
def test_a_large_source_is_sampled_the_same_way_in_any_order(order, cut):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "SAMPLE", 10)
        whole, first, second = LineCounts(), LineCounts(), LineCounts()
        for number in range(40):
            whole.add("a", release(number))
        for place, number in enumerate(order):
            (first if place < cut else second).add("a", release(number))
        first.merge(second)
        assert first.to_json() == whole.to_json()
        assert next(whole.totals())[1] <= 10


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Views: 1,204", "views: #"),
        ("Posted March 4, 2015 by staff", "posted § #, # by staff"),
        ("Update: November, 14/2024 - 07:59", "update: §, # - #"),
        ("November 7, 2014", None),
        ("7 de noviembre de 2014", None),
        ("2014년 11월 7일", None),
        ("Friday 7 ноября 2014 г.", None),
        ("***", None),
        (
            "Revenue rose to 12 million in March 2015, the ministry said.",
            "revenue rose to 12 million in § #, the ministry said",
        ),
        ("March of progress", "march of progress"),
    ],
)
def test_numbers_and_months_are_masked_and_bare_dates_are_no_key(line, masked):
    assert mask(line) == masked


def test_more_releases_only_add_to_what_is_removed():
    sizes = [len(removed(release(0), learned(map(release, range(size))))) for size in (2, 5, 19, 20, 50)]
    assert all(smaller <= larger for smaller, larger in pairwise(sizes))
