"""Other versions of a release, and what differs."""

from searcher.diff import Change
from tui.paragraphs import Paragraph
from tui.screens.versions import shortened, stretches

TEXT = [
    f"Paragraph {number} says that the harbour board weighed {number * 7} tons of grain and copper."
    for number in range(9)
]


async def test_versions_are_listed_and_what_differs_is_shown(drive, library, snapshot):
    library.add("a/one.txt", "Harbour statement", "May 7, 2014", *TEXT)
    library.add("c/three.txt", "Harbour statement", "May 9, 2014", *TEXT, "More will be said in June by the board.")
    library.rebuild()
    async with drive((80, 24), engine=library.engine()) as user:
        await user.type("title:statement")
        await user.press("enter", "end", "d")
        assert user.text == snapshot
        assert [style.strike for style in user.styles_of("9,")] == [True]
        assert [style.bold for style in user.styles_of("7,")] == [True]
        await user.press("down", "tab", "down", "pagedown", "home", "end")
        assert user.app.screen.focused.id == "difference"
        await user.press("d")
        assert user.focused == "results"


async def test_a_release_without_versions_says_so(drive, library):
    async with drive(engine=library.engine()) as user:
        await user.press("enter", "d")
        assert [note.message for note in user.app._notifications] == ["no other version of it is known"]


def test_a_space_stands_between_an_old_word_and_the_new_one():
    changes = [Change("same", "in "), Change("removed", "May"), Change("added", "June"), Change("same", "."),
               Change("removed", " a\n"), Change("added", "b")]  # fmt: skip
    assert "".join(text for text, _ in stretches(changes)) == "in May June. a\nb"


def test_lines_far_from_a_change_are_counted():
    lines = [Paragraph(f"{number}", marks=((0, 1, "added"),) if number == 4 else ()) for number in range(9)]
    assert [line.text for line in shortened(lines)] == ["… 3 lines the same", "3", "4", "5", "… 3 lines the same"]
