"""`python -m searcher`."""

from searcher.cli import run

run()
