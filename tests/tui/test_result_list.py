from textual.events import MouseScrollDown, MouseScrollUp


async def test_keys_move_the_cursor_and_stop_at_the_ends(drive):
    async with drive() as user:
        await user.press("enter")
        places = []
        for key in ("down", "j", "up", "k", "k", "end", "home", "G", "j", "g"):
            await user.press(key)
            places.append(user.part("results").cursor)
        assert places == [1, 2, 1, 0, 0, 69, 0, 69, 69, 0]


async def test_pages_go_by_the_window(drive):
    async with drive((120, 40)) as user:
        await user.press("enter")
        places = []
        for key in ("pagedown", "pageup", "ctrl+d", "ctrl+u"):
            await user.press(key)
            places.append(user.part("results").cursor)
        assert places == [7, 0, 7, 0]


async def test_the_preview_follows_the_cursor(drive):
    async with drive((112, 24)) as user:
        await user.press("enter", "down")
        assert user.part("release").reading.release.title == user.part("results").highlighted.title


async def test_a_click_highlights_and_two_open(drive):
    async with drive((80, 24)) as user:
        await user.click("#results", 5, 4)
        assert (user.focused, user.part("results").cursor) == ("results", 1)
        await user.click("#results", 5, 4, times=2)
        assert user.focused == "release"


async def test_a_hundred_thousand_hits_are_paged_through_and_memory_stays_flat(drive, endless, monkeypatch):
    monkeypatch.setattr("tui.widgets.result_list.KEPT_PAGES", 4)
    async with drive(engine=endless(100_000)) as user:
        results = user.part("results")
        await user.press("enter", "G")
        assert results.highlighted.title == "Release 99,999"
        assert "Release 99,999" in user.text
        for _ in range(10):
            results.cursor -= 30
            await user.press("k")
        assert len(results._pages) <= 5
        assert results.highlighted.title in user.text


async def test_only_pages_around_the_cursor_are_asked_for(drive, endless):
    engine = endless(100_000)
    async with drive(engine=engine) as user:
        await user.press("enter", "G")
        assert {request.offset for request in engine.asked} == {0, 99_980, 99_990}


async def test_a_page_of_a_search_before_is_dropped(drive):
    async with drive() as user:
        user.app.screen._add(user.request.asking("before"), 1, ())
        await user.press("enter", "G")
        assert user.part("results").highlighted.title == "Joint statement 69 on harbour dredging"


async def test_nothing_opens_where_nothing_was_found(drive):
    async with drive() as user:
        await user.type("nowhere")
        await user.press("enter", "enter", "l", "n")
        assert (user.focused, user.part("release").reading) == ("results", None)
        assert "Nothing found." in user.text


async def test_the_snippet_begins_late_enough_for_its_hit(drive, engine):

    release = next(iter(engine.releases.values()))
    engine.releases = {release.id: release._replace(body="word " * 60 + "copper mining")}
    async with drive((80, 24)) as user:
        await user.type("copper")
        assert user.lines[4].strip().startswith("…word word")
        assert user.lines[4].endswith("copper mining")


async def test_markup_escapes_and_bidi_controls_are_shown_as_text(drive, engine):

    release = next(iter(engine.releases.values()))
    hostile = "[@click=app.quit]x[/] [red]\x1b[31m\u202egpj[/nope"
    engine.releases = {release.id: release._replace(title=hostile, source=hostile, body=hostile, path=hostile)}
    async with drive() as user:
        await user.press("enter", "f", "space")
        shown = "[@click=app.quit]x[/] [red]␛[31mgpj[/nope"
        assert user.text.count(shown[:20]) >= 5
        assert shown in user.text
        assert "\x1b" not in user.text


async def test_the_wheel_and_a_click_on_the_scroll_bar_scroll(drive, endless, settle):
    async with drive((80, 24), engine=endless(1_000)) as user:
        results, tops = user.part("results"), []
        for turn in (MouseScrollDown, MouseScrollDown, MouseScrollUp):
            await user.pilot._post_mouse_events([turn], "#results", offset=(5, 5))
            await settle(user.pilot)
            tops.append(results.top)
        await user.click("#results", 79, 7)
        assert (tops, results.top) == ([3, 6, 3], 7 * results.count // results.room.height)
