"""`python -m searcher`."""

from searcher.start import run

run()
