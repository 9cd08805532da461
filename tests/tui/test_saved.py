"""Searches that are saved, and what is new in them."""

from searcher import saved as store
from searcher.request import SearchRequest


async def test_a_search_is_saved_and_run_again(drive, library, snapshot):
    async with drive((80, 12), engine=library.engine()) as user:
        await user.type("copper")
        await user.press("enter", "b")
        assert "Nothing is saved yet: a saves the present search." in user.text
        await user.press("enter", "r", "x", "u", "a", "enter")
        assert user.text == snapshot
        await user.press("escape", "slash", "end", "ctrl+u", "enter", "b", "enter")
        assert (user.request, user.part("query").value) == (SearchRequest("copper"), "copper")


async def test_what_is_new_is_counted_until_the_search_is_run(drive, library):
    store.save(library.index, store.SavedSearch("mine", SearchRequest("copper"), 1))
    library.add("late.txt", "Copper notice 9", "LIMA, June 1, 2014 - One more lot of copper left the port.")
    library.rebuild()
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "b")
        assert ["mine", "copper", "1", "new", "5", "releases"] in [line.split() for line in user.lines]
        await user.press("enter", "b")
        assert ["mine", "copper", "5", "releases"] in [line.split() for line in user.lines]


async def test_what_was_deleted_is_brought_back(drive, library):
    for name in ("copper", "grain", "mine"):
        store.save(library.index, store.SavedSearch(name, SearchRequest(name), 1))
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "b", "down", "x", "x")
        assert list(store.load(library.index)) == ["copper"]
        await user.press("u", "u", "u")
        assert list(store.load(library.index)) == ["copper", "grain", "mine"]
        await user.press("end", "up", "pageup", "pagedown", "home")
        await user.click("#saved", 3, 1)
        await user.press("enter")
        assert user.request.query == "grain"


async def test_a_file_that_cannot_be_read_is_named(drive, library):
    path = store.place(library.index)
    path.parent.mkdir(parents=True)
    path.write_text("{")
    async with drive((120, 30), engine=library.engine()) as user:
        await user.press("enter", "b")
        assert "is no file of saved searches" in next(iter(user.app._notifications)).message
