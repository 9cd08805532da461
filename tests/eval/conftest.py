"""What the evaluations share."""

import sys

import pytest


@pytest.fixture
def report(capsys):
    """Print a figure, though pytest captures what tests print."""

    def write(line):
        with capsys.disabled():
            sys.stdout.write(f"\n{line}")

    return write
