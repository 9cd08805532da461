"""HTML pages: what they declare, and their visible text with the article told from what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.errors import UnreadableFile
from index.readers.article import judge
from index.readers.document import Block, RawDocument
from index.readers.encoding import decode, normalise
from index.readers.page import declared
from index.readers.source import Source
from index.readers.tree import flat_lines, is_deep, parse, passages, prune

LARGEST_PAGE = 4_000_000  # characters; no article has a hundredth of that, and a tree takes fifty bytes for each
_CHARSET = re.compile(
    rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{1,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)


def read(source: Source) -> Iterator[RawDocument]:
    """Yield the page as one document; its blocks say whether they belong to the article."""
    charset_at = _CHARSET.search(source.data[:8_192])
    charset = (charset_at[1] or charset_at[2]).decode("ascii") if charset_at else source.charset
    text, encoding = decode(source.data, source.name, charset)
    root = parse(text[:LARGEST_PAGE])
    if root is None:
        raise UnreadableFile(source.name, "has no elements")
    says = declared(root)
    if len(text) > LARGEST_PAGE or is_deep(root):
        blocks = tuple(Block(normalise(line)) for line in flat_lines(text))
    else:
        prune(root)
        if not (found := passages(root)):
            raise UnreadableFile(source.name, "has no text")
        main = judge(root, found, says.get("title", ""))
        texts = normalise("\n".join(one.text for one in found)).split("\n")  # entities may stand for anything
        rows = zip(texts, found, main, strict=True)
        blocks = tuple(Block(text, str(one.element.tag), here) for text, one, here in rows)
    yield RawDocument(source.name, blocks, says, encoding)
