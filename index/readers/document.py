"""What a reader makes of a file, before anything is judged or removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Block(NamedTuple):
    """A line of visible text; `tag` is its HTML element, `main` what the page's structure says of it.

    `main` is None where nothing is known (plain text), False for blocks outside the article.
    """

    text: str
    tag: str = ""
    main: bool | None = None


@dataclass(frozen=True)
class RawDocument:
    """The visible text of one release in reading order, and what its file declares about it.

    `path` is the file, or `file#member` for one of several releases in a file. `declared` maps `title`, `date`,
    `source`, `language` and `url` to what markup, headers, a side file or front matter say, as written there; a key
    such as `date` has its origin under `date:rule` (`meta:og:title`, `json-ld`, `header`, `sidecar`).
    """

    path: str
    blocks: tuple[Block, ...]
    declared: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @cached_property
    def text(self) -> str:
        """The blocks, one a line: the text in which ledger and evidence count offsets."""
        return "\n".join(block.text for block in self.blocks)
