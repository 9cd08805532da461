"""Columns: one value per document, or several, as numbers; for ranges, sorting and facets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import columns

from index.segment.container import Array, Container
from index.segment.lexicon import Lexicon
from index.segment.postings import sizes_of

NONE = np.iinfo(np.int32).min
"""Stands for no value in a numeric column."""


class Ordinals:
    """The keywords of each document as numbers of the field's terms, `starts[doc]` to before `starts[doc + 1]`."""

    def __init__(self, container: Container, field: str, lexicon: Lexicon) -> None:
        self.ordinals: Array = container.array(f"{field}.ordinals")
        self.starts: Array = container.array(f"{field}.starts")
        self._values = len(lexicon)

    def of(self, doc: int) -> list[int]:
        """Return the ordinals of one document."""
        return list(map(int, self.ordinals[int(self.starts[doc]) : int(self.starts[doc + 1])]))

    def counts(self, docs: Array) -> Array:
        """Return how many of the documents (intp) have each value; the last count is of those without any."""
        counts = np.zeros(self._values + 1, np.intp)
        for column in self._columns:
            counts += np.bincount(column[docs], minlength=self._values + 2)[:-1]
        return counts

    @cached_property
    def _columns(self) -> list[Array]:
        """The first value of each document, then the second, and so on; in the first column, no value counts as one.

        Reading a whole column is so much faster than a row of several values that the blanks don't matter.
        """
        sizes = sizes_of(self.starts)
        none, blank = self._values, self._values + 1
        columns = []
        for place in range(max(1, int(sizes.max(initial=0)))):
            column = np.full(len(sizes), blank if place else none, np.min_scalar_type(blank))
            having = np.flatnonzero(sizes > place)
            column[having] = self.ordinals[self.starts[having].astype(np.intp) + place]
            columns.append(column)
        return columns


class ValueColumn(columns.ColumnReader):  # type: ignore[misc]
    """A column as Whoosh reads it: `values[doc]`, None where the document has none."""

    def __init__(self, values: Sequence[Any], default: Any) -> None:
        self._values, self._default = values, default

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, doc: int) -> Any:
        value = self._values[doc]
        return self._default if value is None else value
