import pytest
from textual.events import Click, MouseUp

from searcher.request import SearchRequest
from tui.widgets.result_list import PAGE

EVERYTHING = SearchRequest(limit=PAGE)


@pytest.fixture
def facets(drive):
    """The app with the keys in the facets."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def open_facets(*keys, size=(92, 44), **options):
        async with drive(size, **options) as user:
            await user.press("enter", "f", *keys)
            yield user

    return open_facets


CHOICES = [
    (["space"], EVERYTHING.including("source", "Kremlin")),
    (["enter"], EVERYTHING.including("source", "Kremlin")),
    (["space", "space"], EVERYTHING),
    (["space", "j", "space"], EVERYTHING.including("source", "Kremlin").including("source", "MOFA Korea")),
    (["x"], EVERYTHING.excluding("source", "Kremlin")),
    (["x", "x"], EVERYTHING),
    (["x", "space"], EVERYTHING.including("source", "Kremlin")),
    (["space", "j", "o"], EVERYTHING.only("source", "MOFA Korea")),
    (["right_square_bracket", "space"], EVERYTHING.including("country", "PE")),
    (["left_square_bracket", "space"], EVERYTHING.including("language", "en")),
    (["G", "space"], EVERYTHING.including("language", None)),
    (["end", "home", "space"], EVERYTHING.including("source", "Kremlin")),
    (["pagedown", "space"], EVERYTHING.including("language", None)),
    (["pagedown", "pageup", "x"], EVERYTHING.excluding("source", "Kremlin")),
]


async def test_keys_choose_values(facets):
    async with facets() as user:
        chosen = []
        for keys, _ in CHOICES:
            await user.start_again("facets")
            await user.press(*keys)
            chosen.append(user.request)
        assert chosen == [request for _, request in CHOICES]


async def test_siblings_keep_their_counts_and_the_cursor_its_place(facets):
    async with facets("j", "space") as user:
        shown = [" ".join(line[:32].split()) for line in user.lines[3:6]]
        assert shown == ["○ Kremlin 20", "● MOFA Korea 20", "○ The White House 20"]
        await user.press("x")
        assert user.request == EVERYTHING.excluding("source", "MOFA Korea")


async def test_a_year_unfolds_into_months_that_can_be_picked_and_folds_again(facets):
    to_first_year = ["right_square_bracket"] * 2 + ["j"]
    async with facets(*to_first_year, "right", "j", "space") as user:
        assert user.request == EVERYTHING.including("date", "2015-02")
        assert "● Feb 2015" in user.text
        await user.press("space", "k", "left")
        assert "Feb 2015" not in user.text


async def test_unfolding_a_country_does_nothing(facets):
    async with facets("right_square_bracket") as user:
        before = user.text
        await user.press("right")
        assert user.text == before


async def test_bars_are_walked_along_and_picked(facets):
    async with facets("right_square_bracket", "right_square_bracket", "right", "right", "left") as user:
        assert "2006: 5" in user.text
        await user.press("space")
        assert user.request == EVERYTHING.including("date", "2006")


async def test_a_range_of_years_is_picked_by_key_and_by_pulling_the_mouse(facets):
    years = EVERYTHING.only("date", "2006").including("date", "2008").including("date", "2007")
    async with facets("right_square_bracket", "right_square_bracket", "right", "space") as user:
        await user.press("right", "right", "full_stop")
        assert {*user.request.filters} == {*years.filters}
        bars = next(n for n, line in enumerate(user.lines) if "Date" in line) + 1 - user.part("facets").region.y
        await user.press("u", "u")
        width = user.part("facets")._bar_width
        await user.pilot.mouse_down("#facets", offset=(1 + width, bars))
        await user.pilot._post_mouse_events([MouseUp, Click], "#facets", offset=(1 + 3 * width, bars), button=1)
        await user.press("home")
        assert {*user.request.filters} == {*years.filters}


async def test_no_range_is_picked_of_what_has_no_order(facets):
    async with facets("full_stop", "G", "k", "k", "k", "k", "full_stop") as user:
        assert user.request == EVERYTHING


async def test_a_bar_and_a_value_are_picked_by_a_click(facets):
    async with facets() as user:
        bars = next(n for n, line in enumerate(user.lines) if "Date" in line) + 1 - user.part("facets").region.y
        await user.click("#facets", 1, bars)
        assert user.request == EVERYTHING.including("date", "2005")
        await user.press("u")
        await user.click("#facets", 5, 1)
        assert user.request == EVERYTHING.including("source", "Kremlin")
        await user.click("#facets", 5, 0)
        assert len(user.request.filters) == 1


async def test_the_rest_of_a_facet_is_shown_and_hidden(facets):
    async with facets("j", "j", "j", size=(80, 24)) as user:
        assert ("… 1 more" in user.text, "unknown source" in user.text) == (True, False)
        await user.press("space")
        assert ("… fewer" in user.text, "Ministry of Mines " in user.text) == (True, True)
        await user.press("space")
        assert "… fewer" not in user.text


async def test_a_value_is_found_by_typing_and_taken(facets):
    async with facets("right_square_bracket", "slash") as user:
        assert user.focused == "find"
        await user.type("korea")
        assert ("South Korea KR" in user.text, "Kremlin  " in user.lines[4]) == (True, False)
        await user.press("enter")
        assert (user.request, user.focused) == (EVERYTHING.including("country", "KR"), "facets")
        assert "Kremlin" in user.text


async def test_arrows_move_among_what_was_found_and_escape_gives_up(facets):
    async with facets("slash") as user:
        await user.type("e")
        await user.press("down", "down", "up", "enter")
        assert user.request == EVERYTHING.including("source", "MOFA Korea")
        await user.press("slash", "z", "escape")
        assert (user.focused, user.part("find").display, "Country" in user.text) == ("facets", False, True)


async def test_without_any_value_keys_do_nothing(facets, endless):
    async with facets(
        "space", "right", "slash", "z", "enter", "down", "right_square_bracket", engine=endless(1)
    ) as user:
        assert user.request == EVERYTHING
