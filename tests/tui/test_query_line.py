"""Completion and queries asked before."""


async def offered(user):
    return [offer.text for offer in user.part("offers").offers]


async def test_tab_offers_completions_and_takes_the_one_under_the_cursor(drive):
    async with drive() as user:
        await user.type("trade co")
        await user.press("tab")
        assert await offered(user) == ["copper", "cooperation", "costs"]
        await user.press("down", "down", "up", "tab")
        assert (user.request.query, user.part("query").cursor_position) == ("trade cooperation", 17)
        assert not user.part("offers").display


async def test_enter_takes_an_offer_and_then_goes_to_the_results(drive):
    async with drive() as user:
        await user.type("co")
        await user.press("tab", "up", "enter")
        assert (user.request.query, user.focused) == ("costs", "query")
        await user.press("enter")
        assert user.focused == "results"


async def test_the_only_completion_is_taken_at_once(drive):
    async with drive() as user:
        await user.type("fi")
        await user.press("tab")
        assert user.request.query == "fisheries"


async def test_tab_goes_on_where_there_is_nothing_to_complete(drive):
    async with drive((112, 24)) as user:
        await user.press("tab")
        assert user.focused == "facets"
        await user.press("f", "slash", *"zzz", "tab")
        assert user.focused == "facets"


async def test_values_of_a_field_are_offered_while_they_are_typed_and_counted(drive):
    async with drive() as user:
        await user.type("source:")
        assert 'source:"Kremlin"' in await offered(user)
        assert any('source:"Kremlin"' in line and line.rstrip("▐ ").endswith("14") for line in user.lines)
        await user.type('"M')
        assert await offered(user) == []


async def test_completions_of_a_query_no_longer_there_are_dropped(drive, engine):
    async with drive() as user:
        await user.type("co")
        user.part("query").complete("c", engine.complete("c", 1), on_key=True)
        assert await offered(user) == []


async def test_escape_closes_the_offers_first(drive):
    async with drive() as user:
        await user.type("co")
        await user.press("tab", "escape")
        assert (user.part("offers").display, user.focused) == (False, "query")


async def test_an_offer_is_taken_by_a_click(drive):
    async with drive() as user:
        await user.type("co")
        await user.press("tab")
        await user.click("#offers", 3, 1)
        assert user.request.query == "cooperation"


async def test_queries_asked_before_are_recalled_the_latest_first(drive):
    async with drive() as user:
        for query in ("copper", "fisheries", "trade"):
            await user.type(query)
            await user.press("enter", "slash", "ctrl+u")
        await user.press("ctrl+r")
        assert await offered(user) == ["trade", "fisheries", "copper"]
        await user.press("escape")
        await user.type("e")
        await user.press("ctrl+r", "down", "enter")
        assert user.request.query == "fisheries"


async def test_nothing_was_asked_before(drive):
    async with drive() as user:
        await user.press("ctrl+r")
        assert not user.part("offers").display
