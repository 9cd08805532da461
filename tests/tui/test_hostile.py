"""Releases that would take over the terminal or tear the screen: shown as text, and nothing is executed."""

import re
import unicodedata
from pathlib import Path

import pytest
from rich.cells import cell_len

from index.release import Release

FILES = sorted((Path(__file__).parents[1] / "data" / "hostile").iterdir())

SHOWN = {
    "arabic": "بيان مشترك حول تعدين النحاس copper",
    "bidi": "Copper report fdp.tropeR final",
    "combining": "Z\u0337\u0322\u0321a\u0334\u031b\u0301l\u0336g\u0335\u0315o\u0338 copper",
    "endless": "CopperCopper",
    "escapes": "␛]0;owned␇Harbour ␛[31mcopper␛[0m notice",
    "markup": "[@click=app.quit]Press here[/] for [red]copper[/nope",
    "wide": "구리 광산 협력에 관한 공동 성명 copper",
}


def release(path):
    with path.open(encoding="utf-8", newline="") as file:
        title, _, body = file.read().partition("\n\n")
    return Release(f"/pile/{path.name}", title, body, source=title, url=title, countries=("PE",), language="ko")


def unfit(text):
    """What no line of a screen may hold: controls, and format characters that have no glyph."""
    return {character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Cs")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_it_is_shown_as_text_in_every_part_and_every_line_is_as_wide_as_the_window(drive, engine, path):
    hostile = release(path)
    engine.releases = {hostile.id: hostile}
    async with drive((112, 30)) as user:
        await user.type("copper")
        await user.press("enter", "f", "space", "v", "l")
        listed = user.app.screen._compositor.render_strips()
        await user.press("escape", "enter", "n", "m", "escape", "c", "slash")
        assert user.app.is_running
        read = user.app.screen._compositor.render_strips()
        for strip in (*listed, *read):
            assert (unfit(strip.text), cell_len(strip.text)) == (set(), 112)
        text = " ".join(strip.text for strip in listed)
        assert SHOWN[path.stem][:11] in text
        acts = {segment.style.meta.get("@click", "") for strip in listed for segment in strip if segment.style}
        assert {act for act in acts if not re.match(r"$|screen\.drop\(0\)|app\.simulate_key\(", act)} == set()
        await user.resize(61, 24)
        await user.press("escape", "enter", "enter")
        view = user.part("release")
        widths = {cell_len(view._draw(view.line(number), False, False).text) for number in range(view.count)}
        assert (widths, view.count > 4) == ({view.size.width}, True)


def test_what_is_shown_is_the_title_in_full():
    from searcher.safe import one_line

    shown = {path.stem: one_line(release(path).title) for path in FILES}
    assert {name: title.startswith(SHOWN[name]) for name, title in shown.items()} == dict.fromkeys(SHOWN, True)
