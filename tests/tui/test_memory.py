import json
import stat
from datetime import date

import pytest

from searcher.request import SearchRequest
from tui.memory import Memory, state_path

REQUEST = (
    SearchRequest("copper", since=date(2014, 1, 1), sort="date", collapse=True)
    .including("country", "PE")
    .excluding("date", "2014")
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "searches.json"


def test_the_last_search_of_an_index_comes_back(path):
    Memory(path, "one").leave(REQUEST)
    Memory(path, "two").leave(SearchRequest("other"))
    assert [Memory(path, index).last for index in ("one", "two", "three")] == [REQUEST, SearchRequest("other"), None]


def test_queries_come_back_the_latest_first_and_once(path):
    memory = Memory(path)
    for query in ("copper", "fish", " copper ", ""):
        memory.asked(query)
    memory.leave(REQUEST)
    assert Memory(path).queries == ["copper", "fish"]


def test_only_the_owner_can_read_it(path):
    Memory(path).leave(REQUEST)
    assert [stat.S_IMODE(place.stat().st_mode) for place in (path, path.parent)] == [0o600, 0o700]


def test_it_does_not_grow_without_end(path):
    memory = Memory(path)
    for number in range(300):
        memory.asked(str(number))
    for number in range(30):
        Memory(path, str(number)).leave(REQUEST)
    memory.leave(REQUEST)
    data = json.loads(path.read_text())
    assert (len(data["queries"]), data["queries"][0], len(data["searches"]) <= 20) == (200, "299", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"queries": 3}',
        '{"searches": {"here": {}}}',
        '{"searches": {"here": {"query": "", "filters": [["planet", "x"]], "sort": "date", "since": null}}}',
        '{"searches": {"here": {"query": "", "filters": [], "sort": "size", "since": null, "until": null}}}',
        '{"searches": {"here": {"query": "", "filters": [], "sort": "date", "since": "now", "until": null}}}',
    ],
)
def test_what_cannot_be_read_is_forgotten(path, text):
    path.parent.mkdir()
    path.write_text(text)
    memory = Memory(path, "here")
    assert (memory.queries, memory.last) == ([], None)


def test_a_disk_that_cannot_be_written_is_no_failure(tmp_path):
    (tmp_path / "file").write_text("")
    Memory(tmp_path / "file" / "searches.json").leave(REQUEST)


def test_it_lives_with_the_state_of_the_user():
    assert state_path().parts[-2:] == ("searcher", "searches.json")


async def test_the_screen_remembers_the_search_it_is_left_with(drive, path):
    async with drive(memory=Memory(path, "here")) as user:
        await user.type("fish")
        await user.press("enter", "s")
    memory = Memory(path, "here")
    assert (memory.last.query, memory.last.sort, memory.queries) == ("fish", "-date", ["fish"])
