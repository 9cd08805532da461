"""The multilingual table of lines that surround releases, and how a line is looked up in it."""

from __future__ import annotations

import re
import string
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

Where = Literal["anywhere", "edge", "text-edge", "top", "section", "pair", "letterhead"]

LONGEST_LINE = 400  # no rule describes a longer line
LONGEST_LABEL = 120  # nor is a whole line of the table longer
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
_NOTHING = "(?!)"
_MARGIN = string.whitespace + string.punctuation + "\xa0\u3000«»‹›“”„‘’…·•–—→←↑↓►▶◀■□●○▪◆◇★☆※◦、。〉《》「」【】ⓒ©"


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The rules that apply at one place: whole lines by their key, and patterns.

    Whether any pattern fits a line is told by all in lower case as one expression, and those that tell cases apart as
    another: the module `re` passes over an alternative that begins with another letter.
    """

    lines: dict[str, str]
    lower: re.Pattern[str]
    cased: re.Pattern[str] | None
    patterns: tuple[tuple[str, str], ...]

    @lru_cache(4_096)  # noqa: B019 there is one for each place, for good; lines come again within a page and beyond
    def find(self, line: str) -> str | None:
        """Return the name of the rule that describes the line, or None."""
        if len(line) > LONGEST_LINE:
            return None
        rule = self.lines.get(key(line)) if len(line) <= LONGEST_LABEL else None
        bare = line.strip()
        if rule or not (self.lower.fullmatch(bare.lower()) or (self.cased and self.cased.fullmatch(bare))):
            return rule
        return next((name for name, pattern in self.patterns if re.fullmatch(pattern, bare, re.IGNORECASE)), None)


@lru_cache(4_096)  # each is asked about several times
def key(line: str) -> str:
    """Return the line as the table compares it: case folded, spaces single, without surrounding punctuation."""
    bare = line.strip(_MARGIN) or line.strip()
    if "  " in bare or not bare.isprintable():  # of white space, only a blank is
        bare = " ".join(bare.split())
    return bare.casefold()


@cache
def rules(where: Where) -> Rules:
    """Return the rules that apply at a place."""
    table = {name: rule for name, rule in _table().items() if rule["where"] == where}
    lines = {key(line): name for name, rule in reversed(table.items()) for line in rule.get("lines", ())}
    patterns = tuple((name, pattern) for name, rule in table.items() for pattern in rule.get("match", ()))
    cased = [pattern for _, pattern in patterns if _CAPITAL.search(pattern)]
    lower = [pattern for _, pattern in patterns if pattern not in cased]
    return Rules(
        lines,
        re.compile("|".join(f"(?:{pattern})" for pattern in lower or [_NOTHING])),
        re.compile("|".join(f"(?:{pattern})" for pattern in cased), re.IGNORECASE) if cased else None,
        patterns,
    )


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
