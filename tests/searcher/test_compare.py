import numpy as np
import pytest

from searcher.compare import Keyword, compare, log_likelihood
from searcher.request import SearchRequest
from searcher.timeline import Bar


def test_the_formula_gives_the_figures_of_its_authors_example():
    """Rayson and Garside's calculator: 100 of 10,000 words against 40 of 20,000."""
    counts = np.array([[100, 40], [9_900, 19_960]])
    expected_first = 140 / 3
    want = 2 * (100 * np.log(100 / expected_first) + 40 * np.log(40 / (2 * expected_first)))
    assert log_likelihood(counts)[0] == pytest.approx(want)
    assert round(want, 2) == 84.64


def test_a_word_as_frequent_in_both_has_none():
    assert log_likelihood(np.array([[1, 2], [10, 20]])) == pytest.approx([0, 0])


def test_a_word_of_one_set_alone_is_told_too():
    assert log_likelihood(np.array([[8, 0], [8, 16]]))[0] == pytest.approx(2 * 8 * np.log(2))


@pytest.fixture
def mines(engine_anywhere, release):
    return engine_anywhere(
        *(
            release(f"a{n}", f"Mining {n}", "mines mining copper " * 9, source="Mines", date="2014-11-07")
            for n in range(3)
        ),
        *(
            release(f"b{n}", f"Fishing {n}", "boats boats nets " * 9, source="Fish", date="2016-11-07")
            for n in range(3)
        ),
    )


def test_words_stand_as_they_were_written_most_often_and_the_most_telling_comes_first(mines):
    found = compare(mines, [SearchRequest("source:mines"), SearchRequest("source:fish")], "year", limit=2)
    first, second = found.keywords
    assert [(word.word, word.counts) for word in first] == [("mining", [57, 0]), ("copper", [27, 0])]
    assert [(word.word, word.counts) for word in second] == [("boats", [0, 54]), ("nets", [0, 27])]
    assert all(isinstance(word, Keyword) and word.keyness > 15.13 for word in (*first, *second))


def test_bars_of_all_sets_are_of_the_same_years(mines):
    found = compare(mines, [SearchRequest("source:mines"), SearchRequest("source:fish"), SearchRequest("x")], "year")
    assert [[bar.count for bar in timeline.bars] for timeline in found.timelines] == [[3, 0, 0], [0, 0, 3], [0, 0, 0]]
    assert {tuple(bar.start.year for bar in timeline.bars) for timeline in found.timelines} == {(2014, 2015, 2016)}
    assert isinstance(found.timelines[0].bars[0], Bar)
    assert found.totals == (3, 3, 0)


def test_letters_that_lost_apostrophes_left_behind_are_no_words(engine_of, release):
    mine, other = release("a", "", "the mine s copper " * 30), release("b", "", "the ports and ships " * 30)
    found = compare(engine_of(mine, other), [SearchRequest("copper"), SearchRequest("ships")], "year")
    assert sorted(word.word for word in found.keywords[0]) == ["copper", "mine"]


def test_what_is_in_both_is_counted_and_sets_nothing_apart(mines):
    found = compare(mines, [SearchRequest("mining"), SearchRequest("copper")], "year")
    assert (found.shared, found.keywords) == (3, ((), ()))


def test_an_empty_set_has_no_words(mines):
    assert compare(mines, [SearchRequest("absent"), SearchRequest()], "year").keywords == ((), ())


def test_notes_of_every_query_are_kept(mines):
    found = compare(mines, [SearchRequest("author:x"), SearchRequest("editor:x")], "year")
    assert [note.split("'")[1] for note in found.notes] == ["author", "editor"]


def test_terms_of_several_segments_are_added_up(store, release, tmp_path):
    from searcher.engine import Engine

    for n, word in enumerate(["copper", "gold", "copper"]):
        store(tmp_path / "i", [release(f"{n}", "", f"{word} {'filler' + str(n)} " * 20, source=word)])
    found = compare(Engine(tmp_path / "i"), [SearchRequest("source:copper"), SearchRequest("source:gold")], "year")
    assert ("copper", [40, 0]) in [(word.word, word.counts) for word in found.keywords[0]]
