"""From a file on disk to a searchable segment."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


def _postpone(module: str, name: str) -> None:
    """Have a function load its module when it is first called, not whenever Whoosh is imported."""
    stand_in = ModuleType(module)

    def function(*arguments: Any, **named: Any) -> Any:
        if sys.modules[module] is stand_in:
            del sys.modules[module]
        return getattr(import_module(module), name)(*arguments, **named)

    setattr(stand_in, name, function)
    sys.modules.setdefault(module, stand_in)


_postpone("whoosh.lang.morph_en", "variations")  # compiles hundreds of patterns for a query that nobody can write here
_postpone("whoosh.lang.porter", "stem")  # and this one dozens, for a stemmer in the place of which PyStemmer is
