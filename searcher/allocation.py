"""Memory for arrays, which every answer makes anew in much the same sizes."""

from __future__ import annotations

import contextlib
import ctypes
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Parameters of glibc's mallopt(3)."""

_KEPT = 128 << 20
_IN_HEAP = 32 << 20
"""Bytes; the most that glibc takes."""


@cache
def keep_freed_memory() -> None:
    """Have the C library keep what one answer frees for the next, where it is glibc.

    Else it gives large arrays back at once, and the system clears every page of the next one again.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_TRIM_THRESHOLD, _KEPT)
        mallopt(_MMAP_THRESHOLD, _IN_HEAP)
