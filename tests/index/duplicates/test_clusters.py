import pytest

from index.duplicates.clusters import clusters
from index.duplicates.match import Verdict

YES, NO, LETTERS = Verdict.VERSIONS, Verdict.UNLIKE, Verdict.FORM_LETTERS


def test_nothing_has_no_clusters():
    assert clusters({}) == []


def test_matches_are_gathered():
    assert clusters({(1, 2): YES, (5, 9): YES, (2, 3): YES, (3, 4): NO}) == [[1, 2, 3], [5, 9]]


def test_copies_of_one_text_need_not_have_been_compared():
    assert clusters({(1, 2): YES, (1, 3): YES}) == [[1, 2, 3]]


@pytest.mark.parametrize("apart", [LETTERS, NO])
def test_a_piece_of_several_releases_goes_with_the_most_alike(apart):
    assert clusters({(2, 9): YES, (1, 9): YES, (1, 2): apart}) == [[2, 9]]


def test_a_misjudged_pair_does_not_part_many_versions():
    verdicts = {(1, 2): YES, (1, 3): YES, (2, 3): YES, (1, 4): YES, (2, 4): YES, (3, 4): LETTERS}
    assert clusters(verdicts) == [[1, 2, 3, 4]]
