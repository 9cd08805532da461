"""What a rebuild brought for the searches that someone keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searcher.engine import Engine
    from searcher.request import SearchRequest


def digest(engine: Engine, before: int, saved: Mapping[str, SearchRequest]) -> dict[str, int]:
    """Return how many matches of each saved search came in after the generation `before`; those with none are left out.

    Given a report's `before`, nothing is counted twice: texts that were cleaned again or moved keep their generation.
    """
    totals = {
        name: engine.search(asked._replace(added_after=before, offset=0, limit=0)).total
        for name, asked in saved.items()
    }
    return {name: total for name, total in totals.items() if total}
