"""Which releases are versions of one another: sketches propose pairs, their texts decide, clusters gather them."""

from index.duplicates.known import ROLE, Duplicates
from index.duplicates.sketch import sketch

__all__ = ["ROLE", "Duplicates", "sketch"]
