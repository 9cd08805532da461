import pytest

from index.errors import SearcherError
from searcher import synonyms
from searcher.query import parse
from searcher.synonyms import longest, own_file, variants


@pytest.fixture
def own(monkeypatch, tmp_path):
    """Write the user's own names."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    def write(data):
        own_file().parent.mkdir(parents=True)
        own_file().write_bytes(data if isinstance(data, bytes) else data.encode())
        synonyms._names.cache_clear()
        synonyms.longest.cache_clear()

    yield write
    monkeypatch.undo()
    synonyms._names.cache_clear()
    synonyms.longest.cache_clear()


@pytest.mark.parametrize(
    ("found", "ways"),
    [
        (("rok",), {("rok",), ("south", "korea"), ("republic", "of", "korea")}),
        (("viet", "nam"), {("viet", "nam"), ("vietnam",)}),
        (("counterterrorism",), {("counterterrorism",), ("counter", "terrorism")}),
        (("counter", "terrorism"), {("counterterrorism",), ("counter", "terrorism")}),
        (("non", "eu"), {("non", "eu")}),
        (("nonce",), {("nonce",)}),
        (("copper",), {("copper",)}),
    ],
)
def test_the_ways_to_write_words(found, ways):
    assert set(variants(found)) == ways


def test_what_a_hyphen_joins_is_written_as_one_word_too():
    assert set(variants(("north", "west"), joined=True)) == {("north", "west"), ("northwest",)}
    assert variants(("north", "west")) == (("north", "west"),)


def test_prefixes_may_be_words_of_their_own():
    assert variants(("counter", "terrorism"), apart=True) == (("counter", "terrorism"),)


def test_names_of_the_user_stand_beside_the_others(own):
    own("\ufeff# ours\nROK | Daehan Minguk   # one more\n\nblue house|Cheong Wa Dae|\n")
    assert set(variants(("daehan", "minguk"))) == {
        *(("rok",), ("daehan", "minguk"), ("south", "korea"), ("republic", "of", "korea")),
    }
    assert parse("blue house visit").tree == parse("Cheong Wa Dae visit").tree != parse("house visit").tree
    assert variants(("viet", "nam")) == (("vietnam",), ("viet", "nam"))


def test_the_longest_name_is_known(own):
    assert longest() >= len(("republic", "of", "korea"))
    own(f"x | {'long ' * 20}")
    assert longest() == 20


def test_names_that_are_no_text_are_told(own):
    own(b"\xff\xfe\x00")
    with pytest.raises(SearcherError, match=r"synonyms\.txt: is no text in UTF-8"):
        parse("copper")
