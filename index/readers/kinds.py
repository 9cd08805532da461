"""Which files are releases, told by their names; who reads them; and what is no file to read."""

from __future__ import annotations

import os
import stat

HOMES = {
    "index.readers.text": (".txt", ".text", ".md", ".markdown"),
    "index.readers.html": (".html", ".htm", ".xhtml"),
    "index.readers.mail": (".eml",),
    "index.readers.records": (".jsonl", ".ndjson", ".json"),
    "index.readers.pdf": (".pdf",),
    "index.readers.warc": (".warc",),
    "index.readers.feed": (".rss", ".atom", ".xml"),
    "index.readers.archive": (".zip", ".tar", ".gz", ".tgz"),
}
"""The home of each reader, imported when the first file of its kind is met."""

SUFFIXES = {suffix: home for home, suffixes in HOMES.items() for suffix in suffixes}
SIDECAR = ".meta.json"
NOT_ORDINARY = "is no ordinary file"


def is_ordinary(status: os.stat_result) -> bool:
    """Tell whether a file is one that can be read to its end and again: no folder, pipe, device or socket."""
    return stat.S_ISREG(status.st_mode)
