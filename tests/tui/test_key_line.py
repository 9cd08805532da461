"""The line of keys."""


async def test_the_keys_of_what_has_the_focus_are_named(drive):
    async with drive() as user:
        assert user.lines[-1].startswith("⏎ To the results tab Complete")
        await user.press("enter")
        assert user.lines[-1] == "⏎ Read space Mark / Query f Facets t Timeline s Sort ^p Commands ^q Quit ? Help"
        await user.press("enter")
        assert user.lines[-1] == (
            "/ Find esc Back n Next hit l Removed v Why y Copy m Similar d Versions o Original ? Help"
        )


async def test_keys_without_room_are_left_out_but_never_help(drive):
    async with drive((50, 24)) as user:
        await user.press("enter")
        assert user.lines[-1] == "⏎ Read space Mark / Query f Facets ? Help"


async def test_a_key_is_pressed_by_a_click_on_it_alone(drive):
    async with drive() as user:
        await user.press("enter")
        await user.click("KeyLine", 91, 0)
        assert user.focused == "results"
        await user.click("KeyLine", user.lines[-1].index("f Facets"), 0)
        assert user.focused == "facets"
