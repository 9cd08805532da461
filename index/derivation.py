"""Which version of the readers, the cleaner and their tables derives releases from files."""

from __future__ import annotations

import os
from _blake2 import blake2b  # what hashlib has, without OpenSSL, which is slow to load

VERSION = 3
"""Raised when code changes what is derived, so that everything is derived again; changed tables are noticed."""

SCHEMA_VERSION = 6
"""Raised when fields or terms change in a way that calls for a new index."""

_ROOMS = ("cleaner", "metadata", "readers")
_TABLES = (".toml", ".tsv", ".txt")


def derivation() -> str:
    """Return the version, and a BLAKE2b digest of all tables."""
    digest = blake2b(digest_size=8)
    for room in _ROOMS:
        folder = os.path.join(os.path.dirname(__file__), room)
        for name in sorted(os.listdir(folder)):
            if name.endswith(_TABLES):
                with open(os.path.join(folder, name), "rb", buffering=0) as table:
                    digest.update(name.encode() + blake2b(table.read()).digest())
    return f"{VERSION}-{digest.hexdigest()}"
