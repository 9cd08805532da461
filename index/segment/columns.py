"""Columns: one value per document, or several, as numbers; for ranges, sorting and facets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from whoosh import columns

from index.errors import DamagedIndex
from index.segment.arrays import is_ascending
from index.segment.container import Array, Container
from index.segment.lexicon import Lexicon

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

    def kinds(self, docs: Array) -> tuple[Array, Array, Array]:
        """Return the kind of each document; and the kinds in order, once for each of their values, with those values.

        One value is a kind by its number, none is the kind after the last value, which stands for a value of its own;
        then come the sets of several.
        """
        starts, ends = self.starts[docs].astype(np.int64), self.starts[docs + 1].astype(np.int64)
        sizes, width = ends - starts, self.ordinals.itemsize
        kinds = np.full(len(sizes), self._values, np.intp)  # the type that is counted without a cast
        single, several = (sizes == 1).nonzero()[0], (sizes > 1).nonzero()[0]
        kinds[single] = self.ordinals[starts[single]]
        data = self.ordinals.tobytes()
        cuts = zip((starts[several] * width).tolist(), (ends[several] * width).tolist(), strict=True)
        sets = [data[start:stop] for start, stop in cuts]
        numbers = {values: number for number, values in enumerate(dict.fromkeys(sets), self._values + 1)}
        kinds[several] = [numbers[values] for values in sets]
        counts = [1] * (self._values + 1) + [len(values) // width for values in numbers]
        further = np.frombuffer(b"".join(numbers), self.ordinals.dtype)
        return kinds, np.repeat(np.arange(len(counts)), counts), np.append(np.arange(self._values + 1), further)


class ValueColumn(columns.ColumnReader):  # type: ignore[misc]
    """A column as Whoosh reads it: `values[doc]`, None where the document has none."""

    def __init__(self, values: Sequence[Any], default: Any) -> None:
        self._values, self._default = values, default

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, doc: int) -> Any:
        value = self._values[doc]
        return self._default if value is None else value
