"""Which version of the readers, the cleaner and their tables derives releases from files."""

from __future__ import annotations

from _blake2 import blake2b  # what hashlib has, without OpenSSL, which is slow to load
from pathlib import Path

VERSION = 3
"""Raised when code changes what is derived, so that everything is derived again; changed tables are noticed."""

SCHEMA_VERSION = 6
"""Raised when fields or terms change in a way that calls for a new index."""

_ROOMS = ("readers", "cleaner", "metadata")
_TABLES = (".toml", ".tsv", ".txt")


def derivation() -> str:
    """Return the version, and a BLAKE2b digest of all tables."""
    digest = blake2b(digest_size=8)
    tables = (path for room in _ROOMS for path in (Path(__file__).parent / room).iterdir() if path.suffix in _TABLES)
    for path in sorted(tables):
        digest.update(path.name.encode() + blake2b(path.read_bytes()).digest())
    return f"{VERSION}-{digest.hexdigest()}"
