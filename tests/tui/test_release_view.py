from contextlib import asynccontextmanager

import pytest

from index.release import Removal
from searcher.request import SearchRequest


@pytest.fixture
def reader(drive):
    """The app with a release opened over the list."""

    @asynccontextmanager
    async def open_reader(*keys, query="copper", size=(80, 24), **options):
        async with drive(size, request=SearchRequest(query), **options) as user:
            await user.press("enter", "enter", *keys)
            yield user

    return open_reader


async def test_it_opens_over_the_list_with_title_facts_and_address(reader):
    async with reader() as user:
        assert user.lines[0].split() == ["releases/0000.txt", "13", "hits"]
        assert user.lines[1].strip() == "Joint statement 0 on copper mining"
        assert user.lines[2].strip() == "undated · Ministry of Mines · Peru, Russia · English"


async def test_the_hits_of_a_long_release_come_after_its_text(reader, monkeypatch):
    monkeypatch.setattr("tui.asking.LONG", 10)
    monkeypatch.setattr("tui.screens.search.PAINTED", 0)
    async with reader() as user:
        assert user.lines[0].split() == ["releases/0000.txt", "13", "hits"]


async def test_hits_are_walked_round(reader):
    async with reader() as user:
        counts = []
        for key in "nnNNn":
            await user.press(key)
            counts.append(user.lines[0].split()[-1])
        assert counts == ["1/13", "2/13", "1/13", "13/13", "1/13"]


async def test_the_hit_one_is_at_stands_out_though_what_is_above_it_comes_and_goes(reader):
    async with reader("n", "v", "l") as user:
        first, *others = user.styles_of("copper")
        assert first not in others


async def test_the_hit_before_the_first_is_the_last(reader):
    async with reader("N") as user:
        assert user.lines[0].endswith("hit 13/13")


async def test_a_hit_out_of_sight_is_scrolled_to(reader):
    async with reader("N", size=(80, 14)) as user:
        assert "Paragraph 13" in user.text
        assert user.lines[0].split()[:2] == ["Joint", "statement"]


async def test_without_hits_there_is_nothing_to_walk(reader):
    async with reader("n", query="") as user:
        assert user.lines[0].strip() == "releases/0000.txt"


async def test_a_single_hit_is_counted_as_one(reader, engine):
    release = next(iter(engine.releases.values()))
    engine.releases = {release.id: release._replace(body="One copper.")}
    async with reader() as user:
        assert user.lines[0].endswith("1 hit")


async def test_ledger_and_evidence_come_and_go_on_a_key(reader):
    async with reader("l", "v") as user:
        assert ("⌫ Home | News | Contact  [menu]" in user.text, "no field has evidence" in user.text) == (True, True)
        await user.press("l", "v")
        assert ("⌫" in user.text, "Why\n" in user.text) == (False, False)


async def test_the_ledger_opens_the_release_where_there_is_no_preview(drive):
    async with drive((80, 24)) as user:
        await user.press("enter", "l")
        assert (user.focused, "[menu]" in user.text) == ("release", True)


async def test_the_ledger_shows_in_the_preview_beside_the_list(drive):
    async with drive((112, 24)) as user:
        await user.press("enter", "l")
        assert (user.focused, "[menu]" in user.text) == ("results", True)


async def test_the_next_release_is_a_key_away(reader):
    async with reader("J", "J", "K") as user:
        assert user.lines[0].split()[0] == "releases/0005.txt"
        await user.press("escape")
        assert user.part("results").cursor == 1


async def test_words_are_found_in_the_page(reader):
    async with reader("slash") as user:
        await user.type("its costs")
        assert user.lines[0].endswith("hit 1/12")
        await user.press("enter", "n")
        assert (user.focused, user.lines[0].endswith("hit 2/12")) == ("release", True)
        await user.press("slash", "escape")
        assert user.lines[0].endswith("13 hits")


async def test_keys_scroll(reader):
    async with reader(size=(80, 10)) as user:
        view = user.part("release")
        tops = []
        for key in ("j", "k", "pagedown", "pageup", "G", "g", "end", "home", "ctrl+d", "ctrl+u", "down", "up"):
            await user.press(key)
            tops.append(view.top)
        end = view.count - view.size.height
        assert tops == [1, 0, 7, 0, end, 0, end, 0, 7, 0, 1, 0]


async def test_lines_are_no_wider_than_can_be_read_and_stand_in_the_middle(reader):
    async with reader(size=(200, 60)) as user:
        left = {len(line) - len(line.lstrip()) for line in user.lines[:-1] if line}
        assert left == {55}


async def test_a_long_removal_keeps_its_lines(reader, engine):
    release = next(iter(engine.releases.values()))
    engine.releases = {release.id: release._replace(removed=(Removal("One\nTwo", "menu", 0),))}
    async with reader("l") as user:
        assert [line.strip() for line in user.lines if "⌫" in line] == ["⌫ One", "⌫ Two  [menu]"]


async def test_a_release_that_is_gone_is_said_so(reader, engine):
    async with reader("escape") as user:
        engine.releases.pop(user.part("results").highlighted.id)
        await user.press("enter", "escape")
        assert "no release" in user.text
