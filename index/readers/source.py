"""What a reader is given: bytes with a name, and what they may still unpack to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from index.errors import UnreadableFile
from index.readers.document import RawDocument

MAX_BYTES = 200 * 2**20
MAX_UNPACKED = 2**30
MAX_RATIO = 200  # DEFLATE reaches 1,032 on zeros, text seldom 20
MAX_DEPTH = 5
MAX_MEMBERS = 200_000


@dataclass(slots=True)
class Allowance:
    """What one file may unpack to, however its archives are nested."""

    unpacked: int = MAX_UNPACKED
    members: int = MAX_MEMBERS

    @property
    def is_spent(self) -> bool:
        """Tell whether nothing more may be unpacked."""
        return self.unpacked < 0 or self.members < 0

    def spend(self, name: str, size: int) -> None:
        """Book a member of so many bytes; raises UnreadableFile for what looks like an archive bomb."""
        self.unpacked -= size
        self.members -= 1
        if self.unpacked < 0:
            raise UnreadableFile(name, f"unpacks to more than {MAX_UNPACKED >> 20} MB")
        if self.members < 0:
            raise UnreadableFile(name, f"holds more than {MAX_MEMBERS} members")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file or of a member of one; `declared` is what its surroundings say of it."""

    name: str
    data: bytes
    depth: int = 0
    allowance: Allowance = field(default_factory=Allowance)
    declared: Mapping[str, str] = field(default_factory=dict)
    charset: str | None = None

    kind: str = ""

    @property
    def suffix(self) -> str:
        """The kind of file in the form of a suffix: `kind` where it is known, else the name's."""
        return self.kind or suffix(self.name.rpartition("#")[2])


def suffix(name: str) -> str:
    """Return the last suffix of a name, in lower case."""
    return os.path.splitext(name)[1].lower()


Reader = Callable[[Source], Iterator[RawDocument]]
