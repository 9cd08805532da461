"""PDF: the text of all pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from index.errors import UnreadableFile
from index.readers.document import RawDocument
from index.readers.encoding import normalise
from index.readers.source import MAX_BYTES, Source
from index.readers.text import blocks

MOST_PAGES = 5_000
_HYPHEN = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zà-ÿа-я])")

# pypdf tells of every oddity that it repairs; what can't be repaired is raised.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the text of all pages as one document; raises UnreadableFile where it is encrypted or only pictures."""
    reader = PdfReader(BytesIO(source.data))
    try:
        locked = reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED
        pages = [] if locked else _pages(reader)
    except (DependencyError, FileNotDecryptedError):
        locked = True
    if locked:
        raise UnreadableFile(source.name, "is encrypted")
    text = normalise("\n\n".join(pages))
    if not text.strip():
        raise UnreadableFile(source.name, "has no text, only pictures of it")
    title = str((reader.metadata and reader.metadata.title) or "").strip()
    declared = {"title": title, "title:rule": "pdf:title"} if title else {}
    yield RawDocument(source.name, blocks(_HYPHEN.sub("", text)), declared)


def _pages(reader: PdfReader) -> list[str]:
    pages, size = [], 0
    for page in reader.pages[:MOST_PAGES]:
        pages.append(page.extract_text())
        size += len(pages[-1])
        if size > MAX_BYTES:
            break
    return pages
