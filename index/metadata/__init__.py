"""What a release is: its title, date, source, countries and language, each with its evidence.

`describe` reads the full page, before the cleaner prunes it; `subjects` and `language` read the cleaned text.
Each is imported when first asked for, so that a query can use `index.metadata.territories` without their libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.metadata.description import Description, Subjects, describe, subjects
    from index.metadata.languages import language

__all__ = ["Description", "Subjects", "describe", "language", "subjects"]

_HOMES = {"language": "languages"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'description')}"), name)
