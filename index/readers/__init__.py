"""From a file on disk to the visible text of the releases in it."""

from index.readers.document import Block, RawDocument
from index.readers.read import SUFFIXES, load, read
from index.readers.source import SIDECAR

__all__ = ["SIDECAR", "SUFFIXES", "Block", "RawDocument", "load", "read"]
