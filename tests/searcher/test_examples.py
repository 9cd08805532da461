"""Words to begin a search with."""

import pytest

from index.release import Release
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from searcher.engine import Engine


@pytest.fixture
def words_of(tmp_path):
    def words_of(*bodies):
        writer = ArrayIndex.create(tmp_path, schema(), SCHEMA_VERSION).writer()
        for number, body in enumerate(bodies):
            writer.update_document(**to_document(Release(f"/{number}.txt", "Notice", body)))
        writer.commit()
        return Engine(tmp_path).examples()

    return words_of


def test_words_that_gather_in_few_releases_come_before_those_that_are_everywhere(words_of):
    bodies = ["Today the board said so, and " + "copper mining " * 5] * 4 + ["Today the board said fishing too."] * 40
    assert words_of(*bodies)[:2] == ("copper", "mining")


def test_the_form_that_is_written_most_stands_for_all(words_of):
    assert words_of(*["harbours harbour harbours"] * 3, "fish", "boats") == ("harbours",)


def test_short_words_numbers_and_what_one_release_has_are_left_out(words_of):
    assert words_of("tin 20145 tin solitary", "tin 20145", "boats") == ()


def test_an_empty_index_has_none(words_of):
    assert words_of() == ()
