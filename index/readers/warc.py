"""WARC: one release per response record (ISO 28500)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from index.errors import UnreadableFile
from index.readers.document import RawDocument
from index.readers.members import Member, read_members
from index.readers.source import MAX_BYTES, Source

# warcio writes what is wrong with a record to stderr, as it stands there.
logging.getLogger("warcio").setLevel(logging.CRITICAL)

KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
}


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the pages that were served with status 200, each called by its address."""
    return read_members(source, _members(source))


def _members(source: Source) -> Iterator[Member]:
    records = ArchiveIterator(BytesIO(source.data))
    records.INC_RECORD = ""  # what it writes to stderr of each record that a text follows
    for record in records:
        headers = record.http_headers
        if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
            continue
        media, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
        url = record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("WARC-Record-ID")
        declared = {"url": url, "url:rule": "warc"}
        charset = parameters.rpartition("charset=")[2].strip(" \"'") or None
        yield Member(url, partial(_content, record), KINDS.get(media.strip().lower(), ".unknown"), declared, charset)


def _content(record: Any) -> bytes:
    data: bytes = record.content_stream().read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableFile("page", f"is larger than {MAX_BYTES >> 20} MB")
    return data
