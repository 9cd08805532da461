"""Settings and fixtures of all tests."""

import gc
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

EXAMPLES = 100 if os.environ.get("NIGHTLY") else 15

settings.register_profile("here", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

os.environ["XDG_CONFIG_HOME"] = "/nonexistent"  # what the tester has set counts in no test


def pytest_collection_finish():
    """Look for no garbage among what was imported: that would take a fifth of all time."""
    gc.collect()
    gc.freeze()


SHARED = Path(__file__).parents[1] / ".." / "shared"


@pytest.fixture(scope="session")
def shared():
    """Data that lies beside the project, where it does."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not there")
    return SHARED.resolve()


@pytest.fixture(autouse=True, scope="session")
def _no_waiting():
    """Wait neither for another writer, nor for the disk, nor for memory to number words that few texts have.

    Processes of their own do.
    """
    with (
        patch("index.segment.commit.PATIENCE", 0),
        patch("os.fsync", lambda _: None),
        patch("index.segment.vocabulary._SLOT_BITS", 12),
    ):
        yield


@pytest.fixture(scope="session")
def cluster_url():
    """Where a cluster answers: real nodes where SEARCHER_TEST_CLUSTER names them, else one made for the session."""
    if named := os.environ.get("SEARCHER_TEST_CLUSTER"):
        yield named
        return
    osmem = pytest.importorskip("osmem_server", reason="osmem-server is not installed")
    with osmem.OsmemServer.start(japanese=False) as server:
        yield server.url
    server.process.stdout.close()
