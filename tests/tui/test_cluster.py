"""The interface over an index in a cluster: the same keys, the same answers."""

import pytest

from index.opensearch.feed import feed
from searcher.opensearch.engine import ClusterEngine
from tests.clusters import address_at, removed
from tui.widgets.time_bars import TimeBars


@pytest.fixture
def cluster_engine(library, cluster_url):
    """An engine over the library's files, indexed in a cluster."""
    address = address_at(cluster_url)
    feed(address, [library.pile], jobs=1)
    yield ClusterEngine(address)
    removed(address)


async def test_a_search_is_narrowed_read_and_seen_over_time(drive, cluster_engine):
    async with drive(engine=cluster_engine) as user:
        await user.type("copper")
        assert "4 releases" in user.text
        await user.press("enter", "f")
        await user.press("down", "space")
        assert len(user.request.filters) == 1
        await user.press("escape", "slash", "enter", "enter")
        assert "Copper notice" in user.text
        assert user.lines[0].split()[-1] in ("hit", "hits")
        await user.press("escape", "t")
        (timeline,) = user.app.screen.query_one(TimeBars).timelines
        assert sum(bar.count for bar in timeline.bars) > 0


async def test_what_is_new_in_a_saved_search_is_counted(drive, library, cluster_engine):
    async with drive(engine=cluster_engine) as user:
        await user.type("copper")
        await user.press("enter", "b", "a", "enter", "escape")
        library.add("late.txt", "Copper notice 9", "LIMA, June 1, 2014 - One more lot of copper left the port.")
        feed(cluster_engine.folder, [library.pile], jobs=1)
        await user.press("b")
        assert ["copper", "copper", "1", "new", "5", "releases"] in [line.split() for line in user.lines]
