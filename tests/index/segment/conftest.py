"""What all tests of segments share."""

from unittest.mock import patch

import pytest


@pytest.fixture(autouse=True, scope="module")
def _no_waiting_for_the_disk():
    with patch("os.fsync"):
        yield
