"""What is done with releases: copied, opened, compared."""

import pytest

from index.release import Release
from searcher.citation import plain
from tui.screens.release_actions import original


async def test_the_text_or_a_citation_goes_to_the_clipboard(drive, engine):
    async with drive() as user:
        await user.press("enter", "down")
        release = engine.release(user.part("results").highlighted.id)
        copied = []
        for key in "tpmbc":
            await user.press("y", key)
            copied.append(user.app.clipboard.split("\n")[0].split(",")[0])
        title = f"[{release.title}](<{release.url}>)"
        assert copied == [
            release.title, release.source, title, f"@misc{{release-{release.id}",
            f"{release.source}. “{release.title}.” Press release",
        ]  # fmt: skip


async def test_nothing_is_copied_when_the_menu_is_left(drive):
    async with drive() as user:
        await user.press("enter", "y")
        assert ["t", "The", "whole", "text"] in [line.split() for line in user.lines]
        await user.press("escape")
        assert user.app.clipboard == ""


async def test_marked_releases_are_copied_together(drive, engine):
    async with drive((80, 24)) as user:
        await user.press("enter", "space", "space", "space", "up", "space")
        assert len(user.part("results").marked) == 2
        assert [line[0] for line in user.lines if "Joint" in line[:9]][:3] == ["●", "●", " "]
        await user.press("y", "p")
        first, second = list(engine.releases.values())[:2]
        assert user.app.clipboard == f"{plain(first)}\n\n{plain(second)}"


async def test_without_a_hit_there_is_nothing_to_act_on(drive):
    async with drive() as user:
        await user.type("nowhere")
        await user.press("enter", "space", "y", "o", "m")
        assert (user.app.clipboard, len(user.app.screen_stack), user.part("results").marked) == ("", 1, {})


async def test_similar_releases_take_the_place_of_the_results_until_one_goes_back(drive):
    async with drive() as user:
        await user.press("enter", "m")
        assert user.part("results").total == 3
        assert "similar to “Joint statement 0 on copper mining”: u goes back" in user.text
        await user.press("u")
        assert (user.part("results").total, "similar to" in user.text) == (70, False)


async def test_the_original_is_opened(drive, monkeypatch):
    opened = []
    async with drive() as user:
        monkeypatch.setattr(user.app, "open_url", opened.append)
        await user.press("enter", "o")
        assert opened == ["https://example.org/0"]


async def test_an_original_that_is_not_there_is_said_so(drive, engine):
    engine.releases = {name: release._replace(url=None) for name, release in engine.releases.items()}
    async with drive() as user:
        await user.press("enter", "o")
        assert "releases/0000.txt is no file here" in user.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x/", "https://x/\x1b[2J", "-x", "", None]
)
def test_no_other_address_is_ever_opened(url):
    assert original(Release("/not/there", "T", "", url=url)) is None


def test_a_file_is_opened_by_its_place(tmp_path):
    file = tmp_path / "a b;$(c).txt"
    file.write_text("")
    assert original(Release(str(file), "T", "", url="mailto:x")) == f"file://{tmp_path}/a%20b%3B%24%28c%29.txt"
