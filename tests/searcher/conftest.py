"""Small piles of invented releases, indexed without files: `engine_of(release("a", "Copper", …), …)`."""

import shutil
from datetime import date
from functools import partial

import pytest

from index.release import Evidence, Release, ReleaseDate, Removal
from index.schema import SCHEMA_VERSION, schema, to_document
from index.segment.index import ArrayIndex
from searcher.cli import main
from searcher.engine import Engine
from tests.clusters import address_at, engine_over, removed


def day(text):
    """The date of `2014`, `2014-11` or `2014-11-07`."""
    precision = {4: "year", 7: "month", 10: "day"}[len(text)]
    return ReleaseDate(date.fromisoformat(f"{text}-01-01"[:10]), precision)


def release(path, title="", body="", **values):
    """A release; its body begins with its title, as cleaned ones do, and dates are given as text."""
    if when := values.pop("date", None):
        values["date"] = day(when)
    return Release(path=path, title=title, body="\n\n".join(part for part in (title, body) if part), **values)


def store(folder, releases):
    """Add releases to the index in a folder, in one commit."""
    writer = ArrayIndex.create(folder, schema(), SCHEMA_VERSION).writer()
    for given in releases:
        writer.update_document(**to_document(given))
    writer.commit()


@pytest.fixture(name="release", scope="session")
def releases():
    return release


@pytest.fixture(name="store", scope="session")
def storing():
    return store


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    """Add releases to the index in a folder; a new index of the same releases is copied, not made once more."""
    made = {}

    def add(folder, given):
        if folder.exists():
            store(folder, given)
            return
        if repr(given) not in made:
            made[repr(given)] = tmp_path_factory.mktemp("stored") / "index"
            store(made[repr(given)], given)
        shutil.copytree(made[repr(given)], folder)

    return add


@pytest.fixture
def engine_of(tmp_path, stored):
    """An engine over the given releases."""

    def build(*given):
        stored(tmp_path / "index", given)
        return Engine(tmp_path / "index")

    return build


@pytest.fixture(params=["here", "in a cluster"])
def engine_anywhere(request):
    """The same, over an index here and over one in a cluster."""
    if request.param == "here":
        yield request.getfixturevalue("engine_of")
        return
    address = address_at(request.getfixturevalue("cluster_url"))
    yield partial(engine_over, address)
    removed(address)


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command line here, on an index that may be there: `run("search", "peru")` gives code, stdout and stderr."""
    monkeypatch.setenv("SEARCHER_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return ended.value.code, written.out, written.err

    return command


@pytest.fixture
def indexed(stored, tmp_path):
    """Three releases in the index that `run` asks."""
    stored(
        tmp_path / "index",
        [
            release(
                "/pile/a.txt",
                "Copper accord",
                "Peru mines copper.",
                date="2014-11-07",
                source="The Kremlin",
                countries=("PE", "RU"),
                language="en",
                removed=(Removal("Home | News", "menu", 0),),
                evidence={"date": Evidence("dateline", "November 7, 2014", 0.9)},
            ),
            release(
                "/pile/b.txt", "Copper prices", "They rose.", date="2013-02", source="Ministry of Mines", language="en"
            ),
            release("/pile/c.txt", "Thông cáo", "Việt Nam.", countries=("VN",), language="vi"),
        ],
    )
    return tmp_path / "index"


@pytest.fixture
def ask(run, indexed):
    """`run` where there is an index."""
    assert indexed.is_dir()
    return run
