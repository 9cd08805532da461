"""Columns: one value per document, or several, as numbers; for ranges, sorting and facets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import columns

from index.errors import DamagedIndex
from index.segment.container import Array, Container
from index.segment.lexicon import Lexicon
from index.segment.postings import is_ascending, sizes_of

NONE = np.iinfo(np.int32).min
"""Stands for no value in a numeric column."""


class Ordinals:
    """The keywords of each document as numbers of the field's terms, `starts[doc]` to before `starts[doc + 1]`."""

    def __init__(self, container: Container, field: str, lexicon: Lexicon) -> None:
        self.ordinals: Array = container.array(f"{field}.ordinals")
        self.starts: Array = container.array(f"{field}.starts")
        self._values = len(lexicon)
        if not is_ascending(self.starts) or int(self.ordinals.max(initial=0)) >= max(self._values, 1):
            raise DamagedIndex(str(container.path), f"the values of {field} are out of range")

    def of(self, doc: int) -> list[int]:
        """Return the ordinals of one document."""
        return list(map(int, self.ordinals[int(self.starts[doc]) : int(self.starts[doc + 1])]))

    @cached_property
    def first(self) -> Array:
        """The first value of each document, or the number after the last value: a column that is read at once."""
        first = np.full(len(self.starts) - 1, self._values, np.intp)  # the type that is counted without a cast
        having = np.flatnonzero(sizes_of(self.starts))
        first[having] = self.ordinals[self.starts[having]]
        return first

    @cached_property
    def further(self) -> tuple[Array, Array]:
        """The documents with more than one value, once for each further value, and those values."""
        sizes = sizes_of(self.starts)
        further = np.ones(len(self.ordinals), bool)
        further[self.starts[:-1][sizes > 0]] = False
        return np.repeat(np.arange(len(sizes)), np.maximum(sizes - 1, 0)), self.ordinals[further]


class ValueColumn(columns.ColumnReader):  # type: ignore[misc]
    """A column as Whoosh reads it: `values[doc]`, None where the document has none."""

    def __init__(self, values: Sequence[Any], default: Any) -> None:
        self._values, self._default = values, default

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, doc: int) -> Any:
        value = self._values[doc]
        return self._default if value is None else value
