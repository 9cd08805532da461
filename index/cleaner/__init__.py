"""From a document to the release's own text and a ledger of what was removed."""

from index.cleaner.clean import Cleaned, clean
from index.cleaner.counts import LineCounts
from index.cleaner.learned import Boilerplate, learn

__all__ = ["Boilerplate", "Cleaned", "LineCounts", "clean", "learn"]
