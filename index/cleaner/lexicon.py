"""The multilingual table of lines that surround releases, and how a line is looked up in it."""

from __future__ import annotations

import re
import string
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Where = Literal["anywhere", "edge", "text-edge", "top", "section", "pair", "letterhead"]

LONGEST_LINE = 400  # no rule describes a longer line
LONGEST_LABEL = 120  # nor is a whole line of the table longer
_MARGIN = string.whitespace + string.punctuation + "\xa0\u3000«»‹›“”„‘’…·•–—→←↑↓►▶◀■□●○▪◆◇★☆※◦、。〉《》「」【】ⓒ©"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that apply at one place: whole lines by their key, and patterns as one expression."""

    lines: dict[str, str]
    patterns: re.Pattern[str] | None
    names: tuple[str, ...]

    def find(self, line: str) -> str | None:
        """Return the name of the rule that describes the line, or None."""
        if len(line) > LONGEST_LINE:
            return None
        rule = self.lines.get(key(line)) if len(line) <= LONGEST_LABEL else None
        if rule or self.patterns is None:
            return rule
        match = self.patterns.fullmatch(line.strip())
        return self.names[match.lastindex - 1] if match and match.lastindex else None


def key(line: str) -> str:
    """Return the line as the table compares it: case folded, spaces single, without surrounding punctuation."""
    bare = line.strip(_MARGIN) or line.strip()
    return " ".join(bare.split()).casefold()


@cache
def rules(where: Where) -> Rules:
    """Return the rules that apply at a place."""
    table = {name: rule for name, rule in _table().items() if rule["where"] == where}
    lines = {key(line): name for name, rule in reversed(table.items()) for line in rule.get("lines", ())}
    patterns = [(name, pattern) for name, rule in table.items() for pattern in rule.get("match", ())]
    expression = "|".join(f"({pattern})" for _, pattern in patterns)
    compiled = re.compile(expression, re.IGNORECASE) if patterns else None
    return Rules(lines, compiled, tuple(name for name, _ in patterns))


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
