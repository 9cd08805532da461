import pytest

from index.errors import SearcherError
from tui.settings import Settings, read_settings, settings_path
from tui.themes import THEMES


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "searcher.toml"
        path.write_text(text)
        return read_settings(path)

    return read


def test_without_a_file_all_is_as_it_comes(tmp_path):
    assert read_settings(tmp_path / "none.toml") == Settings("dark", {})


def test_theme_and_keys(read):
    assert read('theme = "light-safe"\n[keys]\nsort = "S,f6"') == Settings("light-safe", {"sort": "S,f6"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = ", "searcher.toml: "),
        ('colour = "red"', "'colour' is no setting: there are theme and "),
        ('theme = "pink"', "'pink' is no theme: there are dark, light, dark-safe, light-safe"),
        ("keys = 3", r"\[keys\] takes lines such as"),
        ("[keys]\nsort = 3", r"\[keys\] takes lines such as"),
        ('[keys]\nsrot = "s"', "'srot' has no key: there are .*, sort, "),
    ],
)
def test_a_mistake_is_named_with_the_way_out(read, text, said):
    with pytest.raises(SearcherError, match=said):
        read(text)


def test_they_live_with_the_configuration_of_the_user():
    assert settings_path().parts[-2:] == ("searcher", "searcher.toml")


async def test_a_key_of_the_users_own_acts_in_place_of_the_usual_one_and_stands_in_the_help(drive):
    async with drive((100, 90), settings=Settings("light", {"sort": "S"})) as user:
        assert user.app.theme == THEMES["light"].name
        await user.press("enter", "s")
        assert user.request.sort == "relevance"
        await user.press("S")
        assert user.request.sort == "-date"
        await user.press("question_mark")
        assert any(line.split()[:2] == ["S", "Best,"] for line in user.lines)
